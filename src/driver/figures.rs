//! A queue's line on the board.

use crate::acd::{QueueId, Time};
use crate::stats::QueueDay;

/// A queue as it stands, with its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueFigures {
    /// Which queue.
    pub queue: QueueId,
    /// Callers nobody talks to yet, ringing ones included.
    pub waiting: u32,
    /// When the one who waits longest joined.
    pub oldest_at: Option<Time>,
    /// Its counts since the business day began.
    pub day: QueueDay,
    /// Agents of this queue who are available and whose phone can ring.
    pub agents_available: u32,
    /// Those ringing or in a call.
    pub agents_busy: u32,
    /// Those not ready, cooling down, writing up, or whose phone cannot ring.
    pub agents_not_ready: u32,
}
