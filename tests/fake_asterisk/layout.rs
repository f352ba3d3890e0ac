//! How Asterisk 22 writes: which headers, in which order, what is escaped (`main/manager_channels.c`,
//! `main/manager_bridges.c`).

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use super::world::Channel;

/// A message under construction.
#[derive(Debug, Clone)]
pub(crate) struct Message(String);

impl Message {
    /// `Event`, `Privilege`, `Timestamp`, `SystemName`: in that order.
    pub(crate) fn event(name: &str, privilege: &str, system_name: Option<&str>) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let message = Self(String::new()).with("Event", name).with("Privilege", privilege);
        let stamp = format!("{}.{:06}", since.as_secs(), since.subsec_micros());
        let message = message.with("Timestamp", &stamp);
        match system_name {
            Some(system) => message.with("SystemName", system),
            None => message,
        }
    }

    /// A row or the end of a list: no privilege, no timestamp.
    pub(crate) fn row(name: &str, action_id: Option<&str>) -> Self {
        Self(String::new()).with("Event", name).with_id(action_id)
    }

    pub(crate) fn response(word: &str, action_id: Option<&str>) -> Self {
        Self(String::new()).with("Response", word).with_id(action_id)
    }

    pub(crate) fn success(action_id: Option<&str>, message: &str) -> Self {
        Self::response("Success", action_id).with("Message", message)
    }

    pub(crate) fn error(action_id: Option<&str>, message: &str) -> Self {
        Self::response("Error", action_id).with("Message", message)
    }

    pub(crate) fn list_begins(action_id: Option<&str>, message: &str) -> Self {
        Self::response("Success", action_id).with("EventList", "start").with("Message", message)
    }

    pub(crate) fn list_ends(name: &str, action_id: Option<&str>, items: usize) -> Self {
        Self::row(name, action_id).with("EventList", "Complete").with("ListItems", &items.to_string())
    }

    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        let _ = write!(self.0, "{key}: {value}\r\n");
        self
    }

    fn with_id(self, action_id: Option<&str>) -> Self {
        match action_id {
            Some(id) => self.with("ActionID", id),
            None => self,
        }
    }

    /// `ast_manager_build_channel_state_string_prefix`. The number is not escaped, the names are.
    pub(crate) fn with_channel(self, prefix: &str, channel: &Channel) -> Self {
        let key = |name: &str| format!("{prefix}{name}");
        let message = self
            .with(&key("Channel"), &channel.name)
            .with(&key("ChannelState"), &channel.state.to_string())
            .with(&key("ChannelStateDesc"), state_words(channel.state))
            .with(&key("CallerIDNum"), or_unknown(&channel.caller.0))
            .with(&key("CallerIDName"), &escape(or_unknown(&channel.caller.1)))
            .with(&key("ConnectedLineNum"), or_unknown(&channel.connected.0))
            .with(&key("ConnectedLineName"), &escape(or_unknown(&channel.connected.1)))
            .with(&key("Language"), "en")
            .with(&key("AccountCode"), "")
            .with(&key("Context"), &channel.context)
            .with(&key("Exten"), &channel.exten)
            .with(&key("Priority"), "1")
            .with(&key("Uniqueid"), &channel.uniqueid)
            .with(&key("Linkedid"), &channel.linkedid);
        ["CTI_CALLID", "CTI_DID", "CTI_STATE", "CTI_TRUNK"].iter().fold(message, |message, name| {
            let value = channel.variables.get(*name).map_or("", String::as_str);
            message.with(&key("ChanVariable"), &format!("{name}={}", escape(value)))
        })
    }

    /// `ast_manager_build_bridge_state_string_prefix`.
    pub(crate) fn with_bridge(self, id: &str, members: usize) -> Self {
        self.with("BridgeUniqueid", id)
            .with("BridgeType", "basic")
            .with("BridgeTechnology", "simple_bridge")
            .with("BridgeCreator", "<unknown>")
            .with("BridgeName", "<unknown>")
            .with("BridgeNumChannels", &members.to_string())
            .with("BridgeVideoSourceMode", "none")
    }

    /// The blank line, and done.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.0.into_bytes();
        bytes.extend_from_slice(b"\r\n");
        bytes
    }
}

/// `ast_escape_c`.
pub(crate) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '\x07' => escaped.push_str("\\a"),
            '\x08' => escaped.push_str("\\b"),
            '\x0c' => escaped.push_str("\\f"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\x0b' => escaped.push_str("\\v"),
            '\\' | '\'' | '"' | '?' => {
                escaped.push('\\');
                escaped.push(c);
            }
            plain => escaped.push(plain),
        }
        escaped
    })
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { "<unknown>" } else { text }
}

/// `ast_state2str`.
const fn state_words(state: u8) -> &'static str {
    match state {
        0 => "Down",
        1 => "Rsrvd",
        2 => "OffHook",
        3 => "Dialing",
        4 => "Ring",
        5 => "Ringing",
        6 => "Up",
        7 => "Busy",
        _ => "Unknown",
    }
}
