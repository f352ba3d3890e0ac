//! A channel as every channel event shows it.

use std::borrow::Cow;

use super::fields::Fields;

/// The snapshot of one channel (`ast_manager_build_channel_state_string_prefix`, `main/manager_channels.c`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelInfo {
    /// `PJSIP/1001-0000000b`. Names begin anew when Asterisk restarts; address channels by `uniqueid`.
    pub name: String,
    /// Unique among this Asterisk's channels, also over restarts: `1764031032.10`.
    pub uniqueid: String,
    /// The uniqueid of the oldest channel of the conversation.
    pub linkedid: String,
    /// How far the call on it has come.
    pub state: ChannelState,
    /// Who is on it.
    pub caller: Party,
    /// Whom that party is shown as talking to.
    pub connected: Party,
    /// Account code; empty where none is set.
    pub account: String,
    /// Dialplan context it runs in.
    pub context: String,
    /// Dialplan extension it runs in.
    pub exten: String,
    /// The variables named in `channelvars` of `manager.conf`, in order.
    pub variables: Vec<(String, String)>,
}

/// A number and a name, each absent where Asterisk knows none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Party {
    /// The number as dialled or received; it is not escaped and may hold anything.
    pub number: Option<String>,
    /// The display name, C escapes undone.
    pub name: Option<String>,
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
    /// The value of a channel variable, the first where it stands twice.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the message named no channel where one is due: the mark of a forged or torn message.
    pub const fn is_nameless(&self) -> bool {
        self.uniqueid.is_empty()
    }

    /// Reads the snapshot under a prefix: empty, `Dest`, `Transferer` …
    pub(super) fn read(fields: &Fields<'_>, prefix: &str) -> Self {
        let text = |key| fields.prefixed(prefix, key).map(text).unwrap_or_default();
        Self {
            name: text("Channel"),
            uniqueid: text("Uniqueid"),
            linkedid: text("Linkedid"),
            state: fields.prefixed(prefix, "ChannelState").map_or(ChannelState::Unknown, ChannelState::read),
            caller: Party {
                number: fields.prefixed(prefix, "CallerIDNum").and_then(known),
                name: fields.prefixed(prefix, "CallerIDName").and_then(known_escaped),
            },
            connected: Party {
                number: fields.prefixed(prefix, "ConnectedLineNum").and_then(known),
                name: fields.prefixed(prefix, "ConnectedLineName").and_then(known_escaped),
            },
            account: text("AccountCode"),
            context: text("Context"),
            exten: text("Exten"),
            variables: fields.variables(prefix),
        }
    }

    /// The same, where the event may be without that channel.
    pub(super) fn read_optional(fields: &Fields<'_>, prefix: &str) -> Option<Self> {
        let name = fields.prefixed(prefix, "Channel")?;
        // A VarSet of a global says `Channel: none` (main/stasis_channels.c).
        (!name.is_empty() && name != b"none").then(|| Self::read(fields, prefix))
    }
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
pub(super) fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// Text that was C-escaped.
pub(super) fn unescaped(value: &[u8]) -> String {
    match super::super::escape::unescape(value) {
        Cow::Borrowed(plain) => text(plain),
        Cow::Owned(plain) => String::from_utf8(plain).unwrap_or_else(|error| text(error.as_bytes())),
    }
}

/// Text, absent where Asterisk wrote nothing or its word for nothing.
pub(super) fn known(value: &[u8]) -> Option<String> {
    (!matches!(value, b"" | b"<unknown>")).then(|| text(value))
}

fn known_escaped(value: &[u8]) -> Option<String> {
    (!matches!(value, b"" | b"<unknown>")).then(|| unescaped(value))
}
