//! Queues that want to know who calls before they route.

use santral::acd::AgentId;
use santral::call::{CallEvent, EndedBy};
use santral::driver::{Happening, Known};

use crate::desk::{CATALOG, Desk, arrives, call, line};

fn curious(keys: &str) -> Desk {
    Desk::under(&CATALOG.replacen("wrap_up_s = 20", &format!("wrap_up_s = 0\n{keys}"), 1))
}

fn known(n: u64, known: Known) -> Happening {
    Happening::Known { call: call(n), known }
}

fn talked_to(agent: &str) -> Known {
    Known { last_agent: Some(AgentId::new(agent)), ..Known::default() }
}

#[test]
fn a_caller_waits_for_the_agent_who_knows_him_and_not_for_ever() {
    let mut desk = curious("prefer_last_agent_s = 30");
    desk.work("zeynep");
    desk.work("mehmet");
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["who is +905320000012"]);
    assert_eq!(
        desk.happens(known(1, talked_to("mehmet"))),
        ["ring 1002 for 15 s"],
        "zeynep was idle for longer"
    );
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1002") });
    desk.pbx(arrives(2, "5552001"));
    assert_eq!(
        desk.happens(known(2, talked_to("mehmet"))),
        [""; 0],
        "he is busy, and zeynep would have to wait"
    );
    assert_eq!(desk.after(30), ["ring 1001 for 15 s"]);
}

#[test]
fn a_caller_nobody_knows_in_time_is_routed_with_the_moment_he_arrived() {
    let mut desk = curious("prefer_last_agent_s = 30");
    desk.work("zeynep");
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["who is +905320000012"]);
    assert_eq!(desk.after(1), ["ring 1001 for 15 s"]);
    assert_eq!(desk.happens(known(1, talked_to("mehmet"))), [""; 0], "too late to matter");
}

#[test]
fn a_caller_who_hangs_up_before_he_is_known_is_gone() {
    let mut desk = curious("priorities = { vip = 3 }");
    desk.work("zeynep");
    desk.pbx(arrives(1, "5552001"));
    let ended = CallEvent::Ended { call: call(1), by: EndedBy::Caller };
    assert_eq!(desk.pbx(ended), ["ended: abandoned"]);
    assert_eq!(desk.happens(known(1, Known { vip: true, ..Known::default() })), [""; 0]);
    assert_eq!(desk.after(5), [""; 0]);
}

#[test]
fn customers_of_value_come_first_where_the_queue_says_so() {
    let mut desk = curious("call_order = \"priority\"\npriorities = { vip = 3, \"Altın\" = 2 }");
    let gold = Known { segment: Some("Altın".to_owned()), ..Known::default() };
    let marked = Known { vip: true, segment: Some("Gümüş".to_owned()), ..Known::default() };
    for (n, who) in [(1, Known::default()), (2, gold), (3, marked)] {
        desk.pbx(arrives(n, "5552001"));
        desk.happens(known(n, who));
    }
    desk.work("zeynep");
    let rung: Vec<u64> = (1..=3).filter(|n| desk.rings(call(*n))).collect();
    assert_eq!(rung, [3]);
}

#[test]
fn a_queue_that_does_not_care_asks_nobody() {
    let mut desk = Desk::with(&["zeynep"]);
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["ring 1001 for 15 s"]);
}
