//! A caller who enters a queue.

use std::time::Duration;

use super::{AgentId, CallId, CallKind, CallerKey, PRIORITY_MAX, QueueId, Time};

/// A caller who enters a queue, with what is asked for him. [`Join::new`] asks for nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Join {
    /// Which call.
    pub call: CallId,
    /// Which queue.
    pub queue: QueueId,
    /// When; no later than now (a later moment counts as now).
    pub joined_at: Time,
    /// 0, the lowest, to [`PRIORITY_MAX`]; more counts as that. What it does is up to the queue's
    /// [`CallOrder`](super::CallOrder).
    pub priority: u8,
    /// The agents to wait for, best first; the first [`PREFERRED_MAX`](super::PREFERRED_MAX) count.
    pub prefer: Vec<AgentId>,
    /// For how long after joining to wait for them.
    pub patience: Duration,
    /// Who calls, where that is known: to find a place kept
    /// ([`QueueConfig::keeps_place`](super::QueueConfig)).
    pub caller: Option<CallerKey>,
    /// Whether somebody is on the line.
    pub kind: CallKind,
}

impl Join {
    /// A call like any other.
    pub fn new(call: CallId, queue: QueueId, joined_at: Time) -> Self {
        Self {
            call,
            queue,
            joined_at,
            priority: 0,
            prefer: Vec::new(),
            patience: Duration::ZERO,
            caller: None,
            kind: CallKind::Live,
        }
    }

    /// With this priority.
    pub fn with_priority(mut self, priority: u8) -> Self {
        self.priority = priority.min(PRIORITY_MAX);
        self
    }

    /// Kept for these agents, best first, for so long after joining
    /// ([`Preferred`](super::Preferred)).
    pub fn with_preferred(mut self, prefer: Vec<AgentId>, patience: Duration) -> Self {
        (self.prefer, self.patience) = (prefer, patience);
        self
    }

    /// From this caller.
    pub fn with_caller(mut self, caller: CallerKey) -> Self {
        self.caller = Some(caller);
        self
    }

    /// A call to be made to somebody who is not on the line: asked for beforehand, or missed.
    pub fn as_callback(mut self) -> Self {
        self.kind = CallKind::Callback;
        self
    }
}
