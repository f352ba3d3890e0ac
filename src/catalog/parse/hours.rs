//! A table of hours.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::{self, Opening};
use crate::catalog::check::Problems;
use crate::catalog::file::{HoursTable, WeekTable};
use crate::catalog::{DAYS_MAX, Hours, OPENINGS_MAX, defaults};

/// The days as the file writes them, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn read(table: HoursTable, problems: &mut Problems) -> Hours {
    let place = format!("hours {}", table.id);
    problems.id(&place, &table.id);
    let name = table.zone.unwrap_or_else(|| defaults::ZONE.to_owned());
    let zone = TimeZone::get(&name).unwrap_or_else(|_| {
        problems
            .add(format!("{place}: zone"), format!("{name:?} is no time zone; write one as Europe/Istanbul"));
        TimeZone::UTC
    });
    let WeekTable { mon, tue, wed, thu, fri, sat, sun } = table.week;
    let week = [mon, tue, wed, thu, fri, sat, sun];
    let read_day =
        |key: String, texts: &Vec<String>, problems: &mut Problems| openings(&place, &key, texts, problems);
    let mut openings_of_week: [Vec<Opening>; 7] = std::array::from_fn(|_| Vec::new());
    for ((day, texts), read) in WEEKDAYS.iter().zip(&week).zip(&mut openings_of_week) {
        *read = read_day(format!("week.{day}"), texts, problems);
    }
    problems.at_most(&format!("{place}: days"), table.days.len(), DAYS_MAX);
    let mut days = BTreeMap::new();
    for (text, texts) in &table.days {
        let read = read_day(format!("days.{text}"), texts, problems);
        match text.parse::<Date>() {
            Ok(day) => drop(days.insert(day, read)),
            Err(_) => problems.add(format!("{place}: days.{text}"), "is no day; write it as 2026-10-29"),
        }
    }
    let calendar = calendar::Hours::new(zone, openings_of_week, days);
    Hours { id: table.id, zone: name, week, days: table.days, calendar }
}

fn openings(place: &str, key: &str, texts: &[String], problems: &mut Problems) -> Vec<Opening> {
    problems.at_most(&format!("{place}: {key}"), texts.len(), OPENINGS_MAX);
    let mut openings = Vec::with_capacity(texts.len());
    for text in texts {
        match Opening::parse(text) {
            Ok(opening) => openings.push(opening),
            Err(error) => problems.add(format!("{place}: {key}"), format!("{text:?}: {error}")),
        }
    }
    openings
}
