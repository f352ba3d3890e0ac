//! Who gets which call: a plain scan.
//!
//! Written to be read, not to be fast: it is the reference an indexed matcher is held against.
//! Calls are taken in the order they are served, across queues; each takes the best of the agents
//! still idle; what nobody idle may take is passed over. One pass is enough, since agents only
//! become fewer while it lasts.

use super::call_order::Urgency;
use super::machine::Acd;
use super::ranking::{Rank, tie_break};
use super::{Agent, AgentId, Call, CallId, CallPhase, Decision};

/// A call and the agent it is to be offered to.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) call: CallId,
    pub(super) agent: AgentId,
    pub(super) stage: usize,
    pub(super) decision: Decision,
}

impl Acd {
    /// Offers every waiting call that somebody idle may take.
    pub(super) fn offer_waiting_calls(&mut self) {
        let offerable = self.agents.values().filter(|agent| agent.is_offerable());
        let mut idle: Vec<AgentId> = offerable.map(|agent| agent.id.clone()).collect();
        if idle.is_empty() {
            return;
        }
        let mut passed_over = 0;
        for call in self.calls_in_order() {
            match self.best(call, &idle, passed_over) {
                Some(found) => {
                    idle.retain(|agent| *agent != found.agent);
                    self.make_offer(found);
                    if idle.is_empty() {
                        return;
                    }
                }
                None => passed_over += 1,
            }
        }
    }

    /// Waiting calls nobody rings for, in the order they are served.
    fn calls_in_order(&self) -> Vec<CallId> {
        let in_line = self.arrivals.iter().filter_map(|(_, id)| self.calls.get(id));
        let waiting = in_line.filter(|call| call.phase == CallPhase::Waiting);
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

    /// The best of the idle agents for a call, if one may take it.
    fn best(&self, call: CallId, idle: &[AgentId], calls_passed_over: usize) -> Option<Match> {
        let call = self.calls.get(&call)?;
        let queue = self.queues.get(&call.queue)?;
        let candidates = idle.iter().filter_map(|id| self.agents.get(id));
        let rank = |agent| Some((self.rank(call, queue, agent)?, agent));
        let mut ranked: Vec<(Rank, &Agent)> = candidates.filter_map(rank).collect();
        ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
        let (first, agent) = ranked.first()?;
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
        Some(Match { call: call.id, agent: agent.id.clone(), stage: first.stage, decision })
    }
}
