//! A channel as the observer keeps it.

use smol_str::SmolStr;

use crate::ami::{ChannelInfo, ChannelState};
use crate::call::Party;
use crate::telephony::naming::line_of;

use super::calls::CallKey;

/// What is known of one living channel.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) name: SmolStr,
    pub(super) kind: Kind,
    pub(super) call: CallKey,
    /// It was dialled, by whomever: its own first number is its party's.
    pub(super) dialled: bool,
    /// It rings and nobody has answered yet.
    pub(super) ringing: bool,
    /// It has been picked up, whether or not its dial was told to have ended.
    pub(super) up: bool,
    /// The call was taken from it (`Pickup`).
    pub(super) picked_up: bool,
    /// The cause told with the request to hang up, which comes before the end of the dial.
    pub(super) cause: Option<u16>,
    pub(super) bridge: Option<SmolStr>,
    number: Option<SmolStr>,
    display_name: Option<SmolStr>,
    /// The queue member it is rung as.
    pub(super) member: Option<SmolStr>,
}

/// What a channel stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody's phone or a trunk.
    Real,
    /// Half of a Local channel: a wire to its other half, whose pair is known by this name.
    Local(SmolStr),
    /// Asterisk's own helper: nobody is on it.
    Helper,
}

/// Technologies of channels on which nobody is.
const HELPERS: [&str; 12] = [
    "Surrogate",
    "AsyncGoto",
    "Message",
    "Bridge",
    "Announcer",
    "CBAnn",
    "CBRec",
    "ConfBridgeRecorder",
    "UnicastRTP",
    "MulticastRTP",
    "Snoop",
    "Parked",
];

impl Kind {
    pub(super) fn of(name: &str) -> Self {
        let (technology, rest) = name.split_once('/').unwrap_or((name, ""));
        if technology.eq_ignore_ascii_case("Local") {
            let pair = rest.strip_suffix(";1").or_else(|| rest.strip_suffix(";2")).unwrap_or(rest);
            Self::Local(pair.into())
        } else if HELPERS.contains(&technology) {
            Self::Helper
        } else {
            Self::Real
        }
    }
}

impl Channel {
    pub(super) fn new(info: &ChannelInfo, call: CallKey) -> Self {
        Self {
            name: info.name.clone(),
            kind: Kind::of(&info.name),
            call,
            // A channel that comes in begins by ringing us; one that goes out begins down.
            dialled: info.state == ChannelState::Down,
            ringing: false,
            up: info.state == ChannelState::Up,
            picked_up: false,
            cause: None,
            bridge: None,
            number: info.caller.number.clone(),
            display_name: info.caller.name.clone(),
            member: None,
        }
    }

    /// Takes what an event says of it now.
    ///
    /// One who calls is who the dialplan says he is at last. One who is called is who he was at first: an
    /// Originate writes the number to be dialled over it.
    pub(super) fn refresh(&mut self, info: &ChannelInfo) {
        self.up |= info.state == ChannelState::Up;
        let replace = |known: &mut Option<SmolStr>, told: &Option<SmolStr>, keep: bool| {
            if told.is_some() && *known != *told && !(keep && known.is_some()) {
                known.clone_from(told);
            }
        };
        replace(&mut self.number, &info.caller.number, self.dialled);
        replace(&mut self.display_name, &info.caller.name, self.dialled);
    }

    pub(super) fn is_real(&self) -> bool {
        self.kind == Kind::Real
    }

    /// Whether it would be told as this party.
    pub(super) fn is(&self, party: &Party) -> bool {
        party.channel.as_ref() == Some(&self.name)
            && party.number == self.number
            && party.name == self.display_name
            && party.member == self.member
    }

    pub(super) fn party(&self) -> Party {
        Party {
            number: self.number.clone(),
            name: self.display_name.clone(),
            channel: Some(self.name.clone()),
            line: line_of(&self.name),
            member: self.member.clone(),
        }
    }
}

/// A channel nobody has told of before, as a party.
pub(super) fn party_of(info: &ChannelInfo) -> Party {
    Party {
        number: info.caller.number.clone(),
        name: info.caller.name.clone(),
        channel: Some(info.name.clone()),
        line: line_of(&info.name),
        member: None,
    }
}
