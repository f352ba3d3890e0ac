//! Callers who are handed from one agent to another.

use santral::call::{CallEvent, CallId, CallNews, EndedBy, News, Party, RingingEnd, TransferMode};

use crate::desk::{Desk, arrives, call, line};

fn phone(extension: &str) -> Party {
    Party { number: Some(extension.into()), line: Some(line(extension)), ..Party::default() }
}

/// News of a call that this phone began.
fn news(call: CallId, from: &str, news: News) -> CallNews {
    CallNews { call, linkedid: "x".into(), at_ms: 0, caller: phone(from), queue: None, news }
}

fn rings(extension: &str) -> News {
    News::Ringing { targets: vec![phone(extension)] }
}

fn stops(extension: &str, why: RingingEnd) -> News {
    News::RingingEnded { target: phone(extension), why }
}

/// Zeynep talks to caller 1, Mehmet is free.
fn zeynep_talks() -> Desk {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(CallEvent::Ringing { call: call(1), line: line("1001") });
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1001") });
    desk
}

#[test]
fn a_colleague_who_is_asked_has_the_story_before_she_answers_and_the_caller_after() {
    let mut desk = zeynep_talks();
    assert_eq!(desk.news(&news(call(2), "1001", rings("1002"))), ["mehmet is asked"]);
    assert_eq!(desk.call(1).handed_by.as_ref().map(|by| by.as_str()), Some("zeynep"));
    desk.news(&news(call(2), "1001", stops("1002", RingingEnd::Answered)));
    let merged = News::Ended {
        outcome: santral::call::CallOutcome::Completed,
        by: EndedBy::System,
        merged_into: Some(call(1)),
    };
    assert_eq!(desk.news(&news(call(2), "1001", merged)), Vec::<String>::new());
    assert_eq!(desk.pbx(CallEvent::AgentLeft { call: call(1), line: line("1001") }), ["zeynep left"]);
    assert_eq!(desk.pbx(CallEvent::Answered { call: call(1), line: line("1002") }), ["mehmet talks"]);
    let figures = desk.figures("destek");
    assert_eq!((figures.agents_busy, figures.agents_not_ready), (1, 1), "mehmet talks, zeynep writes up");
    assert_eq!(figures.day.answered, 1, "one caller was answered once");
    assert_eq!(
        desk.pbx(CallEvent::Ended { call: call(1), by: EndedBy::Caller }),
        ["mehmet left", "ended: completed"]
    );
}

#[test]
fn a_colleague_who_does_not_answer_is_asked_no_more() {
    let mut desk = zeynep_talks();
    desk.news(&news(call(2), "1001", rings("1002")));
    let told = desk.news(&news(call(2), "1001", stops("1002", RingingEnd::NoAnswer)));
    assert_eq!(told, ["mehmet is asked no more"]);
}

#[test]
fn a_consultation_that_ends_by_itself_takes_the_story_off_the_colleagues_screen() {
    let mut desk = zeynep_talks();
    desk.news(&news(call(2), "1001", rings("1002")));
    desk.news(&news(call(2), "1001", stops("1002", RingingEnd::Answered)));
    let over =
        News::Ended { outcome: santral::call::CallOutcome::Completed, by: EndedBy::Agent, merged_into: None };
    assert_eq!(desk.news(&news(call(2), "1001", over)), ["mehmet is asked no more"]);
}

#[test]
fn a_caller_who_hangs_up_while_he_is_talked_about_leaves_no_card_behind() {
    let mut desk = zeynep_talks();
    desk.news(&news(call(2), "1001", rings("1002")));
    desk.news(&news(call(2), "1001", stops("1002", RingingEnd::Answered)));
    let told = desk.pbx(CallEvent::Ended { call: call(1), by: EndedBy::Caller });
    assert_eq!(told, ["zeynep left", "mehmet is asked no more", "ended: completed"]);
}

#[test]
fn a_transfer_by_the_pbx_itself_asks_on_the_callers_own_call() {
    let mut desk = zeynep_talks();
    assert_eq!(desk.news(&news(call(1), "05320000012", rings("1002"))), ["controls", "mehmet is asked"]);
}

#[test]
fn a_colleague_who_calls_somebody_who_talks_to_nobody_asks_about_nobody() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    assert_eq!(desk.news(&news(call(2), "1001", rings("1002"))), Vec::<String>::new());
}

#[test]
fn an_unseen_transfer_says_by_whom() {
    let mut desk = zeynep_talks();
    let transfer = News::Transferred { mode: TransferMode::Blind, by: phone("1001"), to: phone("1002") };
    desk.news(&news(call(1), "05320000012", transfer));
    desk.pbx(CallEvent::AgentLeft { call: call(1), line: line("1001") });
    assert_eq!(desk.pbx(CallEvent::Ringing { call: call(1), line: line("1002") }), ["mehmet rings"]);
    assert_eq!(desk.call(1).handed_by.as_ref().map(|by| by.as_str()), Some("zeynep"));
}

#[test]
fn who_picks_up_a_call_that_rings_elsewhere_has_it_and_the_other_is_free() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(CallEvent::Ringing { call: call(1), line: line("1001") });
    let told = desk.pbx(CallEvent::Answered { call: call(1), line: line("1002") });
    assert!(told.contains(&"mehmet talks".to_owned()), "{told:?}");
    assert!(told.iter().any(|line| line.starts_with("offer to zeynep withdrawn")), "{told:?}");
    let figures = desk.figures("destek");
    assert_eq!((figures.agents_busy, figures.agents_available), (1, 1));
}
