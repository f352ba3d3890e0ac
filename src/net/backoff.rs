//! When to try again.

use std::time::Duration;

/// Exponential back-off with full jitter, so that many clients of one restarted PBX do not return
/// in step. Randomness is given by the caller.
#[derive(Debug, Clone)]
pub struct Backoff {
    floor: Duration,
    first: Duration,
    ceiling: Duration,
    failures: u32,
}

impl Backoff {
    /// Waits between nothing and `first`, doubling up to `ceiling`.
    pub const fn new(first: Duration, ceiling: Duration) -> Self {
        Self { floor: Duration::ZERO, first, ceiling, failures: 0 }
    }

    /// The same, never shorter than `floor`: for a peer that punishes haste.
    pub const fn with_floor(self, floor: Duration) -> Self {
        Self { floor, ..self }
    }

    /// The next wait. `random` is any uniformly drawn number.
    pub fn next(&mut self, random: u64) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        let longest = doubled.clamp(self.floor, self.ceiling.max(self.floor));
        let spread = u64::try_from((longest - self.floor).as_micros()).unwrap_or(u64::MAX - 1);
        self.floor + Duration::from_micros(random % (spread + 1))
    }

    /// Forgets the failures: the peer is well again.
    pub const fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn the_longest_wait_doubles_up_to_the_ceiling() {
        let mut backoff = Backoff::new(100 * MS, 5_000 * MS);
        let longest: Vec<_> = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]
            .map(|bound: u64| backoff.next(bound * 1_000).as_millis())
            .into();
        // The number drawn is the longest wait itself: full jitter reaches it, and not a microsecond more.
        assert_eq!(longest, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    }

    #[test]
    fn jitter_is_full_and_the_floor_holds() {
        let mut backoff = Backoff::new(10_000 * MS, 60_000 * MS).with_floor(5_000 * MS);
        assert_eq!(backoff.next(0), 5_000 * MS);
        assert!(backoff.next(u64::MAX) >= 5_000 * MS);
        backoff.reset();
        assert_eq!(backoff.next(5_000_000), 10_000 * MS);
    }

    #[test]
    fn many_failures_do_not_overflow() {
        let mut backoff = Backoff::new(100 * MS, 5_000 * MS);
        for random in 0..200 {
            assert!(backoff.next(random) <= 5_000 * MS);
        }
    }
}
