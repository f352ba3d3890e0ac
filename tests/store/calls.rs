//! Calls: facts, people's words, lists.

use std::collections::BTreeSet;

use santral::call::{CallId, EndedBy, Line, Outcome, PbxName};
use santral::store::{
    CallFilter, CallRecord, CallSource, Customer, CustomerEdit, CustomerId, GapRecord, Store, StoreError,
    Weight, WrapUpSave,
};

use crate::house::{House, NOW_MS, call, e164};

pub(crate) async fn facts_written_twice_change_nothing(house: House) {
    let store = house.open().await;
    let facts = answered(1);
    store.calls().upsert(&facts).await.unwrap();
    store.calls().upsert(&facts).await.unwrap();
    assert_eq!(store.calls().get(facts.id).await.unwrap(), Some(facts.clone()));
    assert_eq!(store.calls().get(call(2)).await.unwrap(), None);
    let outcomes = [Outcome::Completed, Outcome::Abandoned, Outcome::FellBack, Outcome::Failed];
    let enders = [EndedBy::Caller, EndedBy::Agent, EndedBy::System, EndedBy::System];
    for (outcome, ended_by) in outcomes.into_iter().zip(enders) {
        let facts = CallRecord { outcome: Some(outcome), ended_by: Some(ended_by), ..facts.clone() };
        store.calls().upsert(&facts).await.unwrap();
        assert_eq!(store.calls().get(facts.id).await.unwrap(), Some(facts));
    }
}

pub(crate) async fn a_fact_once_known_stays_known(house: House) {
    let store = house.open().await;
    let facts = answered(1);
    store.calls().upsert(&facts).await.unwrap();
    // As after a restart of ours, when the PBX shows a call whose past we did not see.
    let bare = CallRecord::new(facts.id, facts.pbx.clone(), facts.linkedid.clone(), facts.began_at_ms);
    store.calls().upsert(&bare).await.unwrap();
    assert_eq!(store.calls().get(facts.id).await.unwrap(), Some(facts));
}

pub(crate) async fn the_calls_of_a_queue_that_are_not_over_are_named(house: House) {
    let store = house.open().await;
    for n in 1..=4 {
        let facts = CallRecord { queue_id: Some("kart".to_owned()), ended_at_ms: None, ..answered(n) };
        store.calls().upsert(&facts).await.unwrap();
    }
    store.calls().upsert(&CallRecord { queue_id: Some("kart".to_owned()), ..answered(5) }).await.unwrap();
    let (count, ids) = store.calls().open_in("kart", 2).await.unwrap();
    assert_eq!((count, ids.len()), (4, 2));
    assert_eq!(store.calls().open_in("destek", 2).await.unwrap().0, 0);
}

pub(crate) async fn the_calls_of_a_day_are_those_that_began_in_it_earliest_first(house: House) {
    let store = house.open().await;
    for n in [3, 1, 4, 2] {
        store.calls().upsert(&answered(n)).await.unwrap();
    }
    let (second, fourth) = (answered(2), answered(4));
    let day = store.calls().began_between(second.began_at_ms, fourth.began_at_ms).await.unwrap();
    assert_eq!(day, [second, answered(3)]);
    assert_eq!(store.calls().began_between(0, 1).await.unwrap(), []);
}

pub(crate) async fn facts_never_touch_what_people_said(house: House) {
    let store = house.open().await;
    let mehmet = customer(&store).await;
    let facts = answered(1);
    store.calls().upsert(&facts).await.unwrap();
    assert!(store.calls().set_customer(facts.id, Some(mehmet.id)).await.unwrap());
    store.calls().save_wrap_up(facts.id, &wrap_up(true), NOW_MS + 9_000).await.unwrap();
    // Even a record that says otherwise.
    let late = CallRecord { note: Some("x".to_owned()), ended_at_ms: Some(NOW_MS + 80_000), ..facts.clone() };
    store.calls().upsert(&late).await.unwrap();
    let kept = store.calls().get(facts.id).await.unwrap().unwrap();
    assert_eq!(
        kept,
        CallRecord {
            ended_at_ms: Some(NOW_MS + 80_000),
            customer_id: Some(mehmet.id),
            disposition_id: Some("cozuldu".to_owned()),
            solved: Some(true),
            note: Some("Modem yeniden başlatıldı.".to_owned()),
            wrapped_up_by: Some("zeynep".to_owned()),
            wrapped_up_at_ms: Some(NOW_MS + 9_000),
            ..facts
        }
    );
}

pub(crate) async fn a_wrap_up_may_come_before_the_first_fact(house: House) {
    let store = house.open().await;
    let facts = answered(1);
    store.calls().save_wrap_up(facts.id, &wrap_up(false), NOW_MS + 5_000).await.unwrap();
    let draft = store.calls().get(facts.id).await.unwrap().unwrap();
    assert_eq!(draft.began_at_ms, facts.began_at_ms, "its id says when it began");
    assert_eq!(draft.wrapped_up_at_ms, None);
    store.calls().save_wrap_up(facts.id, &wrap_up(true), NOW_MS + 6_000).await.unwrap();
    let corrected = WrapUpSave { note: " ".to_owned(), solved: None, ..wrap_up(false) };
    store.calls().save_wrap_up(facts.id, &corrected, NOW_MS + 7_000).await.unwrap();
    store.calls().upsert(&facts).await.unwrap();
    let kept = store.calls().get(facts.id).await.unwrap().unwrap();
    assert_eq!(kept.wrapped_up_at_ms, Some(NOW_MS + 6_000), "done stays done");
    assert_eq!((kept.note, kept.solved), (None, None), "the form is saved as it stands");
    assert_eq!(kept.agent_id, facts.agent_id);
    let long = WrapUpSave { note: "x".repeat(4_001), ..wrap_up(true) };
    assert!(matches!(
        store.calls().save_wrap_up(facts.id, &long, NOW_MS).await,
        Err(StoreError::Refused { .. })
    ));
}

pub(crate) async fn a_look_up_claims_a_call_unless_a_person_spoke(house: House) {
    let store = house.open().await;
    let (mehmet, fatma) = (customer(&store).await.id, customer(&store).await.id);
    let whose = |id: CallId| {
        let store = store.clone();
        async move { store.calls().get(id).await.unwrap().unwrap().customer_id }
    };
    assert!(store.calls().claim(call(1), mehmet).await.unwrap());
    assert!(store.calls().claim(call(1), fatma).await.unwrap(), "a later look-up knows better");
    assert_eq!(whose(call(1)).await, Some(fatma));
    assert!(store.calls().set_customer(call(1), Some(mehmet)).await.unwrap());
    assert!(!store.calls().claim(call(1), fatma).await.unwrap());
    assert!(store.calls().claim(call(1), mehmet).await.unwrap(), "it is hers already");
    assert_eq!(whose(call(1)).await, Some(mehmet));
    assert!(store.calls().set_customer(call(1), None).await.unwrap());
    assert!(!store.calls().claim(call(1), mehmet).await.unwrap(), "none of them was said by a person too");
    assert_eq!(whose(call(1)).await, None);
    let stranger = CustomerId::parse("01923f4e-5a6b-7c8d-9e0f-112233445566").unwrap();
    assert!(!store.calls().set_customer(call(1), Some(stranger)).await.unwrap());
    assert!(!store.calls().claim(call(2), stranger).await.unwrap());
    assert_eq!(whose(call(2)).await, None);
}

pub(crate) async fn a_list_is_complete_without_doubles_while_calls_arrive(house: House) {
    let store = house.open().await;
    for second in 0..45 {
        store.calls().upsert(&answered(second)).await.unwrap();
    }
    // Two that began in the same millisecond are told apart by their ids.
    let twin = CallId::derive(&PbxName::new("pbx2"), "44.1", (NOW_MS + 44_000).unsigned_abs());
    let facts = CallRecord::new(twin, PbxName::new("pbx2"), "44.1", NOW_MS + 44_000);
    store.calls().upsert(&facts).await.unwrap();
    let (mut seen, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let page = store.calls().list(&CallFilter::default(), cursor.as_deref(), 10).await.unwrap();
        assert!(page.items.len() <= 10);
        seen.extend(page.items.into_iter().map(|c| (c.began_at_ms, c.id)));
        pages += 1;
        // A call arrives while somebody turns the page.
        store.calls().upsert(&answered(100 + pages)).await.unwrap();
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 46);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 46, "no doubles");
    assert!(seen.is_sorted_by(|a, b| a > b), "newest first");
    assert_eq!(pages, 5);
    for bad in ["x", "' OR 1=1", ""] {
        let listed = store.calls().list(&CallFilter::default(), Some(bad), 10).await;
        assert!(matches!(listed, Err(StoreError::BadCursor)), "{bad:?}");
    }
}

pub(crate) async fn a_list_is_cut_by_each_filter(house: House) {
    let store = house.open().await;
    let mehmet = customer(&store).await;
    for second in 0..6 {
        let mut facts = answered(second);
        facts.queue_id = Some(if second % 2 == 0 { "destek" } else { "satis" }.to_owned());
        facts.agent_id = Some(if second % 3 == 0 { "zeynep" } else { "can" }.to_owned());
        facts.e164 = Some(if second < 2 { "+905320000012" } else { "+905320000011" }.to_owned());
        store.calls().upsert(&facts).await.unwrap();
    }
    store.calls().set_customer(call(3), Some(mehmet.id)).await.unwrap();
    let listed = |filter: CallFilter| {
        let store = store.clone();
        async move {
            let page = store.calls().list(&filter, None, 50).await.unwrap();
            page.items.iter().map(|c| (c.began_at_ms - NOW_MS) / 1_000).collect::<Vec<_>>()
        }
    };
    let any = CallFilter::default;
    assert_eq!(listed(any()).await, [5, 4, 3, 2, 1, 0]);
    assert_eq!(listed(CallFilter { queue: Some("satis".to_owned()), ..any() }).await, [5, 3, 1]);
    assert_eq!(listed(CallFilter { agent: Some("zeynep".to_owned()), ..any() }).await, [3, 0]);
    assert_eq!(listed(CallFilter { number: Some("+905320000012".to_owned()), ..any() }).await, [1, 0]);
    assert_eq!(listed(CallFilter { customer: Some(mehmet.id), ..any() }).await, [3]);
    let both = CallFilter { queue: Some("destek".to_owned()), agent: Some("zeynep".to_owned()), ..any() };
    assert_eq!(listed(both).await, [0]);
    assert_eq!(listed(CallFilter { queue: Some("' OR '1'='1".to_owned()), ..any() }).await, [0; 0]);
}

pub(crate) async fn a_call_is_part_of_the_customers_history(house: House) {
    let store = house.open().await;
    let mehmet = customer(&store).await;
    let facts = answered(1);
    store.calls().upsert(&facts).await.unwrap();
    store.calls().claim(facts.id, mehmet.id).await.unwrap();
    store.calls().save_wrap_up(facts.id, &wrap_up(true), NOW_MS).await.unwrap();
    let card = store.customers().get(mehmet.id).await.unwrap().unwrap();
    let [contact] = &card.history[..] else { panic!("{:?}", card.history) };
    assert_eq!(contact.call, Some(facts.id));
    assert_eq!(contact.queue.as_deref(), Some("destek"));
    assert_eq!(contact.agent.as_deref(), Some("zeynep"));
    assert_eq!(contact.disposition.as_deref(), Some("cozuldu"));
    assert_eq!(contact.summary.as_deref(), Some("Modem yeniden başlatıldı."));
    assert_eq!(store.customers().contacts(mehmet.id, 10).await.unwrap(), card.history);
}

fn answered(second: u64) -> CallRecord {
    let began_at_ms = NOW_MS + (second * 1_000).cast_signed();
    CallRecord {
        did: Some("5552001".to_owned()),
        number_raw: Some("05320000012".to_owned()),
        e164: Some("+905320000012".to_owned()),
        number_kind: Some("mobile".to_owned()),
        caller_name: Some("MEHMET KAYA".to_owned()),
        queue_id: Some("destek".to_owned()),
        agent_id: Some("zeynep".to_owned()),
        line: Line::parse("1001"),
        joined_at_ms: Some(began_at_ms + 500),
        answered_at_ms: Some(began_at_ms + 9_000),
        talk_ended_at_ms: Some(began_at_ms + 60_000),
        ended_at_ms: Some(began_at_ms + 60_000),
        outcome: Some(Outcome::Completed),
        ended_by: Some(EndedBy::Caller),
        ..CallRecord::new(call(second), PbxName::new("pbx1"), format!("{second}.1"), began_at_ms)
    }
}

fn wrap_up(finished: bool) -> WrapUpSave {
    WrapUpSave {
        agent: "zeynep".to_owned(),
        disposition: Some("cozuldu".to_owned()),
        severity: None,
        follow_up_at_ms: None,
        solved: Some(true),
        note: "Modem yeniden başlatıldı.".to_owned(),
        finished,
    }
}

async fn customer(store: &Store) -> Customer {
    let edit = CustomerEdit {
        name: "Mehmet Kaya".to_owned(),
        numbers: vec![e164("+905320000012")],
        ..CustomerEdit::default()
    };
    store.customers().create(&edit, NOW_MS).await.unwrap()
}

pub(crate) async fn callers_who_gave_up_stand_open_until_somebody_talks_to_them(house: House) {
    let store = house.open().await;
    let gave_up = |n: u64, number: Option<&str>| CallRecord {
        e164: number.map(str::to_owned),
        number_kind: Some(if number.is_some() { "mobile" } else { "withheld" }.to_owned()),
        outcome: Some(Outcome::Abandoned),
        answered_at_ms: None,
        agent_id: None,
        ..answered(n)
    };
    let (again, once) = (Some("+905320000012"), Some("+905320000045"));
    for facts in [gave_up(1, again), gave_up(2, once), gave_up(3, again), gave_up(4, None), gave_up(5, None)]
    {
        store.calls().upsert(&facts).await.unwrap();
    }
    let list = async || store.calls().missed(answered(1).began_at_ms).await.unwrap();
    let first = list().await;
    let seen: Vec<_> = first.iter().map(|missed| (missed.call.id, missed.times, missed.is_open())).collect();
    // A number that is not shown cannot be called back, and is nobody else's.
    let (open, hidden) = (true, false);
    assert_eq!(seen, [(call(5), 1, hidden), (call(4), 1, hidden), (call(3), 2, open), (call(2), 1, open)]);
    assert_eq!(store.calls().missed(answered(4).began_at_ms).await.unwrap().len(), 2);
    // One is called back, the other comes again by himself.
    assert!(store.calls().called_back(call(2), "Zeynep Arslan", NOW_MS + 7).await.unwrap());
    let back = CallRecord { e164: again.map(str::to_owned), ..answered(6) };
    store.calls().upsert(&back).await.unwrap();
    let then = list().await;
    let of = |n| then.iter().find(|missed| missed.call.id == call(n)).unwrap();
    assert_eq!(of(2).called_back, Some((NOW_MS + 7, "Zeynep Arslan".to_owned())));
    assert_eq!((of(3).came_back_at_ms, of(3).is_open()), (back.answered_at_ms, false));
    // Nobody calls back who was answered.
    assert!(!store.calls().called_back(call(6), "Zeynep Arslan", NOW_MS).await.unwrap());
    assert!(!store.calls().called_back(call(99), "Zeynep Arslan", NOW_MS).await.unwrap());
}

pub(crate) async fn calls_of_the_past_are_kept_once_and_completed_by_what_is_known_later(house: House) {
    let store = house.open().await;
    let seen = answered(1);
    store.calls().upsert(&seen).await.unwrap();
    let past = |n: u64| CallRecord {
        source: Some(CallSource::QueueLog),
        number_raw: Some("05320000012".to_owned()),
        e164: Some("+905320000012".to_owned()),
        agent_id: None,
        caller_name: None,
        ..answered(n)
    };
    let customer = CustomerEdit {
        name: "Ayşe Yılmaz".to_owned(),
        numbers: vec![e164("+905320000012")],
        ..CustomerEdit::default()
    };
    let customer = store.customers().create(&customer, NOW_MS).await.unwrap();
    let kept = store.calls().keep_past(&[past(1), past(2), past(3)]).await.unwrap();
    assert_eq!((kept.added, kept.completed), (2, 0));
    assert_eq!(store.calls().get(seen.id).await.unwrap(), Some(seen), "what was seen is left alone");
    let found = store.calls().get(call(2)).await.unwrap().unwrap();
    assert_eq!((found.source, found.customer_id), (Some(CallSource::QueueLog), Some(customer.id)));
    let again = CallRecord { agent_id: Some("ayse".to_owned()), ..past(2) };
    // One whose log is cut earlier than before takes nothing back.
    let earlier = CallRecord {
        ended_at_ms: past(3).ended_at_ms.map(|at| at - 1_000),
        outcome: Some(Outcome::Abandoned),
        ..past(3)
    };
    let kept = store.calls().keep_past(&[again, earlier]).await.unwrap();
    assert_eq!((kept.added, kept.completed), (0, 1));
    let found = store.calls().get(call(2)).await.unwrap().unwrap();
    assert_eq!(found.agent_id.as_deref(), Some("ayse"));
    assert_eq!(store.calls().get(call(3)).await.unwrap().unwrap().outcome, past(3).outcome);
}

pub(crate) async fn calls_of_a_pbx_that_have_no_end_are_found(house: House) {
    let store = house.open().await;
    let open = CallRecord { ended_at_ms: None, outcome: None, ended_by: None, ..answered(1) };
    store.calls().upsert(&open).await.unwrap();
    store.calls().upsert(&answered(2)).await.unwrap();
    let found = store.calls().open_on(&open.pbx, open.began_at_ms + 1, 10).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&open));
    assert_eq!(store.calls().open_on(&open.pbx, open.began_at_ms, 10).await.unwrap(), []);
    assert_eq!(store.calls().open_on(&PbxName::new("other"), i64::MAX, 10).await.unwrap(), []);
}

pub(crate) async fn a_gap_is_kept_and_told_newest_first(house: House) {
    let store = house.open().await;
    let gap = |began_at_ms: i64, repaired: i64| GapRecord {
        pbx: "merkez".to_owned(),
        began_at_ms,
        ended_at_ms: began_at_ms + 5_000,
        why: "the connection was closed".to_owned(),
        lost: 2,
        repaired,
        found: 1,
    };
    for one in [gap(NOW_MS, 0), gap(NOW_MS + 60_000, 1), gap(NOW_MS, 2)] {
        store.gaps().put(&one).await.unwrap();
    }
    assert_eq!(store.gaps().since(NOW_MS).await.unwrap(), [gap(NOW_MS + 60_000, 1), gap(NOW_MS, 2)]);
    assert_eq!(store.gaps().since(NOW_MS + 65_000).await.unwrap(), [gap(NOW_MS + 60_000, 1)]);
}

pub(crate) async fn who_was_promised_a_call_stands_in_the_list_until_it_is_made(house: House) {
    let store = house.open().await;
    for n in [1, 2, 3] {
        store.calls().upsert(&answered(n)).await.unwrap();
    }
    let promise = |at_ms: i64| WrapUpSave {
        severity: Some(Weight::High),
        follow_up_at_ms: Some(at_ms),
        ..wrap_up(true)
    };
    store.calls().save_wrap_up(call(1), &promise(NOW_MS + 9_000_000), NOW_MS).await.unwrap();
    store.calls().save_wrap_up(call(2), &promise(NOW_MS + 1_000_000), NOW_MS).await.unwrap();
    store.calls().save_wrap_up(call(3), &wrap_up(true), NOW_MS).await.unwrap();
    let promised = async || -> Vec<CallId> {
        store.calls().promised().await.unwrap().iter().map(|record| record.id).collect()
    };
    assert_eq!(promised().await, [call(2), call(1)]);
    let kept = store.calls().get(call(2)).await.unwrap().unwrap();
    assert_eq!((kept.severity.as_deref(), kept.follow_up_at_ms), (Some("high"), Some(NOW_MS + 1_000_000)));
    assert!(store.calls().called_back(call(2), "Zeynep Arslan", NOW_MS).await.unwrap());
    assert_eq!(promised().await, [call(1)]);
    // She takes it back.
    store.calls().save_wrap_up(call(1), &wrap_up(true), NOW_MS).await.unwrap();
    assert_eq!(promised().await, []);
}
