//! The state there was, from the journal.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::acd::{Account, Time};
use crate::call::CallId;
use crate::catalog::Catalog;
use crate::store::{Store, StoreError};

use super::record::{self, RecordError};
use super::{AgentStanding, BusinessDay, Effect, Happening, Moment, Roster, Switchboard, What};

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
    /// A catalog in the database could not be.
    #[error("catalog version {version} in the database cannot be read: {reason}")]
    Catalog {
        /// Which.
        version: i64,
        /// What is wrong with it.
        reason: String,
    },
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
    let mut replay = Replay::new(Arc::clone(&roster), from, zone);
    replay.read(store, from, None).await?;
    replay.turn_day(now);
    let Replay { switchboard, last_at, records, .. } = replay;
    Ok(Rebuilt { switchboard, last_at, records })
}

/// The account of one call: what the core considered and decided while it waited, from the journal.
///
/// `joined_at` and `ended_at` are the call's; with `None` it is read to the journal's end. `roster` was in
/// force when the replay begins, 36 hours before the call.
pub async fn account(
    store: &Store,
    roster: Arc<Roster>,
    call: CallId,
    joined_at: Time,
    ended_at: Option<Time>,
) -> Result<Account, RebuildError> {
    let from = replay_begins_at(joined_at);
    // The day's counts, all that hangs on the zone, decide nothing.
    let mut replay = Replay::new(roster, from, TimeZone::UTC);
    replay.switchboard.keep_account_of(call);
    replay.read(store, from, ended_at).await?;
    Ok(replay.switchboard.into_account().unwrap_or_else(|| Account::of(call.into())))
}

/// The catalog in force at a moment, UTC milliseconds; an empty one where there never was any.
pub async fn roster_at(store: &Store, at_ms: i64) -> Result<Arc<Roster>, RebuildError> {
    let catalog = match store.catalog_versions().at(at_ms).await? {
        Some(version) => Catalog::parse(&version.text)
            .map_err(|error| RebuildError::Catalog { version: version.version, reason: error.to_string() })?,
        None => Catalog::default(),
    };
    Ok(Arc::new(Roster::new(Arc::new(catalog))))
}

/// Where the replay begins that explains a call which joined then.
pub fn replay_begins_at(joined_at: Time) -> Time {
    Time::from_micros(joined_at.as_micros().saturating_sub(micros(REBUILD_WINDOW)))
}

/// A switchboard that lives through recorded time.
pub(super) struct Replay {
    switchboard: Switchboard,
    roster: Arc<Roster>,
    day: BusinessDay,
    last_at: Time,
    records: u64,
    /// How agents stood, each time that changed; kept where somebody asked for it.
    standings: Option<Vec<(Time, Arc<AgentStanding>)>>,
}

impl Replay {
    pub(super) fn new(roster: Arc<Roster>, from: Time, zone: TimeZone) -> Self {
        Self {
            switchboard: Switchboard::new(Arc::clone(&roster)),
            roster,
            day: BusinessDay::holding(from, zone),
            last_at: from,
            records: 0,
            standings: None,
        }
    }

    /// Keeps how agents stand from here on.
    pub(super) fn keep_standings(&mut self) {
        self.standings = Some(Vec::new());
    }

    /// What was kept, in order.
    pub(super) fn into_standings(self) -> Vec<(Time, Arc<AgentStanding>)> {
        self.standings.unwrap_or_default()
    }

    /// Lives through the records from a moment on, up to and with another.
    pub(super) async fn read(
        &mut self,
        store: &Store,
        from: Time,
        until: Option<Time>,
    ) -> Result<(), RebuildError> {
        let rows = store.journal();
        let mut page = rows.since(i64::try_from(from.as_micros()).unwrap_or(i64::MAX)).await?;
        while let Some(records) = page.next().await? {
            for record in records {
                let at = Time::from_micros(u64::try_from(record.at_us).unwrap_or(0)).max(self.last_at);
                if until.is_some_and(|until| at > until) {
                    return Ok(());
                }
                self.turn_day(at);
                self.tell(at, record::decode(&record, self.roster.plans())?);
                (self.last_at, self.records) = (at, self.records + 1);
            }
        }
        Ok(())
    }

    fn turn_day(&mut self, at: Time) {
        if self.day.turn(at) {
            self.tell(at, Happening::NewDay);
        }
    }

    fn tell(&mut self, at: Time, happening: Happening) {
        // Effects of a replay were had in life; a refusal in life is a refusal again.
        let _ = self.switchboard.handle(at, happening);
        while let Some(effect) = self.switchboard.poll_effect() {
            if let (Some(kept), Effect::Moment(Moment { at, what: What::Agent(standing), .. })) =
                (&mut self.standings, effect)
            {
                kept.push((at, standing));
            }
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
