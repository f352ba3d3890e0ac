//! The PBX's own queues, as it counts them.

use santral::ami::{Event, Packet};
use santral::call::{PbxQueue, SeatState};
use santral::telephony::PbxQueues;

use crate::stream::events;

fn event(text: &str) -> Event {
    Event::from_packet(&Packet::new(text.replace('\n', "\r\n").into_bytes()))
}

fn rows() -> Vec<Event> {
    [
        "Event: QueueParams\nQueue: satis\nStrategy: rrmemory\nCalls: 1\nCompleted: 41\nAbandoned: 7\n",
        "Event: QueueMember\nQueue: satis\nName: Zeynep\nLocation: PJSIP/1001\nPenalty: 2\nCallsTaken: 5\nStatus: 1\nPaused: 0\n",
        "Event: QueueMember\nQueue: satis\nName: Mobil\nLocation: Local/1002@agents/n\nStateInterface: PJSIP/1002\n\
         Status: 2\nPaused: 1\nPausedReason: mola\n",
        "Event: QueueEntry\nQueue: satis\nPosition: 1\nChannel: PJSIP/trunk-00000001\nUniqueid: 1764000000.1\nWait: 12\n",
    ]
    .map(event)
    .to_vec()
}

/// The queues of a PBX that told these rows at 100 s.
fn read(queues: &mut PbxQueues, rows: &[Event]) {
    queues.begin_resync();
    for row in rows {
        queues.handle(100_000, row);
    }
    queues.end_resync();
}

fn only(queues: &mut PbxQueues) -> PbxQueue {
    let mut changed = queues.take_changed();
    assert_eq!(changed.len(), 1, "{changed:?}");
    changed.remove(0).1.unwrap()
}

#[test]
fn what_is_read_is_what_the_pbx_shows() {
    let mut queues = PbxQueues::default();
    read(&mut queues, &rows());
    let queue = only(&mut queues);
    assert_eq!((&*queue.name, queue.strategy.as_str()), ("satis", "rrmemory"));
    assert_eq!((queue.waiting, queue.oldest_at_ms), (1, Some(88_000)));
    assert_eq!((queue.completed, queue.abandoned), (41, 7));
    let [mobile, desk] = queue.members.as_slice() else { panic!("{:?}", queue.members) };
    assert_eq!(mobile.line.as_ref().map(ToString::to_string).as_deref(), Some("1002"));
    assert_eq!(
        (mobile.state, mobile.paused, mobile.paused_reason.as_deref()),
        (SeatState::Busy, true, Some("mola"))
    );
    assert_eq!((desk.state, desk.penalty, desk.calls_taken), (SeatState::Free, 2, 5));
    assert!(queues.take_changed().is_empty(), "told once");
}

#[test]
fn callers_come_go_and_give_up_as_the_pbx_counts_them() {
    let mut queues = PbxQueues::default();
    read(&mut queues, &rows());
    let channel = "Channel: PJSIP/trunk-00000002\nUniqueid: 1764000000.2\nLinkedid: 1764000000.2\n";
    let tell = |queues: &mut PbxQueues, name: &str| {
        queues.handle(
            101_000,
            &event(&format!("Event: {name}\nQueue: satis\n{channel}Position: 2\nCount: 2\n")),
        );
    };
    tell(&mut queues, "QueueCallerJoin");
    assert_eq!(only(&mut queues).waiting, 2);
    tell(&mut queues, "QueueCallerAbandon");
    tell(&mut queues, "QueueCallerLeave");
    let queue = only(&mut queues);
    assert_eq!((queue.waiting, queue.abandoned), (1, 8));
}

#[test]
fn a_queue_that_is_not_listed_any_more_is_told_gone_and_nothing_before_the_list_is_whole() {
    let mut queues = PbxQueues::default();
    read(&mut queues, &rows());
    only(&mut queues);
    queues.begin_resync();
    assert!(queues.take_changed().is_empty(), "half a list is no news");
    queues.handle(200_000, &event("Event: QueueParams\nQueue: destek\nCalls: 0\n"));
    queues.end_resync();
    let told = queues.take_changed();
    let names: Vec<_> = told.iter().map(|(name, queue)| (&**name, queue.is_some())).collect();
    assert_eq!(names, [("destek", true), ("satis", false)]);
}

#[test]
fn what_happens_while_the_list_is_on_its_way_is_not_lost() {
    let mut queues = PbxQueues::default();
    let channel = "Channel: PJSIP/trunk-00000002\nUniqueid: 1764000000.2\nLinkedid: 1764000000.2\n";
    let join = event(&format!("Event: QueueCallerJoin\nQueue: satis\n{channel}Position: 2\nCount: 2\n"));
    let rows: Vec<Event> = rows().into_iter().chain([join]).collect();
    read(&mut queues, &rows);
    assert_eq!(only(&mut queues).waiting, 2);
}

#[test]
fn a_recorded_day_of_the_fall_back_queue_leaves_nobody_waiting() {
    let mut queues = PbxQueues::default();
    for event in events("fallback") {
        queues.handle(1, &event);
    }
    let queue = only(&mut queues);
    assert_eq!((queue.waiting, queue.completed, queue.abandoned), (0, 1, 0));
    assert_eq!(queue.members.len(), 5);
}
