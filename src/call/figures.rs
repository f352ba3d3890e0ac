//! What a link to a PBX has counted, for those who watch over it.

use std::collections::BTreeMap;

/// Counts since the daemon began, and how the link is just now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFigures {
    /// Events told, rows of lists included.
    pub events: u64,
    /// Events nobody has a use for, by name.
    pub unknown: BTreeMap<String, u64>,
    /// Packets with headers the PBX did not write.
    pub forged: u64,
    /// Of those, the ones not believed at all.
    pub withheld: u64,
    /// Packets too long to be kept.
    pub oversized: u64,
    /// Answers nobody waited for.
    pub orphans: u64,
    /// Events dropped because we lagged; the state was read again each time.
    pub dropped: u64,
    /// Times the state was read.
    pub resyncs: u64,
    /// Times the link came up.
    pub links: u64,
    /// Channels that were too many to be followed.
    pub unfollowed: u64,
    /// The longest the reader was busy with what it had read, and did not read on, in the last second, microseconds.
    pub stall_us: u64,
    /// Events that wait for us now.
    pub waiting: u64,
    /// The longest time from the PBX's writing of an event to our reading of it in the last second, milliseconds.
    pub lag_ms: u64,
}
