//! What the core wants, carried out as it is drained.

use crate::acd::{
    AgentId, AgentState, Input, Offer, OfferEnd, OfferId, Output, OverflowCause, OverflowTarget, QueueId,
    Refusal, Time, WithdrawReason,
};
use crate::call::{CallCommand, CallId, GiveBackWhy, RingEnd};
use crate::driver::{CallChange, CallPhase, What};

use super::{Switchboard, ToRing};

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
        for (call, ToRing { pbx, lines, ring_timeout }) in std::mem::take(&mut self.to_ring) {
            self.command(pbx, CallCommand::Ring { call, lines, ring_timeout });
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
            Output::CallOverflowed { call, queue, to, cause } => {
                self.on_overflow(now, call.into(), &queue, to, cause);
                self.dirty.insert(queue);
            }
            Output::Refused(refusal) => self.on_refusal(refusal),
        }
    }

    /// The core holds a call it gave another queue; one it gave back waits for the PBX to take it.
    pub(super) fn on_overflow(
        &mut self,
        now: Time,
        id: CallId,
        from: &QueueId,
        to: OverflowTarget,
        cause: OverflowCause,
    ) {
        match to {
            OverflowTarget::Queue(queue) => {
                self.days.entry(from.clone()).or_default().overflowed();
                self.days.entry(queue.clone()).or_default().entered();
                if let Some(call) = self.change(id, |call| call.queue = Some(queue)) {
                    self.moment(now, What::Call { change: CallChange::Overflowed, call });
                }
            }
            OverflowTarget::GiveBack => {
                if let Some(pbx) = self.calls.get(&id).map(|call| call.pbx.clone()) {
                    let why = match cause {
                        OverflowCause::Closed => GiveBackWhy::Closed,
                        OverflowCause::TooManyWaiting
                        | OverflowCause::WaitingTooLong
                        | OverflowCause::NobodyReachable => GiveBackWhy::NotServed,
                    };
                    self.command(pbx, CallCommand::GiveBack { call: id, why });
                    if why == GiveBackWhy::Closed {
                        self.turn_away(now, id, from);
                    }
                }
            }
        }
    }

    /// A caller of a closed queue is the PBX's from here on: what becomes of him is no fault and no abandonment.
    fn turn_away(&mut self, now: Time, id: CallId, queue: &QueueId) {
        self.days.entry(queue.clone()).or_default().turned_away();
        if let Some(call) = self.change(id, |call| call.phase = CallPhase::FellBack) {
            self.moment(now, What::Call { change: CallChange::FellBack, call });
        }
    }

    pub(super) fn on_refusal(&mut self, refusal: Refusal) {
        if let Refusal::QueueFull { call, .. } | Refusal::UnknownQueue { call, .. } = &refusal
            && let Some(call) = self.calls.get(&CallId::from(*call))
        {
            let (pbx, call) = (call.pbx.clone(), call.id);
            self.command(pbx, CallCommand::GiveBack { call, why: GiveBackWhy::NotServed });
        }
        tracing::debug!(?refusal, "the core refused an input");
    }

    pub(super) fn on_offer(&mut self, now: Time, offer: Offer) {
        let id = CallId::from(offer.call);
        let Some(line) = self.seats.get(&offer.agent).cloned() else { return };
        let Some(call) = self.change(id, |call| {
            call.rung.push((offer.agent.clone(), line.clone()));
            call.agent.get_or_insert_with(|| offer.agent.clone());
            call.line.get_or_insert_with(|| line.clone());
        }) else {
            return;
        };
        let fresh = || ToRing { pbx: call.pbx.clone(), lines: Vec::new(), ring_timeout: offer.ring_timeout };
        self.to_ring.entry(id).or_insert_with(fresh).lines.push(line);
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
        let rung = self.calls.get(&id).and_then(|call| {
            let (_, line) = call.rung.iter().find(|(rung, _)| *rung == agent)?;
            Some((call.pbx.clone(), line.clone()))
        });
        if must_stop_ringing(end)
            && let Some((pbx, line)) = rung.clone()
        {
            self.command(pbx, CallCommand::StopRinging { call: id, line, declined: false });
        }
        // The phone that was answered tells of itself; of the others that rang beside it nobody does.
        if end == OfferEnd::Withdrawn(WithdrawReason::AnsweredElsewhere)
            && rung.is_some()
            && let Some(call) = self.calls.get(&id).cloned()
        {
            let change = CallChange::RingEnded { agent: agent.clone(), why: RingEnd::AnsweredElsewhere };
            self.moment(now, What::Call { change, call });
        }
        self.change(id, |call| call.stop_ringing(&agent));
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
