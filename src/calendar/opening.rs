//! One opening of a day.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};

const MINUTES_A_DAY: u16 = 24 * 60;

/// From a minute of the day up to and without another; 24:00 is the day's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    from_min: u16,
    until_min: u16,
}

/// Why a text is no opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// It is not two times.
    #[error("write it as 09:00-18:00")]
    Malformed,
    /// The second time is not after the first.
    #[error(
        "ends before it begins; an opening over midnight is two, up to 24:00 and from 00:00 of the next day"
    )]
    Backwards,
}

impl Opening {
    /// Reads `09:00-18:00`.
    pub fn parse(text: &str) -> Result<Self, OpeningError> {
        let (from, until) = text.split_once('-').ok_or(OpeningError::Malformed)?;
        let minute = |text: &str| minute_of_day(text.trim()).ok_or(OpeningError::Malformed);
        let (from_min, until_min) = (minute(from)?, minute(until)?);
        if from_min < until_min { Ok(Self { from_min, until_min }) } else { Err(OpeningError::Backwards) }
    }

    pub(super) fn holds(self, time: Time) -> bool {
        let minute = u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
        (self.from_min..self.until_min).contains(&minute)
    }

    /// When it begins and ends on a day.
    pub(super) fn edges(self, day: Date) -> [DateTime; 2] {
        [edge(day, self.from_min), edge(day, self.until_min)]
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from_min, self.until_min);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

/// In order, with what touches or overlaps made one.
pub(super) fn joined(mut openings: Vec<Opening>) -> Vec<Opening> {
    openings.sort_unstable();
    let mut joined: Vec<Opening> = Vec::with_capacity(openings.len());
    for opening in openings {
        match joined.last_mut() {
            Some(last) if opening.from_min <= last.until_min => {
                last.until_min = last.until_min.max(opening.until_min);
            }
            Some(_) | None => joined.push(opening),
        }
    }
    joined
}

fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= MINUTES_A_DAY).then_some(of_day)
}

fn edge(day: Date, minute: u16) -> DateTime {
    let at = |day: Date, minute: u16| {
        let (hour, minute) = (i8::try_from(minute / 60).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0));
        day.at(hour, minute, 0, 0)
    };
    if minute == MINUTES_A_DAY {
        // The calendar's last day has no next; nobody opens then.
        at(day.tomorrow().unwrap_or(day), 0)
    } else {
        at(day, minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_reads_back_as_it_was_written() {
        for text in ["09:00-18:00", "00:00-24:00", "23:59-24:00"] {
            assert_eq!(Opening::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_opening_is_told_so() {
        for text in
            ["", "9-18", "09:00", "9:00-18:00", "09:60-18:00", "09:00-24:01", "ab:cd-ef:gh", "09:00–18:00"]
        {
            assert_eq!(Opening::parse(text), Err(OpeningError::Malformed), "{text}");
        }
        for text in ["18:00-09:00", "09:00-09:00"] {
            assert_eq!(Opening::parse(text), Err(OpeningError::Backwards), "{text}");
        }
    }
}
