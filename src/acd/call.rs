//! A call as the core holds it.

use super::{AgentId, CallId, CallerKey, OfferId, Preferred, QueueId, Stamp, Time};

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
    /// Who calls, where that is known.
    pub caller: Option<CallerKey>,
    /// Whether somebody is on the line.
    pub kind: CallKind,
    /// How often an agent had it as a callback and the customer did not answer.
    pub tries: u8,
    /// Until when it is offered to nobody, after such a try.
    pub quarantined_until: Option<Time>,
    /// The last stage it has reached, by age or by skipping; 0 is the queue's own requirement.
    pub stage: usize,
    /// How far it has come.
    pub phase: CallPhase,
}

/// Whether somebody is on the line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum CallKind {
    /// The caller is, and listens.
    #[default]
    Live,
    /// Nobody is: the customer is called once an agent has accepted.
    Callback,
}

/// How far a call has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallPhase {
    /// Nobody rings for it.
    Waiting,
    /// Somebody rings for it; the caller still waits.
    Ringing {
        /// The first who was rung and still is.
        first: RingingOffer,
        /// The others, with [`AgentOrder::RingAll`](super::AgentOrder::RingAll); else nobody.
        also: Vec<RingingOffer>,
    },
    /// An agent has it.
    Talking {
        /// Who talks.
        agent: AgentId,
        /// Since when.
        since: Time,
    },
}

/// An open offer, as its call holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RingingOffer {
    /// Its number.
    pub offer: OfferId,
    /// Who rings.
    pub agent: AgentId,
    /// When we give up waiting for the PBX to say how it ended.
    pub overdue_at: Time,
}

impl CallPhase {
    /// The open offers.
    pub fn offers(&self) -> impl Iterator<Item = &RingingOffer> {
        let (first, also) = match self {
            Self::Ringing { first, also } => (Some(first), also.as_slice()),
            Self::Waiting | Self::Talking { .. } => (None, [].as_slice()),
        };
        first.into_iter().chain(also)
    }

    /// Adds an open offer to a call nobody has answered.
    pub(super) fn add_offer(&mut self, offer: RingingOffer) {
        match self {
            Self::Ringing { also, .. } => also.push(offer),
            Self::Waiting | Self::Talking { .. } => *self = Self::Ringing { first: offer, also: Vec::new() },
        }
    }

    /// Takes out an agent's open offer; with the last of them the call waits again.
    pub(super) fn take_offer(&mut self, agent: &AgentId) -> Option<RingingOffer> {
        let Self::Ringing { first, also } = self else { return None };
        if let Some(index) = also.iter().position(|offer| offer.agent == *agent) {
            return Some(also.remove(index));
        }
        if first.agent != *agent {
            return None;
        }
        if also.is_empty() {
            let Self::Ringing { first, .. } = std::mem::replace(self, Self::Waiting) else { return None };
            return Some(first);
        }
        Some(std::mem::replace(first, also.remove(0)))
    }
}

impl Call {
    /// Whether the caller still waits, whether or not somebody rings.
    pub fn is_unanswered(&self) -> bool {
        match self.phase {
            CallPhase::Waiting | CallPhase::Ringing { .. } => true,
            CallPhase::Talking { .. } => false,
        }
    }

    /// Whether it could be offered to somebody at this moment.
    pub fn is_eligible(&self) -> bool {
        self.phase == CallPhase::Waiting && self.quarantined_until.is_none()
    }

    /// The agent who talks, or the first who rings.
    pub fn agent(&self) -> Option<&AgentId> {
        match &self.phase {
            CallPhase::Waiting => None,
            CallPhase::Ringing { first, .. } => Some(&first.agent),
            CallPhase::Talking { agent, .. } => Some(agent),
        }
    }

    /// Whether this agent rings for it or talks.
    pub fn is_with(&self, agent: &AgentId) -> bool {
        match &self.phase {
            CallPhase::Waiting => false,
            CallPhase::Ringing { .. } => self.phase.offers().any(|offer| offer.agent == *agent),
            CallPhase::Talking { agent: talking, .. } => talking == agent,
        }
    }
}
