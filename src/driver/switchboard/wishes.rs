//! What the core wants, carried out as it is drained.

use crate::acd::{
    AgentId, AgentState, Input, Offer, OfferEnd, OfferId, Output, OverflowTarget, Refusal, Time,
    WithdrawReason,
};
use crate::call::{CallCommand, CallId};
use crate::driver::{CallChange, What};

use super::Switchboard;

impl Switchboard {
    /// Tells the core one input and carries out everything it asks for.
    pub(super) fn tell_core(&mut self, now: Time, input: Input) {
        self.acd.handle(now, input);
        while let Some(output) = self.acd.poll_output() {
            if let Some(account) = &mut self.account {
                account.note(now, &output);
            }
            self.on_output(now, output);
        }
        if let Some(account) = &mut self.account {
            account.look(now, &self.acd);
        }
    }

    pub(super) fn on_output(&mut self, now: Time, output: Output) {
        match output {
            Output::OfferMade(offer) => self.on_offer(now, offer),
            Output::OfferEnded { offer, call, agent, queue, end } => {
                self.dirty.insert(queue);
                self.on_offer_ended(now, offer, call.into(), agent, end);
            }
            Output::AgentChanged { agent, .. } => {
                if self.acd.agent(&agent).is_none_or(|agent| agent.state == AgentState::Offline) {
                    self.seats.remove(&agent);
                }
                self.tell_agent(now, &agent);
            }
            Output::AgentFlagsChanged { agent, .. } => self.tell_agent(now, &agent),
            // A phone that rings already: its Ringing event is told by whoever found it.
            Output::OfferFound { queue, .. }
            | Output::CallWaiting { queue, .. }
            | Output::StageReached { queue, .. }
            | Output::PreferenceOver { queue, .. }
            | Output::PlaceKept { queue, .. }
            | Output::CallbackTaken { queue, .. }
            | Output::ReserveChanged { queue, .. }
            | Output::CallDequeued { queue, .. } => {
                self.dirty.insert(queue);
            }
            Output::CallOverflowed { call, queue, to, .. } => {
                self.dirty.insert(queue);
                self.on_overflow(call.into(), to);
            }
            Output::Refused(refusal) => self.on_refusal(refusal),
        }
    }

    /// The core holds a call it gave another queue; one it gave back waits for the PBX to take it.
    pub(super) fn on_overflow(&mut self, id: CallId, to: OverflowTarget) {
        match to {
            OverflowTarget::Queue(queue) => {
                self.days.entry(queue.clone()).or_default().entered();
                self.change(id, |call| call.queue = Some(queue));
            }
            OverflowTarget::GiveBack => {
                if let Some(pbx) = self.calls.get(&id).map(|call| call.pbx.clone()) {
                    self.command(pbx, CallCommand::GiveBack { call: id });
                }
            }
        }
    }

    pub(super) fn on_refusal(&mut self, refusal: Refusal) {
        if let Refusal::QueueFull { call, .. } | Refusal::UnknownQueue { call, .. } = &refusal
            && let Some(call) = self.calls.get(&CallId::from(*call))
        {
            let (pbx, call) = (call.pbx.clone(), call.id);
            self.command(pbx, CallCommand::GiveBack { call });
        }
        tracing::debug!(?refusal, "the core refused an input");
    }

    pub(super) fn on_offer(&mut self, now: Time, offer: Offer) {
        let id = CallId::from(offer.call);
        let Some(line) = self.seats.get(&offer.agent).cloned() else { return };
        let Some(call) = self.change(id, |call| {
            call.agent = Some(offer.agent.clone());
            call.line = Some(line.clone());
        }) else {
            return;
        };
        let ring_timeout = offer.ring_timeout;
        self.command(call.pbx.clone(), CallCommand::Ring { call: id, line, ring_timeout });
        self.moment(now, What::Call { change: CallChange::Offered(Box::new(offer)), call });
    }

    pub(super) fn on_offer_ended(
        &mut self,
        now: Time,
        offer: OfferId,
        id: CallId,
        agent: AgentId,
        end: OfferEnd,
    ) {
        if must_stop_ringing(end)
            && let Some(call) = self.calls.get(&id).cloned()
            && let Some(line) = call.line.clone()
        {
            self.command(call.pbx.clone(), CallCommand::StopRinging { call: id, line, declined: false });
        }
        if let Some(call) = self.calls.get(&id).cloned() {
            self.moment(now, What::Call { change: CallChange::OfferEnded { offer, agent, end }, call });
        }
    }
}

fn must_stop_ringing(end: OfferEnd) -> bool {
    match end {
        OfferEnd::Withdrawn(reason) => match reason {
            WithdrawReason::AgentLeft
            | WithdrawReason::AgentTaken
            | WithdrawReason::CallbackAsked
            | WithdrawReason::Overdue
            | WithdrawReason::Resynced => true,
            // The PBX stops it by itself.
            WithdrawReason::CallLeft | WithdrawReason::AnsweredElsewhere => false,
        },
        OfferEnd::Accepted
        | OfferEnd::Declined
        | OfferEnd::Unanswered
        | OfferEnd::Busy
        | OfferEnd::Unreachable
        | OfferEnd::Failed => false,
    }
}
