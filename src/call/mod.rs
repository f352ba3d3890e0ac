//! The words everyone shares about a call: ids, parties, lines, what happened to it, what is to be done.
//!
//! Pure: no clock, no socket. PBX words become these in `telephony`; the driver, the store, the pop and
//! the API speak only these.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod command;
mod control;
mod event;
mod figures;
mod id;
mod listening;
mod news;
mod party;
mod pbx_queue;
mod pin;

pub use command::{CallCommand, GiveBackWhy};
pub use control::{Abilities, Control, ControlKind, Dialled, Keys};
pub use event::{
    CallEvent, Denied, EndedBy, Gap, LineState, LinkState, LiveCall, LivePhase, Outcome, PbxReport, RingEnd,
    Told,
};
pub use figures::LinkFigures;
pub use id::{CallId, Line, PbxName};
pub use listening::{ListenMode, Listener};
pub use news::{CallNews, CallOutcome, News, Party, RingingEnd, TransferMode};
pub use party::Caller;
pub use pbx_queue::{PbxQueue, QueueSeat, SeatState};
pub use pin::Pin;
