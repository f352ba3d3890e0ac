//! Who gets which call: a plain scan.
//!
//! Written to be read, not to be fast: it is the reference an indexed matcher is held against.
//! Calls are taken in the order they are served, across queues; the first whom somebody idle may
//! take gets the best of those, and the search begins anew.

use super::call_order::Urgency;
use super::machine::Acd;
use super::ranking::{Rank, tie_break};
use super::{Agent, AgentId, AgentOrder, Call, CallId, Decision};

/// A call and whom it is to be offered to.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) call: CallId,
    /// Each with the stage that admits her; several where all ring together.
    pub(super) agents: Vec<(AgentId, usize)>,
    pub(super) decision: Decision,
}

impl Acd {
    /// Offers every waiting call that somebody idle may take.
    pub(super) fn offer_waiting_calls(&mut self) {
        while let Some(found) = self.next_match() {
            self.make_offers(found);
        }
    }

    fn next_match(&self) -> Option<Match> {
        let idle: Vec<&Agent> = self.agents.values().filter(|agent| agent.is_offerable()).collect();
        if idle.is_empty() {
            return None;
        }
        let calls = self.calls_in_order();
        let mut calls = calls.into_iter().enumerate();
        calls.find_map(|(passed_over, call)| self.best(call, &idle, passed_over))
    }

    /// Waiting calls nobody rings for, in the order they are served.
    fn calls_in_order(&self) -> Vec<CallId> {
        let in_line = self.arrivals.iter().filter_map(|(_, id)| self.calls.get(id));
        let waiting = in_line.filter(|call| call.is_eligible());
        let mut waiting: Vec<(Option<Urgency>, CallId)> =
            waiting.map(|call| (self.urgency(call), call.id)).collect();
        waiting.sort_unstable();
        waiting.into_iter().map(|(_, call)| call).collect()
    }

    /// A call's place among all waiting calls at this moment. Every call has one: its queue stays
    /// as long as it does.
    pub(super) fn urgency(&self, call: &Call) -> Option<Urgency> {
        Some(Urgency::of(call, self.queue(&call.queue)?, self.now))
    }

    /// The best of the idle agents for a call, or all where they ring together, if one may take it.
    fn best(&self, call: CallId, idle: &[&Agent], calls_passed_over: usize) -> Option<Match> {
        let call = self.calls.get(&call)?;
        let queue = self.queues.get(&call.queue)?;
        let rank = |agent: &&Agent| Some((self.rank(call, queue, agent)?, agent.id.clone()));
        let mut ranked: Vec<(Rank, AgentId)> = idle.iter().filter_map(rank).collect();
        ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
        let (first, _) = ranked.first()?;
        let rule = queue.config.agent_order;
        let decision = Decision {
            stage: call.stage,
            rule,
            call_rule: queue.config.call_order,
            tie_break: tie_break(rule, first, ranked.get(1).map(|(second, _)| second)),
            idle: idle.len(),
            candidates: ranked.len(),
            calls_passed_over,
        };
        if rule != AgentOrder::RingAll {
            ranked.truncate(1);
        }
        let agents = ranked.into_iter().map(|(rank, agent)| (agent, rank.stage)).collect();
        Some(Match { call: call.id, agents, decision })
    }
}
