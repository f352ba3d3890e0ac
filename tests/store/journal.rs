//! The journal's rows.

use santral::store::{Record, RecordKind, Store, StoreError};

use crate::house::{House, call};

pub(crate) async fn records_come_back_in_order_byte_for_byte(house: House) {
    let store = house.open().await;
    let records: Vec<Record> = (1..=2_345).map(record).collect();
    for batch in records.chunks(617) {
        store.journal().append(batch).await.unwrap();
    }
    assert_eq!(store.journal().last_seq().await.unwrap(), 2_345);
    assert_eq!(since(&store, 0).await, records);
    assert_eq!(since(&store, 2_000_000).await, records[1_999..]);
    assert_eq!(since(&store, 1_999_999).await, records[1_998..], "two share a moment");
    assert_eq!(since(&store, 9_999_999).await, []);
    let of_call: Vec<Record> = records.iter().filter(|r| r.call == Some(call(3))).cloned().collect();
    assert!(of_call.len() > 100);
    assert_eq!(store.journal().of_call(call(3)).await.unwrap(), of_call);
    store.journal().append(&[]).await.unwrap();
}

pub(crate) async fn a_batch_tried_again_changes_nothing(house: House) {
    let store = house.open().await;
    let records: Vec<Record> = (1..=20).map(record).collect();
    store.journal().append(&records[..15]).await.unwrap();
    store.journal().append(&records).await.unwrap();
    assert_eq!(since(&store, 0).await, records);
}

pub(crate) async fn another_record_under_the_same_number_is_never_overwritten(house: House) {
    let store = house.open().await;
    store.journal().append(&[record(1), record(2)]).await.unwrap();
    let other = Record { body: "{\"other\":true}".to_owned(), ..record(2) };
    let error = store.journal().append(&[other, record(3)]).await.unwrap_err();
    assert!(matches!(error, StoreError::JournalForked { seq: 2 }), "{error}");
    assert_eq!(store.journal().of_call(call(2)).await.unwrap(), [record(2)]);
}

/// One record a millisecond, but that every thousandth shares its neighbour's.
fn record(seq: i64) -> Record {
    let kinds =
        [RecordKind::Input, RecordKind::CallEvent, RecordKind::HumanAction, RecordKind::CatalogVersion];
    Record {
        seq,
        at_us: if seq == 1_999 { 1_999_999 } else { seq * 1_000 },
        version: 1 + (seq % 3) as u16,
        kind: kinds[seq as usize % kinds.len()],
        call: (seq % 10 < 5).then(|| call(seq.unsigned_abs() % 10)),
        body: format!("{{\"n\": {seq},  \"ş\":\"\\u0000'\\\"\"}}"),
    }
}

async fn since(store: &Store, at_us: i64) -> Vec<Record> {
    let mut all = Vec::new();
    let journal = store.journal();
    let mut pages = journal.since(at_us).await.unwrap();
    while let Some(page) = pages.next().await.unwrap() {
        assert!(!page.is_empty());
        all.extend(page);
    }
    all
}
