//! Moments at which something is due, at most one for each owner.

use super::Time;

const NONE: u32 = u32::MAX;

/// A binary heap that knows where each owner's alarm lies, so that setting and stopping one costs the
/// logarithm of how many there are, and nothing is left behind. Alarms due at the same moment come in
/// the order of their `rank`, which must not hang on owner numbers: those differ after a restart.
#[derive(Clone, Debug, Default)]
pub(super) struct Alarms {
    heap: Vec<Alarm>,
    /// Where each owner's alarm lies in the heap.
    places: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Alarm {
    pub(super) at: Time,
    pub(super) rank: u64,
    pub(super) owner: u32,
}

impl Alarms {
    /// Sets an owner's alarm, or stops it with `None`.
    pub(super) fn set(&mut self, owner: u32, at: Option<Time>, rank: u64) {
        let place = self.places.get(owner as usize).copied().unwrap_or(NONE);
        match (at, self.heap.get(place as usize).copied()) {
            (Some(at), None) => self.add(Alarm { at, rank, owner }),
            (Some(at), Some(before)) if (before.at, before.rank) != (at, rank) => {
                self.heap[place as usize] = Alarm { at, rank, owner };
                self.settle(place as usize);
            }
            (None, Some(_)) => self.take(place as usize),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    pub(super) fn first(&self) -> Option<Alarm> {
        self.heap.first().copied()
    }

    pub(super) fn clear(&mut self) {
        self.heap.clear();
        self.places.clear();
    }

    fn add(&mut self, alarm: Alarm) {
        let owner = alarm.owner as usize;
        if self.places.len() <= owner {
            self.places.resize(owner + 1, NONE);
        }
        self.heap.push(alarm);
        self.rise(self.heap.len() - 1);
    }

    fn take(&mut self, place: usize) {
        let gone = self.heap.swap_remove(place);
        self.places[gone.owner as usize] = NONE;
        if place < self.heap.len() {
            self.settle(place);
        }
    }

    fn settle(&mut self, place: usize) {
        if self.rise(place) == place {
            self.sink(place);
        }
    }

    fn rise(&mut self, mut place: usize) -> usize {
        let alarm = self.heap[place];
        while place > 0 {
            let parent = (place - 1) / 2;
            if self.heap[parent] <= alarm {
                break;
            }
            self.put(place, self.heap[parent]);
            place = parent;
        }
        self.put(place, alarm);
        place
    }

    fn sink(&mut self, mut place: usize) {
        let alarm = self.heap[place];
        loop {
            let mut child = 2 * place + 1;
            if child + 1 < self.heap.len() && self.heap[child + 1] < self.heap[child] {
                child += 1;
            }
            if child >= self.heap.len() || alarm <= self.heap[child] {
                break;
            }
            self.put(place, self.heap[child]);
            place = child;
        }
        self.put(place, alarm);
    }

    fn put(&mut self, place: usize, alarm: Alarm) {
        self.heap[place] = alarm;
        self.places[alarm.owner as usize] = u32::try_from(place).unwrap_or(NONE);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_first_is_always_the_earliest_of_those_set() {
        let (mut alarms, mut set) = (Alarms::default(), BTreeMap::new());
        let mut state = 3_u64;
        for _ in 0..50_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let owner = u32::try_from(state >> 59).unwrap();
            let at = (state >> 20).is_multiple_of(3).then(|| Time::from_micros(state >> 40 & 0xff));
            let rank = u64::from(31 - owner);
            alarms.set(owner, at, rank);
            match at {
                Some(at) => set.insert(owner, (at, rank)),
                None => set.remove(&owner),
            };
            let first =
                set.iter().map(|(owner, (at, rank))| Alarm { at: *at, rank: *rank, owner: *owner }).min();
            assert_eq!(alarms.first(), first);
        }
    }
}
