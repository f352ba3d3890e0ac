//! From a call's id to where it is kept.
//!
//! A table of our own, since the standard one is seeded by chance: this hashes the same way on every
//! run, and is never gone through in order, so nothing can come to hang on that order either.

use super::CallId;

/// Open addressing with linear probing, at most half full; taking out moves later ones up, so no
/// tombstones pile up over the years.
#[derive(Clone, Debug, Default)]
pub(super) struct CallIndex {
    /// A power of two of them, or none. The slot is one more than it says; 0 is an empty cell.
    cells: Vec<(u128, u32)>,
    used: usize,
}

impl CallIndex {
    pub(super) fn get(&self, id: CallId) -> Option<u32> {
        if self.cells.is_empty() {
            return None;
        }
        let mut at = self.home(id.0);
        loop {
            match self.cells[at] {
                (_, 0) => return None,
                (known, slot) if known == id.0 => return Some(slot - 1),
                _ => at = self.next(at),
            }
        }
    }

    /// Adds an id that is not in yet.
    pub(super) fn insert(&mut self, id: CallId, slot: u32) {
        if self.used * 2 >= self.cells.len() {
            self.grow();
        }
        self.put(id.0, slot + 1);
        self.used += 1;
    }

    pub(super) fn remove(&mut self, id: CallId) {
        if self.cells.is_empty() {
            return;
        }
        let mut hole = self.home(id.0);
        while self.cells[hole].0 != id.0 || self.cells[hole].1 == 0 {
            if self.cells[hole].1 == 0 {
                return;
            }
            hole = self.next(hole);
        }
        self.used -= 1;
        // Whoever was pushed past the hole by it moves up into it (Knuth, volume 3, 6.4, algorithm R).
        let mut at = hole;
        loop {
            self.cells[hole].1 = 0;
            loop {
                at = self.next(at);
                let (moved, slot) = self.cells[at];
                if slot == 0 {
                    return;
                }
                if self.distance(self.home(moved), at) >= self.distance(hole, at) {
                    self.cells[hole] = self.cells[at];
                    break;
                }
            }
            hole = at;
        }
    }

    fn grow(&mut self) {
        let width = (self.cells.len() * 2).max(16);
        let before = std::mem::replace(&mut self.cells, vec![(0, 0); width]);
        for (id, slot) in before.into_iter().filter(|(_, slot)| *slot > 0) {
            self.put(id, slot);
        }
    }

    fn put(&mut self, id: u128, slot: u32) {
        let mut at = self.home(id);
        while self.cells[at].1 > 0 {
            at = self.next(at);
        }
        self.cells[at] = (id, slot);
    }

    /// Both halves, mixed by multiplication (Fibonacci hashing: Knuth, volume 3, 6.4): counters
    /// differ in their low bits, UUIDs of one millisecond in theirs too.
    fn home(&self, id: u128) -> usize {
        const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
        #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
        let (high, low) = ((id >> 64) as u64, id as u64);
        let mixed = (high.wrapping_mul(GOLDEN).rotate_left(32) ^ low).wrapping_mul(GOLDEN);
        (mixed >> 32) as usize & (self.cells.len() - 1)
    }

    fn next(&self, at: usize) -> usize {
        (at + 1) & (self.cells.len() - 1)
    }

    fn distance(&self, from: usize, to: usize) -> usize {
        to.wrapping_sub(from) & (self.cells.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_holds_what_a_map_holds() {
        let (mut index, mut map) = (CallIndex::default(), BTreeMap::new());
        let mut state = 1_u64;
        for step in 0..200_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = u128::from(state >> 33) % 500;
            // Counters, and ids that share their low half.
            let id = CallId(if step % 3 == 0 { number << 64 } else { number });
            assert_eq!(index.get(id), map.get(&id).copied());
            if map.remove(&id).is_some() {
                index.remove(id);
            } else if state >> 62 != 0 {
                map.insert(id, step);
                index.insert(id, step);
            }
            index.remove(CallId(u128::MAX));
        }
        assert_eq!(index.used, map.len());
        assert!(map.iter().all(|(id, slot)| index.get(*id) == Some(*slot)));
    }
}
