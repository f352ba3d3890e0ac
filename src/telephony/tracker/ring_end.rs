//! Why a phone stopped ringing, in Asterisk's words.

use crate::call::{Line, RingEnd};

/// The wait room's `Last: 1001/DIALSTATUS/HANGUPCAUSE`. The cause is the better witness: a declining phone
/// and one that is not registered share the status CHANUNAVAIL (docs/asterisk.md, "Why a phone stopped").
pub(super) fn ring_end(last: &str) -> RingEnd {
    let mut parts = last.split('/').skip(1);
    let (status, cause) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    match (status, cause) {
        (_, "21") => RingEnd::Declined,
        ("BUSY", _) | (_, "17") => RingEnd::Busy,
        ("CHANUNAVAIL", "1" | "3" | "20" | "27") => RingEnd::Unreachable,
        ("NOANSWER", _) => RingEnd::NoAnswer,
        _ => RingEnd::Failed,
    }
}

/// The phones of `Last`: one, or several with `&` between where all were rung.
pub(super) fn last_lines(last: &str) -> impl Iterator<Item = Line> {
    last.split('/').next().unwrap_or("").split('&').filter_map(Line::parse)
}

/// What a phone that rang beside others said of itself by the cause of its leg; none where the leg was ended
/// for it: by the time-out, the caller, or another phone that was answered.
pub(super) fn refusal(cause: u16) -> Option<RingEnd> {
    match cause {
        21 => Some(RingEnd::Declined),
        17 => Some(RingEnd::Busy),
        1 | 3 | 20 | 27 => Some(RingEnd::Unreachable),
        _ => None,
    }
}
