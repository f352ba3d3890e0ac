//! A queue's call at one of its members: `AgentCalled AgentConnect AgentComplete AgentRingNoAnswer AgentDump`.

use smol_str::SmolStr;

use super::channel::ChannelInfo;
use super::fields::Fields;

/// What those five events share. Times are given where Asterisk gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentCall {
    /// Which queue.
    pub queue: SmolStr,
    /// The caller.
    pub channel: ChannelInfo,
    /// The member's channel.
    pub to: Option<ChannelInfo>,
    /// The member's stable key: `PJSIP/1001`.
    pub interface: SmolStr,
    /// The member's name, for display.
    pub member: SmolStr,
    /// How long the caller waited (`HoldTime`), in seconds.
    pub wait_s: Option<u32>,
    /// How long the member rang (`RingTime`), in milliseconds. `AgentConnect` tells whole seconds, as does
    /// `AgentRingNoAnswer` in spite of its unit.
    pub ring_ms: Option<u32>,
    /// How long they talked, in seconds.
    pub talk_s: Option<u32>,
    /// Who ended it: `caller`, `agent`, `transfer`.
    pub reason: Option<SmolStr>,
}

/// The unit `RingTime` is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RingTime {
    Seconds,
    Milliseconds,
}

impl AgentCall {
    pub(super) fn read(fields: &Fields<'_>, unit: RingTime) -> Self {
        let ring = fields.number::<u32>("RingTime");
        Self {
            queue: fields.text("Queue"),
            channel: ChannelInfo::read(fields, ""),
            to: ChannelInfo::read_optional(fields, "Dest"),
            interface: fields.text("Interface"),
            member: fields.text("MemberName"),
            wait_s: fields.number("HoldTime"),
            ring_ms: match unit {
                RingTime::Seconds => ring.map(|seconds| seconds.saturating_mul(1_000)),
                RingTime::Milliseconds => ring,
            },
            talk_s: fields.number("TalkTime"),
            reason: fields.known("Reason"),
        }
    }
}
