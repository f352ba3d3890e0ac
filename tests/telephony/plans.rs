//! What each wish becomes for Asterisk.

use std::time::Duration;

use santral::ami::Event;
use santral::call::{Abilities, CallCommand, CallEvent, CallId, Control, Dialled, GiveBackWhy, Keys, Line};
use santral::telephony::{Dialplan, PlanError, Tracker, plan};

use crate::stream::{events, tracker};

/// A tracker in the middle of a recording, and its call.
fn until(name: &str, stop: impl Fn(&Event) -> bool) -> (Tracker, CallId) {
    let mut tracker = tracker();
    for event in events(name).iter().take_while(|event| !stop(event)) {
        tracker.handle(event);
    }
    let call = std::iter::from_fn(|| tracker.poll_event()).find_map(|event: CallEvent| event.call());
    (tracker, call.unwrap())
}

/// A dialplan with all that sip-config has.
const WHOLE: Dialplan = Dialplan {
    closed: true,
    ring_all: true,
    abilities: Abilities { transfer: true, hold: true, park: true, dial: true, listen: true },
};

fn actions(command: &CallCommand, tracker: &Tracker) -> Vec<String> {
    plan(command, tracker, WHOLE).unwrap().iter().map(summary).collect()
}

fn summary(action: &santral::ami::Action) -> String {
    let keys = ["Variable", "Value", "Context", "Exten", "Priority", "Cause"];
    let values: Vec<&str> = keys.iter().filter_map(|key| action.get(key)).collect();
    format!("{} {}", action.name(), values.join(" "))
}

fn line() -> Line {
    Line::parse("1001").unwrap()
}

#[test]
fn ringing_sets_the_time_out_first_because_it_stays_on_the_channel() {
    let (tracker, call) = until("answered_caller_hangs_up", |event| matches!(event, Event::DialBegin { .. }));
    let ring = CallCommand::Ring { call, lines: vec![line()], ring_timeout: Duration::from_secs(15) };
    assert_eq!(actions(&ring, &tracker), ["Setvar CTI_TIMEOUT 15", "Redirect cti-ring 1001 1"]);
}

#[test]
fn a_ringing_phone_is_hung_up_with_the_cause_that_tells_a_refusal_from_a_withdrawal() {
    let (tracker, call) =
        until("answered_caller_hangs_up", |event| matches!(event, Event::BridgeEnter { .. }));
    let stop = |declined| CallCommand::StopRinging { call, line: line(), declined };
    assert_eq!(actions(&stop(true), &tracker), ["Hangup 21"]);
    assert_eq!(actions(&stop(false), &tracker), ["Hangup 19"]);
}

#[test]
fn a_phone_that_does_not_ring_yet_is_stopped_by_fetching_the_caller_back() {
    let (tracker, call) = until("answered_caller_hangs_up", |event| matches!(event, Event::DialBegin { .. }));
    let stop = CallCommand::StopRinging { call, line: line(), declined: false };
    assert_eq!(actions(&stop, &tracker), ["Redirect cti-wait s 1"]);
}

#[test]
fn a_wish_to_silence_a_phone_that_crosses_with_an_answer_cuts_no_conversation() {
    let (tracker, call) =
        until("answered_caller_hangs_up", |event| matches!(event, Event::HangupRequest { .. }));
    for phone in ["1001", "1002"] {
        let line = Line::parse(phone).unwrap();
        let stop = CallCommand::StopRinging { call, line, declined: false };
        assert_eq!(actions(&stop, &tracker), [""; 0], "{phone}");
    }
}

#[test]
fn silencing_a_phone_that_does_not_ring_leaves_those_that_do() {
    let (tracker, call) =
        until("answered_caller_hangs_up", |event| matches!(event, Event::BridgeEnter { .. }));
    let stop = CallCommand::StopRinging { call, line: Line::parse("1002").unwrap(), declined: false };
    assert_eq!(actions(&stop, &tracker), [""; 0]);
}

#[test]
fn a_caller_nobody_serves_is_given_to_the_fall_back_queue() {
    let (tracker, call) = until("answered_caller_hangs_up", |event| matches!(event, Event::DialBegin { .. }));
    let back = |why| CallCommand::GiveBack { call, why };
    assert_eq!(actions(&back(GiveBackWhy::NotServed), &tracker), ["Redirect cti-wait fallback 1"]);
    assert_eq!(actions(&back(GiveBackWhy::Closed), &tracker), ["Redirect cti-wait closed 1"]);
    let bare = plan(&back(GiveBackWhy::Closed), &tracker, Dialplan::default()).unwrap();
    assert_eq!(
        summary(&bare[0]),
        "Redirect cti-wait fallback 1",
        "an extension that is not there hangs him up"
    );
}

#[test]
fn several_phones_are_rung_by_one_dial_where_the_dialplan_can() {
    let (tracker, call) = until("answered_caller_hangs_up", |event| matches!(event, Event::DialBegin { .. }));
    let lines = vec![line(), Line::parse("1002").unwrap()];
    let ring = CallCommand::Ring { call, lines, ring_timeout: Duration::from_secs(15) };
    assert_eq!(
        actions(&ring, &tracker),
        ["Setvar CTI_TIMEOUT 15", "Setvar CTI_RING 1001&1002", "Redirect cti-ring all 1"]
    );
    assert_eq!(plan(&ring, &tracker, Dialplan::default()), Err(PlanError::NoRingAll));
}

#[test]
fn hanging_up_ends_the_agents_leg() {
    let (tracker, call) =
        until("answered_caller_hangs_up", |event| matches!(event, Event::HangupRequest { .. }));
    assert_eq!(actions(&CallCommand::Hangup { call }, &tracker), ["Hangup 16"]);
}

#[test]
fn a_call_that_is_gone_is_said_to_be() {
    let (_, call) = until("answered_caller_hangs_up", |_| false);
    assert_eq!(plan(&CallCommand::Hangup { call }, &tracker(), WHOLE), Err(PlanError::CallGone));
}

/// The actions of an agent's wish while she talks.
fn wish(what: Control) -> Vec<String> {
    let (tracker, call) = until("hold", |event| matches!(event, Event::Hold { .. }));
    let (caller, agent) =
        (tracker.caller_channel(call).unwrap().to_owned(), tracker.agent_channel(call).unwrap().to_owned());
    let actions = plan(&CallCommand::Control { call, what }, &tracker, WHOLE).unwrap();
    let line = |action: &santral::ami::Action| {
        let bytes = action.encode("1").unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let lines = text.trim().lines().filter(|line| !line.starts_with("ActionID"));
        lines.collect::<Vec<_>>().join(", ").replace(&caller, "CALLER").replace(&agent, "AGENT")
    };
    actions.iter().map(line).collect()
}

#[test]
fn a_transfer_inside_goes_to_the_agents_context_and_one_outside_to_the_companys() {
    let transfer = |to: &str| wish(Control::Transfer(Dialled::parse(to).unwrap()));
    assert_eq!(transfer("1002"), ["Action: BlindTransfer, Channel: AGENT, Context: cti-xfer, Exten: 1002"]);
    assert_eq!(
        transfer("5552002"),
        ["Action: BlindTransfer, Channel: AGENT, Context: cti-xfer, Exten: 5552002"]
    );
    for outside in ["+905321112233", "05321112233", "4440532", "112"] {
        let wanted = format!("Action: BlindTransfer, Channel: AGENT, Context: dialout, Exten: {outside}");
        assert_eq!(transfer(outside), [wanted]);
    }
}

#[test]
fn hold_moves_both_at_once_and_joins_them_only_when_neither_is_in_a_bridge() {
    assert_eq!(
        wish(Control::Hold),
        [
            "Action: Setvar, Channel: CALLER, Variable: CTI_AGENT, Value: AGENT",
            "Action: Setvar, Channel: AGENT, Variable: CTI_CALLID, Value: CALLER",
            "Action: Redirect, Channel: CALLER, Context: cti-hold, Exten: caller, Priority: 1, ExtraChannel: AGENT, \
             ExtraContext: cti-hold, ExtraExten: agent, ExtraPriority: 1",
        ]
    );
    // A Bridge that fails must change nothing: until both are in it, the dialplan looks after him.
    assert_eq!(wish(Control::Resume), ["Action: Bridge, Channel1: CALLER, Channel2: AGENT"]);
    let (tracker, call) = until("hold", |event| matches!(event, Event::Hold { .. }));
    let joined = actions(&CallCommand::Joined { call }, &tracker);
    assert_eq!(joined, ["Setvar CTI_STATE talking", "Setvar CTI_STATE talking"]);
}

#[test]
fn keys_are_pressed_one_by_one_towards_the_caller() {
    let keys = wish(Control::Keys(Keys::parse("4#").unwrap()));
    assert_eq!(
        keys,
        ["Action: PlayDTMF, Channel: CALLER, Digit: 4", "Action: PlayDTMF, Channel: CALLER, Digit: #"]
    );
}

#[test]
fn a_number_is_dialled_by_ringing_her_own_phone_first() {
    let dial = CallCommand::Dial {
        call: until("hold", |_| false).1,
        key: "santral-1".into(),
        line: Line::parse("1001").unwrap(),
        number: Dialled::parse("05321112233").unwrap(),
    };
    let actions = plan(&dial, &tracker(), WHOLE).unwrap();
    let [action] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!(
        (action.get("Channel"), action.get("Context"), action.get("Exten"), action.get("ChannelId")),
        (Some("PJSIP/1001"), Some("dialout"), Some("05321112233"), Some("santral-1"))
    );
}
