//! The link comes up among calls: what is alive there is the truth.

use santral::ami::Event;
use santral::call::CallEvent;

use crate::stream::{events, tell, tracker};

fn told(tracker: &mut santral::telephony::Tracker) -> Vec<CallEvent> {
    std::iter::from_fn(|| tracker.poll_event()).collect()
}

#[test]
fn a_tracker_that_knows_nothing_learns_who_waits_rings_and_talks() {
    let mut tracker = tracker();
    tracker.begin_resync();
    events("channels_list").iter().for_each(|event| tracker.handle(event));
    tracker.end_resync();
    assert_eq!(tell(&told(&mut tracker)), "alive: waiting, ringing 1002, talking 1003");
}

#[test]
fn calls_that_are_not_listed_are_gone() {
    let mut tracker = tracker();
    for event in events("two_callers").iter().take_while(|e| !matches!(e, Event::Hangup { .. })) {
        tracker.handle(event);
    }
    told(&mut tracker);
    tracker.begin_resync();
    tracker.end_resync();
    assert_eq!(tell(&told(&mut tracker)), "alive: ");
    assert!(tracker.is_empty());
}

#[test]
fn a_call_that_ends_while_the_list_is_on_its_way_is_not_alive() {
    let rows = events("channels_list");
    let talking = rows.iter().find_map(|event| {
        let Event::ChannelListed { channel, bridge_id: Some(_), .. } = event else { return None };
        (channel.variable("CTI_STATE").as_deref() == Some("talking")).then(|| channel.clone())
    });
    let mut tracker = tracker();
    tracker.begin_resync();
    tracker.handle(&Event::Hangup { channel: talking.unwrap(), cause: 16, tech_cause: None });
    rows.iter().for_each(|event| tracker.handle(event));
    tracker.end_resync();
    assert_eq!(tell(&told(&mut tracker)), "alive: waiting, ringing 1002");
}

#[test]
fn phones_are_told_after_the_calls_so_that_none_is_rung_for_a_call_that_is_gone() {
    let mut tracker = tracker();
    tracker.begin_resync();
    events("device_states").iter().for_each(|event| tracker.handle(event));
    tracker.end_resync();
    let told = told(&mut tracker);
    assert!(matches!(told.first(), Some(CallEvent::Resynced { .. })));
    assert!(told.len() > 1 && told[1..].iter().all(|event| matches!(event, CallEvent::Line { .. })));
}

/// The list is a picture of a moment: who came after it was taken is not in it and is alive all the same.
#[test]
fn a_caller_who_comes_while_the_list_is_on_its_way_is_alive() {
    let mut tracker = tracker();
    tracker.begin_resync();
    for event in
        events("answered_agent_hangs_up").iter().take_while(|e| !matches!(e, Event::HangupRequest { .. }))
    {
        tracker.handle(event);
    }
    tracker.end_resync();
    assert_eq!(tell(&told(&mut tracker)), "alive: talking 1001");
}
