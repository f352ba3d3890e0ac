//! What is to be done to a call.

use std::time::Duration;

use super::{CallId, Line};

/// One wish of ours; `telephony::plan` turns it into the PBX's own actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallCommand {
    /// Ring a phone for a waiting caller; the PBX ends the ringing by itself after `ring_timeout`.
    Ring {
        /// The call.
        call: CallId,
        /// The phone.
        line: Line,
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
    /// Give the caller to the PBX's own fall-back queue: no queue of ours has the number he dialled.
    GiveBack {
        /// The call.
        call: CallId,
    },
    /// End the conversation.
    Hangup {
        /// The call.
        call: CallId,
    },
}

impl CallCommand {
    /// The call it is about.
    pub fn call(&self) -> CallId {
        match self {
            Self::Ring { call, .. }
            | Self::StopRinging { call, .. }
            | Self::GiveBack { call }
            | Self::Hangup { call } => *call,
        }
    }
}
