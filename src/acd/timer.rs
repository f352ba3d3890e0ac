//! Every timer of the core.

use super::Time;
use super::alarms::Alarms;
use super::call_table::CallSlot;
use super::table::{AgentSlot, QueueSlot};

/// What a timer is for. Each fires once and is gone; all are derived from the state they belong
/// to, so a snapshot does not carry them.
///
/// Calls of one queue reach its next stage, and its longest wait, in the order of a line, so one timer
/// for the first of the line is enough however many wait.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Timer {
    /// When an agent's after-call work has lasted as long as it may.
    WrapUpOver(AgentSlot),
    /// When an agent who missed an offer (or whom the PBX failed to ring) may be offered calls again.
    CooledDown(AgentSlot),
    /// When the PBX should long have told how an offer ended, and has not.
    OfferOverdue(CallSlot),
    /// When the first of the unanswered calls at this stage of a queue reaches the next.
    StageDue(QueueSlot, usize),
    /// When a call has waited for the agents it prefers as long as it would.
    PatienceOver(CallSlot),
    /// When the first of the calls of a queue has waited in it as long as it may.
    OverflowDue(QueueSlot),
    /// When a callback may be tried again.
    QuarantineOver(CallSlot),
}

/// Makes the timer of an owner.
type Maker = fn(&Timers, u32) -> Timer;

/// The timers that are set.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    wrap_ups: Alarms,
    cool_downs: Alarms,
    offers: Alarms,
    stages: Alarms,
    patience: Alarms,
    overflows: Alarms,
    quarantines: Alarms,
    /// Whose the alarms of stages are.
    staged: Vec<(QueueSlot, usize)>,
    /// The owner number of each queue's stage 0.
    stage_owners: Vec<u32>,
}

impl Timers {
    /// Sets the timer to this moment, or stops it with `None`. Timers of one kind due together come in
    /// the order of their ranks.
    pub(super) fn set(&mut self, timer: Timer, at: Option<Time>, rank: u64) {
        match timer {
            Timer::WrapUpOver(agent) => self.wrap_ups.set(agent.0, at, rank),
            Timer::CooledDown(agent) => self.cool_downs.set(agent.0, at, rank),
            Timer::OfferOverdue(call) => self.offers.set(call.0, at, rank),
            Timer::StageDue(queue, stage) => {
                let owner = self.stage_owners[queue.0 as usize] + u32::try_from(stage).unwrap_or(u32::MAX);
                self.stages.set(owner, at, rank);
            }
            Timer::PatienceOver(call) => self.patience.set(call.0, at, rank),
            Timer::OverflowDue(queue) => self.overflows.set(queue.0, at, rank),
            Timer::QuarantineOver(call) => self.quarantines.set(call.0, at, rank),
        }
    }

    /// Stops the timers of all queues; from now on they have so many stages, by their slots.
    pub(super) fn renew_queues(&mut self, stages: impl Iterator<Item = usize>) {
        self.stages.clear();
        self.overflows.clear();
        self.staged.clear();
        self.stage_owners.clear();
        for (queue, stages) in (0..).zip(stages) {
            self.stage_owners.push(u32::try_from(self.staged.len()).unwrap_or(u32::MAX));
            self.staged.extend((0..stages).map(|stage| (QueueSlot(queue), stage)));
        }
    }

    /// The earliest moment any timer is set to.
    pub(super) fn next(&self) -> Option<Time> {
        self.first().map(|(at, _)| at)
    }

    /// Takes out the earliest timer that is due; of those due together in the order of [`Timer`].
    pub(super) fn take_due(&mut self, now: Time) -> Option<Timer> {
        let (_, timer) = self.first().filter(|(at, _)| *at <= now)?;
        self.set(timer, None, 0);
        Some(timer)
    }

    fn first(&self) -> Option<(Time, Timer)> {
        let firsts: [(&Alarms, Maker); 7] = [
            (&self.wrap_ups, |_, owner| Timer::WrapUpOver(AgentSlot(owner))),
            (&self.cool_downs, |_, owner| Timer::CooledDown(AgentSlot(owner))),
            (&self.offers, |_, owner| Timer::OfferOverdue(CallSlot(owner))),
            (&self.stages, |timers, owner| {
                let (queue, stage) = timers.staged[owner as usize];
                Timer::StageDue(queue, stage)
            }),
            (&self.patience, |_, owner| Timer::PatienceOver(CallSlot(owner))),
            (&self.overflows, |_, owner| Timer::OverflowDue(QueueSlot(owner))),
            (&self.quarantines, |_, owner| Timer::QuarantineOver(CallSlot(owner))),
        ];
        let mut earliest: Option<(Time, Timer)> = None;
        for (alarms, timer) in firsts {
            if let Some(first) = alarms.first()
                && earliest.is_none_or(|(at, _)| first.at < at)
            {
                earliest = Some((first.at, timer(self, first.owner)));
            }
        }
        earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_come_out_in_order_and_once() {
        let mut timers = Timers::default();
        timers.renew_queues([2, 3].into_iter());
        let (first, second) = (Timer::StageDue(QueueSlot(1), 2), Timer::OfferOverdue(CallSlot(2)));
        timers.set(first, Some(Time::from_millis(5)), 0);
        timers.set(second, Some(Time::from_millis(7)), 0);
        timers.set(first, Some(Time::from_millis(9)), 0);
        assert_eq!(timers.next(), Some(Time::from_millis(7)));
        assert_eq!(timers.take_due(Time::from_millis(6)), None);
        assert_eq!(timers.take_due(Time::from_millis(9)), Some(second));
        assert_eq!(timers.take_due(Time::from_millis(9)), Some(first));
        assert_eq!((timers.take_due(Time::from_millis(99)), timers.next()), (None, None));
    }

    #[test]
    fn a_stopped_timer_does_not_fire() {
        let mut timers = Timers::default();
        timers.set(Timer::PatienceOver(CallSlot(1)), Some(Time::ZERO), 0);
        timers.set(Timer::PatienceOver(CallSlot(1)), None, 0);
        assert_eq!(timers.take_due(Time::from_millis(1)), None);
    }

    #[test]
    fn those_due_together_come_by_kind_and_rank() {
        let mut timers = Timers::default();
        let at = Some(Time::ZERO);
        timers.set(Timer::PatienceOver(CallSlot(1)), at, 9);
        timers.set(Timer::PatienceOver(CallSlot(2)), at, 8);
        timers.set(Timer::WrapUpOver(AgentSlot(5)), at, 99);
        let due: Vec<Timer> = std::iter::from_fn(|| timers.take_due(Time::ZERO)).collect();
        let patience = [2, 1].map(|call| Timer::PatienceOver(CallSlot(call)));
        assert_eq!(due, [Timer::WrapUpOver(AgentSlot(5)), patience[0], patience[1]]);
    }
}
