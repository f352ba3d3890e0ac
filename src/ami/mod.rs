//! The Asterisk Manager Interface: one link to one Asterisk, over two sessions.
//!
//! From the wire up: `wire` (bytes → packets), `escape`, `event` and `action` (typed words), `session` (one login,
//! a pure machine), `link` (the two sessions, epochs and resyncs, a pure machine), `client` (the sockets) and
//! `keeper` (the task).
//! This floor does not know that queues of Santral or agents exist.

mod action;
mod client;
mod config;
mod escape;
mod event;
mod handle;
mod incoming;
mod keeper;
mod link;
mod mask;
mod outlet;
mod session;
mod tally;
mod time;
mod tls;
mod version;
mod wire;

pub use action::{
    Action, ActionError, BadValue, LINE_BYTES_MAX, LINES_MAX, Muting, Originate, Response, Target,
};

pub use config::{Config, TlsConfig};
pub use escape::unescape;
pub use event::{
    AgentCall, AttendedTransfer, BlindTransfer, ChannelInfo, ChannelState, Event, LocalPair, Parked, Party,
    QueueEntry, QueueMember, QueueParams, Snapshot,
};
pub use handle::Ami;
pub use incoming::{Gap, GapWhy, Incoming};
pub use link::{Link, LinkConfig, LinkInput, LinkOutput, Verdict};
pub use mask::Masker;
pub use session::{
    DownWhy, Encryption, LIST_ROWS_MAX, Role, Rows, Session, SessionConfig, SessionInput, SessionOutput,
    Ticket, WAITING_MAX,
};
pub use tally::Tally;
pub use time::Time;
pub use version::Version;
pub use wire::{Headers, Index, PACKET_BYTES_MAX, Packet, PacketKind, Parser, Part, Suspicion, WireError};
