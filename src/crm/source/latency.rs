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

    /// Within how many milliseconds so many percent were: the upper end of their bucket. None while nothing was
    /// measured, and where they took longer than the last bucket's end.
    pub fn within_ms(&self, percent: u64) -> Option<u64> {
        let total: u64 = self.buckets().map(|(_, count)| count).sum();
        // Rounded up: of three answers the second is the median.
        let wanted = (total * percent).div_ceil(100).max(1);
        let mut so_far = 0;
        let place = self.buckets().find(|(_, count)| {
            so_far += count;
            so_far >= wanted
        });
        place?.0
    }

    /// How many took how long: the upper end of each bucket in milliseconds, none for the last, and its count.
    pub fn buckets(&self) -> impl Iterator<Item = (Option<u64>, u64)> {
        let ends = BUCKETS_MS.iter().map(|end| Some(*end)).chain([None]);
        ends.zip(self.counts.iter().map(|count| count.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_ends_of_their_buckets() {
        let latency = Latency::default();
        assert_eq!(latency.within_ms(50), None);
        for took_ms in [1, 3, 3, 100, 9_000] {
            latency.record(Duration::from_millis(took_ms));
        }
        assert_eq!(
            [20, 50, 60, 80].map(|percent| latency.within_ms(percent)),
            [Some(1), Some(4), Some(4), Some(128)]
        );
        assert_eq!(latency.within_ms(99), None, "longer than the last end");
    }
}
