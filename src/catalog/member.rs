//! Whom a member of one of the PBX's queues is.

use crate::call::Line;

use super::{Agent, Catalog};

impl Catalog {
    /// The agent a queue member stands for, by what the PBX calls it: an interface (`PJSIP/1001`,
    /// `Local/1001@agents/n`) or a number by her phone, any other text by her id or her full name. None where
    /// nobody or more than one fits.
    pub fn agent_of_member(&self, member: &str) -> Option<&Agent> {
        let member = member.trim();
        let line = Line::of_member(member).or_else(|| Line::parse(member));
        let by_phone =
            line.as_ref().and_then(|line| only(self.agents(), |a| a.extension.as_ref() == Some(line)));
        by_phone.or_else(|| self.agent(member)).or_else(|| only(self.agents(), |a| a.name.trim() == member))
    }

    /// Gives an agent a skill, in place of the level she had. The skill is looked for when the text is read again.
    pub fn give_skill(&mut self, agent: &str, skill: &str, level: u8) {
        if let Some(agent) = self.agents.iter_mut().find(|known| known.id == agent) {
            agent.skills.insert(skill.to_owned(), level);
        }
    }
}

fn only(agents: &[Agent], fits: impl Fn(&Agent) -> bool) -> Option<&Agent> {
    let mut fitting = agents.iter().filter(|agent| fits(agent));
    fitting.next().filter(|_| fitting.next().is_none())
}
