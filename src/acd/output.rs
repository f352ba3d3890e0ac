//! What the core wants done, and what it has to tell.

use std::fmt;
use std::time::Duration;

use super::{
    AgentFlags, AgentId, AgentState, CallId, Decision, NextState, OfferId, OverflowCause, OverflowTarget,
    PreferenceEnd, QueueId, Refusal, Time,
};

/// One thing to do or to know, in the order it came about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Ring this agent for this call.
    OfferMade(Offer),
    /// A phone already rings for a found call; the offer is ours from here on. Nothing to do.
    OfferFound {
        /// The offer's number.
        offer: OfferId,
        /// The call.
        call: CallId,
        /// Whose phone rings.
        agent: AgentId,
        /// The call's queue.
        queue: QueueId,
    },
    /// An offer is over; exactly one for each offer made or found. For
    /// [`OfferEnd::Withdrawn`] the driver stops the ringing.
    OfferEnded {
        /// The offer's number.
        offer: OfferId,
        /// The call.
        call: CallId,
        /// Whose phone rang.
        agent: AgentId,
        /// The call's queue.
        queue: QueueId,
        /// How it ended.
        end: OfferEnd,
    },
    /// An agent's state, or what follows it, changed.
    AgentChanged {
        /// Who.
        agent: AgentId,
        /// The state now.
        state: AgentState,
        /// Since when.
        since: Time,
        /// What follows the call she is on or its wrap-up; `None` means available.
        next: Option<NextState>,
    },
    /// What stands beside an agent's state changed.
    AgentFlagsChanged {
        /// Who.
        agent: AgentId,
        /// The flags now.
        flags: AgentFlags,
    },
    /// A call has begun to wait, has come from another queue by overflow, or waits again: the PBX
    /// showed its conversation was none, or a callback was not answered.
    CallWaiting {
        /// The call.
        call: CallId,
        /// Its queue.
        queue: QueueId,
        /// Its place among the unanswered calls of the queue, in the order they would be served now,
        /// from 1.
        position: usize,
        /// Whether this caller should be offered to be called back
        /// ([`Callbacks::offer_percent`](super::Callbacks)).
        callback_offered: bool,
    },
    /// A caller who hung up and came back has his old place; [`Output::CallWaiting`] follows.
    PlaceKept {
        /// The call.
        call: CallId,
        /// The queue.
        queue: QueueId,
        /// When he joined first.
        joined_at: Time,
    },
    /// A waiting call is a callback from now on: nobody need stay on the line.
    CallbackTaken {
        /// The call.
        call: CallId,
        /// Its queue.
        queue: QueueId,
    },
    /// A queue's reserve agents take its calls from now on, or take them no more.
    ReserveChanged {
        /// The queue.
        queue: QueueId,
        /// Which of the two.
        on: bool,
    },
    /// An unanswered call has reached another stage; a stage passed over is not told.
    StageReached {
        /// The call.
        call: CallId,
        /// Its queue.
        queue: QueueId,
        /// The stage; 0 is the queue's own requirement.
        stage: usize,
        /// What brought it there.
        cause: StageCause,
    },
    /// An unanswered call waits no longer for the agents it preferred; it is open to all.
    PreferenceOver {
        /// The call.
        call: CallId,
        /// Its queue.
        queue: QueueId,
        /// Why.
        why: PreferenceEnd,
    },
    /// A call is sent on. To another queue: [`Output::CallWaiting`] there follows, or another of
    /// these where that one is closed too. Back to the PBX: give it back now;
    /// [`Output::CallDequeued`] follows if it had waited, and the core knows it no more.
    CallOverflowed {
        /// The call.
        call: CallId,
        /// The queue it leaves.
        queue: QueueId,
        /// Where it goes.
        to: OverflowTarget,
        /// Why.
        cause: OverflowCause,
    },
    /// A call no longer waits. (Only [`DequeuedWhy::CallbackGivenUp`] is said of one that does not:
    /// it was answered by an agent before, and not by the customer.)
    CallDequeued {
        /// The call.
        call: CallId,
        /// Its queue.
        queue: QueueId,
        /// Why.
        why: DequeuedWhy,
        /// How long it waited, from joining to now.
        wait: Duration,
    },
    /// An input was not granted. A late word from the PBX ends here too, so it is no alarm.
    Refused(Refusal),
}

/// One call offered to one agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Its number.
    pub id: OfferId,
    /// The call.
    pub call: CallId,
    /// Whom to ring.
    pub agent: AgentId,
    /// The call's queue.
    pub queue: QueueId,
    /// The earliest active stage that admits the agent; 0 is the queue's own requirement.
    pub stage: usize,
    /// How long the PBX rings before it reports the offer unanswered.
    pub ring_timeout: Duration,
    /// Why this agent.
    pub decision: Decision,
}

/// How an offer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfferEnd {
    /// The agent picked up.
    Accepted,
    /// She pressed reject.
    Declined,
    /// The phone rang its time out.
    Unanswered,
    /// The phone was busy.
    Busy,
    /// The phone was not registered.
    Unreachable,
    /// The PBX could not ring.
    Failed,
    /// We took it back: stop the ringing.
    Withdrawn(WithdrawReason),
}

/// Why an offer was taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WithdrawReason {
    /// The caller hung up, or the call went elsewhere.
    CallLeft,
    /// The agent signed out or made herself not ready.
    AgentLeft,
    /// The agent turned out to be on another call of ours.
    AgentTaken,
    /// The caller would rather be called back.
    CallbackAsked,
    /// Another agent has the call.
    AnsweredElsewhere,
    /// The PBX shows something else than we believed.
    Resynced,
    /// The PBX said nothing for [`OFFER_GRACE`](super::OFFER_GRACE) beyond the ring time-out.
    Overdue,
}

/// What brought a call to a stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StageCause {
    /// Its age, or a new configuration.
    Age,
    /// Nobody the stages before admit is reachable, and the queue skips such stages.
    NobodyReachable,
}

impl StageCause {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::NobodyReachable => "nobody_reachable",
        }
    }
}

/// Why a call no longer waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DequeuedWhy {
    /// This agent has it.
    Answered {
        /// Who.
        agent: AgentId,
    },
    /// Somebody has it whom we do not know.
    AnsweredElsewhere,
    /// The caller hung up.
    Abandoned,
    /// The PBX's fall-back queue has it.
    FellBack,
    /// Its queue sent it back to the PBX.
    Overflowed,
    /// It ended or was sent elsewhere.
    Ended,
    /// The customer did not answer as often as was tried.
    CallbackGivenUp,
}

impl OfferEnd {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Unanswered => "unanswered",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
            Self::Withdrawn(_) => "withdrawn",
        }
    }

    /// The name among the four ends everybody knows: `accepted declined unanswered withdrawn`.
    pub fn outcome(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined | Self::Busy => "declined",
            Self::Unanswered | Self::Unreachable | Self::Failed => "unanswered",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
}

impl WithdrawReason {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CallLeft => "call_left",
            Self::AgentLeft => "agent_left",
            Self::AgentTaken => "agent_taken",
            Self::CallbackAsked => "callback_asked",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Resynced => "resynced",
            Self::Overdue => "overdue",
        }
    }
}

impl DequeuedWhy {
    /// The name in records.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Answered { .. } => "answered",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Abandoned => "abandoned",
            Self::FellBack => "fell_back",
            Self::Overflowed => "overflowed",
            Self::Ended => "ended",
            Self::CallbackGivenUp => "callback_given_up",
        }
    }
}

impl fmt::Display for OfferEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Withdrawn(reason) => write!(f, "withdrawn ({})", reason.as_str()),
            Self::Accepted
            | Self::Declined
            | Self::Unanswered
            | Self::Busy
            | Self::Unreachable
            | Self::Failed => f.write_str(self.as_str()),
        }
    }
}
