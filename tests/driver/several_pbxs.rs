//! Two PBXs at once: what one tells is nothing to the phones and calls of the other.

use santral::call::{CallEvent, CallId, Caller, EndedBy, LineState, LinkState, PbxName, RingEnd};
use santral::driver::Happening;
use santral::phone::Plan;

use crate::desk::{Desk, arrives, call, line, pbx};

fn izmir() -> PbxName {
    PbxName::new("izmir")
}

fn tells(event: CallEvent) -> Happening {
    Happening::Call { pbx: izmir(), event }
}

/// The call of the other PBX that bears the same Linkedid as call `n`.
fn twin(n: u64) -> CallId {
    CallId::derive(&izmir(), &format!("pbx1-1764000000.{n}"), 1_764_000_000_000)
}

fn twin_arrives(n: u64) -> CallEvent {
    CallEvent::Arrived {
        call: twin(n),
        linkedid: format!("pbx1-1764000000.{n}").into(),
        began_at_ms: 1_764_000_000_000,
        did: "5552001".into(),
        caller: Box::new(Caller::read(Some("05320000013"), None, &Plan::default())),
    }
}

/// The other PBX is up; nobody of ours sits at a phone of its.
fn with_two(agents: &[&str]) -> Desk {
    let mut desk = Desk::with(agents);
    desk.happens(Happening::Link { pbx: izmir(), link: LinkState::Up });
    desk
}

fn down() -> LinkState {
    LinkState::Down { detail: "cut".into() }
}

#[test]
fn a_link_that_goes_down_takes_only_its_own_phones_with_it() {
    let mut desk = with_two(&["zeynep"]);
    desk.happens(Happening::Link { pbx: izmir(), link: down() });
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["ring 1001 for 15 s"], "her phone is at the other");
    let mut desk = with_two(&["zeynep"]);
    desk.happens(Happening::Link { pbx: pbx(), link: down() });
    assert_eq!(desk.happens(tells(twin_arrives(1))), Vec::<String>::new(), "now it is out of reach");
}

#[test]
fn calls_with_the_same_key_on_two_pbxs_are_two_calls() {
    let mut desk = with_two(&["zeynep", "mehmet"]);
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["ring 1001 for 15 s"]);
    assert_eq!(desk.happens(tells(twin_arrives(1))), ["ring 1002 for 15 s"]);
    desk.pbx(CallEvent::Answered { call: call(1), line: line("1001") });
    // A resync of the one says nothing of the other's calls.
    let ended = desk.happens(tells(CallEvent::Resynced { live: Vec::new() }));
    assert!(ended.iter().any(|line| line == "ended: failed"), "{ended:?}");
    let day = desk.figures("destek").day;
    assert_eq!((day.entered, day.answered, day.failed), (2, 1, 1));
    assert_eq!(
        desk.pbx(CallEvent::Ended { call: call(1), by: EndedBy::Caller }),
        ["zeynep left", "ended: completed"]
    );
}

#[test]
fn an_extension_that_both_have_is_what_the_busier_says() {
    let mut desk = with_two(&["zeynep"]);
    desk.happens(tells(CallEvent::Line { line: line("1001"), state: LineState::Unreachable }));
    assert_eq!(desk.pbx(arrives(1, "5552001")), ["ring 1001 for 15 s"], "she is at one of them");
    let mut desk = with_two(&["zeynep"]);
    desk.happens(tells(CallEvent::Line { line: line("1001"), state: LineState::InUse }));
    assert_eq!(desk.pbx(arrives(1, "5552001")), Vec::<String>::new(), "she talks");
}

#[test]
fn a_phone_the_calls_own_pbx_cannot_ring_is_not_out_of_reach_for_the_other() {
    let mut desk = with_two(&["zeynep"]);
    assert_eq!(desk.happens(tells(twin_arrives(1))), ["ring 1001 for 15 s"]);
    let no_such = CallEvent::RingEnded { call: twin(1), line: line("1001"), why: RingEnd::Unreachable };
    desk.happens(tells(no_such));
    desk.happens(tells(CallEvent::Ended { call: twin(1), by: EndedBy::Caller }));
    desk.after(3);
    assert_eq!(desk.pbx(arrives(2, "5552001")), ["ring 1001 for 15 s"]);
}
