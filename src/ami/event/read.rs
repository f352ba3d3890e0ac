//! From packet to event: one look at the name decides what is read.

use super::Event;
use super::agent::{AgentCall, RingTime};
use super::channel::{ChannelInfo, text};
use super::convert::{
    bridge_enter, bridge_leave, bridge_listed, channel_listed, contact_status, dest, device_state, dial_end,
    from, hangup, hangup_request, list_ended, originate_response, own, queue_caller_abandon,
    queue_caller_join, queue_caller_leave, rename, spyee, spyer, user_event,
};
use super::fields::Fields;
use super::queue::{QueueEntry, QueueMember, QueueParams};
use super::transfer::{AttendedTransfer, BlindTransfer, LocalPair, Parked};
use crate::ami::wire::{Index, Packet};

impl Event {
    /// Reads an event. Its name and every field are taken from the first header that bears the key.
    pub fn from_packet(packet: &Packet) -> Self {
        let name = packet.name();
        match Reader::of(name) {
            Some(reader) => Self::read_with(reader, name, &packet.index()),
            // Events nobody reads are not even split into headers.
            None => Self::Other(text(name)),
        }
    }

    /// When Asterisk wrote it, in microseconds since 1970: header `Timestamp`, with `timestampevents = yes`.
    pub fn timestamp_micros(packet: &Packet) -> Option<u64> {
        // Event, Privilege, Timestamp: in that order, at the front.
        let (_, value) = packet.headers().take(4).find(|(key, _)| key.eq_ignore_ascii_case(b"Timestamp"))?;
        micros(value)
    }

    /// Reads the event of a message that was looked through already, with the time Asterisk wrote it.
    pub(in crate::ami) fn from_index(reader: Reader, name: &[u8], index: &Index<'_>) -> (Option<u64>, Self) {
        (index.timestamp().and_then(micros), Self::read_with(reader, name, index))
    }

    fn read_with(Reader(read): Reader, name: &[u8], index: &Index<'_>) -> Self {
        let event = read(&Fields::new(index));
        if event.lacks_its_channel() { Self::Incomplete(text(name)) } else { event }
    }

    /// Asterisk writes `Uniqueid` into every channel event; a torn or forged one is without.
    fn lacks_its_channel(&self) -> bool {
        self.channel_due().is_some_and(ChannelInfo::is_nameless)
    }

    /// The channel this event is about, where it is about one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest has no channel that is always there")]
    pub fn channel_due(&self) -> Option<&ChannelInfo> {
        match self {
            Self::Newchannel(channel)
            | Self::Newstate { channel }
            | Self::NewConnectedLine { channel }
            | Self::NewCallerid { channel }
            | Self::Hangup { channel, .. }
            | Self::HangupRequest { channel, .. }
            | Self::DialBegin { to: channel, .. }
            | Self::DialState { to: channel, .. }
            | Self::DialEnd { to: channel, .. }
            | Self::BridgeEnter { channel, .. }
            | Self::BridgeLeave { channel, .. }
            | Self::Hold { channel }
            | Self::Unhold { channel }
            | Self::Pickup { channel, .. }
            | Self::DtmfEnd { channel, .. }
            | Self::MusicOnHoldStart { channel }
            | Self::MusicOnHoldStop { channel }
            | Self::MixMonitorStart { channel }
            | Self::MixMonitorStop { channel }
            | Self::MixMonitorMute { channel, .. }
            | Self::QueueCallerJoin { channel, .. }
            | Self::QueueCallerLeave { channel, .. }
            | Self::QueueCallerAbandon { channel, .. }
            | Self::ChannelListed { channel, .. } => Some(channel),
            Self::AgentCalled(call)
            | Self::AgentConnect(call)
            | Self::AgentComplete(call)
            | Self::AgentRingNoAnswer(call)
            | Self::AgentDump(call) => Some(&call.channel),
            Self::ParkedCall(parked)
            | Self::ParkedCallTimeOut(parked)
            | Self::ParkedCallGiveUp(parked)
            | Self::UnParkedCall(parked) => Some(&parked.parkee),
            Self::UserEvent { channel, .. } | Self::VarSet { channel, .. } => channel.as_ref(),
            _ => None,
        }
    }
}

/// `1764031032.123456`. A shorter fraction is one with zeros after it; what is longer is cut.
fn micros(timestamp: &[u8]) -> Option<u64> {
    let point = timestamp.iter().position(|byte| *byte == b'.')?;
    let digit = |number: u64, byte: &u8| {
        number.checked_mul(10)?.checked_add(u64::from(char::from(*byte).to_digit(10)?))
    };
    let seconds = timestamp[..point].iter().try_fold(0, digit).filter(|_| point > 0)?;
    let fraction = timestamp[point + 1..].iter().chain(std::iter::repeat(&b'0')).take(6);
    seconds.checked_mul(1_000_000)?.checked_add({ fraction }.try_fold(0, digit)?)
}

/// How an event of one name is read.
#[derive(Clone, Copy)]
pub(in crate::ami) struct Reader(fn(&Fields<'_>) -> Event);

impl Reader {
    /// None for an event nobody has a use for.
    pub(in crate::ami) fn of(name: &[u8]) -> Option<Self> {
        reader_of(name).map(Self)
    }
}

type Read = fn(&Fields<'_>) -> Event;

/// Names are compared as Asterisk writes them; it has never changed the case of one.
fn reader_of(name: &[u8]) -> Option<Read> {
    Some(match name {
        b"Newchannel" => |f| Event::Newchannel(own(f)),
        b"Newstate" => |f| Event::Newstate { channel: own(f) },
        b"Rename" => rename,
        b"NewConnectedLine" => |f| Event::NewConnectedLine { channel: own(f) },
        b"NewCallerid" => |f| Event::NewCallerid { channel: own(f) },
        b"Hangup" => hangup,
        b"HangupRequest" => |f| hangup_request(f, false),
        b"SoftHangupRequest" => |f| hangup_request(f, true),
        b"DialBegin" => {
            |f| Event::DialBegin { from: from(f), to: dest(f), dial_string: f.text("DialString") }
        }
        b"DialState" => |f| Event::DialState { from: from(f), to: dest(f), status: f.text("DialStatus") },
        b"DialEnd" => dial_end,
        b"BridgeCreate" => |f| Event::BridgeCreate { bridge_id: f.text("BridgeUniqueid") },
        b"BridgeEnter" => bridge_enter,
        b"BridgeLeave" => bridge_leave,
        b"BridgeMerge" => |f| Event::BridgeMerge {
            from_id: f.text("FromBridgeUniqueid"),
            to_id: f.text("ToBridgeUniqueid"),
        },
        b"BridgeDestroy" => |f| Event::BridgeDestroy { bridge_id: f.text("BridgeUniqueid") },
        b"Hold" => |f| Event::Hold { channel: own(f) },
        b"Unhold" => |f| Event::Unhold { channel: own(f) },
        b"BlindTransfer" => |f| Event::BlindTransfer(Box::new(BlindTransfer::read(f))),
        b"AttendedTransfer" => |f| Event::AttendedTransfer(Box::new(AttendedTransfer::read(f))),
        b"ParkedCall" => |f| Event::ParkedCall(Box::new(Parked::read(f))),
        b"ParkedCallTimeOut" => |f| Event::ParkedCallTimeOut(Box::new(Parked::read(f))),
        b"ParkedCallGiveUp" => |f| Event::ParkedCallGiveUp(Box::new(Parked::read(f))),
        b"UnParkedCall" => |f| Event::UnParkedCall(Box::new(Parked::read(f))),
        b"LocalBridge" => |f| Event::LocalBridge(Box::new(LocalPair::read(f))),
        b"LocalOptimizationBegin" => |f| Event::LocalOptimizationBegin(Box::new(LocalPair::read(f))),
        b"LocalOptimizationEnd" => |f| Event::LocalOptimizationEnd(Box::new(LocalPair::read(f))),
        b"Pickup" => |f| Event::Pickup { channel: own(f), target: ChannelInfo::read(f, "Target") },
        b"UserEvent" => user_event,
        b"VarSet" => {
            |f| Event::VarSet { channel: from(f), variable: f.text("Variable"), value: f.unescaped("Value") }
        }
        b"DTMFEnd" => |f| Event::DtmfEnd {
            channel: own(f),
            digit: f.text("Digit"),
            received: f.text("Direction") == "Received",
        },
        b"MusicOnHoldStart" => |f| Event::MusicOnHoldStart { channel: own(f) },
        b"MusicOnHoldStop" => |f| Event::MusicOnHoldStop { channel: own(f) },
        b"MixMonitorStart" => |f| Event::MixMonitorStart { channel: own(f) },
        b"MixMonitorStop" => |f| Event::MixMonitorStop { channel: own(f) },
        b"MixMonitorMute" => |f| Event::MixMonitorMute { channel: own(f), muted: f.truth("State") },
        b"ChanSpyStart" => |f| Event::ChanSpyStart { spyer: spyer(f), spyee: spyee(f) },
        b"ChanSpyStop" => |f| Event::ChanSpyStop { spyer: spyer(f), spyee: spyee(f) },
        b"DeviceStateChange" => device_state,
        b"ContactStatus" => contact_status,
        b"OriginateResponse" => originate_response,
        b"CoreShowChannel" => channel_listed,
        b"BridgeListItem" => bridge_listed,
        b"FullyBooted" => |f| Event::FullyBooted { uptime_s: f.number("Uptime") },
        b"Shutdown" => |f| Event::Shutdown { restart: f.truth("Restart") },
        b"Reload" => |f| Event::Reload { module: f.text("Module") },
        _ => return queue_reader_of(name),
    })
}

fn queue_reader_of(name: &[u8]) -> Option<Read> {
    Some(match name {
        b"QueueCallerJoin" => queue_caller_join,
        b"QueueCallerLeave" => queue_caller_leave,
        b"QueueCallerAbandon" => queue_caller_abandon,
        b"QueueMemberAdded" => |f| Event::QueueMemberAdded(QueueMember::read(f)),
        b"QueueMemberRemoved" => |f| Event::QueueMemberRemoved(QueueMember::read(f)),
        b"QueueMemberStatus" => |f| Event::QueueMemberStatus(QueueMember::read(f)),
        b"QueueMemberPause" => |f| Event::QueueMemberPause(QueueMember::read(f)),
        b"QueueMemberPenalty" => |f| Event::QueueMemberPenalty(QueueMember::read(f)),
        b"QueueMemberRinginuse" => |f| Event::QueueMemberRinginuse(QueueMember::read(f)),
        b"QueueParams" => |f| Event::QueueListed(QueueParams::read(f)),
        b"QueueMember" => |f| Event::QueueMemberListed(QueueMember::read(f)),
        b"QueueEntry" => |f| Event::QueueEntryListed(QueueEntry::read(f)),
        b"AgentCalled" => |f| Event::AgentCalled(Box::new(AgentCall::read(f, RingTime::Seconds))),
        b"AgentConnect" => |f| Event::AgentConnect(Box::new(AgentCall::read(f, RingTime::Seconds))),
        b"AgentComplete" => |f| Event::AgentComplete(Box::new(AgentCall::read(f, RingTime::Seconds))),
        b"AgentRingNoAnswer" => {
            |f| Event::AgentRingNoAnswer(Box::new(AgentCall::read(f, RingTime::Milliseconds)))
        }
        b"AgentDump" => |f| Event::AgentDump(Box::new(AgentCall::read(f, RingTime::Seconds))),
        _ if name.ends_with(b"Complete") => list_ended,
        _ => return None,
    })
}
