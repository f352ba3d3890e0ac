//! Calls that ended while nobody looked, and what a log of the PBX's said of them later.

use santral::acd::AgentId;
use santral::call::{
    CallEvent, CallNews, CallOutcome, EndedBy, LinkState, News, Outcome, Party, PbxReport, Told,
};
use santral::driver::{self, Happening, Repair};
use santral::store::{Config, Store};

use crate::desk::{Desk, arrives, call, line};
use crate::rebuild::Life;

const T: u64 = 1_764_000_000;

fn repair(n: u64, outcome: Outcome, ended_s: u64) -> Repair {
    Repair {
        call: call(n),
        ended_at_ms: (T + ended_s) * 1_000,
        outcome,
        ended_by: Some(EndedBy::Caller),
        queue: None,
        agent: None,
        line: None,
        answered_at_ms: None,
        talk_ended_at_ms: None,
    }
}

/// Answered at so many seconds, by Zeynep, in the PBX's own queue.
fn answered(n: u64, answered_s: u64, ended_s: u64) -> Repair {
    Repair {
        agent: Some(AgentId::new("zeynep")),
        line: Some(line("1001")),
        answered_at_ms: Some((T + answered_s) * 1_000),
        talk_ended_at_ms: Some((T + ended_s) * 1_000),
        ..repair(n, Outcome::Completed, ended_s)
    }
}

/// Three wait, one talks; then the PBX has none of them any more.
fn after_the_gap() -> Desk {
    let mut desk = Desk::with(&["mehmet"]);
    for n in 1..=3 {
        desk.pbx(arrives(n, "5552001"));
    }
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1002") });
    desk.after(60);
    desk.pbx(CallEvent::Resynced { live: Vec::new() });
    desk
}

#[test]
fn what_a_log_says_takes_the_place_of_what_nobody_saw() {
    let mut desk = after_the_gap();
    let day = desk.figures("destek").day;
    assert_eq!((day.answered, day.abandoned, day.fell_back, day.failed), (1, 0, 0, 2));
    let told = desk.happens(Happening::Repaired(repair(2, Outcome::Abandoned, 30)));
    assert_eq!(told, ["repaired: abandoned"]);
    assert_eq!(desk.happens(Happening::Repaired(answered(3, 20, 50))), ["repaired: completed"]);
    let day = desk.figures("destek").day;
    assert_eq!((day.entered, day.answered, day.abandoned, day.fell_back, day.failed), (3, 1, 1, 1, 0));
}

#[test]
fn what_was_seen_stays_as_it_was_seen() {
    let mut desk = after_the_gap();
    // Somebody talked to him before the gap: that he was "abandoned" is not true of him.
    let told = desk.happens(Happening::Repaired(repair(1, Outcome::Abandoned, 30)));
    assert_eq!(told, ["repaired: completed"]);
    // A second word, and a word about a call that nobody lost, change nothing.
    assert_eq!(desk.happens(Happening::Repaired(repair(1, Outcome::Abandoned, 40))), Vec::<String>::new());
    assert_eq!(desk.happens(Happening::Repaired(repair(8, Outcome::Abandoned, 30))), Vec::<String>::new());
    let day = desk.figures("destek").day;
    assert_eq!((day.answered, day.abandoned, day.failed), (1, 0, 2));
}

#[test]
fn the_counts_of_another_day_are_left_alone() {
    let mut desk = after_the_gap();
    desk.happens(Happening::NewDay);
    assert_eq!(desk.happens(Happening::Repaired(repair(2, Outcome::Abandoned, 30))), ["repaired: abandoned"]);
    let day = desk.figures("destek").day;
    assert_eq!((day.abandoned, day.failed), (0, 0));
}

#[test]
fn a_call_of_the_pbxs_own_queue_is_completed_too() {
    let mut desk = Desk::with(&["zeynep"]);
    let news = |news: News| CallNews {
        call: call(9),
        linkedid: "x".into(),
        at_ms: T * 1_000,
        caller: Party { number: Some("05321112233".into()), ..Party::default() },
        queue: Some("satis".into()),
        news,
    };
    let phone = Party { line: Some(line("1001")), ..Party::default() };
    desk.news(&news(News::Ringing { targets: vec![phone] }));
    let lost = News::Ended { outcome: CallOutcome::Failed, by: EndedBy::System, merged_into: None };
    assert_eq!(desk.news(&news(lost)), ["ended: failed"]);
    assert_eq!(desk.happens(Happening::Repaired(answered(9, 5, 25))), ["repaired: completed"]);
}

#[tokio::test]
async fn after_a_restart_the_counts_are_those_of_the_log_still() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("santral.db").display());
    let store = Store::open(&Config::at(url)).await.unwrap();
    let mut life = Life::begin(&store).await;
    life.reports.send(PbxReport { pbx: crate::desk::pbx(), told: Told::Link(LinkState::Up) }).await.unwrap();
    for n in 1..=2 {
        life.pbx(arrives(n, "5552001")).await;
    }
    life.pbx(CallEvent::Resynced { live: Vec::new() }).await;
    // The driver takes reports before requests.
    life.state().await;
    life.driver.repaired(repair(1, Outcome::Abandoned, 30)).await;
    let before = life.state().await;
    assert!(
        before.iter().any(|line| line.contains("abandoned: 1") && line.contains("failed: 1")),
        "{before:?}"
    );
    life.end().await;
    let mut again = Life::begin(&store).await;
    assert_eq!(again.state().await, before);
    again.end().await;
    let story = driver::story::tell(
        &store.journal().of_call(call(1)).await.unwrap(),
        &[],
        &santral::store::CallRecord::new(call(1), crate::desk::pbx(), "x", 0),
        &crate::desk::roster(),
    );
    assert_eq!(story.last().map(|line| line.event.as_str()), Some("call.repaired"));
}
