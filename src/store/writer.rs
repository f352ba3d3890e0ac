//! The journal's writer: one task that keeps records in batches, one commit a batch.
//!
//! Routing never waits for a disk. Records go into a bounded spool; with the database away they stay there, the
//! state says so, and the writer tries again until it is back.
//!
//! ```text
//!            a batch fails
//!  Healthy ───────────────► Degraded ──┐ fails again: the same batch, later
//!     ▲                        │   ▲───┘
//!     └────────────────────────┘
//!        the batch is kept
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::{Record, Store, StoreError};

/// Most records that wait for the database. At a busy centre's fifty a second: a quarter of an hour.
pub const SPOOL_MAX: usize = 50_000;

/// Most records in one commit.
pub const BATCH_MAX: usize = 500;

/// Longest a record waits for others to share its commit. One that somebody waits for waits for none.
const BATCH_DELAY: Duration = Duration::from_millis(5);

/// Longest [`Journal::append_durable`] waits.
const DURABLE_WAIT: Duration = Duration::from_secs(5);

/// Waits between two tries with the database away: the first, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Longest one try may take; a database that swallows packets and says nothing is away too.
const WRITE_MAX: Duration = Duration::from_secs(10);

/// Longest the writer goes on after it was told to stop.
const FLUSH_MAX: Duration = Duration::from_secs(10);

/// Starts the writer.
#[derive(Debug)]
pub struct JournalWriter {
    store: Store,
    records: mpsc::Receiver<Spooled>,
    state: watch::Sender<JournalState>,
    dropped: Arc<AtomicU64>,
    cancel: CancellationToken,
    /// The number of the next record; none until the database has said how far the journal is.
    next_seq: Option<i64>,
    /// Records dropped when the last batch was kept.
    dropped_before: u64,
}

/// The handle on the running writer. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Journal {
    records: mpsc::Sender<Spooled>,
    state: watch::Receiver<JournalState>,
    dropped: Arc<AtomicU64>,
}

/// How the journal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalState {
    /// Everything is kept within milliseconds.
    Healthy,
    /// Records wait in memory, or were dropped because the spool was full.
    Degraded {
        /// What the database last said.
        why: String,
        /// Since when, UTC milliseconds.
        since_ms: i64,
    },
}

/// Why a record is not known to be durable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The spool is full: the record is lost.
    #[error("the database has been away for so long that the journal's spool is full; this was not recorded")]
    Full,
    /// Not yet: it waits in the spool and may still be kept.
    #[error("the database does not answer; this is not saved yet")]
    NotYet,
    /// The writer has stopped.
    #[error("the journal is closed, santral is shutting down")]
    Closed,
}

/// A record on its way, with whoever waits for it.
#[derive(Debug)]
struct Spooled {
    record: Record,
    kept: Option<oneshot::Sender<()>>,
}

impl Journal {
    /// Hands a record over and never waits; the writer gives it its number. With the spool full it is dropped
    /// and counted.
    pub fn append(&self, record: Record) -> Result<(), JournalError> {
        self.spool(Spooled { record, kept: None })
    }

    /// Hands a record over and waits until it is on the disk, but no longer than five seconds.
    pub async fn append_durable(&self, record: Record) -> Result<(), JournalError> {
        let (kept, on_disk) = oneshot::channel();
        self.spool(Spooled { record, kept: Some(kept) })?;
        match timeout(DURABLE_WAIT, on_disk).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(JournalError::Closed),
            Err(_) => Err(JournalError::NotYet),
        }
    }

    /// How the journal is, and when that changes.
    pub fn state(&self) -> watch::Receiver<JournalState> {
        self.state.clone()
    }

    /// Records lost to a full spool since the start.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Records that wait to be written.
    pub fn waiting(&self) -> usize {
        self.records.max_capacity() - self.records.capacity()
    }

    /// Waits until the writer, told to stop, has kept what it had and ended.
    pub async fn ended(&self) {
        // The writer owns the other end of this channel and drops it last.
        let mut state = self.state.clone();
        while state.changed().await.is_ok() {}
    }

    fn spool(&self, spooled: Spooled) -> Result<(), JournalError> {
        self.records.try_send(spooled).map_err(|e| match e {
            mpsc::error::TrySendError::Full(_) => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
                JournalError::Full
            }
            mpsc::error::TrySendError::Closed(_) => JournalError::Closed,
        })
    }
}

impl JournalWriter {
    /// Starts the task and gives out its handle. It ends when told to, with what it has kept, or when every
    /// handle is gone.
    pub fn start(store: Store, cancel: CancellationToken) -> Journal {
        let (records, spool) = mpsc::channel(SPOOL_MAX);
        let (told, state) = watch::channel(JournalState::Healthy);
        let dropped = Arc::new(AtomicU64::new(0));
        let writer = Self {
            store,
            records: spool,
            state: told,
            dropped: Arc::clone(&dropped),
            cancel,
            next_seq: None,
            dropped_before: 0,
        };
        tokio::spawn(writer.run());
        Journal { records, state, dropped }
    }

    async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        let cancel = self.cancel.clone();
        loop {
            tokio::select! {
                received = self.records.recv_many(&mut batch, BATCH_MAX) => {
                    if received == 0 {
                        return;
                    }
                }
                () = cancel.cancelled() => break,
            }
            self.gather(&mut batch).await;
            if !self.keep(&mut batch).await {
                break;
            }
        }
        self.flush(batch).await;
    }

    /// Fills a batch with what arrives within its delay, unless somebody waits for one of its records.
    async fn gather(&mut self, batch: &mut Vec<Spooled>) {
        let deadline = Instant::now() + BATCH_DELAY;
        while batch.len() < BATCH_MAX && batch.iter().all(|spooled| spooled.kept.is_none()) {
            let room = BATCH_MAX - batch.len();
            match timeout_at(deadline, self.records.recv_many(batch, room)).await {
                Ok(received) if received > 0 => {}
                _ => return,
            }
        }
    }

    /// Writes a batch, however long that takes. False when it was told to stop meanwhile; the batch is still
    /// there then.
    async fn keep(&mut self, batch: &mut Vec<Spooled>) -> bool {
        let (mut pause, longest) = RETRY;
        loop {
            match timeout(WRITE_MAX, self.write(batch)).await {
                Ok(Ok(())) => {
                    self.kept();
                    return true;
                }
                Ok(Err(error)) => self.degraded(error.to_string()),
                Err(_) => self.degraded(format!("no answer within {} s", WRITE_MAX.as_secs())),
            }
            tokio::select! {
                () = sleep(pause) => pause = (pause * 2).min(longest),
                () = self.cancel.cancelled() => return false,
            }
        }
    }

    /// Writes a batch once; what was kept is gone from it and whoever waited knows. Tried again, the same
    /// records get the same numbers, so that a commit that was cut off does no harm.
    async fn write(&mut self, batch: &mut Vec<Spooled>) -> Result<(), StoreError> {
        let first = match self.next_seq {
            Some(seq) => seq,
            None => self.store.journal().last_seq().await? + 1,
        };
        self.next_seq = Some(first);
        let records: Vec<Record> = (first..)
            .zip(batch.iter())
            .map(|(seq, spooled)| Record { seq, ..spooled.record.clone() })
            .collect();
        self.store.journal().append(&records).await?;
        self.next_seq = Some(first + records.len() as i64);
        for kept in batch.drain(..).filter_map(|spooled| spooled.kept) {
            // Whoever waited may have given up.
            let _ = kept.send(());
        }
        Ok(())
    }

    /// Writes what is left; says what was lost when the database does not take it.
    async fn flush(mut self, mut batch: Vec<Spooled>) {
        self.records.close();
        let deadline = Instant::now() + FLUSH_MAX;
        loop {
            while batch.len() < BATCH_MAX {
                let room = BATCH_MAX - batch.len();
                if self.records.recv_many(&mut batch, room).await == 0 {
                    break;
                }
            }
            if batch.is_empty() {
                return;
            }
            match timeout_at(deadline, self.write(&mut batch)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) if Instant::now() < deadline => {
                    self.degraded(error.to_string());
                    sleep(RETRY.0).await;
                }
                _ => {
                    let lost = batch.len() + self.records.len();
                    error!(journal.lost = lost, "stopping with records the database did not take");
                    return;
                }
            }
        }
    }

    fn degraded(&self, why: String) {
        self.state.send_if_modified(|state| match state {
            JournalState::Healthy => {
                warn!(journal.error = %why, "the journal is degraded: records wait in memory");
                *state = JournalState::Degraded { why, since_ms: now_ms() };
                true
            }
            JournalState::Degraded { why: known, .. } if *known != why => {
                *known = why;
                true
            }
            JournalState::Degraded { .. } => false,
        });
    }

    /// A batch was kept: all is well, unless records were dropped since the last one.
    fn kept(&mut self) {
        let dropped = self.dropped.load(Ordering::Relaxed);
        let lost = dropped - self.dropped_before;
        self.dropped_before = dropped;
        if lost > 0 {
            self.degraded(format!("the spool was full, {lost} records are lost"));
            return;
        }
        self.state.send_if_modified(|state| {
            let was_degraded = *state != JournalState::Healthy;
            if was_degraded {
                info!(journal.dropped = dropped, "the journal is healthy again");
                *state = JournalState::Healthy;
            }
            was_degraded
        });
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Config;

    #[tokio::test]
    async fn a_loss_is_told_with_the_next_batch_kept_and_is_over_with_the_one_after() {
        let (_, records) = mpsc::channel(1);
        let (state, told) = watch::channel(JournalState::Healthy);
        let mut writer = JournalWriter {
            store: Store::open(&Config::at("sqlite::memory:")).await.unwrap(),
            records,
            state,
            dropped: Arc::new(AtomicU64::new(2)),
            cancel: CancellationToken::new(),
            next_seq: None,
            dropped_before: 0,
        };
        writer.kept();
        let JournalState::Degraded { why, .. } = told.borrow().clone() else { panic!("nobody was told") };
        assert_eq!(why, "the spool was full, 2 records are lost");
        writer.kept();
        assert_eq!(*told.borrow(), JournalState::Healthy);
    }
}
