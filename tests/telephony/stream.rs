//! The one door: a recorded stream in, a story out.

use std::fs;
use std::path::Path;

use santral::ami::{Event, Parser};
use santral::call::{CallEvent, LivePhase, PbxName};
use santral::phone::Plan;
use santral::telephony::Tracker;

/// The events of a recording.
pub(crate) fn events(name: &str) -> Vec<Event> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ami").join(format!("real-{name}.txt"));
    let mut parser = Parser::default();
    parser.push(&fs::read(path).unwrap());
    std::iter::from_fn(|| parser.next()).map(|packet| Event::from_packet(&packet.unwrap())).collect()
}

/// A tracker that knows nothing.
pub(crate) fn tracker() -> Tracker {
    Tracker::new(PbxName::new("pbx1"), Plan::default())
}

/// What the tracker tells of a recording, phones' states left out, one call after another by number.
pub(crate) fn story(name: &str) -> String {
    let mut tracker = tracker();
    let mut told = Vec::new();
    for event in events(name) {
        tracker.handle(&event);
        told.extend(std::iter::from_fn(|| tracker.poll_event()));
    }
    if name != "shutdown" {
        assert!(tracker.is_empty(), "{name}: something is left of it: {tracker:?}");
    }
    tell(&told)
}

/// Events as lines. Calls are numbered in the order they are first heard of.
pub(crate) fn tell(told: &[CallEvent]) -> String {
    let mut calls = Vec::new();
    let lines: Vec<String> = told.iter().filter_map(|event| line(event, &mut calls)).collect();
    lines.join("\n")
}

fn line(event: &CallEvent, calls: &mut Vec<santral::call::CallId>) -> Option<String> {
    let call = event.call().map(|call| {
        if !calls.contains(&call) {
            calls.push(call);
        }
        format!("c{}", calls.iter().position(|known| *known == call).unwrap() + 1)
    });
    let call = call.unwrap_or_default();
    Some(match event {
        CallEvent::Arrived { did, caller, .. } => format!(
            "{call} arrives for {did} from {} {:?}",
            caller.shown().unwrap_or("-"),
            caller.name.as_deref().unwrap_or("")
        ),
        CallEvent::Ringing { line, .. } => format!("{call} rings {line}"),
        CallEvent::RingEnded { line, why, .. } => format!("{call} {line} {why:?}"),
        CallEvent::Answered { line, .. } => format!("{call} talks to {line}"),
        CallEvent::Held { .. } => format!("{call} held"),
        CallEvent::Retrieved { .. } => format!("{call} retrieved"),
        CallEvent::AgentLeft { line, .. } => format!("{call} {line} left"),
        CallEvent::FellBack { .. } => format!("{call} fell back"),
        CallEvent::Ended { by, .. } => format!("{call} ended by {by:?}"),
        CallEvent::Line { .. } => return None,
        CallEvent::Resynced { live } => {
            let live: Vec<String> = live
                .iter()
                .map(|call| match &call.phase {
                    LivePhase::Waiting => "waiting".to_owned(),
                    LivePhase::Ringing(line) => format!("ringing {line}"),
                    LivePhase::Talking(line) => format!("talking {line}"),
                    LivePhase::FellBack => "fell back".to_owned(),
                })
                .collect();
            format!("alive: {}", live.join(", "))
        }
    })
}

#[test]
fn a_number_is_read_by_the_rules_of_the_trunk_it_came_in_by() {
    use santral::phone::{Plans, Trunk};
    let trunk = |name: &str, endpoints: &[&str]| Trunk {
        name: name.to_owned(),
        endpoints: endpoints.iter().map(|endpoint| (*endpoint).to_owned()).collect(),
        plan: Plan { trunk_prefix: "9".parse().unwrap(), ..Plan::default() },
    };
    let plans = Plans { trunks: vec![trunk("tt", &["tt-1"]), trunk("sip", &[])], ..Plans::default() };
    for (channel, variable, expected) in [
        ("PJSIP/tt-1-0000002a", "", ("+905321234567", Some("tt"))),
        ("PJSIP/other-0000002a", "CTI_TRUNK=sip", ("+905321234567", Some("sip"))),
        ("PJSIP/tt-1-0000002a", "CTI_TRUNK=sip", ("+905321234567", Some("sip"))),
        ("PJSIP/other-0000002a", "CTI_TRUNK=none-such", ("-", None)),
        ("Local/9@x-0000002a;1", "", ("-", None)),
    ] {
        let mut tracker = Tracker::new(PbxName::new("pbx1"), plans.clone());
        let wait = format!(
            "Event: UserEvent\r\nChannel: {channel}\r\nChannelState: 6\r\nCallerIDNum: 95321234567\r\nCallerIDName: \r\n\
             Context: cti-wait\r\nExten: s\r\nUniqueid: 1764000000.1\r\nLinkedid: 1764000000.1\r\n\
             ChanVariable: {variable}\r\nUserEvent: CtiWait\r\nDID: 5552001\r\n\r\n"
        );
        let mut parser = Parser::default();
        parser.push(wait.as_bytes());
        let event = Event::from_packet(&parser.next().unwrap().unwrap());
        tracker.handle(&event);
        let Some(CallEvent::Arrived { caller, .. }) = tracker.poll_event() else { panic!("nobody arrived") };
        let told = (caller.e164().unwrap_or("-"), caller.trunk.as_deref());
        assert_eq!(told, expected, "{channel} {variable}");
        assert_eq!(caller.raw.as_deref(), Some("95321234567"), "what came is kept as it came");
    }
}
