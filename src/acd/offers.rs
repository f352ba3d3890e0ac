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
        let Some(known) = self.calls.at(call) else { return };
        let Some(memory) = self.queues.at_mut(known.queue).map(|queue| &mut queue.memory) else { return };
        memory.callbacks_in_a_row = match known.kind {
            CallKind::Live => 0,
            CallKind::Callback => memory.callbacks_in_a_row.saturating_add(1),
        };
        for (agent, stage) in std::iter::once(agent).chain(also) {
            self.make_offer(call, agent, stage, decision);
        }
    }

    fn make_offer(&mut self, call: u32, agent: u32, stage: usize, decision: Decision) {
        let Some(known) = self.calls.at(call) else { return };
        let Some(queue) = self.queues.at_mut(known.queue) else { return };
        let Some(agent_id) = self.agents.at(agent).map(|agent| agent.id.clone()) else { return };
        queue.memory.offered_last = Some(agent_id.clone());
        let (id, queue, ring_timeout) = (known.id, queue.config.id.clone(), queue.config.ring_timeout);
        let offer = self.open_offer(call, agent_id.clone(), ring_timeout);
        let made = Offer { id: offer, call: id, agent: agent_id, queue, stage, ring_timeout, decision };
        self.outputs.push_back(Output::OfferMade(made));
        self.change(agent, |agent, at| agent.ring(offer, id, at));
    }

    /// Takes over a ringing the PBX shows and the core did not know.
    pub(super) fn adopt_offer(&mut self, call: u32, agent: u32) {
        let Some(known) = self.calls.at(call) else { return };
        let Some(ring_timeout) = self.config_at(known.queue).map(|queue| queue.ring_timeout) else { return };
        let (id, queue) = (known.id, known.call.queue.clone());
        let Some(agent_id) = self.agents.at(agent).map(|agent| agent.id.clone()) else { return };
        let offer = self.open_offer(call, agent_id.clone(), ring_timeout);
        self.outputs.push_back(Output::OfferFound { offer, call: id, agent: agent_id, queue });
        self.change(agent, |agent, at| agent.ring(offer, id, at));
    }

    /// Ends all open offers of a call alike.
    pub(super) fn end_offers(&mut self, call: u32, end: OfferEnd) {
        // Who rings is never dropped from the table: leaving the catalog withdraws the offer first.
        while let Some(CallPhase::Ringing { first, .. }) = self.calls.at(call).map(|call| &call.phase)
            && let Some(agent) = self.agents.slot(&first.agent)
        {
            self.end_offer(call, agent, end);
        }
    }

    /// Ends the open offer of a call to an agent, if there is one: the one place where offers end. An
    /// offer lives in the call's phase; taking it out there is what makes it end exactly once.
    pub(super) fn end_offer(&mut self, call: u32, agent: u32, end: OfferEnd) {
        let Some(known) = self.calls.at_mut(call) else { return };
        let Some(agent_id) = self.agents.at(agent).map(|agent| &agent.id) else { return };
        let Some(RingingOffer { offer, agent: agent_id, .. }) = known.phase.take_offer(agent_id) else {
            return;
        };
        let (id, queue) = (known.id, known.call.queue.clone());
        // An accepted call is about to talk, and its timers are set then.
        if end != OfferEnd::Accepted {
            self.set_call_timers(call);
        }
        self.outputs.push_back(Output::OfferEnded { offer, call: id, agent: agent_id, queue, end });
        let policy = self.policy;
        self.change(agent, |agent, at| match end {
            OfferEnd::Accepted => agent.answer(id, at),
            OfferEnd::Declined | OfferEnd::Unanswered | OfferEnd::Busy => agent.offer_missed(&policy, at),
            OfferEnd::Unreachable => unreachable_after_offer(agent, at),
            OfferEnd::Failed | OfferEnd::Withdrawn(WithdrawReason::Overdue) => {
                agent.offer_faulted(FAULT_COOL_DOWN, at);
            }
            OfferEnd::Withdrawn(_) => agent.offer_over(at),
        });
    }

    pub(super) fn accept(&mut self, call: CallId, agent: &AgentId) -> Result<(), Refusal> {
        let call = self.call_slot(call)?;
        match self.agent_slot(agent) {
            Ok(agent) => self.connect(call, agent),
            Err(unknown) => {
                // Somebody has the caller, so nobody else may be offered the call.
                self.answered_elsewhere(call);
                return Err(unknown);
            }
        }
        Ok(())
    }

    pub(super) fn fail(&mut self, call: CallId, agent: &AgentId, why: OfferFailure) -> Result<(), Refusal> {
        let slots = self.calls.slot(&call).zip(self.agents.slot(agent));
        let Some((call, agent)) = slots.filter(|(call, _)| self.rings(*call, agent)) else {
            return Err(Refusal::NotOffered { call, agent: agent.clone() });
        };
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
    pub(super) fn give_up_offers(&mut self, call: u32) {
        let overdue = |acd: &Self| {
            let mut offers = acd.calls.at(call)?.phase.offers();
            let overdue = offers.find(|offer| offer.overdue_at <= acd.now)?;
            acd.agents.slot(&overdue.agent)
        };
        while let Some(agent) = overdue(self) {
            self.end_offer(call, agent, OfferEnd::Withdrawn(WithdrawReason::Overdue));
        }
    }

    /// Brings a known call and a known agent together, whatever either was doing: the PBX is the truth.
    pub(super) fn connect(&mut self, call: u32, agent: u32) {
        let Some((known, agent_row)) = self.calls.at(call).zip(self.agents.at(agent)) else { return };
        let (id, agent_id) = (known.id, agent_row.id.clone());
        let answered_before = !known.is_unanswered();
        if answered_before && known.is_with(&agent_id) {
            return;
        }
        self.part_from_other_calls(id, agent);
        if self.rings(call, &agent_id) {
            self.end_offer(call, agent, OfferEnd::Accepted);
        } else {
            self.end_offers(call, OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere));
            self.release_talker(call);
            self.change(agent, |agent, at| agent.answer(id, at));
        }
        self.end_offers(call, OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere));
        if let Some(call) = self.calls.at_mut(call) {
            call.phase = CallPhase::Talking { agent: agent_id.clone(), since: self.now };
            call.quarantined_until = None;
        }
        self.set_call_timers(call);
        self.count_answered(call, agent);
        if !answered_before {
            self.tell_dequeued(call, DequeuedWhy::Answered { agent: agent_id });
        }
    }

    /// Whether this agent rings for this call.
    pub(super) fn rings(&self, call: u32, agent: &AgentId) -> bool {
        self.calls.at(call).is_some_and(|call| call.phase.offers().any(|offer| offer.agent == *agent))
    }

    /// Whether this agent talks on this call.
    pub(super) fn talks(&self, call: u32, agent: &AgentId) -> bool {
        self.calls.at(call).is_some_and(|call| !call.is_unanswered() && call.is_with(agent))
    }

    fn open_offer(&mut self, call: u32, agent: AgentId, ring_timeout: Duration) -> OfferId {
        self.last_offer += 1;
        let offer = OfferId(self.last_offer);
        let overdue_at: Time = self.now + ring_timeout + OFFER_GRACE;
        if let Some(call) = self.calls.at_mut(call) {
            call.phase.add_offer(RingingOffer { offer, agent, overdue_at });
        }
        self.set_call_timers(call);
        offer
    }
}

fn unreachable_after_offer(agent: &mut Agent, at: Stamp) {
    agent.set_reachable(Reachability::Unreachable);
    agent.offer_over(at);
}
