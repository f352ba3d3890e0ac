//! The feed: everything that happens, numbered, for programs that read along and for webhooks.
//!
//! The last [`Feed::LENGTH_MAX`] events are kept; every reader follows at its own pace, and one that comes back
//! goes on behind the last event it names. Who has fallen out of the window is told so, once.

mod fold;
mod hand_over;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::wire::FeedEvent;

pub use fold::Fold;
pub(crate) use fold::pop_event;
pub use hand_over::hand_over;

/// The handle everybody holds.
#[derive(Clone, Debug)]
pub struct Feed {
    ring: Arc<Mutex<Ring>>,
    last: watch::Sender<u64>,
}

#[derive(Debug)]
struct Ring {
    epoch: Arc<str>,
    last: u64,
    events: VecDeque<Told>,
}

/// An event as it goes out.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// Its place, from 1.
    pub(crate) n: u64,
    /// The event's name.
    pub(crate) name: &'static str,
    /// The id subscribers resume from.
    pub(crate) id: Arc<str>,
    /// The call it is about.
    pub(crate) call_id: Option<Arc<str>>,
    /// The event as JSON, one line.
    pub(crate) json: Arc<str>,
}

/// What a reader has missed.
#[derive(Debug)]
pub(crate) struct Missed {
    /// Some of it is gone.
    pub(crate) gap: bool,
    /// The rest, at most [`Feed::CHUNK_MAX`] of it.
    pub(crate) events: Vec<Told>,
}

impl Feed {
    /// Events kept for those who come back.
    pub const LENGTH_MAX: usize = 16_384;
    /// Events handed to a reader at once.
    pub(crate) const CHUNK_MAX: usize = 256;

    /// An empty feed of a new life.
    pub fn new(epoch: &str) -> Self {
        let ring = Ring { epoch: epoch.into(), last: 0, events: VecDeque::new() };
        Self { ring: Arc::new(Mutex::new(ring)), last: watch::Sender::new(0) }
    }

    /// Numbers an event and tells it.
    pub fn push(&self, mut event: FeedEvent) {
        let mut ring = self.hold();
        ring.last += 1;
        let n = ring.last;
        event.id = format!("{}-{n}", ring.epoch);
        // Our own types of strings and numbers: they always have a JSON form.
        let json = serde_json::to_string(&event).unwrap_or_default();
        let call_id = event.call_id.map(Into::into);
        ring.events.push_back(Told { n, name: event.event, id: event.id.into(), call_id, json: json.into() });
        if ring.events.len() > Self::LENGTH_MAX {
            ring.events.pop_front();
        }
        drop(ring);
        self.last.send_replace(n);
    }

    /// The place before the oldest event that is kept.
    pub(crate) fn begin(&self) -> u64 {
        let ring = self.hold();
        ring.events.front().map_or(ring.last, |told| told.n - 1)
    }

    /// The place of the last event: who begins behind it misses nothing from now on.
    pub(crate) fn end(&self) -> u64 {
        self.hold().last
    }

    /// The place an id names; none when it is of another life or of none.
    pub(crate) fn place(&self, id: &str) -> Option<u64> {
        let ring = self.hold();
        let n = id.strip_prefix(&*ring.epoch)?.strip_prefix('-')?.parse().ok()?;
        (n <= ring.last).then_some(n)
    }

    /// What comes behind a place.
    pub(crate) fn since(&self, n: u64) -> Missed {
        let ring = self.hold();
        let oldest = ring.events.front().map_or(ring.last + 1, |told| told.n);
        let skip = usize::try_from((n + 1).saturating_sub(oldest)).unwrap_or(usize::MAX);
        let events = ring.events.iter().skip(skip).take(Self::CHUNK_MAX).cloned().collect();
        Missed { gap: n + 1 < oldest, events }
    }

    /// Wakes at every event.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// A panic elsewhere cannot make it unusable: every change leaves it whole.
    fn hold(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::wire::FeedDetail;

    fn feed(events: usize) -> Feed {
        let feed = Feed::new("e1");
        for _ in 0..events {
            feed.push(fold::bare(0, "gap", FeedDetail::Gap { reason: "" }));
        }
        feed
    }

    fn places(missed: &Missed) -> Vec<u64> {
        missed.events.iter().map(|told| told.n).collect()
    }

    #[test]
    fn a_reader_gets_what_it_missed_once_and_in_order() {
        let feed = feed(5);
        let missed = feed.since(3);
        assert!(!missed.gap);
        assert_eq!(places(&missed), [4, 5]);
        assert_eq!(&*missed.events[0].id, "e1-4");
        assert!(feed.since(feed.end()).events.is_empty());
    }

    #[test]
    fn who_has_fallen_out_of_the_window_is_told_so_and_gets_what_is_left() {
        let feed = feed(Feed::LENGTH_MAX + 3);
        let missed = feed.since(2);
        assert!(missed.gap);
        assert_eq!(places(&missed)[0], 4);
        assert!(!feed.since(3).gap);
    }

    #[test]
    fn an_id_of_another_life_or_from_the_future_names_no_place() {
        let feed = feed(5);
        assert_eq!(feed.place("e1-3"), Some(3));
        for strange in ["e1-6", "e0-3", "e1-", "e1", "", "e1-x", "e13"] {
            assert_eq!(feed.place(strange), None, "{strange}");
        }
    }
}
