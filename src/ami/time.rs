//! The machines' own clock: they are told the time and never read it.

use std::ops::Add;
use std::time::Duration;

/// Time since the link's task began. Monotonic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(Duration);

impl Time {
    /// So long after the beginning.
    pub const fn since_start(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// How long before this the other was; nothing where it was later.
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The time since the beginning.
    pub const fn elapsed(self) -> Duration {
        self.0
    }
}

impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}
