//! What is lost, and what is not.

use santral::hooks::Counts;
use santral::store::{LETTERS_WAITING_MAX, LetterState};
use sqlx::Connection;

use crate::desk::{Desk, until};
use crate::receiver::{Manner, Receiver, TAKES};

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing() {
    let receiver = Receiver::start(|_, before| if before < 40 { TAKES } else { Manner::Hangs }).await;
    let mut desk = Desk::open(&[&receiver], "timeout_ms = 60000").await;
    for _ in 0..10 {
        desk.tell(&["call.ringing", "call.answered", "call.held", "call.retrieved", "call.ended"]);
        tokio::task::yield_now().await;
    }
    until("it hangs, and all are in the outbox", async || {
        let first_and_last =
            desk.letters(LetterState::Waiting).await.iter().any(|letter| letter.subject == "e1-50");
        first_and_last && receiver.asked().len() == 41
    })
    .await;
    desk.is_killed_and_starts_again().await;
    receiver.now(|_, _| TAKES);
    desk.tell(&["call.ringing"]);
    until("all are told", async || receiver.asked().iter().any(|told| told.id() == "e2-1")).await;
    let mut first_told: Vec<String> = Vec::new();
    for told in receiver.events() {
        if !first_told.iter().any(|id| id == told.id()) {
            first_told.push(told.id().to_owned());
        }
    }
    let mut expected: Vec<String> = (1..=50).map(|n| format!("e1-{n}")).collect();
    expected.push("e2-1".to_owned());
    assert_eq!(first_told, expected, "each, in the order they happened, the new life's after the old one's");
    desk.stop().await;
}

#[tokio::test]
async fn what_was_told_before_a_stop_is_put_though_nobody_takes_it() {
    let receiver = Receiver::start(|_, _| Manner::Hangs).await;
    let mut desk = Desk::open(&[&receiver], "timeout_ms = 60000").await;
    desk.tell(&["call.ended"; 700]);
    desk.stop().await;
    let mut waiting = desk.letters(LetterState::Waiting).await;
    assert_eq!(waiting.len(), 701);
    waiting.sort_by_key(|letter| letter.id);
    let ids: Vec<String> = waiting.into_iter().skip(1).map(|letter| letter.subject).collect();
    assert_eq!(ids, (1..=700).map(|n| format!("e1-{n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_receiver_that_hangs_slows_neither_the_feed_nor_another() {
    let hangs = Receiver::start(|_, _| Manner::Hangs).await;
    let well = Receiver::start(|_, _| TAKES).await;
    let mut desk = Desk::open(&[&hangs, &well], "timeout_ms = 60000").await;
    until("the one hangs", async || hangs.asked().len() == 1).await;
    desk.tell(&["call.ended"; 300]);
    until("the other has all", async || well.events().len() == 300).await;
    assert_eq!(hangs.asked().len(), 1, "it still has the first in hand");
    assert_eq!(desk.letters(LetterState::Waiting).await.len(), 301);
    desk.stop().await;
}

#[tokio::test]
async fn a_database_that_is_away_too_long_is_one_gap_and_a_short_time_is_none() {
    let receiver = Receiver::start(|_, _| TAKES).await;
    let mut desk = Desk::open(&[&receiver], "events = ['call.*']").await;
    until("the start is told", async || receiver.asked().len() == 1).await;
    let mut other = sqlx::SqliteConnection::connect(&desk.database()).await.unwrap();
    for (n, told_meanwhile) in [(1, 100), (2, 17_000)] {
        let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
        // Nobody has asked for these.
        desk.tell(&vec!["agent.state"; told_meanwhile]);
        desk.tell(&["call.ended"]);
        lock.rollback().await.unwrap();
        until("the last is told", async || receiver.events().len() == n).await;
    }
    desk.stop().await;
    let told = receiver.asked();
    let names: Vec<&str> = told.iter().map(|told| told.event()).collect();
    assert_eq!(names, ["gap", "call.ended", "gap", "call.ended"]);
    assert!(told[2].body.contains("missed") && told[2].id() != told[0].id(), "{}", told[2].body);
}

#[tokio::test]
async fn an_outbox_that_is_full_takes_no_more_counts_it_and_tells_a_gap_when_there_is_room() {
    let receiver = Receiver::start(|_, _| Manner::Hangs).await;
    let mut desk = Desk::open(&[&receiver], "timeout_ms = 60000").await;
    until("it hangs", async || receiver.asked().len() == 1).await;
    desk.tell(&["call.ended"]);
    until("the first is put", async || desk.letters(LetterState::Waiting).await.len() == 2).await;
    desk.stop().await;
    let mut other = sqlx::SqliteConnection::connect(&desk.database()).await.unwrap();
    sqlx::query(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1) \
         INSERT INTO outbox (letter_id, kind, target, subject, revision, body, made_at, next_at, tries, state) \
         SELECT 'x' || n, 'webhook', 't0', 'x' || n, 1, '{}', 0, 9000000000000, 0, 'waiting' FROM n",
    )
    .bind(LETTERS_WAITING_MAX - 2)
    .execute(&mut other)
    .await
    .unwrap();
    desk.stops_and_starts_again().await;
    desk.tell(&["call.ringing"; 5]);
    until("they are dropped", async || desk.counts(0).dropped == 5).await;
    sqlx::query("DELETE FROM outbox WHERE subject LIKE 'x%'").execute(&mut other).await.unwrap();
    receiver.now(|_, _| TAKES);
    desk.tell(&["call.held"]);
    desk.stops_and_starts_again().await;
    until("the next life is told of", async || {
        receiver.asked().iter().any(|told| told.id().starts_with("e3-gap"))
    })
    .await;
    desk.stop().await;
    let mut told: Vec<String> =
        receiver.asked().iter().map(|told| format!("{} {}", told.id(), told.event())).collect();
    told.dedup();
    let reason = receiver.asked().into_iter().find(|told| told.id().starts_with("e2-gap")).unwrap();
    assert!(reason.body.contains("too many letters waited"), "{}", reason.body);
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[1] == "e1-1 call.ended" && told[3] == "e2-6 call.held", "{told:?}");
    assert_eq!(desk.counts(0), Counts { delivered: desk.counts(0).delivered, ..Counts::default() });
}
