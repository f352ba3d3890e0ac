//! Letting go of what is old, once a day at a quiet hour.

use std::time::Duration;

use jiff::tz::TimeZone;
use tokio_util::sync::CancellationToken;

use crate::store::{RetentionConfig, Store, StoreError};

/// How often the clock is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);

/// Others write between two batches.
const PAUSE: Duration = Duration::from_millis(50);

/// Disposes once a day, in the hour of the settings, until it is told to stop. A day that was missed because
/// nothing ran in that hour is made up the next.
pub(super) async fn daily(store: Store, config: RetentionConfig, zone: TimeZone, cancel: CancellationToken) {
    if config.rules().is_empty() {
        return;
    }
    let mut done_on = None;
    loop {
        let now = zone.to_datetime(jiff::Timestamp::now());
        if now.hour() == config.hour() && done_on != Some(now.date()) {
            match dispose(&store, &config, &cancel).await {
                Ok(()) => done_on = Some(now.date()),
                Err(error) => {
                    tracing::warn!(%error, "what is old could not be disposed of; tried again in a minute")
                }
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
        }
    }
}

async fn dispose(
    store: &Store,
    config: &RetentionConfig,
    cancel: &CancellationToken,
) -> Result<(), StoreError> {
    for (category, days) in config.rules() {
        let now_ms = jiff::Timestamp::now().as_millisecond();
        let mut disposing = store.retention().begin(category, days, "retention", now_ms)?;
        while !cancel.is_cancelled() && store.retention().batch(&mut disposing).await? {
            tokio::time::sleep(PAUSE).await;
        }
        if disposing.count() > 0 {
            tracing::info!(category = category.as_str(), rows = disposing.count(), "what was old is gone");
        }
    }
    Ok(())
}
