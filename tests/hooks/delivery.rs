//! What goes out, and what each answer means.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use santral::store::LetterState;
use serde_json::Value;

use crate::desk::{Desk, SECRET, until};
use crate::receiver::{Manner, Receiver, Request, TAKES};

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn ids(requests: &[Request]) -> Vec<String> {
    requests.iter().map(|request| request.id().to_owned()).collect()
}

#[tokio::test]
async fn an_event_comes_signed_and_as_the_feed_tells_it() {
    let receiver = Receiver::start(|_, _| TAKES).await;
    let mut desk = Desk::open(&[&receiver], "").await;
    desk.tell(&["call.ringing", "call.ended"]);
    until("both are told", async || receiver.events().len() == 2).await;
    let told = receiver.events();
    assert_eq!(ids(&told), ["e1-1", "e1-2"]);
    let first = &told[0];
    assert_eq!(first.line, "POST /in HTTP/1.1");
    assert_eq!(first.headers["content-type"], "application/json");
    assert_eq!(first.event(), "call.ringing");
    let mut as_told = crate::desk::event("call.ringing");
    as_told.id = "e1-1".into();
    assert_eq!(first.body, serde_json::to_string(&as_told).unwrap());

    let at = &first.headers["santral-timestamp"];
    assert!((now_ms() / 1_000 - at.parse::<i64>().unwrap()).abs() < 120, "{at}");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{at}.{}", first.body).as_bytes());
    let code: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(first.headers["santral-signature"], format!("v1={code}"));
    desk.stop().await;
    assert_eq!((desk.counts(0).delivered, desk.counts(0).failed), (3, 0), "the start is told too");
    assert_eq!(desk.letters(LetterState::Waiting).await, [], "what was told is forgotten");
    assert_eq!(desk.letters(LetterState::Done).await, []);
}

#[tokio::test]
async fn a_target_is_told_what_it_asked_for_and_that_a_life_begins() {
    let receiver = Receiver::start(|_, _| TAKES).await;
    let mut desk = Desk::open(&[&receiver], "events = ['call.*', 'queue.abandoned']").await;
    desk.tell(&["queue.joined", "call.held", "agent.state", "queue.abandoned", "queue.left", "call.ended"]);
    until("the last is told", async || receiver.asked().iter().any(|told| told.event() == "call.ended"))
        .await;
    let told = receiver.asked();
    let names: Vec<&str> = told.iter().map(Request::event).collect();
    assert_eq!(names, ["gap", "call.held", "queue.abandoned", "call.ended"]);
    let gap = told[0].json();
    assert_eq!((&gap["event"], &gap["id"]), (&Value::from("gap"), &Value::from(told[0].id())));
    assert!(gap["at"].is_string() && gap["reason"].as_str().unwrap().contains("started"), "{gap}");
    desk.stop().await;
}

#[tokio::test]
async fn what_was_not_taken_is_told_again_by_the_same_id_and_a_redirect_is_not_followed() {
    for manner in [
        Manner::Answers(500, "", "oops"),
        Manner::Answers(503, "", ""),
        Manner::Answers(408, "", ""),
        Manner::Answers(425, "", ""),
        Manner::Answers(429, "", ""),
        Manner::Answers(302, "Location: /elsewhere\r\n", ""),
        Manner::Answers(307, "Location: /elsewhere\r\n", ""),
        Manner::Drops,
        Manner::Hangs,
        Manner::Endless(500),
    ] {
        let first = manner.clone();
        let receiver =
            Receiver::start(move |_, before| if before == 0 { first.clone() } else { TAKES }).await;
        let mut desk = Desk::open(&[&receiver], "timeout_ms = 300").await;
        desk.tell(&["call.ended"; 40]);
        until("all is told in the end", async || receiver.events().len() == 40).await;
        let told = receiver.asked();
        assert_eq!(told[0].id(), told[1].id(), "{manner:?}");
        assert_eq!(told[0].body, told[1].body, "{manner:?}");
        let in_order: Vec<String> = (1..=40).map(|n| format!("e1-{n}")).collect();
        assert_eq!(ids(&told[2..]), in_order, "{manner:?}: the order is kept through a short trouble");
        assert!(told.iter().all(|request| request.line.starts_with("POST /in ")), "{manner:?}");
        desk.stop().await;
        assert_eq!((desk.counts(0).failed, desk.counts(0).dead), (1, 0), "{manner:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_late_or_endless_counts_by_its_status() {
    for manner in [Manner::Late(Duration::from_millis(200)), Manner::Endless(200)] {
        let receiver = Receiver::start(move |_, _| manner.clone()).await;
        let mut desk = Desk::open(&[&receiver], "timeout_ms = 5000").await;
        desk.tell(&["call.ended"]);
        until("both are taken", async || desk.counts(0).delivered == 2).await;
        desk.stop().await;
        assert_eq!((receiver.asked().len(), desk.counts(0).failed), (2, 0));
    }
}

#[tokio::test]
async fn who_is_gone_is_told_once_and_what_is_wrong_three_times() {
    let receiver = Receiver::start(|_, _| Manner::Answers(410, "", "")).await;
    let mut desk = Desk::open(&[&receiver], "").await;
    until("it is given up", async || desk.letters(LetterState::Dead).await.len() == 1).await;
    assert_eq!(receiver.asked().len(), 1);
    let long: &'static str =
        Box::leak(format!("no such\r\n\u{7}field {}", "x".repeat(10_000)).into_boxed_str());
    receiver.now(move |_, _| Manner::Answers(422, "", long));
    desk.tell(&["call.ended"]);
    until("it is given up", async || desk.letters(LetterState::Dead).await.len() == 2).await;
    let tried = receiver.events();
    assert_eq!(ids(&tried), ["e1-1"; 3]);
    let dead = desk.letters(LetterState::Dead).await;
    let letter = dead.iter().find(|letter| letter.subject == "e1-1").unwrap();
    assert_eq!((letter.kind.as_str(), letter.target.as_str(), letter.tries), ("webhook", "t0", 3));
    let why = letter.error.as_deref().unwrap();
    assert!(why.contains("422") && why.contains("no such   field xxx"), "{why}");
    assert!(why.len() < 300, "the answer is not kept whole");
    assert_eq!((desk.counts(0).dead, desk.counts(0).failed), (2, 4));
    // Somebody has mended it.
    receiver.now(|_, _| TAKES);
    assert_eq!(desk.store.outbox().retry(None, now_ms()).await.unwrap(), 2);
    until("they are told", async || desk.counts(0).delivered == 2).await;
    desk.stop().await;
}

#[tokio::test]
async fn who_asks_for_patience_is_given_it_within_bounds() {
    let date =
        (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(300)).strftime("%a, %d %b %Y %H:%M:%S GMT");
    let date: &'static str = Box::leak(format!("Retry-After: {date}\r\n").into_boxed_str());
    for (asked, at_least_ms, at_most_ms) in [
        ("Retry-After: 600\r\n", 600_000, 600_000),
        (date, 290_000, 310_000),
        ("Retry-After: 99999999\r\n", 900_000, 900_000),
        ("Retry-After: soon\r\n", 0, 10_000),
    ] {
        let receiver = Receiver::start(move |_, _| Manner::Answers(429, asked, "")).await;
        let began_ms = now_ms();
        let mut desk = Desk::open(&[&receiver], "").await;
        until("it is put off", async || {
            desk.letters(LetterState::Waiting).await.iter().any(|letter| letter.error.is_some())
        })
        .await;
        let letter = desk.letters(LetterState::Waiting).await.remove(0);
        let ended_ms = now_ms();
        assert!(letter.next_at_ms >= began_ms + at_least_ms, "{asked}");
        // Two minutes: a letter that is under way has been lent for so long.
        assert!(letter.next_at_ms <= ended_ms + at_most_ms.max(120_000), "{asked}");
        // An admin who starts it anew does not wait.
        receiver.now(|_, _| TAKES);
        desk.stops_and_starts_again().await;
        until("it is told", async || desk.counts(0).delivered == 2).await;
        desk.stop().await;
    }
}

#[tokio::test]
async fn a_letter_that_alone_is_refused_holds_up_nobody_for_long() {
    let receiver = Receiver::start(
        |request, _| {
            if request.id() == "e1-3" { Manner::Answers(500, "", "") } else { TAKES }
        },
    )
    .await;
    let mut desk = Desk::open(&[&receiver], "").await;
    desk.tell(&["call.ended"; 60]);
    // A letter is counted when it is taken, and forgotten with those it went with.
    until("all others are told and forgotten", async || {
        desk.counts(0).delivered == 60 && desk.letters(LetterState::Waiting).await.len() == 1
    })
    .await;
    let waiting = desk.letters(LetterState::Waiting).await;
    assert_eq!(waiting.iter().map(|letter| letter.subject.as_str()).collect::<Vec<_>>(), ["e1-3"]);
    let mut taken: Vec<String> = ids(&receiver.events());
    taken.retain(|id| id != "e1-3");
    let in_order: Vec<String> = (1..=60).filter(|n| *n != 3).map(|n| format!("e1-{n}")).collect();
    assert_eq!(taken, in_order);
    desk.stop().await;
}

#[tokio::test]
async fn events_a_target_finds_wrong_are_given_up_beside_those_it_takes() {
    let receiver =
        Receiver::start(
            |request, _| {
                if request.event() == "agent.state" { Manner::Answers(422, "", "") } else { TAKES }
            },
        )
        .await;
    let mut desk = Desk::open(&[&receiver], "").await;
    for _ in 0..20 {
        desk.tell(&["call.ringing", "agent.state", "call.ended"]);
    }
    until("each is settled", async || desk.counts(0).delivered == 41 && desk.counts(0).dead == 20).await;
    let mut taken =
        ids(&receiver.events().into_iter().filter(|told| told.event() != "agent.state").collect::<Vec<_>>());
    let in_order: Vec<String> = (1..=60).filter(|n| n % 3 != 2).map(|n| format!("e1-{n}")).collect();
    taken.dedup();
    assert_eq!(taken, in_order);
    assert_eq!(desk.counts(0).failed, 60);
    desk.stop().await;
}

#[tokio::test]
async fn events_a_target_fails_at_do_not_keep_it_from_those_it_takes() {
    let receiver =
        Receiver::start(
            |request, _| {
                if request.event() == "agent.state" { Manner::Answers(500, "", "") } else { TAKES }
            },
        )
        .await;
    let mut desk = Desk::open(&[&receiver], "").await;
    for _ in 0..6 {
        desk.tell(&["agent.state", "call.ended"]);
    }
    until("all others are told and forgotten", async || {
        desk.counts(0).delivered == 7 && desk.letters(LetterState::Waiting).await.len() == 6
    })
    .await;
    let waiting = desk.letters(LetterState::Waiting).await;
    assert!(waiting.iter().all(|letter| letter.tries > 0 && letter.error.is_some()), "{waiting:?}");
    desk.stop().await;
}
