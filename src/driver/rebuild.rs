//! The state there was, from the journal.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::acd::Time;
use crate::store::{Store, StoreError};

use super::record::{self, RecordError};
use super::{BusinessDay, Happening, Roster, Switchboard};

/// How far back a restart reads. An agent who signed in earlier than this must sign in again.
const REBUILD_WINDOW: Duration = Duration::from_secs(36 * 3_600);

/// Why the state could not be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The journal could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record in it could not be.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// A switchboard as it was at the last record.
#[derive(Debug)]
pub struct Rebuilt {
    /// The machine.
    pub switchboard: Switchboard,
    /// No moment before this has a place after it.
    pub last_at: Time,
    /// How many records were read.
    pub records: u64,
}

/// Replays the journal of the last 36 hours through a new switchboard.
///
/// `roster` is in force at its end; an older one recorded in between is honoured at its time.
pub async fn rebuild(
    store: &Store,
    roster: Arc<Roster>,
    zone: TimeZone,
    now: Time,
) -> Result<Rebuilt, RebuildError> {
    let from = Time::from_micros(now.as_micros().saturating_sub(micros(REBUILD_WINDOW)));
    let mut switchboard = Switchboard::new(Arc::clone(&roster));
    let mut day = BusinessDay::holding(from, zone);
    let (mut last_at, mut records) = (from, 0);
    let rows = store.journal();
    let mut page = rows.since(i64::try_from(from.as_micros()).unwrap_or(i64::MAX)).await?;
    while let Some(read) = page.next().await? {
        for record in read {
            let at = Time::from_micros(u64::try_from(record.at_us).unwrap_or(0)).max(last_at);
            replay(&mut switchboard, &mut day, at, record::decode(&record, roster.numbers())?);
            (last_at, records) = (at, records + 1);
        }
    }
    if day.turn(now) {
        replay(&mut switchboard, &mut day, now, Happening::NewDay);
    }
    Ok(Rebuilt { switchboard, last_at, records })
}

fn replay(switchboard: &mut Switchboard, day: &mut BusinessDay, at: Time, happening: Happening) {
    if day.turn(at) {
        // Effects of a replay were had in life; a refusal in life is a refusal again.
        let _ = switchboard.handle(at, Happening::NewDay);
    }
    let _ = switchboard.handle(at, happening);
    while switchboard.poll_effect().is_some() {}
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
