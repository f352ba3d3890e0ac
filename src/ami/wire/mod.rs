//! Bytes to packets. Any bytes may come: nothing here fails, waits or grows without end.
//!
//! An AMI message is a run of `Key: value` lines ended by a blank line (AMI v2 specification,
//! "Message Layout"). Peers in the field end lines with CRLF or LF, add blank lines, repeat keys,
//! change their case and put raw bytes into values; all of that is accepted and kept.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod index;
mod packet;
mod parser;
mod slot;

pub use index::{Index, Suspicion};
pub use packet::{Headers, Packet, PacketKind};
pub use parser::{PACKET_BYTES_MAX, Parser, WireError};
pub use slot::Part;
