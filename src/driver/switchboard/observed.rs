//! Calls that are not ours to route but ring or are talked at our agents' phones: the PBX's own queues and ring
//! groups, direct calls, calls an agent makes. Their agents get the same cards; the core is told nothing of them but
//! that the phone is in use.

use std::sync::Arc;

use crate::acd::{AgentId, QueueId, Time};
use crate::call::{
    Abilities, CallId, CallNews, CallOutcome, Caller, EndedBy, News, Outcome, Party, PbxName, RingEnd,
    RingingEnd,
};
use crate::driver::{Call, CallChange, CallPhase, What};

use super::Switchboard;

/// Calls of others that are followed at once; further ones get no card.
const OBSERVED_MAX: usize = 10_000;

impl Switchboard {
    pub(super) fn observe(&mut self, now: Time, pbx: &PbxName, told: &CallNews) {
        // One that fell back is the PBX's again.
        if self.calls.get(&told.call).is_some_and(|call| call.phase != CallPhase::FellBack) {
            return;
        }
        match &told.news {
            News::Ringing { targets } => self.observe_ringing(now, pbx, told, targets),
            News::RingingEnded { target, why } => self.observe_ring_end(now, told.call, target, *why),
            News::Answered { party } => self.observe_answer(now, told.call, party),
            News::Held { .. } => self.observe_hold(now, told.call, true),
            News::Retrieved { .. } => self.observe_hold(now, told.call, false),
            News::Transferred { by, .. } => self.observe_transfer(now, told.call, by),
            News::Ended { outcome, by, .. } => self.observe_end(now, told.call, *outcome, *by),
            News::Parked { .. } => self.observe_left(now, told.call),
            News::QueueJoined { .. } | News::QueueLeft { .. } | News::QueueAbandoned { .. } => {}
        }
    }

    fn observe_ringing(&mut self, now: Time, pbx: &PbxName, told: &CallNews, targets: &[Party]) {
        let by = self.agent_of(&told.caller);
        let called: Vec<_> =
            targets.iter().filter_map(|t| Some((self.agent_of(t)?, t.line.clone()?))).collect();
        match by {
            // She calls somebody outside: the card is about whom she calls.
            Some(agent) if called.is_empty() => {
                if let Some(target) = targets.last() {
                    let other = target.clone();
                    let call = self.open_observed(now, pbx, told, &other);
                    self.observe_dialling(now, call, agent);
                }
            }
            // Colleagues among themselves know each other.
            Some(_) => {}
            None if called.is_empty() => {}
            None => {
                let Some(call) = self.open_observed(now, pbx, told, &told.caller.clone()) else { return };
                for (agent, line) in called {
                    self.observe_phone(now, call, agent, line);
                }
            }
        }
    }

    fn observe_dialling(&mut self, now: Time, call: Option<CallId>, agent: AgentId) {
        let Some(call) = call else { return };
        let changed = self.change_observed(call, |call| {
            call.agent = Some(agent.clone());
            call.phase = CallPhase::Talking;
        });
        self.tell_observed(now, changed, CallChange::Dialling { agent });
    }

    fn observe_phone(&mut self, now: Time, call: CallId, agent: AgentId, line: crate::call::Line) {
        let rings = (agent.clone(), line);
        if self.observed.get(&call).is_none_or(|call| call.rung.contains(&rings)) {
            return;
        }
        let changed = self.change_observed(call, |call| {
            call.phase = CallPhase::Ringing;
            call.rung.push(rings);
            (call.agent, call.line) = call.rung.first().cloned().unzip();
        });
        self.tell_observed(now, changed, CallChange::Ringing { agent, offer: None });
    }

    fn observe_ring_end(&mut self, now: Time, call: CallId, target: &Party, why: RingingEnd) {
        let Some(agent) = self.agent_of(target) else { return };
        let why = match why {
            RingingEnd::Answered => return,
            RingingEnd::Busy => RingEnd::Busy,
            RingingEnd::NoAnswer => RingEnd::NoAnswer,
            RingingEnd::Cancelled => RingEnd::Cancelled,
            RingingEnd::AnsweredElsewhere => RingEnd::AnsweredElsewhere,
            RingingEnd::Rejected => RingEnd::Declined,
            RingingEnd::Unreachable => RingEnd::Unreachable,
            RingingEnd::Failed => RingEnd::Failed,
        };
        let changed = self.change_observed(call, |call| call.stop_ringing(&agent));
        self.tell_observed(now, changed, CallChange::RingEnded { agent, why });
    }

    fn observe_answer(&mut self, now: Time, id: CallId, party: &Party) {
        let Some(call) = self.observed.get(&id) else { return };
        let (before, talks) = (call.agent.clone(), call.phase == CallPhase::Talking);
        // Whom she called has answered: it is still her call.
        let Some(agent) = self.agent_of(party).or_else(|| before.clone().filter(|_| talks)) else { return };
        let handed_by = before.filter(|before| talks && *before != agent);
        if handed_by.is_some() {
            self.observe_left(now, id);
        }
        let line = party.line.clone();
        let changed = self.change_observed(id, |call| {
            call.phase = CallPhase::Talking;
            call.agent = Some(agent.clone());
            call.rung.clear();
            call.line = line;
            call.handed_by = handed_by.or_else(|| call.handed_by.take());
            call.answered_at.get_or_insert(now);
            call.agent_left_at = None;
        });
        self.tell_observed(now, changed, CallChange::Answered { agent });
    }

    fn observe_hold(&mut self, now: Time, id: CallId, held: bool) {
        let changed = self.change_observed(id, |call| call.held = held);
        let change = if held { CallChange::Held } else { CallChange::Retrieved };
        self.tell_observed(now, changed, change);
    }

    fn observe_transfer(&mut self, now: Time, id: CallId, by: &Party) {
        let by = self.agent_of(by);
        if by.is_some() && self.observed.get(&id).is_some_and(|call| call.agent == by) {
            self.observe_left(now, id);
            self.change_observed(id, |call| call.handed_by = by);
        }
    }

    /// The agent's part is over.
    fn observe_left(&mut self, now: Time, id: CallId) {
        let talks = |call: &&Arc<Call>| call.phase == CallPhase::Talking;
        let Some(agent) = self.observed.get(&id).filter(talks).and_then(|call| call.agent.clone()) else {
            return;
        };
        let changed = self.change_observed(id, |call| {
            call.phase = CallPhase::Over;
            call.agent_left_at = Some(now);
            call.held = false;
        });
        self.tell_observed(now, changed, CallChange::AgentLeft { agent });
    }

    fn observe_end(&mut self, now: Time, id: CallId, outcome: CallOutcome, by: EndedBy) {
        self.observe_left(now, id);
        let outcome = match outcome {
            CallOutcome::Completed => Outcome::Completed,
            CallOutcome::Failed => Outcome::Failed,
            CallOutcome::Busy
            | CallOutcome::NoAnswer
            | CallOutcome::Cancelled
            | CallOutcome::Rejected
            | CallOutcome::AnsweredElsewhere
            | CallOutcome::Abandoned => Outcome::Abandoned,
        };
        let changed = self.change_observed(id, |call| {
            call.phase = CallPhase::Over;
            call.ended_at = Some(now);
            (call.outcome, call.ended_by) = (Some(outcome), Some(by));
        });
        self.observed.remove(&id);
        if let Some(call) = changed.clone().filter(|_| by == EndedBy::System) {
            self.lost.put(call, false);
        }
        self.tell_observed(now, changed, CallChange::Ended);
    }

    /// The call, followed from now on if it was not; the card is about the other party.
    fn open_observed(&mut self, now: Time, pbx: &PbxName, told: &CallNews, other: &Party) -> Option<CallId> {
        if !self.observed.contains_key(&told.call) && self.observed.len() >= OBSERVED_MAX {
            return None;
        }
        let numbers = self.roster.numbers();
        let fresh = || {
            Arc::new(Call {
                id: told.call,
                pbx: pbx.clone(),
                linkedid: Arc::clone(&told.linkedid),
                began_at_ms: told.at_ms,
                did: "".into(),
                caller: Caller::read(other.number.as_deref(), other.name.as_deref(), numbers),
                ours: false,
                queue: told.queue.as_deref().map(QueueId::new),
                joined_at: now,
                phase: CallPhase::Waiting,
                agent: None,
                line: None,
                rung: Vec::new(),
                handed_by: None,
                consult: None,
                muted: false,
                held_here: false,
                abilities: Abilities::default(),
                listeners: Vec::new(),
                answered_at: None,
                agent_left_at: None,
                held: false,
                ended_at: None,
                outcome: None,
                ended_by: None,
            })
        };
        self.observed.entry(told.call).or_insert_with(fresh);
        Some(told.call)
    }

    fn change_observed(&mut self, id: CallId, how: impl FnOnce(&mut Call)) -> Option<Arc<Call>> {
        let call = self.observed.get_mut(&id)?;
        how(Arc::make_mut(call));
        Some(Arc::clone(call))
    }

    fn tell_observed(&mut self, now: Time, call: Option<Arc<Call>>, change: CallChange) {
        if let Some(call) = call {
            self.moment(now, What::Call { change, call });
        }
    }
}
