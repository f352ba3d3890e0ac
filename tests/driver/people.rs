//! What people may do.

use santral::acd::AgentId;
use santral::call::{CallEvent, RingEnd};
use santral::driver::{AgentChoice, PersonAct, Refused};

use crate::desk::{Desk, arrives, call, line};

fn zeynep() -> AgentId {
    AgentId::new("zeynep")
}

#[test]
fn nobody_can_sit_at_a_taken_phone_or_be_somebody_unknown() {
    let mut desk = Desk::with(&["zeynep"]);
    let act = |agent: &str| PersonAct::SignIn { agent: AgentId::new(agent), line: line("1001") };
    assert_eq!(desk.person(act("mehmet")), Err(Refused::LineTaken));
    assert_eq!(desk.person(act("nobody")), Err(Refused::UnknownAgent));
    assert_eq!(desk.person(act("zeynep")), Ok(Vec::new()));
}

#[test]
fn a_refused_offer_waits_for_the_pbx_to_say_that_the_phone_is_quiet() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    let reject = PersonAct::Reject { agent: zeynep(), call: call(1) };
    assert_eq!(desk.person(reject.clone()), Err(Refused::NotYourCall), "it does not ring yet");
    desk.pbx(CallEvent::Ringing { call: call(1), line: line("1001") });
    assert_eq!(desk.person(reject).unwrap(), ["stop 1001, declined"]);
    let quiet = CallEvent::RingEnded { call: call(1), line: line("1001"), why: RingEnd::Declined };
    assert_eq!(desk.pbx(quiet), ["offer to zeynep declined", "ring 1002 for 15 s"]);
}

#[test]
fn an_agent_who_goes_home_while_her_phone_rings_has_it_stopped() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(CallEvent::Ringing { call: call(1), line: line("1001") });
    let home = PersonAct::Choose { agent: zeynep(), choice: AgentChoice::Offline };
    let lines = desk.person(home).unwrap();
    assert_eq!(lines, ["stop 1001", "offer to zeynep withdrawn (agent_left)", "ring 1002 for 15 s"]);
    // The word about her phone comes late and changes nothing.
    let late = CallEvent::RingEnded { call: call(1), line: line("1001"), why: RingEnd::NoAnswer };
    assert_eq!(desk.pbx(late), Vec::<String>::new());
}

#[test]
fn only_her_own_call_can_be_ended_and_only_her_own_wrap_up_finished() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1001") });
    let hangup = |agent: &str| PersonAct::Hangup { agent: AgentId::new(agent), call: call(1) };
    assert_eq!(desk.person(hangup("mehmet")), Err(Refused::NotYourCall));
    assert_eq!(desk.person(hangup("zeynep")).unwrap(), ["hang up"]);
    desk.pbx(CallEvent::AgentLeft { call: call(1), line: line("1001") });
    let done = |agent: &str, n| PersonAct::WrapUpDone { agent: AgentId::new(agent), call: call(n) };
    assert_eq!(desk.person(done("mehmet", 1)), Err(Refused::NotYourCall));
    assert_eq!(desk.person(done("zeynep", 2)), Err(Refused::NotYourCall));
    assert_eq!(desk.person(done("zeynep", 1)), Ok(Vec::new()));
}

#[test]
fn more_time_to_write_up_is_given() {
    let mut desk = Desk::with(&["zeynep"]);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1001") });
    desk.pbx(CallEvent::AgentLeft { call: call(1), line: line("1001") });
    desk.person(PersonAct::WrapUpExtend { agent: zeynep(), call: call(1) }).unwrap();
    desk.after(40);
    assert_eq!(desk.figures("destek").agents_available, 0);
    desk.after(20);
    assert_eq!(desk.figures("destek").agents_available, 1);
}

#[test]
fn nobody_chooses_a_state_without_a_seat() {
    let mut desk = Desk::new();
    let act = PersonAct::Choose { agent: zeynep(), choice: AgentChoice::Available };
    assert_eq!(desk.person(act), Err(Refused::NotSignedIn));
}
