//! The words everyone shares about a call: ids, parties, lines, what happened to it, what is to be done.
//!
//! Pure: no clock, no socket. PBX words become these in `telephony`; the driver, the store, the pop and
//! the API speak only these.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod command;
mod event;
mod id;
mod party;
mod pin;

pub use command::{CallCommand, GiveBackWhy};
pub use event::{
    CallEvent, EndedBy, LineState, LinkState, LiveCall, LivePhase, Outcome, PbxReport, RingEnd, Told,
};
pub use id::{CallId, Line, PbxName};
pub use party::Caller;
pub use pin::Pin;
