//! Offers: made once, ended once.

use std::time::Duration;

use super::machine::Acd;
use super::matching::Match;
use super::{
    Agent, AgentId, CallId, CallKind, CallPhase, Decision, DequeuedWhy, Offer, OfferEnd, OfferFailure,
    OfferId, Output, Reachability, Refusal, RingingOffer, Stamp, Time, WithdrawReason,
};

/// How long beyond the ring time-out the PBX may take to say how an offer ended. The ring time-out
/// itself is the PBX's; after this the offer is withdrawn, and the agent treated as after a fault.
pub const OFFER_GRACE: Duration = Duration::from_secs(10);

/// How long an agent is passed over after the PBX failed to ring her, so that a fault does not spin.
pub const FAULT_COOL_DOWN: Duration = Duration::from_secs(2);

impl Acd {
    /// Offers a waiting call to whom it was matched with.
    pub(super) fn make_offers(&mut self, found: Match) {
        let Match { call, agent, also, decision } = found;
        let Some(known) = self.calls.get(&call) else { return };
        let (queue, kind) = (known.queue.clone(), known.kind);
        let Some(memory) = self.queues.get_mut(&queue).map(|queue| &mut queue.memory) else { return };
        memory.callbacks_in_a_row = match kind {
            CallKind::Live => 0,
            CallKind::Callback => memory.callbacks_in_a_row.saturating_add(1),
        };
        for (agent, stage) in std::iter::once(agent).chain(also) {
            let Some(agent) = self.agents.at(agent).map(|agent| agent.id.clone()) else { continue };
            self.make_offer(call, &agent, stage, decision);
        }
    }

    fn make_offer(&mut self, call: CallId, agent: &AgentId, stage: usize, decision: Decision) {
        let Some(queue) = self.calls.get(&call).and_then(|call| self.queues.get_mut(&call.queue)) else {
            return;
        };
        queue.memory.offered_last = Some(agent.clone());
        let (queue, ring_timeout) = (queue.config.id.clone(), queue.config.ring_timeout);
        let id = self.open_offer(call, agent, ring_timeout);
        let agent = agent.clone();
        let offer = Offer { id, call, agent: agent.clone(), queue, stage, ring_timeout, decision };
        self.outputs.push_back(Output::OfferMade(offer));
        self.ring(id, call, &agent);
    }

    /// Takes over a ringing the PBX shows and the core did not know.
    pub(super) fn adopt_offer(&mut self, call: CallId, agent: &AgentId) {
        let Some(queue) = self.calls.get(&call).map(|call| call.queue.clone()) else { return };
        let Some(ring_timeout) = self.queue(&queue).map(|queue| queue.ring_timeout) else { return };
        let offer = self.open_offer(call, agent, ring_timeout);
        self.outputs.push_back(Output::OfferFound { offer, call, agent: agent.clone(), queue });
        self.ring(offer, call, agent);
    }

    /// Ends all open offers of a call alike.
    pub(super) fn end_offers(&mut self, id: CallId, end: OfferEnd) {
        while let Some(CallPhase::Ringing { first, .. }) = self.calls.get(&id).map(|call| &call.phase) {
            let agent = first.agent.clone();
            self.end_offer(id, &agent, end);
        }
    }

    /// Ends the open offer of a call to an agent, if there is one: the one place where offers end. An
    /// offer lives in the call's phase; taking it out there is what makes it end exactly once.
    pub(super) fn end_offer(&mut self, id: CallId, agent: &AgentId, end: OfferEnd) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(RingingOffer { offer, .. }) = call.phase.take_offer(agent) else { return };
        let queue = call.queue.clone();
        self.set_call_timers(id);
        self.outputs.push_back(Output::OfferEnded { offer, call: id, agent: agent.clone(), queue, end });
        let policy = self.policy;
        let told = self.change_agent(agent, |agent, at| {
            match end {
                OfferEnd::Accepted => agent.answer(id, at),
                OfferEnd::Declined | OfferEnd::Unanswered | OfferEnd::Busy => agent.offer_missed(&policy, at),
                OfferEnd::Unreachable => unreachable_after_offer(agent, at),
                OfferEnd::Failed | OfferEnd::Withdrawn(WithdrawReason::Overdue) => {
                    agent.offer_faulted(FAULT_COOL_DOWN, at);
                }
                OfferEnd::Withdrawn(_) => agent.offer_over(at),
            }
            Ok(())
        });
        // Who rings is never dropped from the table: leaving the catalog withdraws the offer first.
        debug_assert_eq!(told, Ok(()));
    }

    pub(super) fn accept(&mut self, call: CallId, agent: &AgentId) -> Result<(), Refusal> {
        if !self.calls.contains_key(&call) {
            return Err(Refusal::UnknownCall { call });
        }
        if !self.agents.contains_key(agent) {
            // Somebody has the caller, so nobody else may be offered the call.
            self.answered_elsewhere(call);
            return Err(Refusal::UnknownAgent { agent: agent.clone() });
        }
        self.connect(call, agent);
        Ok(())
    }

    pub(super) fn fail(&mut self, call: CallId, agent: &AgentId, why: OfferFailure) -> Result<(), Refusal> {
        if !self.rings(call, agent) {
            return Err(Refusal::NotOffered { call, agent: agent.clone() });
        }
        let end = match why {
            OfferFailure::Declined => OfferEnd::Declined,
            OfferFailure::Unanswered => OfferEnd::Unanswered,
            OfferFailure::Busy => OfferEnd::Busy,
            OfferFailure::Unreachable => OfferEnd::Unreachable,
            OfferFailure::Failed => OfferEnd::Failed,
        };
        self.end_offer(call, agent, end);
        Ok(())
    }

    /// Ends every offer of a call of which the PBX should have told by now.
    pub(super) fn give_up_offers(&mut self, id: CallId) {
        let overdue = |acd: &Self| {
            let mut offers = acd.calls.get(&id)?.phase.offers();
            offers.find(|offer| offer.overdue_at <= acd.now).map(|offer| offer.agent.clone())
        };
        while let Some(agent) = overdue(self) {
            self.end_offer(id, &agent, OfferEnd::Withdrawn(WithdrawReason::Overdue));
        }
    }

    /// Brings a known call and a known agent together, whatever either was doing: the PBX is the truth.
    pub(super) fn connect(&mut self, id: CallId, agent: &AgentId) {
        if self.talks(id, agent) {
            return;
        }
        let answered_before = self.calls.get(&id).is_some_and(|call| !call.is_unanswered());
        self.part_from_other_calls(id, agent);
        if self.rings(id, agent) {
            self.end_offer(id, agent, OfferEnd::Accepted);
        } else {
            self.end_offers(id, OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere));
            self.release_talker(id);
            let told = self.change_agent(agent, |agent, at| {
                agent.answer(id, at);
                Ok(())
            });
            debug_assert_eq!(told, Ok(()));
        }
        self.end_offers(id, OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere));
        if let Some(call) = self.calls.get_mut(&id) {
            call.phase = CallPhase::Talking { agent: agent.clone(), since: self.now };
            call.quarantined_until = None;
        }
        self.set_call_timers(id);
        self.count_answered(id, agent);
        if !answered_before {
            self.tell_dequeued(id, DequeuedWhy::Answered { agent: agent.clone() });
        }
    }

    /// Whether this agent rings for this call.
    pub(super) fn rings(&self, call: CallId, agent: &AgentId) -> bool {
        let call = self.calls.get(&call);
        call.is_some_and(|call| call.phase.offers().any(|offer| offer.agent == *agent))
    }

    /// Whether this agent talks on this call.
    pub(super) fn talks(&self, call: CallId, agent: &AgentId) -> bool {
        self.calls.get(&call).is_some_and(|call| !call.is_unanswered() && call.is_with(agent))
    }

    fn open_offer(&mut self, id: CallId, agent: &AgentId, ring_timeout: Duration) -> OfferId {
        self.last_offer += 1;
        let offer = OfferId(self.last_offer);
        let overdue_at: Time = self.now + ring_timeout + OFFER_GRACE;
        if let Some(call) = self.calls.get_mut(&id) {
            call.phase.add_offer(RingingOffer { offer, agent: agent.clone(), overdue_at });
        }
        self.set_call_timers(id);
        offer
    }

    fn ring(&mut self, offer: OfferId, call: CallId, agent: &AgentId) {
        let told = self.change_agent(agent, |agent, at| {
            agent.ring(offer, call, at);
            Ok(())
        });
        debug_assert_eq!(told, Ok(()));
    }
}

fn unreachable_after_offer(agent: &mut Agent, at: Stamp) {
    agent.set_reachable(Reachability::Unreachable);
    agent.offer_over(at);
}
