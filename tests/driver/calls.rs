//! What becomes of callers.

use santral::call::{CallEvent, EndedBy, LineState, LinkState, LiveCall, LivePhase, RingEnd};
use santral::driver::Happening;

use crate::desk::{Desk, arrives, call, line, pbx};

fn rings(n: u64, extension: &str) -> CallEvent {
    CallEvent::Ringing { call: call(n), line: line(extension) }
}

fn answered(n: u64, extension: &str) -> CallEvent {
    CallEvent::Answered { call: call(n), line: line(extension) }
}

fn ended(n: u64, by: EndedBy) -> CallEvent {
    CallEvent::Ended { call: call(n), by }
}

fn found(n: u64, phase: LivePhase) -> LiveCall {
    let CallEvent::Arrived { call, linkedid, began_at_ms, did, caller } = arrives(n, "5552001") else {
        unreachable!("arrives makes an arrival");
    };
    LiveCall { call, linkedid, began_at_ms, did, caller: *caller, phase }
}

#[test]
fn a_caller_is_rung_answered_and_written_up() {
    let mut desk = Desk::with(&["zeynep"]);
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["ring 1001 for 15 s"]);
    assert_eq!(desk.pbx(rings(1, "1001")), ["zeynep rings"]);
    desk.after(3);
    assert_eq!(desk.pbx(answered(1, "1001")), ["offer to zeynep accepted", "zeynep talks"]);
    desk.after(60);
    assert_eq!(desk.pbx(ended(1, EndedBy::Caller)), ["zeynep left", "ended: completed"]);
    let figures = desk.figures("destek");
    assert_eq!((figures.day.entered, figures.day.answered, figures.day.answered_within), (1, 1, 1));
    assert_eq!(
        (figures.waiting, figures.agents_available, figures.agents_not_ready),
        (0, 0, 1),
        "she writes up"
    );
    desk.after(20);
    assert_eq!(desk.figures("destek").agents_available, 1);
}

#[test]
fn a_phone_that_does_not_answer_gives_the_caller_to_the_next() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(rings(1, "1001"));
    desk.after(15);
    let missed = CallEvent::RingEnded { call: call(1), line: line("1001"), why: RingEnd::NoAnswer };
    assert_eq!(desk.pbx(missed), ["offer to zeynep unanswered", "ring 1002 for 15 s"]);
}

#[test]
fn a_phone_that_is_not_registered_is_not_rung_again_until_it_is() {
    let mut desk = Desk::with(&["zeynep"]);
    desk.pbx(arrives(1, "5552001"));
    let gone = CallEvent::RingEnded { call: call(1), line: line("1001"), why: RingEnd::Unreachable };
    assert_eq!(desk.pbx(gone), ["offer to zeynep unreachable"]);
    assert_eq!(desk.after(120), Vec::<String>::new());
    desk.pbx(CallEvent::Line { line: line("1001"), state: LineState::Unreachable });
    let back = CallEvent::Line { line: line("1001"), state: LineState::Free };
    assert_eq!(desk.pbx(back), ["ring 1001 for 15 s"]);
}

#[test]
fn a_caller_who_hangs_up_while_waiting_or_ringing_is_abandoned_and_the_agent_is_free_at_once() {
    let mut desk = Desk::with(&["zeynep"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(rings(1, "1001"));
    desk.after(6);
    let lines = desk.pbx(ended(1, EndedBy::Caller));
    assert_eq!(lines, ["offer to zeynep withdrawn (call_left)", "ended: abandoned"]);
    assert_eq!(desk.pbx(arrives(2, "5552001")), ["ring 1001 for 15 s"]);
    let day = desk.figures("destek").day;
    assert_eq!((day.entered, day.abandoned, day.short_abandoned), (2, 1, 0));
}

#[test]
fn a_number_nobody_serves_and_a_full_queue_are_given_back_to_the_pbx() {
    let mut desk = Desk::new();
    assert_eq!(desk.pbx(arrives(9, "5552999")), ["give back"]);
    for n in 1..=3 {
        assert_eq!(desk.pbx(arrives(n, "5552001")), Vec::<String>::new());
    }
    assert_eq!(desk.pbx(arrives(4, "5552001")), ["give back"]);
    assert_eq!(desk.pbx(CallEvent::FellBack { call: call(4) }), ["fell back"]);
    assert_eq!(desk.figures("destek").waiting, 3);
}

#[test]
fn a_caller_whom_the_fall_back_queue_took_is_no_longer_offered() {
    let mut desk = Desk::new();
    desk.pbx(arrives(1, "5552001"));
    assert_eq!(desk.pbx(CallEvent::FellBack { call: call(1) }), ["fell back"]);
    desk.sign_in("zeynep").unwrap();
    let available = desk.person(santral::driver::PersonAct::Choose {
        agent: santral::acd::AgentId::new("zeynep"),
        choice: santral::driver::AgentChoice::Available,
    });
    assert_eq!(available.unwrap(), Vec::<String>::new());
    assert_eq!(desk.pbx(ended(1, EndedBy::Agent)), ["ended: fell_back"]);
}

#[test]
fn a_call_whose_queue_is_chosen_by_an_agent_comes_back_as_a_new_wait() {
    let mut desk = Desk::with(&["zeynep", "elif"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(answered(1, "1001"));
    let lines = desk.pbx(arrives(1, "5552003"));
    assert_eq!(lines, ["zeynep left", "ring 1006 for 15 s"]);
}

#[test]
fn while_the_link_is_down_nobody_is_rung_and_when_it_is_back_the_pbx_is_the_truth() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(rings(1, "1001"));
    desk.pbx(arrives(2, "5552001"));
    let down = LinkState::Down { detail: "cut".into() };
    assert_eq!(desk.happens(Happening::Link { pbx: pbx(), link: down }), Vec::<String>::new());
    desk.happens(Happening::Link { pbx: pbx(), link: LinkState::Up });
    // The first was answered meanwhile, the second hung up, a third has come.
    let live = vec![found(1, LivePhase::Talking(line("1001"))), found(3, LivePhase::Waiting)];
    let lines = desk.pbx(CallEvent::Resynced { live });
    assert!(lines.contains(&"ended: failed".to_owned()), "{lines:?}");
    assert!(lines.contains(&"zeynep talks".to_owned()), "{lines:?}");
    assert!(lines.contains(&"found".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("ring")), "no phone is known yet: {lines:?}");
    let free = CallEvent::Line { line: line("1002"), state: LineState::Free };
    assert_eq!(desk.pbx(free), ["ring 1002 for 15 s"]);
}

#[test]
fn a_resync_that_says_what_is_known_changes_nothing() {
    let mut desk = Desk::with(&["zeynep"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(answered(1, "1001"));
    desk.pbx(arrives(2, "5552001"));
    let live = vec![found(1, LivePhase::Talking(line("1001"))), found(2, LivePhase::Waiting)];
    assert_eq!(desk.pbx(CallEvent::Resynced { live }), Vec::<String>::new());
    assert_eq!(desk.figures("destek").day.entered, 2);
}

#[test]
fn a_new_business_day_counts_anew_and_keeps_who_waits() {
    let mut desk = Desk::new();
    desk.pbx(arrives(1, "5552001"));
    desk.happens(Happening::NewDay);
    let figures = desk.figures("destek");
    assert_eq!((figures.waiting, figures.day.entered), (1, 0));
}
