//! Events with more than a field or two, field by field.

use super::Event;
use super::channel::{ChannelInfo, text};
use super::fields::Fields;

pub(super) fn own(fields: &Fields<'_>) -> ChannelInfo {
    ChannelInfo::read(fields, "")
}

pub(super) fn from(fields: &Fields<'_>) -> Option<ChannelInfo> {
    ChannelInfo::read_optional(fields, "")
}

pub(super) fn dest(fields: &Fields<'_>) -> ChannelInfo {
    ChannelInfo::read(fields, "Dest")
}

pub(super) fn spyer(fields: &Fields<'_>) -> ChannelInfo {
    ChannelInfo::read(fields, "Spyer")
}

pub(super) fn spyee(fields: &Fields<'_>) -> Option<ChannelInfo> {
    ChannelInfo::read_optional(fields, "Spyee")
}

pub(super) fn rename(fields: &Fields<'_>) -> Event {
    Event::Rename {
        uniqueid: fields.text("Uniqueid"),
        old_name: fields.text("Channel"),
        new_name: fields.text("Newname"),
    }
}

pub(super) fn hangup(fields: &Fields<'_>) -> Event {
    Event::Hangup {
        channel: own(fields),
        cause: fields.number("Cause").unwrap_or_default(),
        tech_cause: fields.number("TechCause"),
    }
}

pub(super) fn hangup_request(fields: &Fields<'_>, soft: bool) -> Event {
    Event::HangupRequest { channel: own(fields), cause: fields.number("Cause"), soft }
}

pub(super) fn dial_end(fields: &Fields<'_>) -> Event {
    Event::DialEnd {
        from: from(fields),
        to: dest(fields),
        status: fields.text("DialStatus"),
        forward: fields.known("Forward"),
    }
}

pub(super) fn bridge_enter(fields: &Fields<'_>) -> Event {
    Event::BridgeEnter {
        channel: own(fields),
        bridge_id: fields.text("BridgeUniqueid"),
        bridge_type: fields.text("BridgeType"),
        members: fields.count("BridgeNumChannels"),
        swap_uniqueid: fields.known("SwapUniqueid"),
    }
}

pub(super) fn bridge_leave(fields: &Fields<'_>) -> Event {
    Event::BridgeLeave {
        channel: own(fields),
        bridge_id: fields.text("BridgeUniqueid"),
        bridge_type: fields.text("BridgeType"),
        members: fields.count("BridgeNumChannels"),
    }
}

pub(super) fn user_event(fields: &Fields<'_>) -> Event {
    Event::UserEvent {
        name: fields.text("UserEvent"),
        channel: from(fields),
        headers: fields.after("UserEvent").map(|(key, value)| (text(key), text(value))).collect(),
    }
}

/// A `DeviceStateList` row has the name of the news; only its `ActionID` tells.
pub(super) fn device_state(fields: &Fields<'_>) -> Event {
    let (device, state) = (fields.text("Device"), fields.text("State"));
    match fields.raw("ActionID") {
        Some(_) => Event::DeviceListed { device, state },
        None => Event::DeviceStateChange { device, state },
    }
}

pub(super) fn contact_status(fields: &Fields<'_>) -> Event {
    Event::ContactStatus {
        aor: fields.text("AOR"),
        endpoint: fields.known("EndpointName"),
        uri: fields.text("URI"),
        status: fields.text("ContactStatus"),
    }
}

pub(super) fn originate_response(fields: &Fields<'_>) -> Event {
    Event::OriginateResponse {
        action_id: fields.known("ActionID"),
        success: fields.raw("Response").is_some_and(|word| word.eq_ignore_ascii_case(b"Success")),
        channel: fields.text("Channel"),
        uniqueid: fields.known("Uniqueid"),
        reason: fields.number("Reason"),
    }
}

pub(super) fn channel_listed(fields: &Fields<'_>) -> Event {
    Event::ChannelListed {
        channel: own(fields),
        application: fields.text("Application"),
        application_data: fields.text("ApplicationData"),
        bridge_id: fields.known("BridgeId"),
        duration_s: fields.known("Duration").and_then(|text| seconds_of(&text)),
    }
}

/// `CoreShowChannel` writes `Duration: 00:01:05`; hours go on beyond 99.
fn seconds_of(duration: &str) -> Option<u64> {
    duration.split(':').try_fold(0_u64, |total, part| total.checked_mul(60)?.checked_add(part.parse().ok()?))
}

pub(super) fn bridge_listed(fields: &Fields<'_>) -> Event {
    Event::BridgeListed {
        bridge_id: fields.text("BridgeUniqueid"),
        bridge_type: fields.text("BridgeType"),
        members: fields.count("BridgeNumChannels"),
    }
}

pub(super) fn queue_caller_join(fields: &Fields<'_>) -> Event {
    Event::QueueCallerJoin {
        queue: fields.text("Queue"),
        channel: own(fields),
        position: fields.count("Position"),
        count: fields.count("Count"),
    }
}

pub(super) fn queue_caller_leave(fields: &Fields<'_>) -> Event {
    Event::QueueCallerLeave {
        queue: fields.text("Queue"),
        channel: own(fields),
        position: fields.count("Position"),
        count: fields.count("Count"),
    }
}

pub(super) fn queue_caller_abandon(fields: &Fields<'_>) -> Event {
    Event::QueueCallerAbandon {
        queue: fields.text("Queue"),
        channel: own(fields),
        position: fields.count("Position"),
        original_position: fields.count("OriginalPosition"),
        wait_s: fields.count("HoldTime"),
    }
}

pub(super) fn list_ended(fields: &Fields<'_>) -> Event {
    Event::ListEnded {
        name: fields.text("Event"),
        items: fields.count("ListItems"),
        cancelled: fields.raw("EventList").is_some_and(|word| word.eq_ignore_ascii_case(b"cancelled")),
    }
}
