//! The headers that are read of nearly every event, told apart in the one pass over a message.

use super::packet::value_of;

/// A header of a channel's snapshot (`ast_manager_build_channel_state_string_prefix`, `main/manager_channels.c`) that
/// somebody has a use for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `Channel`.
    Name,
    /// `Uniqueid`.
    Uniqueid,
    /// `Linkedid`.
    Linkedid,
    /// `ChannelState`.
    State,
    /// `CallerIDNum`.
    CallerNumber,
    /// `CallerIDName`.
    CallerName,
}

const PARTS: u8 = 6;

/// Places for first values in [`super::Index`].
pub(super) const SLOTS: usize = 40;

/// Where the first value of such a header is kept: first the event's own channel, then the one under `Dest`, then what
/// stands once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(u8);

/// What a second header of the same key tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// Nothing.
    Harmless,
    /// That somebody wrote it, be it the same or not: Asterisk writes it once.
    Repeats,
    /// That somebody wrote it, and with another value that the message contradicts itself.
    RepeatsOrContradicts,
    /// With another value, that the message contradicts itself.
    Contradicts,
}

impl Slot {
    const OTHERS: u8 = 2 * PARTS;
    const EVENT: Self = Self(Self::OTHERS);
    const PRIVILEGE: Self = Self(Self::OTHERS + 1);
    const ACTION_ID: Self = Self(Self::OTHERS + 2);
    const BRIDGE: Self = Self(Self::OTHERS + 3);
    pub(super) const TIMESTAMP: Self = Self(Self::OTHERS + 14);

    /// The place of a header of the channel that a message is about.
    pub(super) const fn own(part: Part) -> Self {
        Self(part as u8)
    }

    /// The place of a header of the channel that is called.
    pub(super) const fn dest(part: Part) -> Self {
        Self(PARTS + part as u8)
    }

    pub(super) const fn place(self) -> usize {
        self.0 as usize
    }

    pub(super) const fn second(self) -> Second {
        const UNIQUEID: Slot = Slot::own(Part::Uniqueid);
        const LINKEDID: Slot = Slot::own(Part::Linkedid);
        const NAME: Slot = Slot::own(Part::Name);
        const DEST_UNIQUEID: Slot = Slot::dest(Part::Uniqueid);
        const DEST_LINKEDID: Slot = Slot::dest(Part::Linkedid);
        const DEST_NAME: Slot = Slot::dest(Part::Name);
        match self {
            Self::EVENT | Self::PRIVILEGE | Self::ACTION_ID => Second::Repeats,
            UNIQUEID | LINKEDID => Second::RepeatsOrContradicts,
            // A `UserEvent`'s author may repeat these.
            NAME | DEST_UNIQUEID | DEST_LINKEDID | DEST_NAME | Self::BRIDGE => Second::Contradicts,
            Self(_) => Second::Harmless,
        }
    }

    /// The place of a header with this key, whatever its case; none for those that are looked for when asked for.
    pub(super) fn of(key: &[u8]) -> Option<Self> {
        match key {
            [b'D' | b'd', b'e' | b'E', b's' | b'S', b't' | b'T', part @ ..] => Part::of(part).map(Self::dest),
            _ => Part::of(key).map(Self::own).or_else(|| other(key)),
        }
    }
}

impl Part {
    /// Which one a header is, by its key without the prefix.
    pub fn of(key: &[u8]) -> Option<Self> {
        // Keys differ in length, or else in the letter looked at.
        Some(match (key.len(), key.get(4)?) {
            (7, b'n' | b'N') if is(key, b"Channel") => Self::Name,
            (8, b'u' | b'U') if is(key, b"Uniqueid") => Self::Uniqueid,
            (8, b'e' | b'E') if is(key, b"Linkedid") => Self::Linkedid,
            (11, b'e' | b'E') if is(key, b"CallerIDNum") => Self::CallerNumber,
            (12, b'e' | b'E') if is(key, b"CallerIDName") => Self::CallerName,
            (12, b'n' | b'N') if is(key, b"ChannelState") => Self::State,
            _ => return None,
        })
    }
}

/// Asterisk writes a snapshot's headers in one order, so that what a line is can be guessed, and the guess be proved by
/// one comparison: most lines need not be split to be known.
#[derive(Debug, Default)]
pub(super) struct Guess {
    next: usize,
}

/// How headers follow each other (`main/manager.c`, `main/manager_channels.c`), and which of them have a place.
const ORDER: [(&[u8], Option<Slot>); 32] = [
    (b"Event:", Some(Slot::EVENT)),
    (b"Privilege:", Some(Slot::PRIVILEGE)),
    (b"Timestamp:", Some(Slot::TIMESTAMP)),
    (b"SystemName:", None),
    (b"Channel:", Some(Slot::own(Part::Name))),
    (b"ChannelState:", Some(Slot::own(Part::State))),
    (b"ChannelStateDesc:", None),
    (b"CallerIDNum:", Some(Slot::own(Part::CallerNumber))),
    (b"CallerIDName:", Some(Slot::own(Part::CallerName))),
    (b"ConnectedLineNum:", None),
    (b"ConnectedLineName:", None),
    (b"Language:", None),
    (b"AccountCode:", None),
    (b"Context:", None),
    (b"Exten:", None),
    (b"Priority:", None),
    (b"Uniqueid:", Some(Slot::own(Part::Uniqueid))),
    (b"Linkedid:", Some(Slot::own(Part::Linkedid))),
    (b"DestChannel:", Some(Slot::dest(Part::Name))),
    (b"DestChannelState:", Some(Slot::dest(Part::State))),
    (b"DestChannelStateDesc:", None),
    (b"DestCallerIDNum:", Some(Slot::dest(Part::CallerNumber))),
    (b"DestCallerIDName:", Some(Slot::dest(Part::CallerName))),
    (b"DestConnectedLineNum:", None),
    (b"DestConnectedLineName:", None),
    (b"DestLanguage:", None),
    (b"DestAccountCode:", None),
    (b"DestContext:", None),
    (b"DestExten:", None),
    (b"DestPriority:", None),
    (b"DestUniqueid:", Some(Slot::dest(Part::Uniqueid))),
    (b"DestLinkedid:", Some(Slot::dest(Part::Linkedid))),
];

impl Guess {
    /// The line's place, where it has one, and its value, if it is the one that is due.
    #[inline]
    pub(super) fn of<'a>(&mut self, line: &'a [u8]) -> Option<(Option<Slot>, &'a [u8])> {
        // As many as `channelvars` names, behind every snapshot; read when asked for.
        if line.starts_with(b"ChanVariable:") || line.starts_with(b"DestChanVariable:") {
            return Some((None, b""));
        }
        let (key, slot) = ORDER.get(self.next)?;
        let value = line.strip_prefix(*key)?;
        self.next += 1;
        Some((*slot, value_of(value)))
    }

    /// Goes on after a line that was not the one due.
    pub(super) fn after(&mut self, slot: Option<Slot>) -> Option<Slot> {
        let known = slot.and_then(|slot| ORDER.iter().position(|(_, due)| *due == Some(slot)));
        self.next = known.map_or(self.next, |known| known + 1);
        slot
    }
}

/// Keys that stand beside the channels', by length.
fn other(key: &[u8]) -> Option<Slot> {
    let place = match key.len() {
        5 if is(key, b"Event") => 0,
        5 if is(key, b"Cause") => 4,
        5 if is(key, b"Queue") => 5,
        5 if is(key, b"State") => 6,
        5 if is(key, b"Count") => 7,
        6 if is(key, b"Device") => 8,
        6 if is(key, b"Status") => 9,
        6 if is(key, b"Paused") => 10,
        6 if is(key, b"InCall") => 11,
        7 if is(key, b"Penalty") => 12,
        7 if is(key, b"Forward") => 22,
        8 if is(key, b"ActionID") => 2,
        8 if is(key, b"Position") => 13,
        9 if is(key, b"Privilege") => 1,
        9 if is(key, b"Timestamp") => 14,
        9 if is(key, b"TechCause") => 15,
        9 if is(key, b"Interface") => 16,
        9 if is(key, b"Ringinuse") => 23,
        10 if is(key, b"DialStatus") => 17,
        10 if is(key, b"DialString") => 18,
        10 if is(key, b"BridgeType") => 19,
        10 if is(key, b"MemberName") => 20,
        10 if is(key, b"CallsTaken") => 24,
        12 if is(key, b"PausedReason") => 25,
        12 if is(key, b"SwapUniqueid") => 26,
        14 if is(key, b"StateInterface") => 27,
        14 if is(key, b"BridgeUniqueid") => 3,
        17 if is(key, b"BridgeNumChannels") => 21,
        _ => return None,
    };
    Some(Slot(Slot::OTHERS + place))
}

/// Keys are compared without case (AMI v2 specification); Asterisk's own is tried first.
fn is<const N: usize>(key: &[u8], name: &[u8; N]) -> bool {
    key == name || key.eq_ignore_ascii_case(name)
}
