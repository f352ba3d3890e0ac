//! Queues that ring all, that close, that send their callers on.

use santral::acd::QueueId;
use santral::call::{CallEvent, EndedBy, LineState, RingEnd};
use santral::driver::Happening;

use crate::desk::{CATALOG, Desk, arrives, call, line};

fn desk(keys: &str) -> Desk {
    Desk::under(&CATALOG.replacen("wrap_up_s = 20", &format!("wrap_up_s = 0\n{keys}"), 1))
}

fn rings(n: u64, extension: &str) -> CallEvent {
    CallEvent::Ringing { call: call(n), line: line(extension) }
}

#[test]
fn all_are_rung_at_once_and_the_one_who_answers_ends_the_ringing_of_the_others() {
    let mut desk = desk("agent_order = \"ring-all\"");
    desk.work("zeynep");
    desk.work("mehmet");
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["ring 1001 and 1002 for 15 s"]);
    assert_eq!(desk.pbx(rings(1, "1001")), ["zeynep rings"]);
    assert_eq!(desk.pbx(rings(1, "1002")), ["mehmet rings"]);
    let answered = CallEvent::Answered { call: call(1), line: line("1002") };
    assert_eq!(
        desk.pbx(answered),
        [
            "offer to mehmet accepted",
            "zeynep: another answered",
            "offer to zeynep withdrawn (answered_elsewhere)",
            "mehmet talks"
        ],
        "nobody stops her phone but the PBX"
    );
    assert_eq!(desk.figures("destek").agents_available, 1);
}

#[test]
fn who_declines_a_ring_of_all_leaves_the_others_ringing() {
    let mut desk = desk("agent_order = \"ring-all\"");
    desk.work("zeynep");
    desk.work("mehmet");
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(rings(1, "1001"));
    desk.pbx(rings(1, "1002"));
    let end = |extension, why| CallEvent::RingEnded { call: call(1), line: line(extension), why };
    assert_eq!(desk.pbx(end("1001", RingEnd::Declined)), ["offer to zeynep declined"]);
    assert_eq!(desk.figures("destek").waiting, 1);
    assert_eq!(desk.pbx(end("1002", RingEnd::NoAnswer)), ["offer to mehmet unanswered"]);
    assert_eq!(desk.after(10), ["ring 1001 and 1002 for 15 s"], "cooled down, the same again");
}

#[test]
fn a_closed_queue_gives_back_who_calls_and_serves_who_waits() {
    let mut desk = desk("");
    desk.pbx(arrives(1, "5552001"));
    let hours = |open| Happening::Hours { queue: QueueId::new("destek"), open };
    desk.happens(hours(false));
    assert_eq!(desk.pbx(arrives(2, "5552001")), ["give back, closed", "fell back"]);
    desk.work("zeynep");
    assert!(desk.rings(call(1)), "he was there in time");
    assert_eq!(desk.pbx(CallEvent::Ended { call: call(2), by: EndedBy::System }), ["ended: fell_back"]);
    let day = desk.figures("destek").day;
    assert_eq!((day.entered, day.turned_away, day.failed, day.abandoned, day.fell_back), (2, 1, 0, 0, 0));
    desk.happens(hours(true));
    assert_eq!(desk.pbx(arrives(3, "5552001")), [""; 0]);
    assert_eq!(desk.figures("destek").waiting, 2);
}

#[test]
fn a_caller_sent_on_is_in_one_queue_only_and_counts_as_what_he_was_in_each() {
    let mut desk = desk("overflow = { wait_max_s = 30, to = \"english\" }");
    desk.pbx(arrives(1, "5552001"));
    desk.after(30);
    let (destek, english) = (desk.figures("destek"), desk.figures("english"));
    assert_eq!((destek.waiting, destek.day.entered, destek.day.overflowed), (0, 1, 1));
    assert_eq!((english.waiting, english.day.entered), (1, 1));
    desk.pbx(CallEvent::Ended { call: call(1), by: EndedBy::Caller });
    assert_eq!((desk.figures("english").day.abandoned, desk.figures("destek").day.abandoned), (1, 0));
}

#[test]
fn a_caller_who_comes_back_has_the_place_he_left() {
    let mut desk = desk("keeps_place_s = 60");
    desk.pbx(arrives(1, "5552001"));
    desk.after(10);
    desk.pbx(CallEvent::Ended { call: call(1), by: EndedBy::Caller });
    let CallEvent::Arrived { call: other, linkedid, began_at_ms, did, .. } = arrives(2, "5552001") else {
        unreachable!()
    };
    let stranger = santral::call::Caller::read(Some("05320000099"), None, &santral::phone::Plan::default());
    desk.pbx(CallEvent::Arrived { call: other, linkedid, began_at_ms, did, caller: Box::new(stranger) });
    desk.after(10);
    desk.pbx(arrives(3, "5552001"));
    desk.work("zeynep");
    assert!(desk.rings(call(3)), "he came before the other, and again after him");
}

#[test]
fn an_agent_of_capacity_two_takes_a_second_call_while_her_phone_is_in_use_by_the_first() {
    let catalog = CATALOG.replacen("skills = { tr = 90 }", "skills = { tr = 90 }\ncapacity = 2", 1);
    let mut desk = Desk::under(&catalog);
    desk.work("zeynep");
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(rings(1, "1001"));
    desk.pbx(CallEvent::Line { line: line("1001"), state: LineState::InUse });
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1001") });
    assert_eq!(desk.pbx(arrives(2, "5552001")), ["ring 1001 for 15 s"]);
    desk.pbx(rings(2, "1001"));
    desk.pbx(CallEvent::Answered { call: call(2), line: line("1001") });
    assert_eq!(desk.pbx(arrives(3, "5552001")), [""; 0], "two are enough");
}
