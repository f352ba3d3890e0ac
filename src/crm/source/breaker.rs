//! Leaving a source alone that fails, and trying it again.

use std::time::{Duration, Instant};

/// Failures in a row after which a source is left alone.
const FAILURES_MAX: u32 = 5;

/// For how long.
const REST: Duration = Duration::from_secs(30);

/// ```text
///   Asked ── the fifth failure in a row ──► Resting ── 30 s ──► one trial ── failed ──► Resting
///     ▲                                                            │
///     └──────────────────────── succeeded ─────────────────────────┘
/// ```
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Breaker {
    /// Whether the source may be asked; else how long it still rests. The first to ask after a rest is the
    /// trial: until that is over the others are told to wait another rest.
    pub(super) fn try_ask(&mut self, now: Instant) -> Result<(), Duration> {
        match self.rests_until {
            Some(until) if now < until => Err(until - now),
            Some(_) => {
                self.rests_until = Some(now + REST);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// How much longer the source rests.
    pub(super) fn rests(&self, now: Instant) -> Option<Duration> {
        self.rests_until.and_then(|until| until.checked_duration_since(now)).filter(|rest| !rest.is_zero())
    }

    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES_MAX {
            self.rests_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_bring_a_rest_and_one_success_ends_it() {
        let mut breaker = Breaker::default();
        let now = Instant::now();
        for _ in 0..4 {
            breaker.failed(now);
        }
        breaker.succeeded();
        for _ in 0..4 {
            breaker.failed(now);
            assert_eq!(breaker.try_ask(now), Ok(()));
        }
        breaker.failed(now);
        assert_eq!(breaker.try_ask(now), Err(REST));
        let later = now + REST;
        assert_eq!(breaker.try_ask(later), Ok(()), "the trial");
        assert_eq!(breaker.try_ask(later), Err(REST), "and no other beside it");
        breaker.failed(later);
        assert_eq!(breaker.try_ask(later), Err(REST));
        assert_eq!(breaker.try_ask(later + REST), Ok(()));
        breaker.succeeded();
        assert_eq!(breaker.try_ask(later + REST), Ok(()));
    }
}
