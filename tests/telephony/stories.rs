//! One test a recording: the story it must become.

use crate::stream::story;

/// A recording, and its story.
const STORIES: &[(&str, &str)] = &[
    (
        "answered_agent_hangs_up",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 1001 left
        c1 ended by Agent
        "#,
    ),
    (
        "answered_caller_hangs_up",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 ended by Caller
        "#,
    ),
    (
        "no_answer",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 NoAnswer
        c1 ended by Caller
        "#,
    ),
    (
        "no_answer_then_answered",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 NoAnswer
        c1 rings 1002
        c1 talks to 1002
        c1 1002 left
        c1 ended by Agent
        "#,
    ),
    (
        "busy",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 Busy
        c1 ended by Caller
        "#,
    ),
    (
        "decline",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 Declined
        c1 ended by Caller
        "#,
    ),
    (
        "do_not_disturb",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 NoAnswer
        c1 ended by Caller
        "#,
    ),
    (
        "silent_phone",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 NoAnswer
        c1 ended by Caller
        "#,
    ),
    (
        "unregistered",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 1006 Unreachable
        c1 ended by Caller
        "#,
    ),
    (
        "unknown_extension",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 4711 Unreachable
        c1 ended by Caller
        "#,
    ),
    (
        "abandoned_waiting",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 ended by Caller
        "#,
    ),
    (
        "abandoned_ringing",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 ended by Caller
        "#,
    ),
    (
        "pulled_back_while_ringing",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 rings 1002
        c1 talks to 1002
        c1 1002 left
        c1 ended by Caller
        "#,
    ),
    (
        "fallback",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 fell back
        c1 ended by System
        "#,
    ),
    (
        "fallback_taken_back",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 fell back
        c1 ended by System
        "#,
    ),
    (
        "heartbeat_lost_while_ringing",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 1001 NoAnswer
        c1 fell back
        c1 ended by Caller
        "#,
    ),
    (
        "withheld",
        r#"
        c1 arrives for 5552001 from - ""
        c1 rings 1001
        c1 talks to 1001
        c1 ended by Caller
        "#,
    ),
    (
        "hostile_name",
        r#"
        c1 arrives for 5552001 from +905321112233 "<img src=x onerror=alert(1)>[31m \\\"${SHELL(id)}\\\" ';-- �"
        c1 rings 1001
        c1 talks to 1001
        c1 1001 left
        c1 ended by Caller
        "#,
    ),
    (
        "hold",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 held
        c1 retrieved
        c1 1001 left
        c1 ended by Agent
        "#,
    ),
    (
        "two_callers",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c2 arrives for 5552002 from +902164649201 "Fatma Demir"
        c1 rings 1001
        c2 rings 1002
        c2 talks to 1002
        c1 talks to 1001
        c1 ended by Caller
        c2 1002 left
        c2 ended by Agent
        "#,
    ),
    (
        "blind_transfer",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 retrieved
        c1 1001 left
        c1 rings 1002
        c1 talks to 1002
        c1 1002 left
        c1 ended by Agent
        "#,
    ),
    (
        "blind_transfer_busy",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 retrieved
        c1 1001 left
        c1 rings 1002
        c1 1002 Busy
        c1 ended by Caller
        "#,
    ),
    (
        "blind_transfer_nowhere",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 ended by Caller
        "#,
    ),
    (
        "blind_transfer_to_queue",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 retrieved
        c1 1001 left
        c1 arrives for 5552002 from +905321112233 "Ali Veli"
        c1 rings 1002
        c1 talks to 1002
        c1 ended by Caller
        "#,
    ),
    (
        "attended_transfer",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 held
        c1 retrieved
        c1 1001 left
        c1 talks to 1002
        c1 1002 left
        c1 ended by Agent
        "#,
    ),
    (
        "attended_transfer_by_ami",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 held
        c1 1001 left
        c1 talks to 1002
        c1 ended by Caller
        "#,
    ),
    (
        "pickup",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1002
        c1 ended by Caller
        "#,
    ),
    (
        "parked",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c1 1001 left
        c1 talks to 1002
        c1 ended by Caller
        "#,
    ),
    ("internal_call", ""),
    ("click_to_dial", ""),
    ("click_to_dial_unanswered", ""),
    (
        "shutdown",
        r#"
        c1 arrives for 5552001 from +905321112233 "Ali Veli"
        c1 rings 1001
        c1 talks to 1001
        c2 arrives for 5552002 from +902164649201 "Fatma Demir"
        c1 1001 left
        c1 ended by System
        c2 ended by System
        "#,
    ),
];

#[test]
fn every_recording_becomes_its_story() {
    for (name, expected) in STORIES {
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(story(name), expected.join("\n"), "{name}");
    }
}

#[test]
fn a_stream_cut_anywhere_never_panics_and_tells_of_no_call_it_has_not_seen_arrive() {
    for (name, _) in STORIES {
        let events = crate::stream::events(name);
        for from in 0..events.len() {
            let mut tracker = crate::stream::tracker();
            let mut told = Vec::new();
            for event in &events[from..] {
                tracker.handle(event);
                told.extend(std::iter::from_fn(|| tracker.poll_event()));
            }
            let arrives = crate::stream::tell(&told);
            let first = arrives.lines().next().unwrap_or("c1 arrives");
            assert!(first.contains("arrives"), "{name} from event {from}: {first}");
        }
    }
}

#[test]
fn every_event_told_twice_changes_no_story_but_for_holds() {
    for (name, _) in STORIES.iter().filter(|(name, _)| !name.contains("blind") && *name != "hold") {
        let mut tracker = crate::stream::tracker();
        let mut told = Vec::new();
        for event in crate::stream::events(name) {
            tracker.handle(&event);
            tracker.handle(&event);
            told.extend(std::iter::from_fn(|| tracker.poll_event()));
        }
        let twice = crate::stream::tell(&told);
        let mut lines: Vec<&str> = twice.lines().collect();
        lines.dedup();
        assert_eq!(lines.join("\n"), story(name), "{name}");
    }
}
