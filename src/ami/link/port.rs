//! What a link is told and what it wants.

use bytes::Bytes;

use crate::ami::action::{Action, ActionError, Response};
use crate::ami::incoming::{GapWhy, Incoming};
use crate::ami::session::{DownWhy, Role, SessionConfig, Ticket};
use crate::ami::time::Time;
use crate::ami::wire::Packet;

/// What a link needs to know.
#[derive(Debug, Clone)]
pub struct LinkConfig {
    /// The events session.
    pub events: SessionConfig,
    /// The actions session.
    pub actions: SessionConfig,
    /// Whether `QueueStatus` is part of each snapshot.
    pub queue_status: bool,
    /// The epoch this link will have.
    pub epoch: u64,
    /// When the last link was last heard, and why it ended.
    pub gap: Option<(Time, GapWhy)>,
}

/// What happened.
#[derive(Debug)]
pub enum LinkInput {
    /// A whole message came on a session.
    Received(Role, Packet),
    /// A message was too long to keep.
    Oversized(Role),
    /// An action is to be sent.
    Send {
        /// Comes back with the answer; from 16 up.
        ticket: Ticket,
        /// What to send.
        action: Action,
    },
    /// The consumer missed events: read everything anew.
    Resync {
        /// When it began to miss them.
        since: Time,
        /// How that came.
        why: GapWhy,
    },
    /// A session's connection is gone.
    Closed(Role, DownWhy),
    /// Time passed.
    Tick,
}

/// What is wanted.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all of them are events; a box would cost each an allocation"
)]
pub enum LinkOutput {
    /// Send these bytes on a session.
    Write(Role, Bytes),
    /// An action came to its end.
    Answered {
        /// Which.
        ticket: Ticket,
        /// How.
        result: Result<Response, ActionError>,
    },
    /// Tell the consumer.
    Tell(Incoming),
    /// Tell the consumer that the state is read anew. The caller puts wall times to the gap.
    ResyncBegan {
        /// Of which epoch.
        epoch: u64,
        /// Since when events may have been missed, and why.
        gap: Option<(Time, GapWhy)>,
    },
    /// The link is over. Nothing follows.
    Failed(DownWhy),
}
