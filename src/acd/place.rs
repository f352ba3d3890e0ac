//! The places of callers who hung up, kept for a while.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{CallerKey, QueueId, Stamp, Time};

/// Most places kept at once; the one left longest ago is forgotten first.
pub const PLACES_MAX: usize = 10_000;

/// The place of a caller who hung up while he waited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptPlace {
    /// Where he waited.
    pub queue: QueueId,
    /// Who.
    pub caller: CallerKey,
    /// When he joined, or had joined when he came back before.
    pub joined_at: Time,
    /// When he hung up.
    pub left: Stamp,
}

/// The places kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    kept: BTreeMap<(QueueId, CallerKey), (Time, Stamp)>,
    by_age: BTreeSet<(Stamp, QueueId, CallerKey)>,
}

impl Places {
    pub(super) fn keep(&mut self, place: KeptPlace) {
        let KeptPlace { queue, caller, joined_at, left } = place;
        self.take(&queue, caller);
        self.by_age.insert((left, queue.clone(), caller));
        self.kept.insert((queue, caller), (joined_at, left));
        while self.kept.len() > PLACES_MAX {
            let Some((_, queue, caller)) = self.by_age.pop_first() else { return };
            self.kept.remove(&(queue, caller));
        }
    }

    /// Takes a place back; `None` where none is kept, or for longer than this.
    pub(super) fn take_within(
        &mut self,
        queue: &QueueId,
        caller: CallerKey,
        window: Duration,
        now: Time,
    ) -> Option<Time> {
        let (joined_at, left) = self.take(queue, caller)?;
        (now <= left.at + window).then_some(joined_at)
    }

    /// Every place, the one left longest ago first.
    pub(super) fn iter(&self) -> impl Iterator<Item = KeptPlace> {
        self.by_age.iter().filter_map(|(left, queue, caller)| {
            let (joined_at, _) = self.kept.get(&(queue.clone(), *caller))?;
            Some(KeptPlace { queue: queue.clone(), caller: *caller, joined_at: *joined_at, left: *left })
        })
    }

    fn take(&mut self, queue: &QueueId, caller: CallerKey) -> Option<(Time, Stamp)> {
        let found = self.kept.remove(&(queue.clone(), caller))?;
        self.by_age.remove(&(found.1, queue.clone(), caller));
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_left_longest_ago_is_forgotten_first() {
        let (queue, mut places) = (QueueId::new("q"), Places::default());
        for number in 0..=PLACES_MAX as u64 {
            let left = Stamp { at: Time::from_millis(number), seq: number };
            let place =
                KeptPlace { queue: queue.clone(), caller: CallerKey(number), joined_at: Time::ZERO, left };
            places.keep(place);
        }
        let mut take = |number| places.take_within(&queue, CallerKey(number), Duration::MAX, Time::ZERO);
        assert_eq!((take(0), take(1), take(1)), (None, Some(Time::ZERO), None));
    }
}
