//! Why a phone stopped ringing.

use crate::call::RingingEnd;

/// What the end of a dial says, with the cause told before it and what else is known of the call.
///
/// Status and cause disagree for a refusal: a phone that declines (603) ends the dial as `NOANSWER`, and one
/// that cannot be reached as `CHANUNAVAIL`, so the cause is asked first (docs/asterisk.md, "Why a phone stopped").
pub(super) fn of_dial(status: &str, cause: Option<u16>, answered_by_other: bool) -> RingingEnd {
    if status == "ANSWER" {
        return RingingEnd::Answered;
    }
    match cause {
        Some(21) => return RingingEnd::Rejected,
        Some(17) => return RingingEnd::Busy,
        Some(26) => return RingingEnd::AnsweredElsewhere,
        Some(1 | 2 | 3 | 20 | 27) => return RingingEnd::Unreachable,
        _ => {}
    }
    match status {
        "BUSY" => RingingEnd::Busy,
        "NOANSWER" => RingingEnd::NoAnswer,
        "CANCEL" | "ABORT" if answered_by_other => RingingEnd::AnsweredElsewhere,
        "CANCEL" | "ABORT" => RingingEnd::Cancelled,
        _ => RingingEnd::Failed,
    }
}

/// What the end of a ringing channel says whose dial was never told to have ended.
pub(super) fn of_hangup(cause: u16, answered_by_other: bool) -> RingingEnd {
    match cause {
        18 | 19 => RingingEnd::NoAnswer,
        // Stopped from this side: by the caller, a time-out or another phone.
        0 | 16 if answered_by_other => RingingEnd::AnsweredElsewhere,
        0 | 16 => RingingEnd::Cancelled,
        other => of_dial("", Some(other), answered_by_other),
    }
}
