//! A channel as every channel event shows it.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use smol_str::SmolStr;

use super::fields::Fields;
use crate::ami::wire::{Headers, Part};

/// The snapshot of one channel (`ast_manager_build_channel_state_string_prefix`, `main/manager_channels.c`): what of it
/// somebody has a use for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelInfo {
    /// `PJSIP/1001-0000000b`. Names begin anew when Asterisk restarts; address channels by `uniqueid`.
    pub name: SmolStr,
    /// Unique among this Asterisk's channels, also over restarts: `1764031032.10`.
    pub uniqueid: SmolStr,
    /// The uniqueid of the oldest channel of the conversation.
    pub linkedid: SmolStr,
    /// How far the call on it has come.
    pub state: ChannelState,
    /// Who is on it.
    pub caller: Party,
    /// All the event showed of it.
    pub snapshot: Snapshot,
}

/// A number and a name, each absent where Asterisk knows none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Party {
    /// The number as dialled or received; it is not escaped and may hold anything.
    pub number: Option<SmolStr>,
    /// The display name, C escapes undone.
    pub name: Option<SmolStr>,
}

/// A channel as an event showed it, read when asked for: every event bears it, few readers want more than
/// [`ChannelInfo`] holds.
#[derive(Clone, Default)]
pub struct Snapshot {
    message: Bytes,
    prefix: &'static str,
}

/// `ChannelState` (include/asterisk/channelstate.h).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ChannelState {
    /// 0: exists, nothing more.
    #[default]
    Down,
    /// 1: reserved.
    Reserved,
    /// 2: picked up, not dialled.
    OffHook,
    /// 3: digits are being dialled.
    Dialing,
    /// 4: we ring at the far end, and hear so.
    Ring,
    /// 5: the phone on this channel rings.
    Ringing,
    /// 6: answered.
    Up,
    /// 7: busy.
    Busy,
    /// 8: off hook after a call.
    DialingOffHook,
    /// 9: ringing, before the first sign of it.
    PreRing,
    /// A number this list does not hold.
    Unknown,
}

impl ChannelInfo {
    /// The dialplan extension it runs in.
    pub fn exten(&self) -> SmolStr {
        self.snapshot.first("Exten").map(text).unwrap_or_default()
    }

    /// The context of the dialplan it runs in.
    pub fn context(&self) -> SmolStr {
        self.snapshot.first("Context").map(text).unwrap_or_default()
    }

    /// The value of a channel variable, the first where it stands twice.
    pub fn variable(&self, name: &str) -> Option<SmolStr> {
        self.snapshot.variables().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether the message named no channel where one is due: the mark of a forged or torn message.
    pub fn is_nameless(&self) -> bool {
        self.uniqueid.is_empty()
    }

    /// Reads the snapshot under a prefix: empty, `Dest`, `Transferer` …
    pub(super) fn read(fields: &Fields<'_>, prefix: &'static str) -> Self {
        let part = |part| fields.part(prefix, part);
        let plain = |which| part(which).map(text).unwrap_or_default();
        Self {
            name: plain(Part::Name),
            uniqueid: plain(Part::Uniqueid),
            linkedid: plain(Part::Linkedid),
            state: part(Part::State).map_or(ChannelState::Unknown, ChannelState::read),
            caller: Party {
                number: part(Part::CallerNumber).and_then(known),
                name: part(Part::CallerName).and_then(known_escaped),
            },
            snapshot: Snapshot { message: fields.message().clone(), prefix },
        }
    }

    /// The same, where the event may be without that channel.
    pub(super) fn read_optional(fields: &Fields<'_>, prefix: &'static str) -> Option<Self> {
        let name = fields.part(prefix, Part::Name)?;
        // A VarSet of a global says `Channel: none` (main/stasis_channels.c).
        (!name.is_empty() && name != b"none").then(|| Self::read(fields, prefix))
    }
}

impl Snapshot {
    /// The variables named in `channelvars` of `manager.conf`: names and values in order, C escapes undone.
    pub fn variables(&self) -> impl Iterator<Item = (SmolStr, SmolStr)> + '_ {
        self.headers().filter_map(|(key, value)| is_variable_key(key).then(|| variable(value))?)
    }

    fn first(&self, wanted: &str) -> Option<&[u8]> {
        self.headers().find(|(key, _)| is_key(key, wanted)).map(|(_, value)| value)
    }

    fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        Headers::new(&self.message).filter_map(|(key, value)| {
            let (prefix, key) = key.split_at_checked(self.prefix.len())?;
            is_key(prefix, self.prefix).then_some((key, value))
        })
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.variables()).finish()
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        ["Exten", "Context"].iter().all(|key| self.first(key) == other.first(key))
            && self.variables().eq(other.variables())
    }
}

impl Eq for Snapshot {}

/// `ChanVariable: name=value`. Asterisk 11 and older wrote `ChanVariable(channel): name=value`.
fn is_variable_key(key: &[u8]) -> bool {
    const KEY: &str = "ChanVariable";
    key.split_at_checked(KEY.len())
        .is_some_and(|(head, tail)| is_key(head, KEY) && (tail.is_empty() || tail.starts_with(b"(")))
}

fn variable(value: &[u8]) -> Option<(SmolStr, SmolStr)> {
    let equals = value.iter().position(|byte| *byte == b'=')?;
    Some((text(&value[..equals]), unescaped(&value[equals + 1..])))
}

const fn is_key(key: &[u8], wanted: &str) -> bool {
    key.eq_ignore_ascii_case(wanted.as_bytes())
}

impl ChannelState {
    fn read(number: &[u8]) -> Self {
        match number {
            b"0" => Self::Down,
            b"1" => Self::Reserved,
            b"2" => Self::OffHook,
            b"3" => Self::Dialing,
            b"4" => Self::Ring,
            b"5" => Self::Ringing,
            b"6" => Self::Up,
            b"7" => Self::Busy,
            b"8" => Self::DialingOffHook,
            b"9" => Self::PreRing,
            _ => Self::Unknown,
        }
    }
}

/// Text at this edge: bytes that are not UTF-8 become U+FFFD.
pub(super) fn text(value: &[u8]) -> SmolStr {
    std::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value).into(), SmolStr::new)
}

/// Text that was C-escaped.
pub(super) fn unescaped(value: &[u8]) -> SmolStr {
    match super::super::escape::unescape(value) {
        Cow::Borrowed(plain) => text(plain),
        Cow::Owned(plain) => text(&plain),
    }
}

/// Text, absent where Asterisk wrote nothing or its word for nothing.
pub(super) fn known(value: &[u8]) -> Option<SmolStr> {
    (!matches!(value, b"" | b"<unknown>")).then(|| text(value))
}

fn known_escaped(value: &[u8]) -> Option<SmolStr> {
    (!matches!(value, b"" | b"<unknown>")).then(|| unescaped(value))
}
