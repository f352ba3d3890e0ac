//! The journal's writer.

use std::time::{Duration, Instant};

use santral::store::{
    Journal, JournalError, JournalState, JournalWriter, Record, RecordKind, SPOOL_MAX, Store,
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, until};

pub(crate) async fn what_is_handed_over_is_kept_in_order(house: House) {
    let store = house.open().await;
    let journal = JournalWriter::start(store.clone(), CancellationToken::new());
    for n in 1..=3_000 {
        journal.append(record(n)).unwrap();
    }
    kept(&store, 3_000).await;
    assert_eq!(bodies(&store).await, (1..=3_000).collect::<Vec<_>>());
    assert_eq!(journal.dropped(), 0);
    assert_eq!(*journal.state().borrow(), JournalState::Healthy);
    // A writer after a restart goes on where the journal ends.
    let again = JournalWriter::start(store.clone(), CancellationToken::new());
    drop(journal);
    again.append_durable(record(3_001)).await.unwrap();
    assert_eq!(store.journal().last_seq().await.unwrap(), 3_001);
}

pub(crate) async fn durable_means_it_can_be_read(house: House) {
    let store = house.open().await;
    let journal = JournalWriter::start(store.clone(), CancellationToken::new());
    for n in 1..=20 {
        journal.append_durable(record(n)).await.unwrap();
        assert_eq!(store.journal().last_seq().await.unwrap(), n);
    }
}

pub(crate) async fn nothing_is_lost_while_the_database_is_away(house: House) {
    let store = house.open().await;
    let journal = JournalWriter::start(store.clone(), CancellationToken::new());
    journal.append_durable(record(1)).await.unwrap();
    house.outage().await;
    let handed_over = Instant::now();
    for n in 2..=2_000 {
        journal.append(record(n)).unwrap();
    }
    assert!(handed_over.elapsed() < Duration::from_secs(1), "handing over waits for nothing");
    let mut state = journal.state();
    let degraded = state.wait_for(|state| *state != JournalState::Healthy);
    let degraded = tokio::time::timeout(Duration::from_secs(20), degraded).await.unwrap().unwrap().clone();
    let JournalState::Degraded { why, since_ms } = degraded else { panic!() };
    assert!(!why.is_empty() && since_ms > 1_700_000_000_000, "{why}");
    let waits = {
        let journal = journal.clone();
        tokio::spawn(async move { journal.append_durable(record(2_001)).await })
    };
    house.outage_over().await;
    kept(&store, 2_001).await;
    assert_eq!(bodies(&store).await, (1..=2_001).collect::<Vec<_>>());
    assert!(matches!(waits.await.unwrap(), Ok(()) | Err(JournalError::NotYet)));
    until("healthy again", || async { *journal.state().borrow() == JournalState::Healthy }).await;
    assert_eq!(journal.dropped(), 0);
}

pub(crate) async fn what_waits_is_kept_at_shutdown(house: House) {
    let store = house.open().await;
    let cancel = CancellationToken::new();
    let journal = JournalWriter::start(store.clone(), cancel.clone());
    for n in 1..=1_700 {
        journal.append(record(n)).unwrap();
    }
    cancel.cancel();
    journal.ended().await;
    assert_eq!(bodies(&store).await, (1..=1_700).collect::<Vec<_>>());
    assert_eq!(journal.append(record(9)), Err(JournalError::Closed));
    assert_eq!(journal.append_durable(record(9)).await, Err(JournalError::Closed));
}

/// The spool is bounded; what does not fit is counted. (SQLite in memory; the bound does not depend on it.)
#[tokio::test]
async fn a_full_spool_drops_and_counts() {
    let store = Store::open(&santral::store::Config::at("sqlite::memory:")).await.unwrap();
    let journal = JournalWriter::start(store, CancellationToken::new());
    // The writer has had no turn yet: this runtime has one thread, and nothing here waits.
    for n in 0..SPOOL_MAX as i64 {
        journal.append(record(n)).unwrap();
    }
    assert_eq!(journal.append(record(0)), Err(JournalError::Full));
    assert_eq!(journal.append_durable(record(0)).await, Err(JournalError::Full));
    assert_eq!((journal.dropped(), journal.waiting()), (2, SPOOL_MAX));
    until("what found room is kept", || async { journal.waiting() == 0 }).await;
    assert_eq!(journal.dropped(), 2);
}

async fn kept(store: &Store, count: i64) {
    until("every record is kept", || async {
        store.journal().last_seq().await.is_ok_and(|seq| seq == count)
    })
    .await;
}

async fn bodies(store: &Store) -> Vec<i64> {
    let journal = store.journal();
    let mut pages = journal.since(0).await.unwrap();
    let mut bodies = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        bodies.extend(page.iter().map(|record| record.body.parse::<i64>().unwrap()));
    }
    bodies
}

fn record(n: i64) -> Record {
    Record { seq: 0, at_us: n, version: 1, kind: RecordKind::Input, call: None, body: n.to_string() }
}

/// Kept so that a handle is what other floors hold.
#[expect(dead_code, reason = "a compile-time promise: the handle can be shared and sent")]
fn a_handle_is_shared(journal: Journal) -> impl Send + Sync + Clone {
    journal
}
