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
