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

fn only(queues: &mut PbxQueues) -> PbxQueue {
    let mut changed = queues.take_changed();
    assert_eq!(changed.len(), 1, "{changed:?}");
    changed.remove(0)
}

#[test]
fn what_is_read_is_what_the_pbx_shows() {
    let mut queues = PbxQueues::default();
    queues.replace(100_000, &rows());
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
    queues.replace(100_000, &rows());
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
fn a_recorded_day_of_the_fall_back_queue_leaves_nobody_waiting() {
    let mut queues = PbxQueues::default();
    for event in events("fallback") {
        queues.handle(1, &event);
    }
    let queue = only(&mut queues);
    assert_eq!((queue.waiting, queue.completed, queue.abandoned), (0, 1, 0));
    assert_eq!(queue.members.len(), 5);
}
