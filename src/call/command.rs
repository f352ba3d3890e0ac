//! What is to be done to a call.

use std::sync::Arc;
use std::time::Duration;

use super::{CallId, Control, Dialled, Line, ListenMode};

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
    /// Do to the conversation what its agent wants.
    Control {
        /// The call.
        call: CallId,
        /// What.
        what: Control,
    },
    /// The two are joined again after a hold by us: when they part, that is the end and nobody waits.
    Joined {
        /// The call.
        call: CallId,
    },
    /// Back into the wait room: the agent who had put the caller on hold is gone.
    Requeue {
        /// The call.
        call: CallId,
    },
    /// Ring an agent's phone and, once she answers, call a number for her.
    Dial {
        /// The id the call will have.
        call: CallId,
        /// The PBX's key for it: no second call gets the same while the first lives.
        key: Arc<str>,
        /// Her phone.
        line: Line,
        /// The number.
        number: Dialled,
    },
    /// Ring a supervisor's phone and, once she answers, let her take part; who does so already goes on otherwise.
    Listen {
        /// The call.
        call: CallId,
        /// The PBX's key for her part: no second one gets the same while the first lives.
        key: Arc<str>,
        /// Her phone.
        line: Line,
        /// How.
        mode: ListenMode,
    },
    /// Supervisors take part no longer.
    StopListening {
        /// The call.
        call: CallId,
        /// At this phone alone; none for everybody.
        line: Option<Line>,
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
            | Self::Hangup { call }
            | Self::Control { call, .. }
            | Self::Joined { call }
            | Self::Requeue { call }
            | Self::Dial { call, .. }
            | Self::Listen { call, .. }
            | Self::StopListening { call, .. } => *call,
        }
    }
}
