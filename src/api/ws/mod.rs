//! The WebSocket `cti.v1.json` (docs/websocket.md).
//!
//! [`session`] is the protocol as a pure machine; `socket` is the one file that has the socket.

mod command;
mod session;
mod socket;
mod view;

pub(super) use command::{Keys, choice_of};
pub(super) use socket::open;

/// Why we close, by range: what the browser is to do (web.md 3.9).
pub(crate) mod close {
    /// Come back and resume: no sign of life.
    pub(crate) const HEARTBEAT: u16 = 4000;
    /// Come back and resume: the reader fell behind what the log holds.
    pub(crate) const SLOW: u16 = 4002;
    /// Come back and resume: the daemon goes down.
    pub(crate) const DRAINING: u16 = 4003;
    /// Come back and resume, slower.
    pub(crate) const RATE: u16 = 4004;
    /// Get a new ticket first.
    pub(crate) const TICKET: u16 = 4100;
    /// Get a new ticket first: the session has ended.
    pub(crate) const SESSION_ENDED: u16 = 4101;
    /// Stop and tell: not allowed.
    pub(crate) const FORBIDDEN: u16 = 4200;
    /// Stop and tell: another protocol version.
    pub(crate) const VERSION: u16 = 4201;
    /// Stop and tell: a frame that is none.
    pub(crate) const BAD_FRAME: u16 = 4204;
}
