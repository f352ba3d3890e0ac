//! A core as a router.

use std::time::Duration;

use super::acd::{
    Acd, AgentConfig, AgentId, CallId, Config, Input, Join, Output, QueueConfig, QueueId, Requirement,
    SkillId, Stage, StageKind, Time,
};
use crate::driver::Router;
use crate::shop::{requirements_of, skills_of};

/// A core in which everybody is signed in and ready.
pub(crate) struct Core {
    acd: Acd,
    agents: Vec<AgentId>,
    queues: Vec<QueueId>,
}

impl Core {
    pub(crate) fn new(agents: usize, queues: usize) -> Self {
        let config = Config {
            agents: (0..agents).map(|number| agent(number, queues)).collect(),
            queues: (0..queues).map(queue).collect(),
            ..Config::default()
        };
        let agents = config.agents.iter().map(|agent| agent.id.clone()).collect();
        let queues = config.queues.iter().map(|queue| queue.id.clone()).collect();
        let mut core = Self { acd: Acd::new(config), agents, queues };
        for agent in core.agents.clone() {
            core.acd.handle(Time::ZERO, Input::AgentSignedIn { agent: agent.clone() });
            core.acd.handle(Time::ZERO, Input::AgentReady { agent });
            while core.acd.poll_output().is_some() {}
        }
        core
    }

    fn tell(&mut self, now_us: u64, input: Input) {
        self.acd.handle(Time::from_micros(now_us), input);
    }
}

impl Router for Core {
    fn joins(&mut self, now_us: u64, call: u64, queue: usize) {
        let join = Join::new(CallId(call.into()), self.queues[queue].clone(), Time::from_micros(now_us));
        self.tell(now_us, Input::CallJoined(join));
    }

    fn accepted(&mut self, now_us: u64, call: u64, agent: usize) {
        let agent = self.agents[agent].clone();
        self.tell(now_us, Input::OfferAccepted { call: CallId(call.into()), agent });
    }

    fn ended(&mut self, now_us: u64, call: u64) {
        self.tell(now_us, Input::CallEnded { call: CallId(call.into()) });
    }

    fn next_offer(&mut self) -> Option<(u64, usize)> {
        loop {
            if let Output::OfferMade(offer) = self.acd.poll_output()? {
                return Some((offer.call.0 as u64, number_of(&offer.agent)));
            }
        }
    }
}

fn agent(number: usize, queues: usize) -> AgentConfig {
    let skills = skills_of(number, queues).map(|(skill, level)| (SkillId::new(format!("s{skill}")), level));
    AgentConfig::new(format!("a{number}").as_str(), skills.collect())
}

/// The number in an agent's id.
fn number_of(agent: &AgentId) -> usize {
    let digits = agent.as_str().bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

fn queue(number: usize) -> QueueConfig {
    let (require, later) = requirements_of(number);
    let stages = parse(&later).map(|require| Stage {
        after: Duration::from_secs(60),
        require,
        kind: StageKind::Cumulative,
    });
    QueueConfig {
        require: parse(&require).unwrap_or_else(Requirement::any),
        stages: stages.into_iter().collect(),
        ..QueueConfig::new(format!("q{number}").as_str())
    }
}

fn parse(text: &str) -> Option<Requirement> {
    Requirement::parse(text).ok()
}
