//! What a link has seen, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

/// Most names of unknown events that are told apart; the rest share one entry.
const UNKNOWN_NAMES_MAX: usize = 256;

/// Counts since the daemon began, over all links to one Asterisk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events told, rows and those dropped on the way to the consumer included.
    pub events: u64,
    /// Events nobody reads, by name.
    pub unknown: BTreeMap<String, u64>,
    /// Messages with headers Asterisk did not write.
    pub forged: u64,
    /// Of those, the ones withheld because they contradict themselves.
    pub withheld: u64,
    /// Messages longer than the parser keeps.
    pub oversized: u64,
    /// Answers nobody waited for.
    pub orphans: u64,
    /// Events dropped because the consumer lagged.
    pub dropped: u64,
    /// Snapshots begun.
    pub resyncs: u64,
    /// Links that came up.
    pub links: u64,
    /// The longest the reader was busy with what it had read, since this was last asked: as long it did not read on.
    pub stall: Duration,
}

impl Tally {
    pub(super) fn count_unknown(&mut self, name: &[u8]) {
        let name = String::from_utf8_lossy(name);
        if let Some(count) = self.unknown.get_mut(name.as_ref()) {
            *count += 1;
        } else if self.unknown.len() < UNKNOWN_NAMES_MAX {
            self.unknown.insert(name.into_owned(), 1);
        } else {
            *self.unknown.entry("(other)".to_owned()).or_default() += 1;
        }
    }
}
