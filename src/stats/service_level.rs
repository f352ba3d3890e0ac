//! The service level, never without its formula.

use std::time::Duration;

use super::QueueDay;

/// What counts: answered within `within`, over those answered, those who abandoned no sooner than
/// `short_abandon`, and those whom the fall-back queue or a fault took from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convention {
    /// Answered within this counts as in time.
    pub within: Duration,
    /// Abandoned sooner than this is left out.
    pub short_abandon: Duration,
    /// What the company aims at, 0..=100.
    pub target_percent: u32,
}

/// How a figure stands against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// At or above it.
    Ok,
    /// Less than ten points below.
    Warn,
    /// Further below.
    Breach,
}

/// The service level in permille and how it stands; no figure while nothing counts, which is no breach.
pub fn service_level(day: &QueueDay, convention: Convention) -> (Option<u32>, Standing) {
    let counted = day.answered + (day.abandoned - day.short_abandoned) + day.fell_back + day.failed;
    let Some(permille) = (u64::from(day.answered_within) * 1_000).checked_div(u64::from(counted)) else {
        return (None, Standing::Ok);
    };
    let permille = u32::try_from(permille).unwrap_or(1_000);
    let target = convention.target_percent * 10;
    let standing = if permille >= target {
        Standing::Ok
    } else if permille + 100 > target {
        Standing::Warn
    } else {
        Standing::Breach
    };
    (Some(permille), standing)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVENTION: Convention = Convention {
        within: Duration::from_secs(20),
        short_abandon: Duration::from_secs(5),
        target_percent: 80,
    };

    fn day(waits_answered: &[u64], waits_abandoned: &[u64]) -> QueueDay {
        let mut day = QueueDay::default();
        for wait in waits_answered {
            day.entered();
            day.answered(Duration::from_secs(*wait), CONVENTION);
        }
        for wait in waits_abandoned {
            day.entered();
            day.abandoned(Duration::from_secs(*wait), CONVENTION);
        }
        day
    }

    #[test]
    fn nothing_counted_is_no_figure_and_no_breach() {
        assert_eq!(service_level(&day(&[], &[]), CONVENTION), (None, Standing::Ok));
        assert_eq!(service_level(&day(&[], &[2]), CONVENTION), (None, Standing::Ok));
    }

    #[test]
    fn the_limit_itself_is_in_time_and_short_abandons_are_left_out() {
        assert_eq!(service_level(&day(&[20, 21], &[4]), CONVENTION), (Some(500), Standing::Breach));
        assert_eq!(service_level(&day(&[1, 1, 1, 1], &[5]), CONVENTION), (Some(800), Standing::Ok));
        assert_eq!(service_level(&day(&[1, 1, 1], &[5]), CONVENTION), (Some(750), Standing::Warn));
    }

    #[test]
    fn a_caller_taken_by_the_fall_back_queue_counts_against_us() {
        let mut day = day(&[1], &[]);
        day.entered();
        day.fell_back();
        assert_eq!(service_level(&day, CONVENTION).0, Some(500));
    }
}
