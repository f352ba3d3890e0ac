//! Calls a queue cannot serve well, sent on.

use std::time::Duration;

use super::machine::{Acd, Standing};
use super::{Call, CallId, CallPhase, DequeuedWhy, Output, QueueConfig, QueueId};

/// When a queue sends calls on, and where to (routing.md, section 1). Looked at after every input,
/// once whoever can be matched is; a call that rings an agent stays.
///
/// To another queue a call goes with its age, its priority and its preferred agents; but never to
/// one it has overflowed from, nor to one that is full or closed: then it stays and waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overflow {
    /// Most unanswered calls (ringing ones included); who enters beyond them is sent on. `None`: any.
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
}

impl OverflowCause {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitingTooLong => "waiting_too_long",
            Self::NobodyReachable => "nobody_reachable",
            Self::TooManyWaiting => "too_many_waiting",
        }
    }
}

impl Acd {
    /// Sends on every call that must go; whether one went to another queue, where somebody may be
    /// idle. A call enters each queue once at most, so this comes to an end.
    pub(super) fn overflow_calls(&mut self) -> bool {
        if self.queues.values().all(|queue| queue.config.overflow.is_none()) {
            return false;
        }
        let mut moved = false;
        for (_, id) in self.arrivals.clone() {
            let Some((cause, to)) = self.calls.get(&id).and_then(|call| self.overflow_of(call)) else {
                continue;
            };
            moved |= to != OverflowTarget::GiveBack;
            self.send_on(id, cause, to);
        }
        moved
    }

    fn overflow_of(&self, call: &Call) -> Option<(OverflowCause, OverflowTarget)> {
        let queue = self.queue(&call.queue)?;
        let overflow = queue.overflow.as_ref().filter(|_| call.phase == CallPhase::Waiting)?;
        let cause = self.overflow_cause(call, queue, overflow)?;
        self.may_go_to(call, &overflow.to).then(|| (cause, overflow.to.clone()))
    }

    fn overflow_cause(&self, call: &Call, queue: &QueueConfig, overflow: &Overflow) -> Option<OverflowCause> {
        let too_long = overflow.wait_max.is_some_and(|most| call.entered_at + most <= self.now);
        let too_many = overflow.waiting_max.is_some_and(|most| self.entered_before(call) >= most);
        if too_long {
            Some(OverflowCause::WaitingTooLong)
        } else if overflow.nobody_reachable && !self.somebody_may_come(call, queue) {
            Some(OverflowCause::NobodyReachable)
        } else {
            too_many.then_some(OverflowCause::TooManyWaiting)
        }
    }

    /// How many of the unanswered calls of its queue entered it before this one.
    fn entered_before(&self, call: &Call) -> usize {
        let entered = |call: &Call| (call.entered_at, call.joined.seq);
        self.waiting(&call.queue).filter(|other| entered(other) < entered(call)).count()
    }

    fn somebody_may_come(&self, call: &Call, queue: &QueueConfig) -> bool {
        let mut soon = self.agents.values().filter(|agent| agent.is_reachable_soon());
        soon.any(|agent| queue.ever_admits(call.stage, &agent.skills))
    }

    fn may_go_to(&self, call: &Call, to: &OverflowTarget) -> bool {
        let OverflowTarget::Queue(to) = to else { return true };
        let Some(target) = self.queues.get(to).filter(|target| target.standing == Standing::Open) else {
            return false;
        };
        let full = target.config.max_waiting.is_some_and(|most| self.waiting(to).count() >= most);
        !full && *to != call.queue && !call.overflowed_from.contains(to)
    }

    fn send_on(&mut self, id: CallId, cause: OverflowCause, to: OverflowTarget) {
        let now = self.now;
        let Some(call) = self.calls.get_mut(&id) else { return };
        let queue = call.queue.clone();
        self.outputs.push_back(Output::CallOverflowed {
            call: id,
            queue: queue.clone(),
            to: to.clone(),
            cause,
        });
        match to {
            OverflowTarget::Queue(to) => {
                call.overflowed_from.push(queue);
                (call.queue, call.entered_at, call.stage) = (to, now, 0);
                self.tell_waiting(id);
                self.reach_stage(id);
            }
            OverflowTarget::GiveBack => {
                let removed = self.remove(id, DequeuedWhy::Overflowed);
                debug_assert_eq!(removed, Ok(()));
            }
        }
    }
}
