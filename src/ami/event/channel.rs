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

    /// Reads the snapshot under a prefix: empty, `Dest`, `Transferer` … In one pass, because every event has one
    /// and most have two.
    pub(super) fn read(fields: &Fields<'_>, prefix: &str) -> Self {
        let (mut first, mut variables) = (Raw::default(), Vec::new());
        for (key, value) in fields.under(prefix) {
            let slot = match key.len() {
                5 if is_key(key, "Exten") => &mut first.exten,
                7 if is_key(key, "Channel") => &mut first.name,
                7 if is_key(key, "Context") => &mut first.context,
                8 if is_key(key, "Uniqueid") => &mut first.uniqueid,
                8 if is_key(key, "Linkedid") => &mut first.linkedid,
                11 if is_key(key, "CallerIDNum") => &mut first.caller_number,
                11 if is_key(key, "AccountCode") => &mut first.account,
                12 if is_key(key, "CallerIDName") => &mut first.caller_name,
                12 if is_key(key, "ChannelState") => &mut first.state,
                16 if is_key(key, "ConnectedLineNum") => &mut first.connected_number,
                17 if is_key(key, "ConnectedLineName") => &mut first.connected_name,
                12.. if is_variable_key(key) => {
                    variables.extend(variable(value));
                    continue;
                }
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        first.into_channel(variables)
    }

    /// The same, where the event may be without that channel.
    pub(super) fn read_optional(fields: &Fields<'_>, prefix: &str) -> Option<Self> {
        let name = fields.prefixed(prefix, "Channel")?;
        // A VarSet of a global says `Channel: none` (main/stasis_channels.c).
        (!name.is_empty() && name != b"none").then(|| Self::read(fields, prefix))
    }
}

/// The first value of each header of a snapshot, as it came.
#[derive(Default)]
struct Raw<'a> {
    name: Option<&'a [u8]>,
    uniqueid: Option<&'a [u8]>,
    linkedid: Option<&'a [u8]>,
    state: Option<&'a [u8]>,
    caller_number: Option<&'a [u8]>,
    caller_name: Option<&'a [u8]>,
    connected_number: Option<&'a [u8]>,
    connected_name: Option<&'a [u8]>,
    account: Option<&'a [u8]>,
    context: Option<&'a [u8]>,
    exten: Option<&'a [u8]>,
}

impl Raw<'_> {
    fn into_channel(self, variables: Vec<(String, String)>) -> ChannelInfo {
        let plain = |value: Option<&[u8]>| value.map(text).unwrap_or_default();
        ChannelInfo {
            name: plain(self.name),
            uniqueid: plain(self.uniqueid),
            linkedid: plain(self.linkedid),
            state: self.state.map_or(ChannelState::Unknown, ChannelState::read),
            caller: Party {
                number: self.caller_number.and_then(known),
                name: self.caller_name.and_then(known_escaped),
            },
            connected: Party {
                number: self.connected_number.and_then(known),
                name: self.connected_name.and_then(known_escaped),
            },
            account: plain(self.account),
            context: plain(self.context),
            exten: plain(self.exten),
            variables,
        }
    }
}

/// `ChanVariable: name=value`. Asterisk 11 and older wrote `ChanVariable(channel): name=value`.
fn is_variable_key(key: &[u8]) -> bool {
    const KEY: &str = "ChanVariable";
    key.split_at_checked(KEY.len())
        .is_some_and(|(head, tail)| is_key(head, KEY) && (tail.is_empty() || tail.starts_with(b"(")))
}

fn variable(value: &[u8]) -> Option<(String, String)> {
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
