//! A queue's line as it stands: who waits, and how everybody stands to him.

use std::sync::Arc;

use crate::acd::{Explanation, QueueId, Time};
use crate::call::CallId;
use crate::driver::Call;

use super::Switchboard;

/// The callers who wait in a queue, in the order they came.
#[derive(Clone, Debug, Default)]
pub struct QueueLine {
    /// How many there are, ringing ones too.
    pub waiting: usize,
    /// The first of them, [`QueueLine::LISTED_MAX`] at most.
    pub callers: Vec<Waiting>,
}

/// One who waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The call.
    pub call: Arc<Call>,
    /// How much it comes before others.
    pub priority: u32,
    /// How every agent stands to it; only for the first [`QueueLine::EXPLAINED_MAX`].
    pub explanation: Option<Explanation>,
}

impl QueueLine {
    /// Most callers told.
    pub const LISTED_MAX: usize = 100;
    /// Most callers every agent is looked at for: it is done on the driver's own time.
    pub const EXPLAINED_MAX: usize = 10;
}

impl Switchboard {
    /// The line of a queue at this moment; nobody where there is no such queue.
    pub fn line_of(&self, now: Time, queue: &QueueId) -> QueueLine {
        let mut line = QueueLine::default();
        for waiting in self.acd.waiting(queue) {
            line.waiting += 1;
            if line.callers.len() == QueueLine::LISTED_MAX {
                continue;
            }
            let explained = line.callers.len() < QueueLine::EXPLAINED_MAX;
            line.callers.extend(self.calls.get(&CallId::from(waiting.id)).map(|call| Waiting {
                call: Arc::clone(call),
                priority: waiting.priority.into(),
                explanation: explained.then(|| self.acd.explain(now, waiting.id)).flatten(),
            }));
        }
        line
    }
}
