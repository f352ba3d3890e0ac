//! What is to be done to a call.

use std::time::Duration;

use super::{CallId, Line};

/// One wish of ours; `telephony::plan` turns it into the PBX's own actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallCommand {
    /// Ring a phone for a waiting caller, or several at once; the PBX ends the ringing by itself after
    /// `ring_timeout`.
    Ring {
        /// The call.
        call: CallId,
        /// The phones; at least one.
        lines: Vec<Line>,
        /// How long it may ring.
        ring_timeout: Duration,
    },
    /// Stop a phone that rings; the caller goes back to the wait room.
    StopRinging {
        /// The call.
        call: CallId,
        /// The phone.
        line: Line,
        /// Whether the agent refused it.
        declined: bool,
    },
    /// Give the caller back to the PBX: to its own fall-back queue, or to what it says when nobody is there.
    GiveBack {
        /// The call.
        call: CallId,
        /// Why.
        why: GiveBackWhy,
    },
    /// End the conversation.
    Hangup {
        /// The call.
        call: CallId,
    },
}

/// Why a caller is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveBackWhy {
    /// No queue of ours takes him, or takes any more.
    NotServed,
    /// The queue is closed at this hour.
    Closed,
}

impl CallCommand {
    /// The call it is about.
    pub fn call(&self) -> CallId {
        match self {
            Self::Ring { call, .. }
            | Self::StopRinging { call, .. }
            | Self::GiveBack { call, .. }
            | Self::Hangup { call } => *call,
        }
    }
}
