//! Letters to other systems: put with what they tell of, told at least once.

use santral::call::{CallId, PbxName};
use santral::store::{
    CallRecord, CustomerEdit, EventLetter, INTERACTION, LETTERS_WAITING_MAX, Letter, LetterState, Store,
    Subject, WEBHOOK, WrapUpSave,
};
use serde_json::{Value, json};

use crate::house::{House, NOW_MS, call, e164};

const MINUTE_MS: i64 = 60_000;

/// A database whose finished interactions are told to `erp`.
async fn open(house: &House) -> Store {
    let store = house.open().await;
    store.tell_finished_to(vec!["erp".to_owned()]);
    store
}

fn facts(id: CallId) -> CallRecord {
    CallRecord {
        e164: Some("+905320000012".into()),
        queue_id: Some("destek".into()),
        ..CallRecord::new(id, PbxName::new("pbx1"), "pbx1-1.1", NOW_MS)
    }
}

fn answered(id: CallId) -> CallRecord {
    CallRecord { answered_at_ms: Some(NOW_MS + 10), agent_id: Some("zeynep".into()), ..facts(id) }
}

fn ended(record: CallRecord) -> CallRecord {
    CallRecord { ended_at_ms: Some(NOW_MS + MINUTE_MS), ..record }
}

fn words(note: &str, finished: bool) -> WrapUpSave {
    WrapUpSave { agent: "zeynep".into(), note: note.into(), finished, ..WrapUpSave::default() }
}

async fn waiting(store: &Store) -> Vec<Letter> {
    store.outbox().list(Some(LetterState::Waiting), 10).await.unwrap()
}

async fn take(store: &Store, at_ms: i64) -> Vec<Letter> {
    store.outbox().take(INTERACTION, "erp", at_ms, 10).await.unwrap()
}

pub(crate) async fn a_letter_is_put_by_what_finishes_an_interaction_and_by_nothing_else(house: House) {
    let store = open(&house).await;
    let edit = CustomerEdit { name: "Mehmet Kaya".into(), ..CustomerEdit::default() };
    let mehmet = store.customers().create(&edit, NOW_MS).await.unwrap();
    store.facts().put_key(mehmet.id, "customer", "K-7").await.unwrap();

    store.calls().upsert(&answered(call(1))).await.unwrap();
    store.calls().set_customer(call(1), Some(mehmet.id)).await.unwrap();
    store.calls().save_wrap_up(call(1), &words("taslak", false), NOW_MS).await.unwrap();
    store.calls().upsert(&ended(answered(call(1)))).await.unwrap();
    assert_eq!(waiting(&store).await, [], "it is not written up yet");
    store.calls().save_wrap_up(call(1), &words("iade istedi", true), NOW_MS + 2 * MINUTE_MS).await.unwrap();
    let letters = waiting(&store).await;
    let body: Value = serde_json::from_str(&letters[0].body).unwrap();
    for (name, value) in [
        ("interaction_id", json!(call(1).to_string())),
        ("e164", json!("+905320000012")),
        ("customer_id", json!(mehmet.id.to_string())),
        ("key_customer", json!("K7")),
        ("agent", json!("zeynep")),
        ("queue", json!("destek")),
        ("ended_at", json!(NOW_MS + MINUTE_MS)),
        ("note", json!("iade istedi")),
        ("disposition", Value::Null),
    ] {
        assert_eq!(body[name], value, "{name} in {body}");
    }
    assert_eq!(letters[0].key(), format!("{}.1", call(1)));

    store.calls().upsert(&ended(facts(call(2)))).await.unwrap();
    assert_eq!(waiting(&store).await.len(), 2, "nobody answered: there is nothing to write up");
    store.calls().upsert(&ended(facts(call(2)))).await.unwrap();
    assert_eq!(waiting(&store).await.len(), 2, "the same facts again are no news");

    // Words may be finished before the caller has hung up: he lives on elsewhere.
    store.calls().upsert(&answered(call(3))).await.unwrap();
    store.calls().save_wrap_up(call(3), &words("aktarıldı", true), NOW_MS).await.unwrap();
    assert_eq!(waiting(&store).await.len(), 2);
    store.calls().upsert(&ended(answered(call(3)))).await.unwrap();
    assert_eq!(waiting(&store).await.len(), 3);

    // A transaction that fails leaves neither words nor letter.
    store.calls().upsert(&ended(answered(call(4)))).await.unwrap();
    let too_long = words(&"x".repeat(5_000), true);
    assert!(store.calls().save_wrap_up(call(4), &too_long, NOW_MS).await.is_err());
    assert_eq!(waiting(&store).await.len(), 3);

    store.close().await;
    drop(store);
    let store = house.open().await;
    assert_eq!(waiting(&store).await.len(), 3, "they outlive a restart");
    store.calls().upsert(&ended(facts(call(5)))).await.unwrap();
    assert_eq!(waiting(&store).await.len(), 3, "nobody is to be told any more");
}

pub(crate) async fn what_was_tried_and_then_changed_is_another_revision(house: House) {
    let store = open(&house).await;
    store.calls().upsert(&ended(answered(call(1)))).await.unwrap();
    let at_ms = NOW_MS + 2 * MINUTE_MS;
    store.calls().save_wrap_up(call(1), &words("bir", true), at_ms).await.unwrap();
    store.calls().save_wrap_up(call(1), &words("iki", true), at_ms).await.unwrap();
    let first = take(&store, at_ms).await.remove(0);
    assert_eq!((first.revision, first.body.contains("iki")), (1, true), "untried words are simply replaced");

    // While it is on its way the words change: the answer to the old is none to the new.
    store.calls().save_wrap_up(call(1), &words("üç", true), at_ms).await.unwrap();
    store.outbox().done(&first).await.unwrap();
    let second = take(&store, at_ms).await.remove(0);
    assert_eq!((second.revision, second.body.contains("üç"), second.tries), (2, true, 1));
    assert_ne!(first.key(), second.key());
    store.outbox().done(&second).await.unwrap();
    assert_eq!(take(&store, at_ms + 10 * MINUTE_MS).await, []);

    // What was told and is changed is told again; what is saved unchanged is not.
    store.calls().save_wrap_up(call(1), &words("üç", true), at_ms).await.unwrap();
    assert_eq!(take(&store, at_ms).await, []);
    store.calls().save_wrap_up(call(1), &words("dört", true), at_ms).await.unwrap();
    assert_eq!(take(&store, at_ms).await[0].revision, 3);
}

pub(crate) async fn a_letter_is_taken_by_one_and_comes_back_when_nothing_is_heard_of_it(house: House) {
    let store = open(&house).await;
    for second in 1..=3 {
        store.calls().upsert(&ended(facts(call(second)))).await.unwrap();
    }
    let at_ms = NOW_MS + MINUTE_MS;
    assert_eq!(take(&store, at_ms - 1).await, [], "it is not due");
    assert_eq!(store.outbox().take(INTERACTION, "kampanya", at_ms, 10).await.unwrap(), [], "it is another's");
    let taken = take(&store, at_ms).await;
    assert_eq!(taken.len(), 3);
    assert_eq!(take(&store, at_ms).await, [], "it is with somebody");
    store.outbox().again(&taken[0], "503", at_ms + 500).await.unwrap();
    store.outbox().untake(&taken[1], at_ms).await.unwrap();
    let again = take(&store, at_ms + 499).await;
    assert_eq!((again.len(), again[0].tries), (1, 1), "what was put back was not tried");
    let again = take(&store, at_ms + 500).await;
    assert_eq!((again[0].tries, again[0].error.as_deref()), (2, Some("503")));
    let lost = take(&store, at_ms + 3 * MINUTE_MS).await;
    assert_eq!(lost.len(), 3, "nothing was heard of them: they are tried again");
}

pub(crate) async fn what_was_given_up_waits_for_somebody(house: House) {
    let store = open(&house).await;
    for second in 1..=3 {
        store.calls().upsert(&ended(facts(call(second)))).await.unwrap();
    }
    let at_ms = NOW_MS + MINUTE_MS;
    let taken = take(&store, at_ms).await;
    for letter in &taken {
        store.outbox().give_up(letter, "it answered 422").await.unwrap();
    }
    let counts = store.outbox().counts().await.unwrap();
    assert_eq!((counts.waiting, counts.dead), (0, 3));
    assert_eq!(take(&store, at_ms + 60 * MINUTE_MS).await, []);
    let outbox = store.outbox();
    assert_eq!(outbox.retry(Some(taken[0].id), at_ms).await.unwrap(), 1);
    assert_eq!(outbox.retry(Some(taken[0].id), at_ms).await.unwrap(), 0, "it is no longer given up");
    assert!(outbox.drop_letter(taken[1].id).await.unwrap());
    assert!(!outbox.drop_letter(taken[1].id).await.unwrap());
    assert_eq!(outbox.retry(None, at_ms).await.unwrap(), 1);
    let again = take(&store, at_ms).await;
    assert_eq!(again.len(), 2);
    assert_eq!(again[0].key(), taken[0].key(), "the receiver knows it again");
    for letter in &again {
        outbox.done(letter).await.unwrap();
    }
    assert!(!outbox.drop_letter(again[0].id).await.unwrap(), "what was told cannot be untold");
    let month_ms = 31 * 24 * 60 * MINUTE_MS;
    assert_eq!((outbox.sweep(at_ms).await.unwrap(), outbox.sweep(at_ms + month_ms).await.unwrap()), (0, 2));
}

pub(crate) async fn calls_nobody_wrote_up_are_told_as_they_are(house: House) {
    let store = open(&house).await;
    store.calls().upsert(&ended(answered(call(1)))).await.unwrap();
    store.calls().upsert(&answered(call(2))).await.unwrap();
    let tell = async |before_ms| store.outbox().tell_unwritten(NOW_MS - 1, before_ms).await.unwrap();
    assert_eq!(tell(NOW_MS + MINUTE_MS).await, 0, "she may still write");
    assert_eq!(tell(NOW_MS + MINUTE_MS + 1).await, 1, "the other one has not ended");
    assert_eq!(tell(NOW_MS + MINUTE_MS + 1).await, 0, "once");
    assert_eq!(waiting(&store).await[0].subject, call(1).to_string());
}

pub(crate) async fn an_erasure_takes_letters_too(house: House) {
    let store = open(&house).await;
    store.calls().upsert(&ended(facts(call(1)))).await.unwrap();
    let subject = Subject::Number(e164("+905320000012"));
    let document = store.subjects().export(&subject).await.unwrap().unwrap();
    assert_eq!(document["outbox"][0]["target"], "erp");
    store.subjects().erase(&subject, "kvkk", "başvuru 17", NOW_MS).await.unwrap().unwrap();
    assert_eq!(store.outbox().list(None, 10).await.unwrap(), []);
}

fn event(target: &str, id: u32, call_id: Option<CallId>, number: &str) -> EventLetter {
    EventLetter {
        target: target.into(),
        event_id: format!("e1-{id}"),
        call_id: call_id.map(|id| id.to_string()),
        place: id,
        body: json!({ "id": format!("e1-{id}"), "caller": { "e164": number } }).to_string(),
    }
}

pub(crate) async fn an_erasure_takes_events_of_her_calls_and_those_with_her_number_too(house: House) {
    let store = open(&house).await;
    store.calls().upsert(&facts(call(1))).await.unwrap();
    let events = [
        event("crm", 1, Some(call(1)), "anonymous"),
        event("crm", 2, Some(call(2)), "+905320000012"),
        event("crm", 3, Some(call(3)), "+9053200000123"),
        event("crm", 4, None, "+905320000011"),
    ];
    store.outbox().put_events(&events, NOW_MS).await.unwrap();
    let subject = Subject::Number(e164("+905320000012"));
    let document = store.subjects().export(&subject).await.unwrap().unwrap();
    assert_eq!(document["outbox"].as_array().unwrap().len(), 2);
    let disposal = store.subjects().erase(&subject, "kvkk", "başvuru 18", NOW_MS).await.unwrap().unwrap();
    assert!(disposal.counts.contains(&("letters", 2)), "{:?}", disposal.counts);
    let mut left: Vec<String> = waiting(&store).await.into_iter().map(|letter| letter.subject).collect();
    left.sort();
    assert_eq!(left, ["e1-3", "e1-4"]);
}

pub(crate) async fn events_are_put_once_and_taken_in_their_order(house: House) {
    let store = open(&house).await;
    store.calls().upsert(&ended(facts(call(1)))).await.unwrap();
    // A write-back may have the same name.
    let events: Vec<EventLetter> = (1..=300).map(|id| event("erp", id, None, "")).collect();
    let outbox = store.outbox();
    outbox.put_events(&events, NOW_MS).await.unwrap();
    outbox.put_events(&events, NOW_MS + 1).await.unwrap();
    outbox.put_events(&[event("erp", 301, None, "")], NOW_MS + 1).await.unwrap();
    let room = outbox.room("erp").await.unwrap();
    assert_eq!(room, LETTERS_WAITING_MAX.unsigned_abs() - 301);

    let at_ms = NOW_MS + MINUTE_MS;
    let mut seen = Vec::new();
    let first = outbox.take(WEBHOOK, "erp", at_ms, 10).await.unwrap();
    outbox.untake(&first[1], at_ms).await.unwrap();
    outbox.again(&first[2], "503", at_ms + 1).await.unwrap();
    let told: Vec<&Letter> =
        first.iter().filter(|letter| !["e1-2", "e1-3"].contains(&&*letter.subject)).collect();
    outbox.forget(&told).await.unwrap();
    loop {
        let taken = outbox.take(WEBHOOK, "erp", at_ms + 1, 64).await.unwrap();
        if taken.is_empty() {
            break;
        }
        outbox.forget(&taken.iter().collect::<Vec<_>>()).await.unwrap();
        seen.extend(taken.into_iter().map(|letter| letter.subject));
    }
    let expected: Vec<String> = [2, 3].into_iter().chain(11..=301).map(|id| format!("e1-{id}")).collect();
    assert_eq!(seen, expected, "what is due, the oldest first, whenever it became due");
    assert_eq!(take(&store, at_ms).await.len(), 1, "the interaction is another's");
}
