//! Callers who are called back: they keep their place and need not stay on the line.

use std::time::Duration;

use super::machine::Acd;
use super::{AgentId, CallId, CallKind, CallPhase, DequeuedWhy, OfferEnd, Output, Refusal, WithdrawReason};

/// How a queue calls people back (routing.md, section 1, "Callback").
///
/// A callback waits with its caller's age and is matched and offered like a call; it is never sent
/// on to another queue, does not count towards [`QueueConfig::max_waiting`](super::QueueConfig), and
/// is not touched by opening hours: who puts it in line has looked at the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Callbacks {
    /// How many of a hundred callers should be offered one, 0 to 100; more counts as 100. Of any
    /// hundred that enter the queue one after another it is exactly so many. Default 100.
    pub offer_percent: u8,
    /// How long after an unanswered try it is offered to nobody. Default 15 min.
    pub quarantine: Duration,
    /// After so many unanswered tries it is given up; 0 counts as 1. Default 3.
    pub tries_max: u8,
    /// After so many callbacks of the queue offered in a row an agent who may take a live call of
    /// it that waits is offered none further: she gets the live call. 0 counts as 1. Default 3.
    ///
    /// So of any run of offers of one queue, `in_a_row_max` callbacks at most go before a live call
    /// to agents who could have had that call.
    pub in_a_row_max: u32,
}

impl Default for Callbacks {
    fn default() -> Self {
        Self { offer_percent: 100, quarantine: Duration::from_secs(900), tries_max: 3, in_a_row_max: 3 }
    }
}

impl Callbacks {
    /// Whether the caller who enters as number `nth`, from 0, should be offered one: so spread that
    /// any hundred in a row have exactly the percentage.
    pub(super) fn is_offered_to(&self, nth: u64) -> bool {
        let percent = u64::from(self.offer_percent.min(100));
        let offered_among = |first: u64| first * percent / 100;
        offered_among(nth % 100) != offered_among(nth % 100 + 1)
    }
}

impl Acd {
    pub(super) fn ask_callback(&mut self, id: CallId) -> Result<(), Refusal> {
        let slot = self.call_slot(id)?;
        let Some(call) = self.calls.at(slot) else { return Ok(()) };
        if !call.is_unanswered() {
            return Err(Refusal::NotWaiting { call: id });
        }
        if call.kind == CallKind::Callback {
            return Err(Refusal::AlreadyCallback { call: id });
        }
        let queue = call.call.queue.clone();
        if self.config_at(call.queue).is_none_or(|queue| queue.callbacks.is_none()) {
            return Err(Refusal::NoCallbacks { queue, call: id });
        }
        self.end_offers(slot, OfferEnd::Withdrawn(WithdrawReason::CallbackAsked));
        if let Some(call) = self.calls.at_mut(slot) {
            call.kind = CallKind::Callback;
        }
        self.set_call_timers(slot);
        self.outputs.push_back(Output::CallbackTaken { call: id, queue });
        Ok(())
    }

    pub(super) fn callback_unanswered(&mut self, id: CallId, agent: &AgentId) -> Result<(), Refusal> {
        let slot = self.call_slot(id)?;
        if self.calls.at(slot).is_none_or(|call| call.kind != CallKind::Callback) {
            return Err(Refusal::NotACallback { call: id });
        }
        let talker = self.agents.slot(agent).filter(|_| self.talks(slot, agent));
        let Some(talker) = talker else {
            return Err(Refusal::NotTalking { call: id, agent: agent.clone() });
        };
        self.change(talker, |agent, at| agent.call_over(id, Duration::ZERO, at));
        self.try_later(slot);
        Ok(())
    }

    /// Puts a callback back in line behind its quarantine, or gives it up.
    fn try_later(&mut self, slot: u32) {
        let now = self.now;
        let Some(call) = self.calls.at_mut(slot) else { return };
        let rules = self.queues.at(call.queue).and_then(|queue| queue.config.callbacks).unwrap_or_default();
        call.tries = call.tries.saturating_add(1);
        if call.tries >= rules.tries_max.max(1) {
            self.tell_dequeued(slot, DequeuedWhy::CallbackGivenUp);
            self.drop_row(slot);
            return;
        }
        call.phase = CallPhase::Waiting;
        let (id, preferred) = (call.id, call.preferred.take());
        call.quarantined_until = Some(now + rules.quarantine).filter(|until| *until > now);
        self.preference_gone(id, &preferred);
        self.set_call_timers(slot);
        self.tell_waiting(slot);
        self.reach_stage_from(slot, 0);
    }

    pub(super) fn end_quarantine(&mut self, slot: u32) {
        if let Some(call) = self.calls.at_mut(slot) {
            call.quarantined_until = None;
        }
        self.set_call_timers(slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_hundred_in_a_row_have_the_percentage() {
        for offer_percent in [0, 1, 33, 50, 99, 100, 255] {
            let rules = Callbacks { offer_percent, ..Callbacks::default() };
            for from in [0, 1, 57, 99, 100, 12_345] {
                let offered = (from..from + 100).filter(|nth| rules.is_offered_to(*nth)).count();
                assert_eq!(offered, usize::from(offer_percent.min(100)), "{offer_percent} % from {from}");
            }
        }
    }
}
