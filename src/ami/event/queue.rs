//! Asterisk's own queues, observed. Events say `MemberName`/`Interface`, list rows `Name`/`Location`.

use smol_str::SmolStr;

use super::channel::{Party, known};
use super::fields::Fields;

/// A member of a queue, from an event or a list row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueMember {
    /// Which queue.
    pub queue: SmolStr,
    /// The stable key: `PJSIP/1001`.
    pub interface: SmolStr,
    /// For display.
    pub name: SmolStr,
    /// The device watched, where it is not the interface.
    pub state_interface: Option<SmolStr>,
    /// Device state: 1 idle, 2 in use, 3 busy, 5 unavailable, 6 ringing, 8 on hold.
    pub status: Option<u8>,
    /// Takes no calls.
    pub paused: bool,
    /// Why.
    pub paused_reason: Option<SmolStr>,
    /// Talking on a call of this queue.
    pub in_call: bool,
    /// Lower is called first.
    pub penalty: Option<u32>,
    /// May be rung while in use.
    pub ring_in_use: bool,
    /// Calls taken.
    pub calls_taken: Option<u32>,
}

/// A queue, from `QueueStatus`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueParams {
    /// Its name.
    pub queue: SmolStr,
    /// `rrmemory`, `leastrecent` …
    pub strategy: SmolStr,
    /// How many wait.
    pub calls: u32,
    /// Calls completed since its statistics were reset.
    pub completed: u32,
    /// Calls abandoned since then.
    pub abandoned: u32,
}

/// A waiting caller, from `QueueStatus`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueEntry {
    /// Which queue.
    pub queue: SmolStr,
    /// 1-based.
    pub position: u32,
    /// The caller's channel.
    pub channel: SmolStr,
    /// Its uniqueid.
    pub uniqueid: SmolStr,
    /// Who waits. Here the name is not escaped (`manager_queues_status`, `apps/app_queue.c`).
    pub caller: Party,
    /// For how long.
    pub wait_s: u32,
}

impl QueueMember {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let either = |event_key, row_key| {
            fields.known(event_key).or_else(|| fields.known(row_key)).unwrap_or_default()
        };
        Self {
            queue: fields.text("Queue"),
            interface: either("Interface", "Location"),
            name: either("MemberName", "Name"),
            state_interface: fields.known("StateInterface"),
            status: fields.number("Status"),
            paused: fields.truth("Paused"),
            paused_reason: fields.known("PausedReason"),
            in_call: fields.truth("InCall"),
            penalty: fields.number("Penalty"),
            ring_in_use: fields.truth("Ringinuse"),
            calls_taken: fields.number("CallsTaken"),
        }
    }
}

impl QueueParams {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self {
            queue: fields.text("Queue"),
            strategy: fields.text("Strategy"),
            calls: fields.count("Calls"),
            completed: fields.count("Completed"),
            abandoned: fields.count("Abandoned"),
        }
    }
}

impl QueueEntry {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        // This row has its own word for nothing: `unknown`.
        let party = |key| fields.raw(key).filter(|value| *value != b"unknown").and_then(known);
        Self {
            queue: fields.text("Queue"),
            position: fields.count("Position"),
            channel: fields.text("Channel"),
            uniqueid: fields.text("Uniqueid"),
            caller: Party { number: party("CallerIDNum"), name: party("CallerIDName") },
            wait_s: fields.count("Wait"),
        }
    }
}
