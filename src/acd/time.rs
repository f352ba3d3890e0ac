//! Moments as the core counts them, and their order when two fall together.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment, in whole microseconds since an origin the caller chooses (in life the Unix epoch).
///
/// Arithmetic saturates: a moment never wraps round, and the distance to a later moment is zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time(u64);

impl Time {
    /// The origin.
    pub const ZERO: Self = Self(0);

    /// The moment `micros` microseconds after the origin.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The moment `millis` milliseconds after the origin.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Microseconds since the origin.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Whole milliseconds since the origin, rounded down.
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000
    }
}

impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl Sub for Time {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// A moment with its place in the order of events, so that no two are ever equal.
///
/// Comparing stamps is the written rule for ties: the earlier moment first, then what the core
/// was told first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Stamp {
    /// When it happened.
    pub at: Time,
    /// Its number in the order the core was told things; unique within one core.
    pub seq: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates() {
        let early = Time::from_millis(1);
        let late = early + Duration::from_secs(2);
        assert_eq!(late.as_micros(), 2_001_000);
        assert_eq!(late - early, Duration::from_secs(2));
        assert_eq!(early - late, Duration::ZERO);
        assert_eq!(late + Duration::MAX, Time::from_micros(u64::MAX));
        assert_eq!(Time::from_millis(u64::MAX), Time::from_micros(u64::MAX));
    }

    #[test]
    fn stamps_order_by_moment_then_sequence() {
        let first = Stamp { at: Time::ZERO, seq: 9 };
        let second = Stamp { at: Time::from_micros(1), seq: 1 };
        let third = Stamp { at: Time::from_micros(1), seq: 2 };
        assert!(first < second && second < third);
    }
}
