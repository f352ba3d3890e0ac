//! The bounded way to the consumer. It never waits: when the consumer lags, events are dropped and counted, and
//! once there is room again the state is read anew. Nothing is lost silently.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::incoming::Incoming;

/// Room kept for words about the link itself, which must get through when events no longer do.
const RESERVED: usize = 16;

/// Most words about the link held back while the queue is full. When more come the oldest go: a later
/// `Up` or `Down` says all the earlier ones did.
const HELD_MAX: usize = 16;

#[derive(Debug)]
pub(super) struct Outlet {
    queue: mpsc::Sender<Incoming>,
    held: VecDeque<Incoming>,
    dropped: u64,
    events_max: usize,
}

impl Outlet {
    /// An outlet for so many events, and its other end.
    pub(super) fn new(events_max: usize) -> (Self, mpsc::Receiver<Incoming>) {
        let events_max = events_max.max(1);
        let (queue, consumer) = mpsc::channel(events_max + RESERVED);
        (Self { queue, held: VecDeque::new(), dropped: 0, events_max }, consumer)
    }

    /// Hands over, or drops and counts.
    pub(super) fn tell(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Connecting { .. } | Incoming::Up { .. } | Incoming::Down { .. } => {
                self.tell_surely(incoming)
            }
            Incoming::Event { .. }
            | Incoming::Forged { .. }
            | Incoming::Overflow { .. }
            | Incoming::ResyncBegan { .. }
            | Incoming::ResyncEnded { .. } => self.tell_or_drop(incoming),
        }
    }

    /// Whether events were dropped and the consumer has not been told yet.
    pub(super) const fn is_overflowing(&self) -> bool {
        self.dropped > 0
    }

    /// Waits until the consumer has taken all that waited, so that the snapshot to come has the whole queue.
    /// Cheap to abandon and to begin again.
    pub(super) async fn room(&self) {
        if self.queue.reserve_many(self.events_max).await.is_err() {
            // The consumer is gone; `closed` tells.
            std::future::pending::<()>().await;
        }
    }

    /// Tells of the overflow, now that there is room. The caller reads the state anew. Returns what was dropped.
    pub(super) fn recover(&mut self) -> u64 {
        let dropped = std::mem::take(&mut self.dropped);
        self.flush_held();
        self.tell_surely(Incoming::Overflow { dropped });
        dropped
    }

    /// Whether the consumer is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Waits until the consumer is gone.
    pub(super) async fn closed(&self) {
        self.queue.closed().await;
    }

    fn tell_or_drop(&mut self, incoming: Incoming) {
        if self.is_overflowing() || self.queue.capacity() <= RESERVED {
            self.dropped += 1;
        } else if let Err(TrySendError::Full(_)) = self.queue.try_send(incoming) {
            self.dropped += 1;
        }
    }

    fn tell_surely(&mut self, incoming: Incoming) {
        self.held.push_back(incoming);
        self.flush_held();
        if self.held.len() > HELD_MAX {
            self.held.pop_front();
        }
    }

    fn flush_held(&mut self) {
        while let Some(incoming) = self.held.pop_front() {
            if let Err(TrySendError::Full(incoming)) = self.queue.try_send(incoming) {
                self.held.push_front(incoming);
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use smol_str::SmolStr;

    use super::*;
    use crate::ami::event::Event;
    use crate::ami::session::DownWhy;

    const EVENT: Incoming =
        Incoming::Event { at: None, event: Event::Reload { module: SmolStr::new_static("") } };

    #[test]
    fn what_does_not_fit_is_counted_and_the_links_own_words_get_through() {
        let (mut outlet, mut consumer) = Outlet::new(2);
        for _ in 0..5 {
            outlet.tell(EVENT);
        }
        outlet.tell(Incoming::Down { why: DownWhy::Closed });
        assert!(outlet.is_overflowing());
        let mut told = Vec::new();
        while let Ok(incoming) = consumer.try_recv() {
            told.push(incoming);
        }
        assert_eq!(told, [EVENT, EVENT, Incoming::Down { why: DownWhy::Closed }]);
        assert_eq!(outlet.recover(), 3);
        assert_eq!(consumer.try_recv(), Ok(Incoming::Overflow { dropped: 3 }));
        outlet.tell(EVENT);
        assert_eq!(consumer.try_recv(), Ok(EVENT));
    }

    #[test]
    fn after_the_first_drop_nothing_of_a_snapshot_passes_until_recovery() {
        let (mut outlet, mut consumer) = Outlet::new(1);
        outlet.tell(EVENT);
        outlet.tell(EVENT);
        while consumer.try_recv().is_ok() {}
        outlet.tell(Incoming::ResyncEnded { epoch: 1, channels: 1 });
        assert!(consumer.try_recv().is_err(), "a torn snapshot must not look whole");
    }

    #[test]
    fn words_held_back_are_bounded_and_the_latest_stay() {
        let (mut outlet, mut consumer) = Outlet::new(1);
        for attempt in 0..100 {
            outlet.tell(Incoming::Connecting { attempt });
        }
        let mut last = None;
        while let Ok(incoming) = consumer.try_recv() {
            last = Some(incoming);
        }
        assert!(outlet.held.len() <= HELD_MAX);
        assert!(last.is_some());
        outlet.flush_held();
        while let Ok(incoming) = consumer.try_recv() {
            last = Some(incoming);
        }
        assert_eq!(last, Some(Incoming::Connecting { attempt: 99 }));
    }
}
