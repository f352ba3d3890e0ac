//! What a session is told and what it wants.

use std::time::Duration;

use bytes::Bytes;

use super::DownWhy;
use crate::ami::action::{Action, ActionError, Response};
use crate::ami::wire::Packet;
use crate::net::Secret;

/// What one session needs to know.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// The section in `manager.conf`.
    pub username: String,
    /// Its secret.
    pub secret: Secret,
    /// What the session is for.
    pub role: Role,
    /// What lies under it. Only an encrypted link may fall back to a plain login.
    pub link: Encryption,
    /// Whether `FullyBooted` can be expected.
    pub reads_system: bool,
    /// How long an action may stay unanswered.
    pub action_timeout: Duration,
    /// A random number: makes the ids of this session hard to guess.
    pub nonce: u64,
}

/// The two sessions of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Hears events, and asks for the lists that must come in one order with them.
    Events,
    /// Sends actions, with events off: a slow action delays no event.
    Actions,
}

/// Whether a wire-tapper could read along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Plain TCP.
    None,
    /// TLS.
    Tls,
}

/// Names an action to whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Where a list's rows go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Into the answer.
    Collect,
    /// Out as events, in one order with the live ones.
    Stream,
}

/// What happened.
#[derive(Debug)]
pub enum SessionInput {
    /// A whole message came.
    Received(Packet),
    /// An action is to be sent.
    Send {
        /// Comes back with the answer.
        ticket: Ticket,
        /// What to send.
        action: Action,
        /// Where the rows of its list go.
        rows: Rows,
    },
    /// Whatever was asked will not be answered: Asterisk was restarted behind this connection.
    Abandon,
    /// The connection is gone.
    Closed(DownWhy),
    /// Time passed.
    Tick,
}

/// What is wanted.
#[derive(Debug)]
pub enum SessionOutput {
    /// Send these bytes.
    Write(Bytes),
    /// Logged in and, on the events session, Asterisk is booted.
    Ready,
    /// An event, or the row of a streamed list.
    Event(Packet),
    /// An action came to its end.
    Answered {
        /// Which.
        ticket: Ticket,
        /// How.
        result: Result<Response, ActionError>,
    },
    /// A message nobody waits for: an answer after its deadline, or one that was forged.
    Orphan(Packet),
    /// `FullyBooted` in a running session: behind this connection Asterisk was restarted.
    Restarted,
    /// The session is over. Nothing follows.
    Failed(DownWhy),
}
