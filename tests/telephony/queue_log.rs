//! Asterisk's `queue_log`, line by line and as calls.

use santral::call::{CallId, EndedBy, Outcome, PbxName};
use santral::telephony::{LINE_BYTES_MAX, LineError, LoggedCall, QueueLog, Word, read_line};

const T: u64 = 1_764_000_000;

/// Plays a log whose moments are written as `+5`: seconds after [`T`].
fn play(log: &str) -> (Vec<LoggedCall>, usize) {
    let mut calls = QueueLog::default();
    for line in log.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (after, rest) = line.split_once('|').unwrap();
        let moment = T + after.trim_start_matches('+').parse::<u64>().unwrap();
        calls.handle(&read_line(&format!("{moment}|{rest}")).unwrap());
    }
    calls.finish()
}

/// How a call went, in one line: outcome, who hung up, member, wait and talk in seconds.
fn told(call: &LoggedCall) -> String {
    let span = |from: Option<u64>, to: Option<u64>| from.zip(to).map(|(from, to)| (to - from) / 1_000);
    let wait = span(Some(call.joined_at_ms), call.answered_at_ms.or(Some(call.ended_at_ms)));
    let talk = span(call.answered_at_ms, call.talk_ended_at_ms);
    let by = call.ended_by.map_or("nobody", |by| match by {
        EndedBy::Caller => "caller",
        EndedBy::Agent => "agent",
        EndedBy::System => "system",
    });
    let member = call.member.as_deref().unwrap_or("-");
    format!("{} by {by}, {member}, {wait:?}, {talk:?}", call.outcome.as_str())
}

#[test]
fn each_way_a_call_goes_is_read() {
    let table = [
        (
            "answered, the caller hung up",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +7|1764000000.1|destek|PJSIP/1001|CONNECT|7|1764000004.2|3
             +67|1764000000.1|destek|PJSIP/1001|COMPLETECALLER|7|60|1",
            "completed by caller, PJSIP/1001, Some(7), Some(60)",
        ),
        (
            "rung in vain first, then answered, the agent hung up",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +15|1764000000.1|destek|PJSIP/1001|RINGNOANSWER|15000
             +20|1764000000.1|destek|Ayşe Yılmaz|CONNECT|20|1764000016.2|3
             +30|1764000000.1|destek|Ayşe Yılmaz|COMPLETEAGENT|20|10|1",
            "completed by agent, Ayşe Yılmaz, Some(20), Some(10)",
        ),
        (
            "gave up",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +9|1764000000.1|destek|NONE|ABANDON|1|1|9",
            "abandoned by caller, -, Some(9), None",
        ),
        (
            "sent on unseen",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +2|1764000000.1|destek|PJSIP/1001|CONNECT|2|1764000001.2|1
             +22|1764000000.1|destek|PJSIP/1001|BLINDTRANSFER|1002|from-agents|2|20|1",
            "completed by nobody, PJSIP/1001, Some(2), Some(20)",
        ),
        (
            "sent on after asking",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +2|1764000000.1|destek|PJSIP/1001|CONNECT|2|1764000001.2|1
             +22|1764000000.1|destek|PJSIP/1001|ATTENDEDTRANSFER|BRIDGE|6a3f|2|20|1",
            "completed by nobody, PJSIP/1001, Some(2), Some(20)",
        ),
        (
            "out of one queue into the next, where somebody answers",
            "+0|1764000000.1|satis|NONE|ENTERQUEUE||05320000012|1
             +30|1764000000.1|satis|NONE|EXITWITHTIMEOUT|1|1|30
             +31|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +41|1764000000.1|destek|PJSIP/1001|CONNECT|10|1764000031.2|3
             +50|1764000000.1|destek|PJSIP/1001|COMPLETECALLER|10|9|1",
            "completed by caller, PJSIP/1001, Some(41), Some(9)",
        ),
        (
            "the dialplan went on with him",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +12|1764000000.1|destek|NONE|EXITWITHKEY|2|1|1|12",
            "fell_back by nobody, -, Some(12), None",
        ),
        (
            "its beginning lies in an older file",
            "+40|1764000000.1|destek|PJSIP/1001|COMPLETECALLER|10|20|1",
            "completed by caller, PJSIP/1001, Some(10), Some(20)",
        ),
        (
            "Asterisk went down under him",
            "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
             +5|1764000001.9|destek|NONE|ENTERQUEUE||05320000013|2
             +90|NONE|NONE|NONE|QUEUESTART|",
            "failed by system, -, Some(5), None",
        ),
    ];
    for (name, log, expected) in table {
        let (calls, _) = play(log);
        assert_eq!(told(&calls[0]), expected, "{name}");
    }
}

#[test]
fn a_logged_call_has_the_id_of_the_call_the_tracker_saw() {
    let (calls, _) = play(
        "+0|merkez-1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
         +9|merkez-1764000000.1|destek|NONE|ABANDON|1|1|9",
    );
    let pbx = PbxName::new("merkez");
    assert_eq!(calls[0].id(&pbx), CallId::derive(&pbx, "merkez-1764000000.1", T * 1_000));
    assert_eq!((calls[0].number.as_deref(), calls[0].queue.as_str()), (Some("05320000012"), "destek"));
}

#[test]
fn a_call_that_is_not_over_is_left_to_the_next_file() {
    let (calls, unfinished) = play(
        "+0|1764000000.1|destek|NONE|ENTERQUEUE||05320000012|1
         +2|1764000000.1|destek|PJSIP/1001|CONNECT|2|1764000001.2|1",
    );
    assert_eq!((calls.len(), unfinished), (0, 1));
}

#[test]
fn who_was_served_stays_served_whatever_came_after() {
    let (calls, _) = play(
        "+0|1764000000.1|destek|NONE|ENTERQUEUE||1|1
         +2|1764000000.1|destek|PJSIP/1001|CONNECT|2|1764000001.2|1
         +22|1764000000.1|destek|PJSIP/1001|BLINDTRANSFER|5552002|cti-xfer|2|20|1
         +22|1764000000.1|satis|NONE|ENTERQUEUE||1|1
         +30|1764000000.1|satis|NONE|ABANDON|1|1|8",
    );
    assert_eq!((calls[0].outcome, calls[0].ended_at_ms), (Outcome::Completed, (T + 30) * 1_000));
    assert_eq!(calls[0].answered_at_ms, Some((T + 2) * 1_000));
}

#[test]
fn calls_are_given_out_when_nothing_more_is_expected_of_them() {
    let mut log = QueueLog::default();
    for day in 0..3 {
        let at = T + day * 90_000;
        log.handle(&read_line(&format!("{at}|{at}.1|q|NONE|ENTERQUEUE||1|1")).unwrap());
        log.handle(&read_line(&format!("{at}|{at}.1|q|NONE|ABANDON|1|1|0")).unwrap());
    }
    assert_eq!((log.take_finished().len(), log.finish().0.len()), (2, 1));
}

#[test]
fn lines_that_cannot_be_understood_in_one_way_are_refused_with_the_reason() {
    let table = [
        ("", LineError::NoMoment),
        ("hello", LineError::NoMoment),
        ("1764000000|1764000000.1|destek", LineError::CutShort),
        ("1764000000|1764000000.1|destek|NONE", LineError::CutShort),
        ("17|1764000000.1|destek|NONE|ABANDON|1|1|9", LineError::NoMoment),
        ("99999999999|1764000000.1|destek|NONE|ABANDON|1|1|9", LineError::NoMoment),
        ("1764000000|1764000000.1|destek|NONE|ABANDON|1|1", LineError::NoEvent),
        ("1764000000|1764000000.1|destek|NONE|ABANDON|1|1|many", LineError::NoEvent),
        ("1764000000|1764000000.1|destek|NONE|ABANDON|1|1|-9", LineError::NoEvent),
        ("1764000000|1764000000.1|destek|NONE|NEWSFROMTHEFUTURE|1", LineError::NoEvent),
        // A member who calls himself an event.
        ("1764000000|1764000000.1|destek|X|PAUSE|CONNECT|5|1764.2|3", LineError::Ambiguous),
    ];
    for (line, expected) in table {
        assert_eq!(read_line(line).unwrap_err(), expected, "{line}");
    }
    assert_eq!(read_line(&"1".repeat(LINE_BYTES_MAX + 1)), Err(LineError::TooLong));
}

#[test]
fn a_member_with_bars_in_her_name_is_read_where_only_one_reading_holds() {
    let line = "1764000000|1764000000.1|destek|X|COMPLETECALLER|1|2|3|CONNECT|5|1764.2|3";
    let entry = read_line(line).unwrap();
    assert_eq!(
        (entry.member.as_str(), entry.word),
        ("X|COMPLETECALLER|1|2|3", Word::Connected { wait_s: 5 })
    );
}

#[test]
fn a_callers_number_with_bars_is_only_a_number() {
    let line = "1764000000|1764000000.1|destek|NONE|ENTERQUEUE||905|COMPLETECALLER|1|2|1";
    assert_eq!(read_line(line).unwrap().word, Word::Entered { number: "905|COMPLETECALLER|1|2".to_owned() });
}

#[test]
fn no_cut_of_a_line_is_read_as_another_call() {
    let whole = "1764000067|1764000000.1|destek|PJSIP/1001|COMPLETECALLER|7|60|1";
    for end in 0..whole.len() {
        if let Ok(entry) = read_line(&whole[..end]) {
            assert_eq!((entry.call, entry.queue), ("1764000000.1", "destek"), "{end}");
        }
    }
}
