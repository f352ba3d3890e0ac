//! Which queues are open, followed by the clock: the core is told, it never reads a calendar.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::acd::{QueueId, Time};

use super::Roster;

/// What the core was last told of every queue, and when that changes.
#[derive(Debug, Default)]
pub(super) struct OpeningHours {
    told: BTreeMap<QueueId, bool>,
    changes_at: Option<Time>,
}

impl OpeningHours {
    /// When [`turn`](Self::turn) is due again.
    pub(super) fn changes_at(&self) -> Option<Time> {
        self.changes_at
    }

    /// The queues that are to be told open or closed now. A queue without hours is open.
    pub(super) fn turn(&mut self, now: Time, roster: &Roster) -> Vec<(QueueId, bool)> {
        self.changes_at = None;
        let Some(at) = timestamp(now) else { return Vec::new() };
        let mut news = Vec::new();
        // A queue that comes back after it was gone is new to the core: it is told again.
        self.told.retain(|id, _| roster.catalog().queue(id.as_str()).is_some());
        for queue in roster.catalog().queues() {
            let id = QueueId::new(queue.id.as_str());
            let calendar = roster.catalog().hours_of(queue).map(|hours| hours.calendar());
            let open = calendar.is_none_or(|hours| hours.is_open(at));
            let next = calendar.and_then(|hours| hours.next_change(at)).and_then(time);
            self.changes_at = [self.changes_at, next].into_iter().flatten().min();
            if self.told.insert(id.clone(), open) != Some(open) {
                news.push((id, open));
            }
        }
        news
    }
}

fn timestamp(at: Time) -> Option<Timestamp> {
    Timestamp::from_microsecond(i64::try_from(at.as_micros()).ok()?).ok()
}

fn time(at: Timestamp) -> Option<Time> {
    u64::try_from(at.as_microsecond()).ok().map(Time::from_micros)
}
