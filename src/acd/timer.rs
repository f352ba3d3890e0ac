//! Every timer of the core in one table.

use std::collections::{BTreeMap, BTreeSet};

use super::{AgentId, CallId, Time};

/// What a timer is for. Each fires once and is gone; all are derived from the state they belong
/// to, so a snapshot does not carry them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Timer {
    /// When an agent's after-call work has lasted as long as it may.
    WrapUpOver(AgentId),
    /// When an agent who missed an offer (or whom the PBX failed to ring) may be offered calls again.
    CooledDown(AgentId),
    /// When the PBX should long have told how an offer ended, and has not.
    OfferOverdue(CallId),
    /// When an unanswered call reaches the next stage of its queue.
    StageDue(CallId),
    /// When a call has waited for the agents it prefers as long as it would.
    PatienceOver(CallId),
    /// When a waiting call has waited in its queue as long as it may.
    OverflowDue(CallId),
    /// When a callback may be tried again.
    QuarantineOver(CallId),
}

/// The timers that are set, at most one of each kind and owner.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    due: BTreeMap<Timer, Time>,
    order: BTreeSet<(Time, Timer)>,
}

impl Timers {
    /// Sets the timer to this moment, or stops it with `None`.
    pub(super) fn set(&mut self, timer: Timer, at: Option<Time>) {
        if self.due.get(&timer).copied() == at {
            return;
        }
        if let Some(before) = self.due.remove(&timer) {
            self.order.remove(&(before, timer.clone()));
        }
        if let Some(at) = at {
            self.order.insert((at, timer.clone()));
            self.due.insert(timer, at);
        }
    }

    /// The earliest moment any timer is set to.
    pub(super) fn next(&self) -> Option<Time> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes out the earliest timer that is due; timers due together come in the order of [`Timer`].
    pub(super) fn take_due(&mut self, now: Time) -> Option<Timer> {
        if self.next()? > now {
            return None;
        }
        let (_, timer) = self.order.pop_first()?;
        self.due.remove(&timer);
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_come_out_in_order_and_once() {
        let mut timers = Timers::default();
        let (first, second) = (Timer::StageDue(CallId(1)), Timer::OfferOverdue(CallId(2)));
        timers.set(first.clone(), Some(Time::from_millis(5)));
        timers.set(second.clone(), Some(Time::from_millis(7)));
        timers.set(first.clone(), Some(Time::from_millis(9)));
        assert_eq!(timers.next(), Some(Time::from_millis(7)));
        assert_eq!(timers.take_due(Time::from_millis(6)), None);
        assert_eq!(timers.take_due(Time::from_millis(9)), Some(second));
        assert_eq!(timers.take_due(Time::from_millis(9)), Some(first));
        assert_eq!((timers.take_due(Time::from_millis(99)), timers.next()), (None, None));
    }

    #[test]
    fn a_stopped_timer_does_not_fire() {
        let mut timers = Timers::default();
        timers.set(Timer::StageDue(CallId(1)), Some(Time::ZERO));
        timers.set(Timer::StageDue(CallId(1)), None);
        assert_eq!(timers.take_due(Time::from_millis(1)), None);
    }
}
