//! The PBX's own queues: read once, then followed by their events.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::ami::{Event, QueueMember};
use crate::call::{Line, PbxQueue, QueueSeat, SeatState};

/// Queues of one PBX that are watched; further ones are not shown.
pub const QUEUES_MAX: usize = 1_000;

/// What is known of them.
#[derive(Debug, Default)]
pub struct PbxQueues {
    queues: BTreeMap<Arc<str>, Queue>,
    changed: BTreeSet<Arc<str>>,
    /// The rows of a resync are on their way: what is known is not whole.
    is_resyncing: bool,
}

#[derive(Debug, Default)]
struct Queue {
    strategy: SmolStr,
    completed: u32,
    abandoned: u32,
    /// When each joined, by the caller's channel.
    waiting: BTreeMap<SmolStr, u64>,
    members: BTreeMap<SmolStr, QueueSeat>,
}

impl PbxQueues {
    /// A resync begins: rows and live events follow, and a queue that is not among them is gone.
    pub fn begin_resync(&mut self) {
        self.changed.extend(std::mem::take(&mut self.queues).into_keys());
        self.is_resyncing = true;
    }

    /// The rows have come.
    pub fn end_resync(&mut self) {
        self.is_resyncing = false;
    }

    /// Takes one event or row, read at `at_ms` (UTC).
    pub fn handle(&mut self, at_ms: u64, event: &Event) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "most events say nothing about a queue")]
        match event {
            Event::QueueListed(listed) => self.change(&listed.queue, |queue| {
                queue.strategy.clone_from(&listed.strategy);
                (queue.completed, queue.abandoned) = (listed.completed, listed.abandoned);
            }),
            Event::QueueMemberListed(member)
            | Event::QueueMemberAdded(member)
            | Event::QueueMemberStatus(member)
            | Event::QueueMemberPause(member)
            | Event::QueueMemberPenalty(member)
            | Event::QueueMemberRinginuse(member) => self.change(&member.queue, |queue| {
                queue.members.insert(member.interface.clone(), seat(member));
            }),
            Event::QueueMemberRemoved(member) => self.change(&member.queue, |queue| {
                queue.members.remove(&member.interface);
            }),
            Event::QueueEntryListed(entry) => self.change(&entry.queue, |queue| {
                let since_ms = at_ms.saturating_sub(u64::from(entry.wait_s) * 1_000);
                queue.waiting.insert(entry.uniqueid.clone(), since_ms);
            }),
            Event::QueueCallerJoin { queue, channel, .. } => self.change(queue, |queue| {
                queue.waiting.entry(channel.uniqueid.clone()).or_insert(at_ms);
            }),
            Event::QueueCallerLeave { queue, channel, .. } => self.change(queue, |queue| {
                queue.waiting.remove(&channel.uniqueid);
            }),
            // The caller leaves the queue by an event of its own.
            Event::QueueCallerAbandon { queue, .. } => self.change(queue, |queue| queue.abandoned += 1),
            Event::AgentComplete(call) => self.change(&call.queue, |queue| queue.completed += 1),
            _ => {}
        }
    }

    /// The queues that changed since this was asked last, by name; none in place of one that is gone.
    pub fn take_changed(&mut self) -> Vec<(Arc<str>, Option<PbxQueue>)> {
        if self.is_resyncing {
            return Vec::new();
        }
        let view = |name: Arc<str>| {
            let queue = self.queues.get(&name).map(|queue| view(&name, queue));
            (name, queue)
        };
        std::mem::take(&mut self.changed).into_iter().map(view).collect()
    }

    fn change(&mut self, name: &str, how: impl FnOnce(&mut Queue)) {
        let name: Arc<str> = name.into();
        if name.is_empty() || (self.queues.len() >= QUEUES_MAX && !self.queues.contains_key(&name)) {
            return;
        }
        how(self.queues.entry(Arc::clone(&name)).or_default());
        self.changed.insert(name);
    }
}

fn seat(member: &QueueMember) -> QueueSeat {
    // The member stands for a phone by its interface; the device that is watched may be another's name.
    let line = Line::of_member(&member.interface);
    let watched = member.state_interface.as_deref().and_then(Line::of_member);
    QueueSeat {
        interface: member.interface.to_string(),
        name: member.name.to_string(),
        line: line.or(watched),
        // Device states of Asterisk (include/asterisk/devicestate.h).
        state: match member.status {
            Some(1) => SeatState::Free,
            Some(2 | 3 | 8) => SeatState::Busy,
            Some(6 | 7) => SeatState::Ringing,
            Some(_) | None => SeatState::Unavailable,
        },
        paused: member.paused,
        paused_reason: member.paused_reason.as_ref().map(SmolStr::to_string),
        penalty: member.penalty.unwrap_or(0),
        calls_taken: member.calls_taken.unwrap_or(0),
    }
}

fn view(name: &Arc<str>, queue: &Queue) -> PbxQueue {
    PbxQueue {
        name: Arc::clone(name),
        strategy: queue.strategy.to_string(),
        waiting: u32::try_from(queue.waiting.len()).unwrap_or(u32::MAX),
        oldest_at_ms: queue.waiting.values().min().copied(),
        completed: queue.completed,
        abandoned: queue.abandoned,
        members: queue.members.values().cloned().collect(),
    }
}
