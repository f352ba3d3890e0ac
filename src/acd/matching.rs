//! A match: a call and whom it is to be offered to, with the reasons.

use super::machine::{Acd, Queue};
use super::ranking::{Rank, tie_break};
use super::rows::CallRow;
use super::{AgentOrder, Decision, TieBreak};

/// A call and whom it is to be offered to.
#[derive(Debug)]
pub(super) struct Match {
    /// The call's slot.
    pub(super) call: u32,
    /// Her slot, and the stage that admits her.
    pub(super) agent: (u32, usize),
    /// The others, best first, where all ring together.
    pub(super) also: Vec<(u32, usize)>,
    pub(super) decision: Decision,
}

impl Match {
    /// The only agent there is for a call.
    pub(super) fn of_the_only(
        (slot, call): (u32, &CallRow),
        queue: &Queue,
        agent: (u32, usize),
        idle: usize,
    ) -> Self {
        let decision = Decision {
            stage: call.stage,
            rule: queue.config.agent_order,
            call_rule: queue.config.call_order,
            tie_break: TieBreak::OnlyCandidate,
            idle,
            candidates: 1,
        };
        Self { call: slot, agent, also: Vec::new(), decision }
    }

    /// One agent for a call, and the next in order; of so many who could have had it by the same stage.
    pub(super) fn of_one(
        (slot, call): (u32, &CallRow),
        queue: &Queue,
        (agent, first): (u32, Rank),
        second: Option<&Rank>,
        candidates: usize,
        idle: usize,
    ) -> Self {
        let rule = queue.config.agent_order;
        let decision = Decision {
            stage: call.stage,
            rule,
            call_rule: queue.config.call_order,
            tie_break: tie_break(rule, &first, second),
            idle,
            candidates,
        };
        Self { call: slot, agent: (agent, first.stage), also: Vec::new(), decision }
    }
}

/// The best of some idle agents, given by slot, for a call: all of them are ranked and held against each
/// other. All who may take it, where they ring together.
pub(super) fn of_all_ranked(
    acd: &Acd,
    call: (u32, &CallRow),
    queue: &Queue,
    slots: &[u32],
    idle: usize,
) -> Option<Match> {
    let rank = |slot: &u32| {
        let agent = acd.agents.at(*slot)?;
        Some((acd.rank(call.1, queue, agent)?, &agent.id, *slot))
    };
    let mut ranked: Vec<(Rank, _, u32)> = slots.iter().filter_map(rank).collect();
    ranked.sort_unstable();
    let mut ranked = ranked.into_iter().map(|(rank, _, slot)| (slot, rank));
    let (agent, first) = ranked.next()?;
    let others: Vec<(u32, Rank)> = ranked.collect();
    let alike = others.iter().filter(|(_, rank)| rank.stage == first.stage).count();
    let second = others.first().map(|(_, rank)| rank);
    let mut found = Match::of_one(call, queue, (agent, first), second, alike + 1, idle);
    if queue.config.agent_order == AgentOrder::RingAll {
        found.also = others.into_iter().map(|(agent, rank)| (agent, rank.stage)).collect();
    }
    Some(found)
}
