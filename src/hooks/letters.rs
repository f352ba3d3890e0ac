//! What each target is to be told, written into the outbox.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde_json::json;

use super::Webhook;
use crate::store::{EventLetter, LETTERS_WAITING_MAX, Store, StoreError};

/// So much room there must be again before a target that had none is put to: one gap for all it missed, not one
/// for every letter it takes.
const ROOM_AGAIN_MIN: u64 = LETTERS_WAITING_MAX.unsigned_abs() / 10;

/// An event as it is told.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: &'static str,
    /// Its stable id.
    pub id: Arc<str>,
    /// The call it is about.
    pub call_id: Option<Arc<str>>,
    /// The event as JSON.
    pub json: Arc<str>,
}

/// Puts events into the outbox, for every target those it wants.
#[derive(Debug)]
pub struct Letters {
    store: Store,
    /// Names this life in the ids of gaps.
    epoch: String,
    targets: Vec<Target>,
    gaps: u64,
    /// When letters were put last, UTC milliseconds.
    last_ms: i64,
}

#[derive(Debug)]
struct Target {
    webhook: Arc<Webhook>,
    /// Why it must be told of a gap before the next event.
    owed: Option<&'static str>,
    /// So many more may wait at least: deliveries make it more, and it is counted when it runs out.
    room: u64,
}

/// What one batch does to a target.
struct Share {
    letters: Vec<EventLetter>,
    owed: Option<&'static str>,
    room: u64,
    dropped: u64,
}

impl Letters {
    /// For these targets, in a life of this name. What happened while nobody was there to see is a gap to each.
    pub fn new(store: Store, webhooks: &[Arc<Webhook>], epoch: &str) -> Self {
        let owed = Some("the daemon was started; what happened before was not told");
        let target = |webhook| Target { webhook: Arc::clone(webhook), owed, room: 0 };
        Self {
            store,
            epoch: epoch.to_owned(),
            targets: webhooks.iter().map(target).collect(),
            gaps: 0,
            last_ms: 0,
        }
    }

    /// Whether there is anybody to tell.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Events before the next one were lost.
    pub fn missed(&mut self) {
        for target in &mut self.targets {
            target.owed = Some("the database was away too long; events before the next one were missed");
        }
    }

    /// Puts a batch in one transaction. After an error nothing was put, and the same batch may be tried again.
    pub async fn put(&mut self, events: &[Event]) -> Result<(), StoreError> {
        // A moment of its own for every batch, so that letters stand in the order of their events.
        let at_ms = now_ms().max(self.last_ms + 1);
        let gap_id = format!("{}-gap-{}", self.epoch, self.gaps + 1);
        let mut shares = Vec::new();
        for target in &self.targets {
            shares.push(target.share(&self.store, events, &gap_id, at_ms).await?);
        }
        let letters: Vec<EventLetter> = shares.iter_mut().flat_map(|share| share.letters.drain(..)).collect();
        if !letters.is_empty() {
            self.store.outbox().put_events(&letters, at_ms).await?;
        }
        self.last_ms = at_ms;
        self.gaps += 1;
        for (target, share) in self.targets.iter_mut().zip(shares) {
            (target.owed, target.room) = (share.owed, share.room);
            target.webhook.counted.dropped.fetch_add(share.dropped, Ordering::Relaxed);
        }
        for letter in &letters {
            if let Some(target) = self.targets.iter().find(|target| target.webhook.name() == letter.target) {
                target.webhook.wake.notify_one();
            }
        }
        Ok(())
    }
}

impl Target {
    async fn share(
        &self,
        store: &Store,
        events: &[Event],
        gap_id: &str,
        at_ms: i64,
    ) -> Result<Share, StoreError> {
        let name = self.webhook.name();
        let wanted: Vec<&Event> = events.iter().filter(|event| self.webhook.wants(event.name)).collect();
        let (mut owed, mut room) = (self.owed, self.room);
        if (wanted.len() as u64) >= room && (owed.is_some() || !wanted.is_empty()) {
            room = store.outbox().room(name).await?;
        }
        let mut letters = Vec::new();
        if let Some(why) = owed.filter(|_| room >= ROOM_AGAIN_MIN) {
            letters.push(gap(name, gap_id, why, at_ms));
            (owed, room) = (None, room - 1);
        }
        let fits =
            if owed.is_some() { 0 } else { usize::try_from(room).unwrap_or(usize::MAX).min(wanted.len()) };
        let dropped = (wanted.len() - fits) as u64;
        if dropped > 0 {
            owed = Some("too many letters waited; events before the next one were dropped");
        }
        for event in &wanted[..fits] {
            letters.push(EventLetter {
                target: name.to_owned(),
                event_id: event.id.to_string(),
                call_id: event.call_id.as_deref().map(str::to_owned),
                place: u32::try_from(letters.len()).unwrap_or(u32::MAX),
                body: event.json.to_string(),
            });
        }
        Ok(Share { letters, owed, room: room - fits as u64, dropped })
    }
}

fn gap(target: &str, id: &str, why: &str, at_ms: i64) -> EventLetter {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    let body = json!({ "id": id, "at": format!("{at:.3}"), "event": "gap", "reason": why });
    EventLetter {
        target: target.to_owned(),
        event_id: id.to_owned(),
        call_id: None,
        place: 0,
        body: body.to_string(),
    }
}

fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
