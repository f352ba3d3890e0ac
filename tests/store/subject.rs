//! Everything about one person, out or gone.

use santral::store::{AuditRecord, CallRecord, CustomerEdit, Fact, Record, RecordKind, Subject};

use crate::house::{House, NOW_MS, call, e164};

pub(crate) async fn a_person_is_exported_whole_and_erased_with_only_the_proof_left(house: House) {
    let store = house.open().await;
    let number = e164("+905320000012");
    let edit =
        CustomerEdit { name: "Mehmet Kaya".into(), numbers: vec![number.clone()], ..CustomerEdit::default() };
    let mehmet = store.customers().create(&edit, NOW_MS).await.unwrap();
    let other = CustomerEdit {
        name: "Ayşe Yılmaz".into(),
        numbers: vec![e164("+905320000011")],
        ..CustomerEdit::default()
    };
    let ayse = store.customers().create(&other, NOW_MS).await.unwrap();
    store.customers().add_note(mehmet.id, "Zeynep", "sevdiği renk mavi", NOW_MS).await.unwrap();
    let fact = Fact { row: "1".into(), at_ms: NOW_MS, fields: vec![("points".into(), "12450".into())] };
    store.facts().put(mehmet.id, "loyalty", &fact, NOW_MS).await.unwrap();
    let facts = CallRecord {
        number_raw: Some("05320000012".into()),
        e164: Some(number.as_str().into()),
        caller_name: Some("MEHMET K".into()),
        ..CallRecord::new(call(1), santral::call::PbxName::new("pbx1"), "pbx1-1.1", NOW_MS)
    };
    store.calls().upsert(&facts).await.unwrap();
    store.calls().set_customer(call(1), Some(mehmet.id)).await.unwrap();
    let body =
        r#"{"pbx":"pbx1","event":"call.arrived","did":"5552001","number":"05320000012","name":"MEHMET K"}"#;
    let record = Record {
        seq: 1,
        at_us: NOW_MS * 1_000,
        version: 1,
        kind: RecordKind::CallEvent,
        call: Some(call(1)),
        body: body.into(),
    };
    let live = format!(
        r#"{{"pbx":"pbx1","event":"resynced","live":[{{"call":"{}","number":"05320000012","name":"MEHMET K"}},{{"call":"{}","number":"05320000011","name":"AYSE"}}]}}"#,
        call(1),
        call(2)
    );
    let listed = Record { seq: 2, call: None, body: live, ..record.clone() };
    store.journal().append(&[record, listed]).await.unwrap();
    let seen = AuditRecord {
        at_ms: NOW_MS,
        who: "zeynep".into(),
        what: "reveal".into(),
        customer: Some(mehmet.id),
        call: Some(call(1)),
        detail: "loyalty.points of 1".into(),
        why: Some("sordu".into()),
    };
    store.audit().keep(&seen).await.unwrap();

    let subject = Subject::Number(number);
    let document = store.subjects().export(&subject).await.unwrap().unwrap().to_string();
    for part in ["Mehmet Kaya", "sevdiği renk mavi", "12450", "MEHMET K", "call.arrived", "zeynep"] {
        assert!(document.contains(part), "{part} is missing in {document}");
    }
    assert!(!document.contains("Ayşe"), "another's is nobody's business");

    let disposal = store.subjects().erase(&subject, "kvkk", "başvuru 17", NOW_MS + 1).await.unwrap().unwrap();
    assert_eq!(disposal.counts, [("customers", 1), ("calls", 1), ("journal records", 2), ("letters", 0)]);
    assert_eq!(store.subjects().export(&subject).await.unwrap(), None);
    assert_eq!(store.customers().get(mehmet.id).await.unwrap(), None);
    let left = store.calls().get(call(1)).await.unwrap().unwrap();
    assert_eq!(
        (left.e164, left.caller_name, left.customer_id),
        (None, None, None),
        "the call stays, nobody's"
    );
    let journal = store.journal().of_call(call(1)).await.unwrap().remove(0).body;
    assert!(!journal.contains("0532") && !journal.contains("MEHMET"), "{journal}");
    let listed = store.journal().since(0).await.unwrap().next().await.unwrap().unwrap().remove(1).body;
    assert!(
        !listed.contains("05320000012") && !listed.contains("MEHMET") && listed.contains("AYSE"),
        "{listed}"
    );
    assert!(store.customers().get(ayse.id).await.unwrap().is_some());
    assert_eq!(store.subjects().erase(&subject, "kvkk", "başvuru 17", NOW_MS + 2).await.unwrap(), None);
}
