//! Calls a queue cannot serve well, sent on.

use std::time::Duration;

use super::machine::Acd;
use super::rows::CallRow;
use super::{Call, CallKind, CallPhase, DequeuedWhy, Output, QueueId};

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
        for slot in self.callers_to_send_on() {
            let Some((cause, to)) = self.calls.at(slot).and_then(|call| self.overflow_of(call)) else {
                continue;
            };
            moved = true;
            self.send_on(slot, cause, to);
        }
        moved
    }

    fn overflow_of(&self, call: &CallRow) -> Option<(OverflowCause, OverflowTarget)> {
        let queue = self.config_at(call.queue)?;
        let waits = call.phase == CallPhase::Waiting && call.kind == CallKind::Live;
        let overflow = queue.overflow.as_ref().filter(|_| waits)?;
        let cause = self.overflow_cause(call, overflow)?;
        self.may_go_to(call, &overflow.to).then(|| (cause, overflow.to.clone()))
    }

    fn overflow_cause(&self, call: &CallRow, overflow: &Overflow) -> Option<OverflowCause> {
        let too_long = overflow.wait_max.is_some_and(|most| call.entered_at + most <= self.now);
        let too_many = overflow.waiting_max.is_some_and(|most| self.entered_before(call) >= most);
        if too_long {
            Some(OverflowCause::WaitingTooLong)
        } else if overflow.nobody_reachable && !self.somebody_may_come(call) {
            Some(OverflowCause::NobodyReachable)
        } else {
            too_many.then_some(OverflowCause::TooManyWaiting)
        }
    }

    fn may_go_to(&self, call: &Call, to: &OverflowTarget) -> bool {
        let OverflowTarget::Queue(to) = to else { return true };
        self.is_open(to) && !self.is_full(to) && *to != call.queue && !call.overflowed_from.contains(to)
    }

    fn send_on(&mut self, slot: u32, cause: OverflowCause, to: OverflowTarget) {
        let now = self.now;
        let Some(call) = self.calls.at_mut(slot) else { return };
        let (id, queue) = (call.id, call.call.queue.clone());
        self.outputs.push_back(Output::CallOverflowed {
            call: id,
            queue: queue.clone(),
            to: to.clone(),
            cause,
        });
        match to {
            OverflowTarget::Queue(to) => {
                call.overflowed_from.push(queue);
                call.queue = self.queues.slot(&to).unwrap_or(u32::MAX);
                (call.call.queue, call.entered_at, call.stage) = (to, now, 0);
                self.call_moved(slot);
                self.tell_entered(slot);
                self.reach_stage(slot);
            }
            OverflowTarget::GiveBack => {
                self.remove(slot, DequeuedWhy::Overflowed);
            }
        }
    }
}
