//! How long a source takes, in buckets that double.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper ends of the buckets, milliseconds; what took longer is in the last.
const BUCKETS_MS: [u64; 14] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192];

/// A histogram.
#[derive(Debug, Default)]
pub struct Latency {
    counts: [AtomicU64; BUCKETS_MS.len() + 1],
}

impl Latency {
    pub(super) fn record(&self, took: Duration) {
        let place = BUCKETS_MS.iter().position(|end| took.as_millis() <= u128::from(*end));
        self.counts[place.unwrap_or(BUCKETS_MS.len())].fetch_add(1, Ordering::Relaxed);
    }

    /// How many took how long: the upper end of each bucket in milliseconds, none for the last, and its count.
    pub fn buckets(&self) -> impl Iterator<Item = (Option<u64>, u64)> {
        let ends = BUCKETS_MS.iter().map(|end| Some(*end)).chain([None]);
        ends.zip(self.counts.iter().map(|count| count.load(Ordering::Relaxed)))
    }
}
