//! From an id to the row that holds it, in one probe.

use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Where each id's row is.
///
/// A hash map can serve a pure core as long as nobody asks it for its order. So it has no way to be
/// gone through, and its hasher has no seed.
#[derive(Clone, Debug)]
pub(super) struct Lookup<K>(Map<K>);

#[expect(clippy::disallowed_types, reason = "never gone through, so its order cannot be seen")]
type Map<K> = std::collections::HashMap<K, u32, BuildHasherDefault<Mixer>>;

impl<K> Default for Lookup<K> {
    fn default() -> Self {
        Self(Map::default())
    }
}

impl<K: Hash + Eq> Lookup<K> {
    pub(super) fn get(&self, id: &K) -> Option<u32> {
        self.0.get(id).copied()
    }

    /// Puts an id at a row, unless it has one; the row it has.
    pub(super) fn get_or_insert(&mut self, id: K, row: impl FnOnce() -> u32) -> u32 {
        match self.0.entry(id) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => *entry.insert(row()),
        }
    }

    pub(super) fn remove(&mut self, id: &K) -> Option<u32> {
        self.0.remove(id)
    }
}

/// Multiply and fold, eight bytes at a time. Ids are the catalog's and the driver's, not a
/// stranger's, so nobody can make them collide on purpose.
#[derive(Clone, Debug, Default)]
pub(super) struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, word: u64) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.0 ^ word ^ ODD) * u128::from(ODD);
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.mix(word.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
        }
        let rest = words.remainder();
        if !rest.is_empty() {
            self.mix(rest.iter().rev().fold(rest.len() as u64, |sum, byte| sum << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 ^= u64::from(byte);
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_u128(&mut self, word: u128) {
        self.mix(word as u64);
        self.mix((word >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
