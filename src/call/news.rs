//! What happens to any call on a PBX, ours to route or not: the words of the feed.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{CallId, EndedBy, Line};

/// One thing that happened to a call, in the order the PBX told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallNews {
    /// The call.
    pub call: CallId,
    /// The PBX's own key of it (Asterisk: the Linkedid of its oldest channel).
    pub linkedid: Arc<str>,
    /// When, UTC milliseconds.
    pub at_ms: u64,
    /// Who began it, as far as the PBX has said.
    pub caller: Party,
    /// The PBX's own queue it waits in or was answered from.
    pub queue: Option<Arc<str>>,
    /// What.
    pub news: News,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A phone began to ring.
    Ringing {
        /// All that ring now, in the order they began.
        targets: Vec<Party>,
    },
    /// A phone rings no longer.
    RingingEnded {
        /// Which.
        target: Party,
        /// Why.
        why: RingingEnd,
    },
    /// Somebody talks to the caller who did not before.
    Answered {
        /// Who.
        party: Party,
    },
    /// A party put the other on hold.
    Held {
        /// Who pressed it.
        by: Party,
    },
    /// A party took the other back from hold or from the parking place.
    Retrieved {
        /// Who.
        by: Party,
    },
    /// The caller was parked.
    Parked {
        /// By whom, where the PBX says.
        by: Party,
        /// The place, dialled to fetch him.
        space: SmolStr,
    },
    /// The caller was handed over.
    Transferred {
        /// How.
        mode: TransferMode,
        /// By whom.
        by: Party,
        /// To whom; before a blind one is answered no more than what was dialled.
        to: Party,
    },
    /// All its channels are gone, or it became part of an older call.
    Ended {
        /// How.
        outcome: CallOutcome,
        /// Who asked first.
        by: EndedBy,
        /// The call it became part of.
        merged_into: Option<CallId>,
    },
    /// The caller joined one of the PBX's own queues.
    QueueJoined {
        /// Where he stands, from 1.
        position: u32,
    },
    /// He left it: somebody answered, or the dialplan went on.
    QueueLeft {
        /// Where he stood.
        position: u32,
        /// How long he waited, in milliseconds.
        wait_ms: u64,
    },
    /// He gave up.
    QueueAbandoned {
        /// Where he stood.
        position: u32,
        /// How long he waited, in milliseconds.
        wait_ms: u64,
    },
}

/// One end of a call. All of it may be the caller's own choice: nothing here is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The number, as the PBX shows it.
    pub number: Option<SmolStr>,
    /// The display name.
    pub name: Option<SmolStr>,
    /// The channel: `PJSIP/1001-0000000b`.
    pub channel: Option<SmolStr>,
    /// The phone the channel belongs to: `1001`.
    pub line: Option<Line>,
    /// The queue member by whom it is rung, where one of the PBX's queues rings it: `Local/1001@agents`.
    pub member: Option<SmolStr>,
}

/// Why a phone stopped ringing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RingingEnd {
    /// It was answered.
    Answered,
    /// It was busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// The caller gave up, or the PBX stopped it.
    Cancelled,
    /// Another phone was answered, or somebody took the call from elsewhere.
    AnsweredElsewhere,
    /// It refused.
    Rejected,
    /// It cannot be reached.
    Unreachable,
    /// Anything else.
    Failed,
}

impl RingingEnd {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Cancelled => "cancelled",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Rejected => "rejected",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
        }
    }
}

/// How a call was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferMode {
    /// Unseen.
    Blind,
    /// After the target had answered.
    Attended,
    /// The consulting party left before the target answered.
    Blonde,
}

impl TransferMode {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blind => "blind",
            Self::Attended => "attended",
            Self::Blonde => "blonde",
        }
    }
}

/// How a call ended (architecture.md, the feed's `outcome`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallOutcome {
    /// Two parties talked.
    Completed,
    /// The last phone rung was busy.
    Busy,
    /// The last phone rung was not answered.
    NoAnswer,
    /// The caller gave up before anybody answered.
    Cancelled,
    /// The last phone rung refused.
    Rejected,
    /// Somebody else took it.
    AnsweredElsewhere,
    /// It could not be put through, or vanished while nobody looked.
    Failed,
    /// The caller left a queue unanswered.
    Abandoned,
}

impl CallOutcome {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}
