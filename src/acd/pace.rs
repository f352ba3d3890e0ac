//! How fast a queue moves, measured over its last calls.

use std::collections::VecDeque;
use std::time::Duration;

/// How many calls back the measurements reach: the last so many conversations, and the last so many
/// callers who waited.
pub const PACE_CALLS: usize = 100;

/// What a queue's last calls took. Whole microseconds, so that the same day measures the same.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pace {
    /// Conversations with the after-call work they gave, the oldest first.
    handled_us: VecDeque<u64>,
    handled_sum_us: u128,
    /// Waits, each with whether the caller hung up, the oldest first.
    waits_us: VecDeque<(u64, bool)>,
    waits_sum_us: u128,
    abandoned: u64,
}

impl Pace {
    /// Takes in a conversation that is over.
    pub(super) fn handled(&mut self, took: Duration) {
        let took = micros(took);
        if self.handled_us.len() == PACE_CALLS {
            self.handled_sum_us -= self.handled_us.pop_front().map_or(0, u128::from);
        }
        self.handled_us.push_back(took);
        self.handled_sum_us += u128::from(took);
    }

    /// Takes in a wait that is over.
    pub(super) fn waited(&mut self, wait: Duration, abandoned: bool) {
        let wait = micros(wait);
        if self.waits_us.len() == PACE_CALLS
            && let Some((oldest, gone)) = self.waits_us.pop_front()
        {
            self.waits_sum_us -= u128::from(oldest);
            self.abandoned -= u64::from(gone);
        }
        self.waits_us.push_back((wait, abandoned));
        self.waits_sum_us += u128::from(wait);
        self.abandoned += u64::from(abandoned);
    }

    /// Conversations measured.
    pub fn conversations(&self) -> usize {
        self.handled_us.len()
    }

    /// The mean time an agent was busy with a call; `None` when there was none.
    pub fn mean_handled_us(&self) -> Option<u64> {
        let count = self.handled_us.len() as u128;
        (count > 0).then(|| u64::try_from(self.handled_sum_us / count).unwrap_or(u64::MAX))
    }

    /// How many callers hung up in how much time waited altogether: their ratio is the rate at which
    /// a waiting caller gives up.
    pub fn abandonments(&self) -> (u64, u128) {
        (self.abandoned, self.waits_sum_us)
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_calls_count() {
        let mut pace = Pace::default();
        assert_eq!((pace.mean_handled_us(), pace.abandonments()), (None, (0, 0)));
        for call in 0..1_000 {
            pace.handled(Duration::from_micros(call));
            pace.waited(Duration::from_micros(call), call % 2 == 0);
        }
        assert_eq!(pace.conversations(), PACE_CALLS);
        assert_eq!(pace.mean_handled_us(), Some(949));
        assert_eq!(pace.abandonments(), (50, 94_950));
    }
}
