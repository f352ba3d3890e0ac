//! Offers: made once, ended once.

use std::time::Duration;

use super::call_table::CallSlot;
use super::machine::Acd;
use super::table::AgentSlot;
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
    /// Takes in that a queue offers a call, before it does.
    pub(super) fn count_offered(&mut self, slot: CallSlot) {
        let Some(row) = self.calls.row(slot) else { return };
        let Some(queue) = self.queues.at_mut(row.queue) else { return };
        let had_their_turn = queue.callbacks_have_had_their_turn();
        match row.call.kind {
            CallKind::Callback => {
                queue.memory.callbacks_in_a_row = queue.memory.callbacks_in_a_row.saturating_add(1)
            }
            CallKind::Live => {
                queue.memory.callbacks_in_a_row = 0;
                let queue = row.queue;
                if had_their_turn {
                    // Callbacks that had to yield need not any more.
                    self.look_at_queue(queue);
                }
            }
        }
    }

    /// Offers a waiting call to an agent.
    pub(super) fn make_offer(&mut self, call: CallSlot, agent: AgentSlot, stage: usize, decision: Decision) {
        let Some(row) = self.calls.row(call) else { return };
        let Some(queue) = self.queues.at_mut(row.queue) else { return };
        let Some(known) = self.agents.at(agent) else { return };
        queue.memory.offered_last = Some(known.id.clone());
        let (queue, ring_timeout) = (queue.config.id.clone(), queue.config.ring_timeout);
        let (number, name) = (row.call.id, known.id.clone());
        let id = self.open_offer(call, &name, ring_timeout);
        let offer = Offer { id, call: number, agent: name, queue, stage, ring_timeout, decision };
        self.outputs.push_back(Output::OfferMade(offer));
        self.ring(id, number, agent);
    }

    /// Takes over a ringing the PBX shows and the core did not know.
    pub(super) fn adopt_offer(&mut self, call: CallSlot, agent: AgentSlot) {
        let Some(row) = self.calls.row(call) else { return };
        let Some(queue) = self.queues.at(row.queue) else { return };
        let Some(name) = self.agents.at(agent).map(|agent| agent.id.clone()) else { return };
        let (number, queue, ring_timeout) = (row.call.id, row.call.queue.clone(), queue.config.ring_timeout);
        let offer = self.open_offer(call, &name, ring_timeout);
        self.outputs.push_back(Output::OfferFound { offer, call: number, agent: name, queue });
        self.ring(offer, number, agent);
    }

    /// Ends all open offers of a call alike.
    pub(super) fn end_offers(&mut self, call: CallSlot, end: OfferEnd) {
        while let Some(CallPhase::Ringing { first, .. }) = self.calls.at(call).map(|call| &call.phase) {
            // Who rings is never dropped from the table: leaving the catalog withdraws the offer first.
            let Some(agent) = self.agents.slot(&first.agent) else { return };
            self.end_offer(call, agent, end);
        }
    }

    /// Ends the open offer of a call to an agent, if there is one: the one place where offers end. An
    /// offer lives in the call's phase; taking it out there is what makes it end exactly once.
    pub(super) fn end_offer(&mut self, slot: CallSlot, agent: AgentSlot, end: OfferEnd) {
        let Some(known) = self.agents.at(agent) else { return };
        let Some(call) = self.calls.at_mut(slot) else { return };
        let Some(RingingOffer { offer, agent: name, .. }) = call.phase.take_offer(&known.id) else { return };
        let (id, queue) = (call.id, call.queue.clone());
        if end != OfferEnd::Accepted {
            self.follow_call(slot);
        }
        self.outputs.push_back(Output::OfferEnded { offer, call: id, agent: name, queue, end });
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
        debug_assert_eq!(told, Ok(()));
    }

    pub(super) fn accept(&mut self, call: CallSlot, agent: AgentId) -> Result<(), Refusal> {
        let Some(slot) = self.agents.slot(&agent) else {
            // Somebody has the caller, so nobody else may be offered the call.
            self.answered_elsewhere(call);
            return Err(Refusal::UnknownAgent { agent });
        };
        self.connect(call, slot);
        Ok(())
    }

    pub(super) fn fail(&mut self, call: CallId, agent: AgentId, why: OfferFailure) -> Result<(), Refusal> {
        let offered = self.calls.slot(call).zip(self.agents.slot(&agent));
        let Some((slot, ringing)) = offered.filter(|(call, agent)| self.rings(*call, *agent)) else {
            return Err(Refusal::NotOffered { call, agent });
        };
        let end = match why {
            OfferFailure::Declined => OfferEnd::Declined,
            OfferFailure::Unanswered => OfferEnd::Unanswered,
            OfferFailure::Busy => OfferEnd::Busy,
            OfferFailure::Unreachable => OfferEnd::Unreachable,
            OfferFailure::Failed => OfferEnd::Failed,
        };
        self.end_offer(slot, ringing, end);
        Ok(())
    }

    /// Ends every offer of a call of which the PBX should have told by now.
    pub(super) fn give_up_offers(&mut self, call: CallSlot) {
        let overdue = |acd: &Self| {
            let mut offers = acd.calls.at(call)?.phase.offers();
            acd.agents.slot(&offers.find(|offer| offer.overdue_at <= acd.now)?.agent)
        };
        while let Some(agent) = overdue(self) {
            self.end_offer(call, agent, OfferEnd::Withdrawn(WithdrawReason::Overdue));
        }
    }

    /// Brings a known call and a known agent together, whatever either was doing: the PBX is the truth.
    pub(super) fn connect(&mut self, slot: CallSlot, agent: AgentSlot) {
        if self.talks(slot, agent) {
            return;
        }
        let Some(call) = self.calls.at(slot) else { return };
        let (id, answered_before) = (call.id, !call.is_unanswered());
        self.part_from_other_calls(id, agent);
        if self.rings(slot, agent) {
            self.end_offer(slot, agent, OfferEnd::Accepted);
        } else {
            self.end_offers(slot, OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere));
            self.release_talker(slot);
            let told = self.change_agent(agent, |agent, at| {
                agent.answer(id, at);
                Ok(())
            });
            debug_assert_eq!(told, Ok(()));
        }
        self.end_offers(slot, OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere));
        let Some(name) = self.agents.at(agent).map(|agent| agent.id.clone()) else { return };
        if let Some(call) = self.calls.at_mut(slot) {
            call.phase = CallPhase::Talking { agent: name.clone(), since: self.now };
            call.quarantined_until = None;
        }
        self.follow_call(slot);
        self.count_answered(slot, agent);
        if !answered_before {
            self.tell_dequeued(slot, DequeuedWhy::Answered { agent: name });
        }
    }

    /// Whether this agent rings for this call.
    pub(super) fn rings(&self, call: CallSlot, agent: AgentSlot) -> bool {
        let (Some(call), Some(agent)) = (self.calls.at(call), self.agents.at(agent)) else { return false };
        call.phase.offers().any(|offer| offer.agent == agent.id)
    }

    /// Whether this agent talks on this call.
    pub(super) fn talks(&self, call: CallSlot, agent: AgentSlot) -> bool {
        let (Some(call), Some(agent)) = (self.calls.at(call), self.agents.at(agent)) else { return false };
        !call.is_unanswered() && call.is_with(&agent.id)
    }

    fn open_offer(&mut self, slot: CallSlot, agent: &AgentId, ring_timeout: Duration) -> OfferId {
        self.last_offer += 1;
        let offer = OfferId(self.last_offer);
        let overdue_at: Time = self.now + ring_timeout + OFFER_GRACE;
        if let Some(call) = self.calls.at_mut(slot) {
            call.phase.add_offer(RingingOffer { offer, agent: agent.clone(), overdue_at });
        }
        self.follow_call(slot);
        offer
    }

    fn ring(&mut self, offer: OfferId, call: CallId, agent: AgentSlot) {
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
