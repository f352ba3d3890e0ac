//! Business hours: when a queue is open, and when that changes next.
//!
//! A week of opening times in the company's time zone, with days of their own: holidays, half days, days of
//! longer service. Days of 23 and 25 hours are days. Pure: the moment is told, never read from a clock.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod opening;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

pub use opening::{Opening, OpeningError};

/// How many days ahead a change is looked for: a year with its holidays.
const DAYS_AHEAD_MAX: usize = 400;

/// When something is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    zone: TimeZone,
    /// Monday first; in order and apart from each other.
    week: [Vec<Opening>; 7],
    /// Days that are not like their weekday; closed all day where the list is empty.
    days: BTreeMap<Date, Vec<Opening>>,
}

impl Hours {
    /// The hours of a week, Monday first, and of days of their own.
    pub fn new(zone: TimeZone, week: [Vec<Opening>; 7], days: BTreeMap<Date, Vec<Opening>>) -> Self {
        Self { zone, week: week.map(opening::joined), days: days.into_iter().map(joined_day).collect() }
    }

    /// Whether it is open at a moment. The opening minute is open, the closing minute is not.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let local = self.zone.to_datetime(at);
        self.openings(local.date()).iter().any(|opening| opening.holds(local.time()))
    }

    /// The first moment after `at` at which [`is_open`](Self::is_open) changes; `None` when it does not
    /// within the next 400 days.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let open = self.is_open(at);
        let first = self.zone.to_datetime(at).date();
        first.series(jiff::Span::new().days(1)).take(DAYS_AHEAD_MAX).find_map(|day| {
            let changes = |moment: &Timestamp| *moment > at && self.is_open(*moment) != open;
            self.edges(day).filter(changes).min()
        })
    }

    /// The moments of a day at which something may change: openings, and the clocks themselves.
    fn edges(&self, day: Date) -> impl Iterator<Item = Timestamp> {
        let edges = self.openings(day).iter().flat_map(move |opening| opening.edges(day));
        let clocks = self.moments(day.at(0, 0, 0, 0)).min();
        let clocks = clocks.and_then(|midnight| self.zone.following(midnight).next());
        edges.flat_map(|edge| self.moments(edge)).chain(
            clocks
                .map(|clocks| clocks.timestamp())
                .filter(move |at| self.zone.to_datetime(*at).date() == day),
        )
    }

    fn openings(&self, day: Date) -> &[Opening] {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.days.get(&day).unwrap_or(&self.week[weekday])
    }

    /// The moments a local time may be: two where the clocks repeat it; where they jump over it, the one
    /// they jump to is among them.
    fn moments(&self, local: DateTime) -> impl Iterator<Item = Timestamp> {
        let ambiguous = self.zone.to_ambiguous_zoned_datetime(local);
        let zoned = [ambiguous.clone().earlier(), ambiguous.later()];
        zoned.into_iter().flatten().map(|zoned| zoned.timestamp())
    }
}

fn joined_day((day, openings): (Date, Vec<Opening>)) -> (Date, Vec<Opening>) {
    (day, opening::joined(openings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn openings(texts: &[&str]) -> Vec<Opening> {
        texts.iter().map(|text| Opening::parse(text).unwrap()).collect()
    }

    /// Weekdays nine to six with an hour of lunch, Saturday morning.
    fn office(zone: &str, days: &[(&str, &[&str])]) -> Hours {
        let weekday = || openings(&["13:00-18:00", "09:00-12:00"]);
        let week =
            [weekday(), weekday(), weekday(), weekday(), weekday(), openings(&["10:00-13:00"]), Vec::new()];
        let days = days.iter().map(|(day, texts)| (day.parse().unwrap(), openings(texts))).collect();
        Hours::new(TimeZone::get(zone).unwrap(), week, days)
    }

    #[test]
    fn the_opening_minute_is_open_and_the_closing_minute_is_not() {
        let hours = office("Europe/Istanbul", &[]);
        for (moment, open) in [
            ("2026-11-25T05:59:59Z", false),
            ("2026-11-25T06:00:00Z", true),
            ("2026-11-25T08:59:59.999Z", true),
            ("2026-11-25T09:00:00Z", false),
            ("2026-11-25T10:00:00Z", true),
            ("2026-11-25T15:00:00Z", false),
            ("2026-11-28T07:30:00Z", true),
            ("2026-11-29T07:30:00Z", false),
        ] {
            assert_eq!(hours.is_open(at(moment)), open, "{moment}");
        }
    }

    #[test]
    fn a_day_of_its_own_stands_for_its_weekday() {
        let hours = office("Europe/Istanbul", &[("2026-10-29", &[]), ("2026-10-28", &["09:00-13:00"])]);
        assert!(!hours.is_open(at("2026-10-29T07:00:00Z")));
        assert!(hours.is_open(at("2026-10-28T07:00:00Z")));
        assert!(!hours.is_open(at("2026-10-28T11:00:00Z")));
        assert_eq!(hours.next_change(at("2026-10-28T10:30:00Z")), Some(at("2026-10-30T06:00:00Z")));
    }

    #[test]
    fn every_change_is_found_and_nothing_changes_in_between() {
        let hours =
            office("Europe/Berlin", &[("2026-12-24", &["00:00-24:00"]), ("2026-12-25", &["00:00-06:00"])]);
        let mut now = at("2026-03-20T00:00:00Z");
        for _ in 0..600 {
            let next = hours.next_change(now).unwrap();
            let before = Timestamp::from_second(next.as_second() - 1).unwrap();
            assert_ne!(hours.is_open(before), hours.is_open(next), "at {next}");
            let mut between = now.as_second();
            while between < next.as_second() {
                let moment = Timestamp::from_second(between).unwrap();
                assert_eq!(
                    hours.is_open(moment),
                    hours.is_open(now),
                    "{moment} lies between {now} and {next}"
                );
                between += 613;
            }
            now = next;
        }
    }

    #[test]
    fn openings_that_touch_across_midnight_are_one() {
        let hours = Hours::new(
            TimeZone::UTC,
            std::array::from_fn(|_| openings(&["00:00-12:00", "12:00-24:00"])),
            BTreeMap::new(),
        );
        assert!(hours.is_open(at("2026-11-25T23:59:59Z")));
        assert_eq!(hours.next_change(at("2026-11-25T00:00:00Z")), None, "it never closes");
    }

    #[test]
    fn clocks_that_jump_or_repeat_an_hour_are_followed() {
        let berlin = |text| {
            Hours::new(
                TimeZone::get("Europe/Berlin").unwrap(),
                std::array::from_fn(|_| openings(&[text])),
                BTreeMap::new(),
            )
        };
        // On 29 March 2026 two o'clock becomes three o'clock at 01:00 UTC.
        let jumped = berlin("02:30-03:30");
        assert_eq!(jumped.next_change(at("2026-03-28T20:00:00Z")), Some(at("2026-03-29T01:00:00Z")));
        assert_eq!(jumped.next_change(at("2026-03-29T01:00:00Z")), Some(at("2026-03-29T01:30:00Z")));
        // On 25 October 2026 three o'clock becomes two o'clock at 01:00 UTC: half past two comes twice.
        let twice = berlin("01:00-02:30");
        let changes =
            ["2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"];
        let mut now = at("2026-10-24T20:00:00Z");
        for change in changes {
            now = twice.next_change(now).unwrap();
            assert_eq!(now, at(change));
        }
    }
}
