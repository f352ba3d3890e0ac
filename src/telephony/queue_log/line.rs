//! One line.

use crate::call::EndedBy;

/// Longest line that is read, in bytes. Asterisk's own is no longer than 4,096 and a caller's name is cut at 80.
pub const LINE_BYTES_MAX: usize = 8_192;

/// A line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// When it was written, UTC milliseconds.
    pub at_ms: u64,
    /// The Uniqueid of the caller's channel; `NONE`, `MANAGER` or `REALTIME` where it is about no call.
    pub call: &'a str,
    /// The queue.
    pub queue: &'a str,
    /// The member, by its name or else its interface; may hold bars.
    pub member: String,
    /// What happened.
    pub word: Word,
}

/// What a line says, as far as it is about a call. Durations are in seconds, as Asterisk writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// The caller joined (`ENTERQUEUE`).
    Entered {
        /// His number as it arrived.
        number: String,
    },
    /// A member answered (`CONNECT`).
    Connected {
        /// How long he had waited.
        wait_s: u64,
    },
    /// They talked and one hung up (`COMPLETECALLER`, `COMPLETEAGENT`).
    Completed {
        /// Who.
        by: EndedBy,
        /// How long he had waited.
        wait_s: u64,
        /// How long they talked; none where an old Asterisk does not say.
        talk_s: u64,
    },
    /// The member sent him on (`BLINDTRANSFER`, `ATTENDEDTRANSFER`, before Asterisk 12 `TRANSFER`).
    Transferred {
        /// How long he had waited.
        wait_s: u64,
        /// How long they had talked.
        talk_s: u64,
    },
    /// He gave up (`ABANDON`).
    Abandoned {
        /// After so long.
        wait_s: u64,
    },
    /// The dialplan went on with him (`EXITWITHTIMEOUT`, `EXITWITHKEY`, `EXITEMPTY`, `WITHDRAW`).
    Left {
        /// After so long, where it is said.
        wait_s: Option<u64>,
    },
    /// The number he dialled (`DID`).
    Dialled(String),
    /// Asterisk came up (`QUEUESTART`): no call before it lives.
    Started,
    /// Anything else: pauses, members, rings without answer.
    Other,
}

/// Why a line was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Longer than [`LINE_BYTES_MAX`].
    #[error("the line is longer than {LINE_BYTES_MAX} bytes")]
    TooLong,
    /// Fewer fields than every line has.
    #[error("the line is cut short")]
    CutShort,
    /// Its first field is no moment between 2000 and 2100.
    #[error("it does not begin with a moment in seconds")]
    NoMoment,
    /// No field of it is an event with the data that goes with it.
    #[error("no event that is known, or not with the data that goes with it")]
    NoEvent,
    /// More than one reading: a bar in a name.
    #[error("a bar in a name makes it readable in more than one way")]
    Ambiguous,
}

/// The first second of 2000 and of 2100: what lies outside is no moment of a call.
const SECONDS: std::ops::Range<u64> = 946_684_800..4_102_444_800;

/// Reads one line, without its end.
pub fn read_line(line: &str) -> Result<Entry<'_>, LineError> {
    if line.len() > LINE_BYTES_MAX {
        return Err(LineError::TooLong);
    }
    let fields: Vec<&str> = line.split('|').collect();
    let [moment, call, queue, member, _, ..] = fields.as_slice() else {
        return Err(if moment_ms(fields[0]).is_some() { LineError::CutShort } else { LineError::NoMoment });
    };
    let at_ms = moment_ms(moment).ok_or(LineError::NoMoment)?;
    let entry = |place: usize, word| Entry { at_ms, call, queue, member: fields[3..place].join("|"), word };
    // A caller who joins has no member yet, so the event stands where it belongs whatever his number holds.
    if *member == "NONE" {
        return word(&fields[4..]).map(|word| entry(4, word)).ok_or(LineError::NoEvent);
    }
    let mut readings = (4..fields.len()).filter_map(|place| Some((place, word(&fields[place..])?)));
    match (readings.next(), readings.next()) {
        (Some((place, word)), None) => Ok(entry(place, word)),
        (None, _) => Err(LineError::NoEvent),
        (Some(_), Some(_)) => Err(LineError::Ambiguous),
    }
}

/// `1764000000` or, with `queue_log` through a syslog of one's own, `1764000000.123456`.
fn moment_ms(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: u64 = seconds.parse().ok().filter(|seconds| SECONDS.contains(seconds))?;
    let millis = match fraction.get(..3) {
        Some(digits) => digits.parse().ok()?,
        None => 0,
    };
    Some(seconds * 1_000 + millis)
}

/// The event that these fields are, its name first; none where they are none.
fn word(fields: &[&str]) -> Option<Word> {
    let (name, data) = fields.split_first()?;
    let number = |place: usize| data.get(place)?.trim().parse::<u64>().ok();
    // The last of the data: (…, wait, talk, position at the start).
    let from_end = |back: usize| number(data.len().checked_sub(back)?);
    let so_many = |count: std::ops::RangeInclusive<usize>| count.contains(&data.len()).then_some(());
    Some(match *name {
        "ENTERQUEUE" => entered(data)?,
        "CONNECT" => {
            so_many(1..=3)?;
            Word::Connected { wait_s: number(0)? }
        }
        "COMPLETECALLER" | "COMPLETEAGENT" => {
            so_many(2..=3)?;
            let by = if *name == "COMPLETECALLER" { EndedBy::Caller } else { EndedBy::Agent };
            Word::Completed { by, wait_s: number(0)?, talk_s: number(1)? }
        }
        "BLINDTRANSFER" | "TRANSFER" => {
            so_many(5..=5)?;
            Word::Transferred { wait_s: number(2)?, talk_s: number(3)? }
        }
        "ATTENDEDTRANSFER" => {
            so_many(5..=8)?;
            from_end(1)?;
            Word::Transferred { wait_s: from_end(3)?, talk_s: from_end(2)? }
        }
        "ABANDON" => {
            so_many(3..=3)?;
            Word::Abandoned { wait_s: number(2)? }
        }
        "EXITWITHTIMEOUT" | "EXITEMPTY" => {
            so_many(1..=3)?;
            Word::Left { wait_s: number(2) }
        }
        "EXITWITHKEY" => {
            so_many(2..=4)?;
            Word::Left { wait_s: number(3) }
        }
        "WITHDRAW" => {
            so_many(3..=4)?;
            Word::Left { wait_s: number(2) }
        }
        "DID" => {
            so_many(1..=1)?;
            Word::Dialled(data[0].to_owned())
        }
        "QUEUESTART" => Word::Started,
        "RINGNOANSWER" | "RINGCANCELED" => {
            so_many(0..=1)?;
            Word::Other
        }
        other if OTHERS.contains(&other) => Word::Other,
        _ => return None,
    })
}

/// `url|number|position`; before Asterisk 1.8 without the position. The number may hold bars.
fn entered(data: &[&str]) -> Option<Word> {
    let numbers = match data {
        [_, number] => std::slice::from_ref(number),
        [_, numbers @ .., position] if position.trim().parse::<u64>().is_ok() => numbers,
        _ => return None,
    };
    Some(Word::Entered { number: numbers.join("|") })
}

/// Events that say nothing about what became of a call.
const OTHERS: [&str; 20] = [
    "ADDMEMBER",
    "REMOVEMEMBER",
    "PAUSE",
    "UNPAUSE",
    "PAUSEALL",
    "UNPAUSEALL",
    "PAUSEREASON",
    "PENALTY",
    "RINGINUSE",
    "CONFIGRELOAD",
    "QUEUERELOAD",
    "SYSCOMPAT",
    "AGENTLOGIN",
    "AGENTLOGOFF",
    "AGENTCALLBACKLOGIN",
    "AGENTCALLBACKLOGOFF",
    "AGENTDUMP",
    "INFO",
    "URL",
    "CALLBACK",
];
