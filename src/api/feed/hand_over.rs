//! The feed read on behalf of webhooks.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Feed, Told};
use crate::hooks::{Event, Letters};

/// How long events gather before they are put: one transaction for all of them, and nobody waits longer.
const GATHERED: Duration = Duration::from_millis(50);

/// How long a database that is away is left alone. Meanwhile the feed keeps what is to be put.
const AWAY: Duration = Duration::from_secs(1);

/// Hands every event of this life to the letters, at its own pace, until it is told to stop; what has been told by
/// then is still put.
pub async fn hand_over(feed: Feed, mut letters: Letters, cancel: CancellationToken) {
    if letters.is_empty() {
        return;
    }
    let mut changes = feed.changes();
    let mut place = 0;
    let mut away = false;
    loop {
        changes.mark_unchanged();
        let stopping = cancel.is_cancelled();
        let missed = feed.since(place);
        if missed.gap {
            letters.missed();
        }
        let events: Vec<Event> = missed.events.iter().map(event).collect();
        match letters.put(&events).await {
            Ok(()) => {
                away = false;
                place = missed.events.last().map_or(place, |told| told.n);
            }
            Err(error) if stopping => {
                tracing::warn!(%error, "events could not be put for webhooks; they are a gap after the next start");
                return;
            }
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "events cannot be put for webhooks for now; the feed keeps them");
                }
                wait(&cancel, AWAY).await;
                continue;
            }
        }
        if events.len() == Feed::CHUNK_MAX {
            continue;
        }
        if stopping {
            return;
        }
        tokio::select! {
            () = cancel.cancelled() => continue,
            changed = changes.changed() => if changed.is_err() { return },
        }
        wait(&cancel, GATHERED).await;
    }
}

fn event(told: &Told) -> Event {
    Event { name: told.name, id: told.id.clone(), call_id: told.call_id.clone(), json: told.json.clone() }
}

async fn wait(cancel: &CancellationToken, time: Duration) {
    tokio::select! {
        () = cancel.cancelled() => {}
        () = tokio::time::sleep(time) => {}
    }
}
