//! An agent's stream: the last events, numbered without gaps.

use std::collections::VecDeque;
use std::time::Duration;

use crate::acd::Time;
use crate::api::wire::StreamEvent;

/// A stream that can be resumed from any position it still holds.
#[derive(Debug)]
pub(crate) struct Log {
    epoch: String,
    q: u64,
    events: VecDeque<Entry>,
}

/// One event with its place and time.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Position.
    pub(crate) q: u64,
    /// When.
    pub(crate) at: Time,
    /// What.
    pub(crate) event: StreamEvent,
}

/// How a reader at some position catches up.
#[derive(Debug)]
pub(crate) enum CaughtUp {
    /// With exactly these events, perhaps none.
    Events(Vec<Entry>),
    /// Only with the whole state: its position is of another epoch or too old.
    Snapshot,
}

impl Log {
    /// Events kept for those who come back (architecture.md, "Settled").
    pub(crate) const LENGTH_MAX: usize = 256;
    /// And for how long.
    pub(crate) const AGE_MAX: Duration = Duration::from_secs(600);

    /// An empty stream of a new epoch.
    pub(crate) fn new(epoch: String) -> Self {
        Self { epoch, q: 0, events: VecDeque::new() }
    }

    /// Which life of the stream.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The last position.
    pub(crate) fn q(&self) -> u64 {
        self.q
    }

    /// Adds an event and forgets what is too old.
    pub(crate) fn push(&mut self, at: Time, event: StreamEvent) {
        self.q += 1;
        self.events.push_back(Entry { q: self.q, at, event });
        let too_old = |entry: &Entry| at - entry.at > Self::AGE_MAX;
        while self.events.len() > Self::LENGTH_MAX || self.events.front().is_some_and(too_old) {
            self.events.pop_front();
        }
    }

    /// What a reader has missed who holds `q` of `epoch`. Never a part of it.
    pub(crate) fn since(&self, epoch: &str, q: u64) -> CaughtUp {
        let oldest = self.events.front().map_or(self.q + 1, |entry| entry.q);
        if epoch != self.epoch || q > self.q || q + 1 < oldest {
            return CaughtUp::Snapshot;
        }
        let skip = usize::try_from(q + 1 - oldest).unwrap_or(usize::MAX);
        CaughtUp::Events(self.events.iter().skip(skip).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(length: u64) -> Log {
        let mut log = Log::new("e1".to_owned());
        for n in 0..length {
            let gone = StreamEvent::CallGone { call_id: n.to_string(), how: "ended".to_owned() };
            log.push(Time::from_millis(n), gone);
        }
        log
    }

    fn missed(log: &Log, epoch: &str, q: u64) -> Option<Vec<u64>> {
        match log.since(epoch, q) {
            CaughtUp::Events(events) => Some(events.iter().map(|entry| entry.q).collect()),
            CaughtUp::Snapshot => None,
        }
    }

    #[test]
    fn a_reader_gets_exactly_what_it_missed() {
        let log = log(5);
        assert_eq!(missed(&log, "e1", 5), Some(vec![]));
        assert_eq!(missed(&log, "e1", 3), Some(vec![4, 5]));
        assert_eq!(missed(&log, "e1", 0), Some(vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn a_position_of_another_epoch_from_the_future_or_too_old_takes_the_snapshot() {
        let log = log(Log::LENGTH_MAX as u64 + 10);
        assert_eq!(missed(&log, "e0", 5), None);
        assert_eq!(missed(&log, "e1", log.q() + 1), None);
        assert_eq!(missed(&log, "e1", 9), None);
        assert_eq!(missed(&log, "e1", 10).map(|events| events.len()), Some(Log::LENGTH_MAX));
    }

    #[test]
    fn events_older_than_ten_minutes_are_forgotten() {
        let mut log = log(3);
        log.push(
            Time::from_millis(700_000),
            StreamEvent::CallGone { call_id: "x".to_owned(), how: String::new() },
        );
        assert_eq!(missed(&log, "e1", 2), None);
        assert_eq!(missed(&log, "e1", 3), Some(vec![4]));
    }
}
