//! Who gets which call: a plain scan.
//!
//! Written to be read, not to be fast: it is the reference an indexed matcher is held against.
//! Calls are taken in the order they joined, across queues; each takes the best of the agents
//! still idle; what nobody idle may take is passed over. One pass is enough, since agents only
//! become fewer while it lasts.

use std::cmp::Reverse;

use super::machine::Acd;
use super::{Agent, AgentId, AgentOrder, Call, CallId, CallPhase, Decision, QueueConfig, Stamp, TieBreak};

/// A call and the agent it is to be offered to.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) call: CallId,
    pub(super) agent: AgentId,
    pub(super) stage: usize,
    pub(super) decision: Decision,
}

/// An agent who may take the call. Candidates compare as the rule prefers them, best first:
/// the earliest admitting stage, then proficiency where it counts, then the longest idle.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    stage: usize,
    proficiency: Reverse<u32>,
    idle: Stamp,
}

impl Acd {
    /// Offers every waiting call that somebody idle may take.
    pub(super) fn offer_waiting_calls(&mut self) {
        for found in self.matches() {
            self.make_offer(found);
        }
    }

    fn matches(&self) -> Vec<Match> {
        let mut idle: Vec<&Agent> = self.agents.values().filter(|agent| agent.is_offerable()).collect();
        let mut found = Vec::new();
        let mut passed_over = 0;
        for call in self.calls_in_order() {
            if idle.is_empty() {
                break;
            }
            let Some(queue) = self.queue(&call.queue) else { continue };
            match best(call, queue, &idle, passed_over) {
                Some(pick) => {
                    idle.retain(|agent| agent.id != pick.agent);
                    found.push(pick);
                }
                None => passed_over += 1,
            }
        }
        found
    }

    /// Waiting calls nobody rings for, in the order they are served.
    fn calls_in_order(&self) -> impl Iterator<Item = &Call> {
        let in_line = self.arrivals.iter().filter_map(|(_, id)| self.calls.get(id));
        in_line.filter(|call| call.phase == CallPhase::Waiting)
    }
}

fn best(call: &Call, queue: &QueueConfig, idle: &[&Agent], calls_passed_over: usize) -> Option<Match> {
    let mut ranked: Vec<(Rank, &Agent)> =
        idle.iter().filter_map(|agent| Some((rank(call, queue, agent)?, *agent))).collect();
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    let (first, agent) = ranked.first()?;
    let decision = Decision {
        stage: call.stage,
        rule: queue.agent_order,
        tie_break: tie_break(queue.agent_order, first, ranked.get(1).map(|(second, _)| second)),
        idle: idle.len(),
        candidates: ranked.len(),
        calls_passed_over,
    };
    Some(Match { call: call.id, agent: agent.id.clone(), stage: first.stage, decision })
}

fn rank(call: &Call, queue: &QueueConfig, agent: &Agent) -> Option<Rank> {
    let stage = queue.admits(call.stage, &agent.skills)?;
    let proficiency = match queue.agent_order {
        AgentOrder::LongestIdle => 0,
        AgentOrder::MostSkilled => queue.requirement(stage).proficiency(&agent.skills),
    };
    Some(Rank { stage, proficiency: Reverse(proficiency), idle: agent.idle })
}

fn tie_break(rule: AgentOrder, first: &Rank, second: Option<&Rank>) -> TieBreak {
    let Some(second) = second else { return TieBreak::OnlyCandidate };
    let idle_for_longer = first.idle.at != second.idle.at;
    if first.stage != second.stage {
        TieBreak::EarlierStage
    } else if first.proficiency != second.proficiency {
        TieBreak::Rule
    } else if !idle_for_longer {
        TieBreak::Sequence
    } else {
        match rule {
            AgentOrder::LongestIdle => TieBreak::Rule,
            AgentOrder::MostSkilled => TieBreak::LongestIdle,
        }
    }
}
