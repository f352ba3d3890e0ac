//! Calls that are not ours to route, at our agents' phones.

use santral::call::{CallId, CallNews, CallOutcome, EndedBy, News, Party, RingingEnd, TransferMode};

use crate::desk::{Desk, call, line};

fn phone(extension: &str) -> Party {
    Party { number: Some(extension.into()), line: Some(line(extension)), ..Party::default() }
}

fn outside() -> Party {
    Party { number: Some("05321112233".into()), line: Some(line("trunk")), ..Party::default() }
}

/// News of call 9, which somebody outside began.
fn inbound(news: News) -> CallNews {
    CallNews {
        call: call(9),
        linkedid: "x".into(),
        at_ms: 0,
        caller: outside(),
        queue: Some("satis".into()),
        news,
    }
}

fn by_agent(id: CallId, news: News) -> CallNews {
    CallNews { call: id, linkedid: "x".into(), at_ms: 0, caller: phone("1001"), queue: None, news }
}

fn rings(targets: &[&str]) -> News {
    News::Ringing { targets: targets.iter().map(|target| phone(target)).collect() }
}

fn stops(extension: &str, why: RingingEnd) -> News {
    News::RingingEnded { target: phone(extension), why }
}

fn ends() -> News {
    News::Ended { outcome: CallOutcome::Completed, by: EndedBy::Caller, merged_into: None }
}

#[test]
fn who_rings_in_the_pbxs_own_queue_gets_the_card_and_who_answers_keeps_it() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    assert_eq!(desk.news(&inbound(rings(&["1001"]))), ["zeynep rings"]);
    assert_eq!(desk.news(&inbound(rings(&["1001", "1002"]))), ["mehmet rings"]);
    assert_eq!(desk.news(&inbound(stops("1002", RingingEnd::Answered))), Vec::<String>::new());
    assert_eq!(
        desk.news(&inbound(stops("1001", RingingEnd::AnsweredElsewhere))),
        ["zeynep: another answered"]
    );
    assert_eq!(desk.news(&inbound(News::Answered { party: phone("1002") })), ["mehmet talks"]);
    assert_eq!(desk.news(&inbound(ends())), ["mehmet left", "ended: completed"]);
}

#[test]
fn a_member_is_known_by_her_interface_whatever_phone_is_rung_for_it() {
    let mut desk = Desk::with(&["zeynep"]);
    let mobile = Party { member: Some("Local/1001@agents/n".into()), ..outside() };
    assert_eq!(desk.news(&inbound(News::Ringing { targets: vec![mobile] })), ["zeynep rings"]);
}

#[test]
fn an_unseen_transfer_ends_her_part_and_says_who_handed_him_over() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.news(&inbound(rings(&["1001"])));
    desk.news(&inbound(News::Answered { party: phone("1001") }));
    let transfer = News::Transferred { mode: TransferMode::Blind, by: phone("1001"), to: phone("1002") };
    assert_eq!(desk.news(&inbound(transfer)), ["zeynep left"]);
    assert_eq!(desk.news(&inbound(rings(&["1002"]))), ["mehmet rings"]);
    let answer = desk.news(&inbound(News::Answered { party: phone("1002") }));
    assert_eq!(answer, ["mehmet talks"]);
}

#[test]
fn after_asking_the_one_who_asked_leaves_and_the_other_talks() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.news(&inbound(rings(&["1001"])));
    desk.news(&inbound(News::Answered { party: phone("1001") }));
    assert_eq!(desk.news(&inbound(News::Answered { party: phone("1002") })), ["zeynep left", "mehmet talks"]);
}

#[test]
fn whom_she_calls_outside_is_on_her_screen_and_colleagues_are_not() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    assert_eq!(desk.news(&by_agent(call(7), rings(&["1002"]))), Vec::<String>::new());
    let out = News::Ringing { targets: vec![outside()] };
    assert_eq!(desk.news(&by_agent(call(8), out)), ["zeynep dials"]);
    assert_eq!(desk.news(&by_agent(call(8), News::Answered { party: outside() })), ["zeynep talks"]);
    assert_eq!(desk.news(&by_agent(call(8), ends())), ["zeynep left", "ended: completed"]);
}

#[test]
fn calls_at_nobodys_phone_are_nothing_to_us() {
    let mut desk = Desk::with(&["zeynep"]);
    assert_eq!(desk.news(&inbound(rings(&["1099"]))), Vec::<String>::new());
    assert_eq!(desk.news(&inbound(News::Answered { party: phone("1099") })), Vec::<String>::new());
    assert_eq!(desk.news(&inbound(ends())), Vec::<String>::new());
}
