//! Which of the agents who may take a call comes first.

use std::cmp::Reverse;

use super::machine::{Acd, Queue};
use super::workload::Share;
use super::{Agent, AgentOrder, Call, Stamp, TieBreak};

/// An agent who may take the call. Candidates compare best first: whom the call prefers, the
/// earliest admitting stage, the fewest calls at once, then the queue's order, then the longest idle.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank {
    /// Her place among those the call prefers.
    preferred: usize,
    pub(super) stage: usize,
    /// How many calls she talks on.
    load: usize,
    merit: Merit,
    idle: Stamp,
}

/// What the queue's order says of an agent, the smaller the better. All candidates for one call
/// have the same kind of it.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Merit {
    /// Nothing: only idle time counts.
    Alike,
    /// The lowest number first.
    Lowest(u64),
    /// The highest number first.
    Highest(Reverse<u64>),
    /// The smallest share first.
    Share(Share),
}

impl Rank {
    /// The rank of an agent whose merit is known, for a call that prefers nobody.
    pub(super) fn rated(
        stage: usize,
        load: u8,
        rule: AgentOrder,
        merit: u64,
        last: Option<u32>,
        idle: Stamp,
    ) -> Self {
        let merit = match rule {
            AgentOrder::RoundRobin => turn(merit as u32, last),
            AgentOrder::LongestIdle
            | AgentOrder::MostSkilled
            | AgentOrder::LeastSkilled
            | AgentOrder::SpecialistFirst
            | AgentOrder::LeastOccupied
            | AgentOrder::FewestCalls
            | AgentOrder::Linear
            | AgentOrder::RingAll => merit,
        };
        Self { preferred: 0, stage, load: load.into(), merit: Merit::Lowest(merit), idle }
    }
}

impl Acd {
    /// Whether an agent may take the call, were she idle: a stage admits her, and the call is kept
    /// neither for others nor from the reserve she is of.
    pub(super) fn may_take(&self, call: &Call, queue: &Queue, agent: &Agent) -> bool {
        queue.config.admits(call.stage, &agent.skills).is_some()
            && call.kept_from(&agent.id, self.now).is_none()
            && (queue.memory.reserve_on || !queue.config.reserves(&agent.skills))
    }

    /// Where an agent stands among those who may take the call; `None` when she may not.
    pub(super) fn rank(&self, call: &Call, queue: &Queue, agent: &Agent) -> Option<Rank> {
        if !self.may_take(call, queue, agent) || self.yields_to_live(call, queue, agent) {
            return None;
        }
        let stage = queue.config.admits(call.stage, &agent.skills)?;
        let require = queue.config.requirement(stage);
        let proficiency = || u64::from(require.proficiency(&agent.skills));
        let merit = match queue.config.agent_order {
            AgentOrder::LongestIdle | AgentOrder::RingAll => Merit::Alike,
            AgentOrder::MostSkilled => Merit::Highest(Reverse(proficiency())),
            AgentOrder::LeastSkilled => Merit::Lowest(proficiency()),
            AgentOrder::SpecialistFirst => Merit::Lowest(require.other_skills(&agent.skills)),
            AgentOrder::LeastOccupied => Merit::Share(agent.workload.occupancy(self.now)),
            AgentOrder::FewestCalls => {
                Merit::Lowest(agent.workload.answered.get(&queue.config.id).copied().unwrap_or(0))
            }
            AgentOrder::RoundRobin => Merit::Lowest(turn(agent.place, self.last_place(queue))),
            AgentOrder::Linear => Merit::Lowest(agent.place.into()),
        };
        let (preferred, load) = (call.preference_for(&agent.id), agent.load());
        Some(Rank { preferred, stage, load, merit, idle: agent.idle })
    }

    /// Where the agent the queue offered a call to last stands in the catalog, if she still does.
    pub(super) fn last_place(&self, queue: &Queue) -> Option<u32> {
        let last = queue.memory.offered_last.as_ref().and_then(|id| self.agents.get(id));
        last.filter(|agent| agent.in_catalog).map(|agent| agent.place)
    }
}

/// How far off an agent's turn is: first those after the last one in the catalog, then from its top.
fn turn(place: u32, last: Option<u32>) -> u64 {
    let round = u64::from(last.is_some_and(|last| place <= last));
    (round << 32) | u64::from(place)
}

/// What set the first apart from the next in order.
pub(super) fn tie_break(rule: AgentOrder, first: &Rank, second: Option<&Rank>) -> TieBreak {
    let Some(second) = second else { return TieBreak::OnlyCandidate };
    if rule == AgentOrder::RingAll {
        TieBreak::Together
    } else if first.preferred != second.preferred {
        TieBreak::Preferred
    } else if first.stage != second.stage {
        TieBreak::EarlierStage
    } else if first.load != second.load {
        TieBreak::LessBusy
    } else if first.merit != second.merit {
        TieBreak::Rule
    } else if first.idle.at == second.idle.at {
        TieBreak::Sequence
    } else if rule == AgentOrder::LongestIdle {
        TieBreak::Rule
    } else {
        TieBreak::LongestIdle
    }
}
