//! What the core will not do, said as an output.

use std::fmt;

use super::{AgentId, CallId, QueueId};

/// Why an input changed nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// No such agent in the catalog.
    UnknownAgent {
        /// The id given.
        agent: AgentId,
    },
    /// No such queue in the catalog; the call stays with the PBX.
    UnknownQueue {
        /// The id given.
        queue: QueueId,
        /// The call that was to join it.
        call: CallId,
    },
    /// No such call here: it never joined, or has left.
    UnknownCall {
        /// The id given.
        call: CallId,
    },
    /// The call waits already.
    AlreadyWaiting {
        /// Which.
        call: CallId,
    },
    /// The queue has as many waiting calls as it may; the call stays with the PBX.
    QueueFull {
        /// The queue.
        queue: QueueId,
        /// The call that was to join it.
        call: CallId,
    },
    /// The agent is not signed in, or has signed out during the call she is on.
    NotSignedIn {
        /// Who.
        agent: AgentId,
    },
    /// The agent is not in after-call work.
    NotInWrapUp {
        /// Who.
        agent: AgentId,
    },
    /// The agent has no open offer of that call: the word comes late, after the offer was over.
    NotOffered {
        /// The call.
        call: CallId,
        /// Who.
        agent: AgentId,
    },
    /// Hours were told of a queue the catalog has not.
    HoursOfUnknownQueue {
        /// The id given.
        queue: QueueId,
    },
    /// The queue calls nobody back.
    NoCallbacks {
        /// The queue.
        queue: QueueId,
        /// The call that was to be one.
        call: CallId,
    },
    /// The call is a callback already.
    AlreadyCallback {
        /// Which.
        call: CallId,
    },
    /// The call is no callback.
    NotACallback {
        /// Which.
        call: CallId,
    },
    /// The call does not wait: somebody talks on it.
    NotWaiting {
        /// Which.
        call: CallId,
    },
    /// The agent does not talk on that call.
    NotTalking {
        /// The call.
        call: CallId,
        /// Who.
        agent: AgentId,
    },
    /// The agent talks on another call, so her phone ringing for this one is not taken over.
    AgentTaken {
        /// The call her phone rings for.
        call: CallId,
        /// Who.
        agent: AgentId,
    },
}

impl Refusal {
    /// The name in records.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::UnknownAgent { .. } => "unknown_agent",
            Self::UnknownQueue { .. } => "unknown_queue",
            Self::UnknownCall { .. } => "unknown_call",
            Self::AlreadyWaiting { .. } => "already_waiting",
            Self::QueueFull { .. } => "queue_full",
            Self::NotSignedIn { .. } => "not_signed_in",
            Self::NotInWrapUp { .. } => "not_in_wrap_up",
            Self::NotOffered { .. } => "not_offered",
            Self::HoursOfUnknownQueue { .. } => "hours_of_unknown_queue",
            Self::NoCallbacks { .. } => "no_callbacks",
            Self::AlreadyCallback { .. } => "already_callback",
            Self::NotACallback { .. } => "not_a_callback",
            Self::NotWaiting { .. } => "not_waiting",
            Self::NotTalking { .. } => "not_talking",
            Self::AgentTaken { .. } => "agent_taken",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAgent { agent } => write!(f, "there is no agent {agent}"),
            Self::UnknownQueue { queue, call } => write!(f, "there is no queue {queue} for call {call}"),
            Self::UnknownCall { call } => write!(f, "call {call} is not here"),
            Self::AlreadyWaiting { call } => write!(f, "call {call} waits already"),
            Self::QueueFull { queue, call } => write!(f, "queue {queue} is full, call {call} stays outside"),
            Self::NotSignedIn { agent } => write!(f, "agent {agent} is not signed in"),
            Self::NotInWrapUp { agent } => write!(f, "agent {agent} is not in wrap-up"),
            Self::NotOffered { call, agent } => write!(f, "call {call} is not offered to agent {agent} now"),
            Self::HoursOfUnknownQueue { queue } => write!(f, "there is no queue {queue} to open or close"),
            Self::NoCallbacks { queue, call } => {
                write!(f, "queue {queue} calls nobody back, so not call {call}")
            }
            Self::AlreadyCallback { call } => write!(f, "call {call} is a callback already"),
            Self::NotACallback { call } => write!(f, "call {call} is no callback"),
            Self::NotWaiting { call } => write!(f, "call {call} does not wait any more"),
            Self::NotTalking { call, agent } => write!(f, "agent {agent} is not on call {call}"),
            Self::AgentTaken { call, agent } => write!(f, "agent {agent} is on another call than {call}"),
        }
    }
}
