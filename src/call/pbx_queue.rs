//! A queue of the PBX's own, watched.

use std::sync::Arc;

use super::Line;

/// One of the PBX's queues as it stands, in the PBX's own counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PbxQueue {
    /// Its name there.
    pub name: Arc<str>,
    /// How the PBX chooses: `rrmemory`, `ringall` …
    pub strategy: String,
    /// Callers who wait.
    pub waiting: u32,
    /// When the one who waits longest joined, UTC milliseconds.
    pub oldest_at_ms: Option<u64>,
    /// Calls completed since the PBX's statistics were reset.
    pub completed: u32,
    /// Calls abandoned since then.
    pub abandoned: u32,
    /// Its members, by interface.
    pub members: Vec<QueueSeat>,
}

/// A member of one of the PBX's queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueSeat {
    /// The PBX's key of it: `PJSIP/1001`, `Local/1001@agents/n`.
    pub interface: String,
    /// The PBX's name for it.
    pub name: String,
    /// The phone it stands for, where that can be read.
    pub line: Option<Line>,
    /// How its device is.
    pub state: SeatState,
    /// Takes no calls.
    pub paused: bool,
    /// Why.
    pub paused_reason: Option<String>,
    /// Lower is rung first.
    pub penalty: u32,
    /// Calls taken.
    pub calls_taken: u32,
}

/// How a member's device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeatState {
    /// Idle.
    Free,
    /// In use, busy or on hold.
    Busy,
    /// Ringing.
    Ringing,
    /// Not registered, or unknown.
    Unavailable,
}
