//! Calls a queue cannot serve well, sent on.

use std::time::Duration;

use super::call_table::CallSlot;
use super::machine::Acd;
use super::table::QueueSlot;
use super::timer::Timer;
use super::{DequeuedWhy, Output, QueueId, Stamp};

/// When a queue sends callers on, and where to (routing.md, section 1). Looked at after every input,
/// once whoever can be matched is; a call that rings an agent stays, and so do callbacks.
///
/// To another queue a call goes with its age, its priority and its preferred agents; but never to
/// one it has overflowed from, nor to one that is full or closed: then it stays and waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overflow {
    /// Most callers who wait (ringing ones included); who enters beyond them is sent on. `None`: any.
    pub waiting_max: Option<usize>,
    /// How long a call may wait in this queue. `None`: for ever.
    pub wait_max: Option<Duration>,
    /// Whether a call is sent on when nobody is reachable soon whom its stage or a later one admits.
    pub nobody_reachable: bool,
    /// Where to.
    pub to: OverflowTarget,
}

/// Where an overflowing call goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OverflowTarget {
    /// To another queue.
    Queue(QueueId),
    /// Back to the PBX, which has somewhere to send it.
    GiveBack,
}

/// Why a call overflowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OverflowCause {
    /// It has waited too long.
    WaitingTooLong,
    /// Nobody is reachable who could ever take it here.
    NobodyReachable,
    /// Too many waited before it.
    TooManyWaiting,
    /// The queue was closed when it joined.
    Closed,
}

impl OverflowCause {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitingTooLong => "waiting_too_long",
            Self::NobodyReachable => "nobody_reachable",
            Self::TooManyWaiting => "too_many_waiting",
            Self::Closed => "closed",
        }
    }
}

impl Acd {
    /// Sends on every call that must go; whether one did, so that somebody idle may be found where it
    /// is now, or a reserve turned. A call enters each queue once at most, so this comes to an end.
    pub(super) fn overflow_calls(&mut self) -> bool {
        let mut moved = false;
        // Who arrives meanwhile makes his queue restless for the next time, once he could be matched.
        self.fresh.restless.sort_unstable_by_key(|queue| self.demand.queue(*queue).rank);
        self.fresh.restless.dedup();
        let mut at = 0;
        let known = self.fresh.restless.len();
        while at < known {
            let queue = self.fresh.restless[at];
            moved |= self.send_on_from(queue);
            at += 1;
        }
        self.fresh.restless.drain(..known);
        while let Some(call) = self.fresh.sent_on.pop() {
            self.let_go_again(call);
        }
        moved || !self.fresh.restless.is_empty()
    }

    fn send_on_from(&mut self, queue: QueueSlot) -> bool {
        let mut moved = false;
        while let Some((call, cause, to)) = self.next_to_go(queue) {
            self.send_on(call, cause, to);
            moved = true;
        }
        self.set_overflow_timer(queue);
        moved
    }

    /// The next call a queue must send on, why, and where to.
    fn next_to_go(&self, queue: QueueSlot) -> Option<(CallSlot, OverflowCause, OverflowTo)> {
        let overflow = self.queues.at(queue)?.config.overflow.as_ref()?;
        if self.demand.movable(queue).is_empty() {
            return None;
        }
        let to = self.way_out(&overflow.to)?;
        let too_long = || self.waited_too_long(queue, overflow.wait_max?);
        let deserted = || if overflow.nobody_reachable { self.waits_for_nobody(queue) } else { None };
        let too_many = || self.one_too_many(queue, overflow.waiting_max?);
        let (call, cause) = too_long()
            .map(|call| (call, OverflowCause::WaitingTooLong))
            .or_else(|| deserted().map(|call| (call, OverflowCause::NobodyReachable)))
            .or_else(|| too_many().map(|call| (call, OverflowCause::TooManyWaiting)))?;
        Some((call, cause, to))
    }

    /// Where calls go to now, if they may.
    fn way_out(&self, to: &OverflowTarget) -> Option<OverflowTo> {
        let OverflowTarget::Queue(to) = to else { return Some(OverflowTo::Back) };
        let slot = self.queues.slot(to)?;
        (self.is_open(to) && !self.is_full(slot)).then_some(OverflowTo::Queue(slot))
    }

    fn waited_too_long(&self, queue: QueueSlot, most: Duration) -> Option<CallSlot> {
        let (entered, call) = self.demand.movable(queue).first()?;
        (entered.at + most <= self.now).then_some(*call)
    }

    fn waits_for_nobody(&self, queue: QueueSlot) -> Option<CallSlot> {
        let serving = self.supply.serving(queue);
        let nobody =
            |call: &CallSlot| self.calls.at(*call).is_some_and(|call| !serving.is_reachable_soon(call.stage));
        if serving.is_everybody_served() {
            return None;
        }
        self.demand.movable(queue).iter().map(|(_, call)| *call).find(nobody)
    }

    fn one_too_many(&self, queue: QueueSlot, most: usize) -> Option<CallSlot> {
        let first = self.demand.beyond(queue, most)?;
        self.demand.movable(queue).range(first..).next().map(|(_, call)| *call)
    }

    /// Sets the timer of a queue to the moment the next of its calls has waited too long. What was due
    /// before is seen to after every input that could let it go.
    pub(super) fn set_overflow_timer(&mut self, queue: QueueSlot) {
        let Some(known) = self.queues.at(queue) else { return };
        let Some(most) = known.config.overflow.as_ref().and_then(|overflow| overflow.wait_max) else {
            return;
        };
        // Those who entered later than this are not due yet.
        let due_from = self.now.checked_sub(most);
        let not_due = |(entered, _): &&(Stamp, CallSlot)| due_from.is_none_or(|from| entered.at > from);
        let from = (Stamp { at: due_from.unwrap_or_default(), seq: 0 }, CallSlot(0));
        let next = self.demand.movable(queue).range(from..).find(not_due);
        let due = next.map(|(entered, _)| entered.at + most);
        let rank = self.demand.queue(queue).rank;
        self.timers.set(Timer::OverflowDue(queue), due, rank);
    }

    fn send_on(&mut self, slot: CallSlot, cause: OverflowCause, to: OverflowTo) {
        let now = self.now;
        let target = match to {
            OverflowTo::Back => None,
            OverflowTo::Queue(to) => self.queues.at(to).map(|queue| (to, queue.config.id.clone())),
        };
        let Some(row) = self.calls.row_mut(slot) else { return };
        let (call, queue) = (row.call.id, row.call.queue.clone());
        self.outputs.push_back(Output::CallOverflowed {
            call,
            queue: queue.clone(),
            to: target.as_ref().map_or(OverflowTarget::GiveBack, |(_, to)| OverflowTarget::Queue(to.clone())),
            cause,
        });
        let Some((to, id)) = target else {
            self.remove(slot, DequeuedWhy::Overflowed);
            return;
        };
        row.call.overflowed_from.push(queue);
        (row.call.queue, row.call.entered_at, row.call.stage) = (id, now, 0);
        let from = std::mem::replace(&mut row.queue, to);
        self.queues.at_mut(to).into_iter().for_each(|queue| queue.calls += 1);
        self.one_call_less(from);
        self.follow_call(slot);
        self.tell_entered(slot);
        self.reach_stage(slot);
        self.stay_for_now(slot);
    }

    /// Who has just been sent on is first to be matched where he is now.
    fn stay_for_now(&mut self, slot: CallSlot) {
        if let Some((queue, entered)) = self.exit_of(slot) {
            self.demand.make_immovable(queue, entered, slot);
            self.fresh.sent_on.push(slot);
        }
    }

    fn let_go_again(&mut self, slot: CallSlot) {
        if let Some((queue, entered)) = self.exit_of(slot) {
            self.demand.make_movable(queue, entered, slot);
            self.set_overflow_timer(queue);
        }
    }

    fn exit_of(&self, slot: CallSlot) -> Option<(QueueSlot, Stamp)> {
        let stand = self.calls.row(slot)?.stand;
        Some((stand.class?.queue, stand.movable?))
    }
}

/// Where a call goes, as far as the core keeps it.
#[derive(Clone, Copy, Debug)]
enum OverflowTo {
    Back,
    Queue(QueueSlot),
}
