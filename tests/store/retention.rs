//! What is old goes, and nothing else does.

use santral::call::PbxName;
use santral::store::{
    AuditRecord, CallRecord, Category, CustomerEdit, OfferRecord, Record, RecordKind, RetentionConfig,
};

use crate::house::{House, NOW_MS, call};

const DAY_MS: i64 = 86_400_000;

pub(crate) async fn what_is_old_goes_in_batches_and_a_record_stays(house: House) {
    let store = house.open().await;
    store.tell_finished_to(vec!["erp".to_owned()]);
    let edit = CustomerEdit { name: "Mehmet Kaya".into(), ..CustomerEdit::default() };
    let mehmet = store.customers().create(&edit, NOW_MS).await.unwrap();
    for second in 1..=3 {
        let began_at_ms = NOW_MS + second as i64 * 1_000;
        let facts = CallRecord {
            ended_at_ms: Some(began_at_ms + 1),
            ..CallRecord::new(call(second), PbxName::new("pbx1"), "pbx1-1.1", began_at_ms)
        };
        store.calls().upsert(&facts).await.unwrap();
        let offer = OfferRecord {
            call: call(second),
            offer: 1,
            agent_id: "zeynep".into(),
            line: None,
            made_at_ms: began_at_ms,
            ended_at_ms: None,
            end: None,
            stage: 0,
            rule: "longest-idle".into(),
            tie_break: "only-candidate".into(),
            considered: 1,
        };
        store.offers().upsert(&offer).await.unwrap();
    }
    for day in 0..3 {
        store.customers().add_note(mehmet.id, "Zeynep", "not", NOW_MS + day * DAY_MS).await.unwrap();
        let seen = AuditRecord {
            at_ms: NOW_MS + day * DAY_MS,
            who: "zeynep".into(),
            what: "reveal".into(),
            customer: None,
            call: None,
            detail: String::new(),
            why: None,
        };
        store.audit().keep(&seen).await.unwrap();
    }
    let records: Vec<Record> = (1..=1_200)
        .map(|seq| Record {
            seq,
            at_us: (NOW_MS + seq) * 1_000,
            version: 1,
            kind: RecordKind::Input,
            call: None,
            body: "{}".into(),
        })
        .collect();
    store.journal().append(&records).await.unwrap();

    // Ten days and two and a half seconds later, ten days are kept: two calls are older.
    let now_ms = NOW_MS + 10 * DAY_MS + 2_500;
    let due = store.retention().due(Category::Interactions, 10, now_ms).await.unwrap();
    assert_eq!((due.count, due.oldest_ms), (2, Some(NOW_MS + 1_000)));
    let dispose = async |category| {
        let mut disposing = store.retention().begin(category, 10, "sema", now_ms).unwrap();
        let mut batches = 0;
        while store.retention().batch(&mut disposing).await.unwrap() {
            batches += 1;
        }
        (disposing.count(), batches)
    };
    assert_eq!(dispose(Category::Interactions).await, (2, 1));
    assert_eq!(store.calls().get(call(2)).await.unwrap(), None);
    assert!(store.calls().get(call(3)).await.unwrap().is_some());
    assert_eq!(store.offers().of_call(call(1)).await.unwrap().len(), 0);
    assert_eq!(store.offers().of_call(call(3)).await.unwrap().len(), 1);
    assert_eq!(store.outbox().list(None, 9).await.unwrap().len(), 1, "its letters go with a call");
    assert_eq!(dispose(Category::Notes).await, (1, 1));
    assert_eq!(store.customers().get(mehmet.id).await.unwrap().unwrap().notes.len(), 2);
    assert_eq!(dispose(Category::Audit).await, (1, 1));
    assert_eq!(dispose(Category::Journal).await, (1_200, 3));
    assert_eq!(dispose(Category::Contacts).await, (0, 0));
    let due = store.retention().due(Category::Journal, 10, now_ms).await.unwrap();
    assert_eq!((due.count, due.oldest_ms), (0, None));
    assert_eq!(
        house.count_behind_its_back("SELECT count(*) FROM disposals WHERE by_whom = 'sema'").await,
        4,
        "one record a category that had something"
    );
    assert_eq!(
        house
            .count_behind_its_back(
                "SELECT count(*) FROM disposals WHERE counts = '{\"journal\":1200}' AND why = 'journal older than 10 days'"
            )
            .await,
        1
    );
    assert_eq!(RetentionConfig::default().rules(), []);
}
