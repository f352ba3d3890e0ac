//! A call as the core holds it.

use super::{AgentId, CallId, OfferId, Preferred, QueueId, Stamp, Time};

/// A call that waits for an agent, rings one or talks with one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// The queue it is in, or was in when it was answered.
    pub queue: QueueId,
    /// When the caller joined, with its place in the order of arrival. Wait time is measured from
    /// here, also across failed offers: age is never reset.
    pub joined: Stamp,
    /// When it entered the queue it is in: when it joined, or when it overflowed from another.
    pub entered_at: Time,
    /// The queues it has overflowed from, first to last.
    pub overflowed_from: Vec<QueueId>,
    /// Its priority, 0 to [`PRIORITY_MAX`](super::PRIORITY_MAX).
    pub priority: u8,
    /// The agents it waits for, while it does.
    pub preferred: Option<Preferred>,
    /// The last stage it has reached, by age or by skipping; 0 is the queue's own requirement.
    pub stage: usize,
    /// How far it has come.
    pub phase: CallPhase,
}

/// How far a call has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallPhase {
    /// Nobody rings for it.
    Waiting,
    /// One agent rings for it; the caller still waits.
    Ringing {
        /// The one open offer it has.
        offer: OfferId,
        /// Who rings.
        agent: AgentId,
        /// When we give up waiting for the PBX to say how the offer ended.
        overdue_at: Time,
    },
    /// An agent has it.
    Talking {
        /// Who talks.
        agent: AgentId,
    },
}

impl Call {
    /// Whether the caller still waits, whether or not somebody rings.
    pub fn is_unanswered(&self) -> bool {
        match self.phase {
            CallPhase::Waiting | CallPhase::Ringing { .. } => true,
            CallPhase::Talking { .. } => false,
        }
    }

    /// The agent who rings for it or talks.
    pub fn agent(&self) -> Option<&AgentId> {
        match &self.phase {
            CallPhase::Waiting => None,
            CallPhase::Ringing { agent, .. } | CallPhase::Talking { agent } => Some(agent),
        }
    }
}
