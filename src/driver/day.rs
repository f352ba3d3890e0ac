//! Where one business day ends and the next begins.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::acd::Time;

/// The business day in the company's time zone. Days of 23 and 25 hours are days.
#[derive(Clone, Debug)]
pub struct BusinessDay {
    zone: TimeZone,
    ends_at: Time,
}

impl BusinessDay {
    /// The day that holds `now`.
    pub fn holding(now: Time, zone: TimeZone) -> Self {
        let ends_at = next_midnight(now, &zone);
        Self { zone, ends_at }
    }

    /// When it ends.
    pub fn ends_at(&self) -> Time {
        self.ends_at
    }

    /// Whether it is over at `now`; if so, this becomes the day that holds `now`.
    pub fn turn(&mut self, now: Time) -> bool {
        let over = now >= self.ends_at;
        if over {
            self.ends_at = next_midnight(now, &self.zone);
        }
        over
    }
}

fn next_midnight(now: Time, zone: &TimeZone) -> Time {
    let midnight = || {
        let now = Timestamp::from_microsecond(i64::try_from(now.as_micros()).ok()?).ok()?;
        let tomorrow = zone.to_datetime(now).date().tomorrow().ok()?;
        let midnight = zone.to_ambiguous_zoned_datetime(tomorrow.at(0, 0, 0, 0)).compatible().ok()?;
        u64::try_from(midnight.timestamp().as_microsecond()).ok()
    };
    // Out of the calendar's range only when the clock is thousands of years off: the day never ends then.
    Time::from_micros(midnight().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_of_the_companys_zone() {
        let at = |text: &str| Time::from_micros(text.parse::<Timestamp>().unwrap().as_microsecond().unsigned_abs());
        let zone = TimeZone::get("Europe/Istanbul").unwrap();
        let mut day = BusinessDay::holding(at("2026-11-24T20:59:59Z"), zone);
        assert_eq!(day.ends_at(), at("2026-11-24T21:00:00Z"));
        assert!(!day.turn(at("2026-11-24T20:59:59.9Z")));
        assert!(day.turn(at("2026-11-24T21:00:00Z")));
        assert!(!day.turn(at("2026-11-24T21:00:01Z")));
    }
}
