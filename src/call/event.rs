//! What happened to a call, as any PBX would tell it.

use std::sync::Arc;

use super::{Abilities, CallId, CallNews, Caller, ControlKind, Line, Listener, PbxName, PbxQueue};

/// One thing that happened, in the order the PBX told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEvent {
    /// A caller entered our wait room, for the first time or by transfer from an agent.
    Arrived {
        /// The call.
        call: CallId,
        /// The PBX's own key of the call (Asterisk: Linkedid), for the trace.
        linkedid: Arc<str>,
        /// When it began, UTC milliseconds.
        began_at_ms: u64,
        /// The number dialled.
        did: Arc<str>,
        /// Who calls.
        caller: Box<Caller>,
    },
    /// A phone began to ring for it.
    Ringing {
        /// The call.
        call: CallId,
        /// The phone.
        line: Line,
    },
    /// The ringing ended without an answer and the caller is back in the wait room.
    RingEnded {
        /// The call.
        call: CallId,
        /// The phone.
        line: Line,
        /// Why.
        why: RingEnd,
    },
    /// Caller and agent can hear each other.
    Answered {
        /// The call.
        call: CallId,
        /// The phone.
        line: Line,
    },
    /// Somebody pressed hold.
    Held {
        /// The call.
        call: CallId,
        /// On the page: the PBX itself keeps the caller, and only it can give him back.
        here: bool,
    },
    /// And took the call back.
    Retrieved {
        /// The call.
        call: CallId,
    },
    /// The agent's leg ended and the caller lives on elsewhere (transferred).
    AgentLeft {
        /// The call.
        call: CallId,
        /// The phone that left.
        line: Line,
    },
    /// The PBX gave the caller to its own fall-back queue: we had been silent for too long.
    FellBack {
        /// The call.
        call: CallId,
    },
    /// The caller is gone.
    Ended {
        /// The call.
        call: CallId,
        /// Who hung up.
        by: EndedBy,
    },
    /// A phone changed.
    Line {
        /// The phone.
        line: Line,
        /// What it is now.
        state: LineState,
    },
    /// The link to the PBX is up again and this is what is alive there; calls we know and that are not
    /// here ended while we could not see.
    Resynced {
        /// Every call in our contexts.
        live: Vec<LiveCall>,
    },
}

impl CallEvent {
    /// The call it is about, where it is about one.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::Arrived { call, .. }
            | Self::Ringing { call, .. }
            | Self::RingEnded { call, .. }
            | Self::Answered { call, .. }
            | Self::Held { call, .. }
            | Self::Retrieved { call }
            | Self::AgentLeft { call, .. }
            | Self::FellBack { call }
            | Self::Ended { call, .. } => Some(*call),
            Self::Line { .. } | Self::Resynced { .. } => None,
        }
    }
}

/// A call found alive when the link came up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveCall {
    /// The call.
    pub call: CallId,
    /// The PBX's own key.
    pub linkedid: Arc<str>,
    /// When it began, UTC milliseconds.
    pub began_at_ms: u64,
    /// The number dialled.
    pub did: Arc<str>,
    /// Who calls.
    pub caller: Caller,
    /// How far it is.
    pub phase: LivePhase,
}

/// How far a call found alive is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LivePhase {
    /// In the wait room.
    Waiting,
    /// A phone rings.
    Ringing(Line),
    /// In conversation.
    Talking(Line),
    /// In the PBX's fall-back queue.
    FellBack,
}

/// Why a phone stopped ringing unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RingEnd {
    /// Nobody answered in time.
    NoAnswer,
    /// The phone was busy.
    Busy,
    /// The agent pressed decline.
    Declined,
    /// The phone is not registered.
    Unreachable,
    /// We stopped it.
    Cancelled,
    /// Another phone that rang beside it was answered.
    AnsweredElsewhere,
    /// The PBX could not ring it.
    Failed,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndedBy {
    /// The caller.
    Caller,
    /// The agent.
    Agent,
    /// The PBX, or a fault while we could not see.
    System,
}

/// How a call ended (architecture.md, the feed's `outcome`, as far as calls in a queue can end).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Somebody talked to the caller.
    Completed,
    /// The caller left before anybody did.
    Abandoned,
    /// The PBX's fall-back queue took the caller from us.
    FellBack,
    /// It vanished while the link was down, or the PBX restarted.
    Failed,
}

impl Outcome {
    /// The word in rows and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Abandoned => "abandoned",
            Self::FellBack => "fell_back",
            Self::Failed => "failed",
        }
    }
}

/// What the PBX says of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineState {
    /// Registered, idle.
    Free,
    /// Ringing, talking or holding.
    InUse,
    /// Not registered.
    Unreachable,
}

/// The link to a PBX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Events arrive and commands are obeyed.
    Up,
    /// They do not.
    Down {
        /// What is wrong, in words.
        detail: Arc<str>,
    },
}

/// What an adapter tells of its PBX, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PbxReport {
    /// Which PBX.
    pub pbx: PbxName,
    /// What.
    pub told: Told,
}

/// What an agent wanted and the PBX would not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Something to the call she talks on.
    Control(CallId, ControlKind),
    /// Call a number for her, who sits at this phone.
    Dial(Line),
    /// The same: her own phone, rung first, did not take the call.
    OwnPhone(Line),
    /// Let a supervisor take part in a call.
    Listen(CallId),
}

/// An event or a word about the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Something happened to a call of ours, or to a phone.
    Event(Box<CallEvent>),
    /// Something happened to a call, ours to route or not.
    News(Box<CallNews>),
    /// How one of its own queues stands.
    Queue {
        /// Its name.
        name: Arc<str>,
        /// The queue; none where it is gone.
        queue: Option<Box<PbxQueue>>,
    },
    /// What its dialplan and our rights allow.
    Abilities(Abilities),
    /// Who listens to a call now.
    Listened {
        /// The call.
        call: CallId,
        /// Everybody who does.
        listeners: Vec<Listener>,
    },
    /// It would not do what an agent wanted.
    Refused {
        /// What was wanted, and by whom.
        what: Denied,
        /// Its own words.
        why: Arc<str>,
    },
    /// Events were missed, and its state has been read again.
    Gap(Gap),
    /// The link changed.
    Link(LinkState),
}

/// A time in which nobody heard what a PBX told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// When it was heard last, UTC milliseconds.
    pub from_ms: u64,
    /// When its state had been read again, UTC milliseconds.
    pub until_ms: u64,
    /// Why, in words.
    pub why: Arc<str>,
}
