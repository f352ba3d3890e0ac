//! What an agent may do to her conversation, and when.

use santral::acd::AgentId;
use santral::call::{Abilities, CallEvent, Control, ControlKind, Denied, Dialled};
use santral::driver::{PersonAct, Refused};

use crate::desk::{Desk, arrives, call, line};

const ALL: Abilities = Abilities { transfer: true, hold: true, park: true, dial: true, listen: true };

fn talks(abilities: Abilities) -> Desk {
    let mut desk = Desk::with(&["zeynep"]);
    desk.can(abilities);
    desk.pbx(arrives(1, "5552001"));
    desk.pbx(CallEvent::Ringing { call: call(1), line: line("1001") });
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1001") });
    desk
}

fn wants(desk: &mut Desk, what: Control) -> Result<Vec<String>, Refused> {
    desk.person(PersonAct::Control { agent: AgentId::new("zeynep"), call: call(1), what })
}

fn to(number: &str) -> Dialled {
    Dialled::parse(number).unwrap()
}

#[test]
fn what_the_dialplan_has_not_is_refused_and_what_routing_needs_is_always_there() {
    let mut desk = talks(Abilities::default());
    for what in [Control::Hold, Control::Transfer(to("1002")), Control::Consult(to("1002")), Control::Park] {
        assert_eq!(wants(&mut desk, what), Err(Refused::NotAble));
    }
    assert_eq!(wants(&mut desk, Control::Mute).unwrap(), ["controls", "mute"]);
}

#[test]
fn a_caller_on_hold_can_only_be_taken_back() {
    let mut desk = talks(ALL);
    assert_eq!(wants(&mut desk, Control::Hold).unwrap(), ["hold"]);
    desk.pbx(CallEvent::Held { call: call(1), here: true });
    for what in [Control::Hold, Control::Mute, Control::Transfer(to("1002")), Control::Park] {
        assert_eq!(wants(&mut desk, what), Err(Refused::NotYourCall));
    }
    assert_eq!(wants(&mut desk, Control::Resume).unwrap(), ["resume"]);
    assert_eq!(desk.pbx(CallEvent::Retrieved { call: call(1) }), ["joined again"]);
    assert_eq!(wants(&mut desk, Control::Resume), Err(Refused::NotYourCall));
}

#[test]
fn who_leaves_a_caller_on_hold_sends_him_back_into_the_wait_room() {
    let mut desk = talks(ALL);
    desk.pbx(CallEvent::Held { call: call(1), here: true });
    let told = desk.pbx(CallEvent::AgentLeft { call: call(1), line: line("1001") });
    assert_eq!(told, ["back into the wait room", "zeynep left"]);
}

#[test]
fn hold_by_the_phone_is_the_phones_to_end() {
    let mut desk = talks(ALL);
    desk.pbx(CallEvent::Held { call: call(1), here: false });
    assert_eq!(wants(&mut desk, Control::Resume), Err(Refused::NotYourCall));
    assert_eq!(wants(&mut desk, Control::Hold), Err(Refused::NotYourCall));
}

#[test]
fn a_number_that_is_not_called_is_told_to_whoever_sits_at_the_phone() {
    let mut desk = Desk::with(&["zeynep", "mehmet"]);
    assert_eq!(desk.refuse(Denied::Dial(line("1002"))), ["refused to mehmet: Dial(Line(\"1002\"))"]);
    assert_eq!(desk.refuse(Denied::Dial(line("1009"))), Vec::<String>::new());
    let mut desk = talks(ALL);
    wants(&mut desk, Control::Mute).unwrap();
    let told = desk.refuse(Denied::Control(call(1), ControlKind::Mute));
    assert!(told[0] == "controls" && told[1].starts_with("refused to zeynep"), "{told:?}");
    assert!(!desk.call(1).muted);
}

#[test]
fn nobody_steers_a_call_that_is_not_hers() {
    let mut desk = talks(ALL);
    desk.work("mehmet");
    let act = PersonAct::Control { agent: AgentId::new("mehmet"), call: call(1), what: Control::Hold };
    assert_eq!(desk.person(act), Err(Refused::NotYourCall));
}

#[test]
fn a_number_is_dialled_for_her_phone_unless_she_talks() {
    let mut desk = Desk::with(&["zeynep"]);
    let dial =
        || PersonAct::Dial { agent: AgentId::new("zeynep"), number: to("05321112233"), key: "k1".into() };
    assert_eq!(desk.person(dial()), Err(Refused::NotAble), "no PBX has said that it can");
    desk.can(ALL);
    assert_eq!(desk.person(dial()).unwrap(), ["dial 05321112233 for 1001"]);
    let mut busy = talks(ALL);
    assert_eq!(busy.person(dial()), Err(Refused::InACall));
}
