//! Rows with an id each: found by id once, by slot from then on.

use std::hash::Hash;

use super::lookup::Lookup;

/// A table of rows. A row keeps its slot until it is taken out; the slot then serves another.
#[derive(Clone, Debug)]
pub(super) struct Table<K, V> {
    rows: Vec<Option<V>>,
    free: Vec<u32>,
    slots: Lookup<K>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: Vec::new(), free: Vec::new(), slots: Lookup::default() }
    }
}

impl<K: Hash + Eq, V> Table<K, V> {
    pub(super) fn slot(&self, id: &K) -> Option<u32> {
        self.slots.get(id)
    }

    pub(super) fn get(&self, id: &K) -> Option<&V> {
        self.at(self.slot(id)?)
    }

    pub(super) fn get_mut(&mut self, id: &K) -> Option<&mut V> {
        self.at_mut(self.slot(id)?)
    }

    /// The row at a slot; `None` where there is none any more.
    pub(super) fn at(&self, slot: u32) -> Option<&V> {
        self.rows.get(slot as usize)?.as_ref()
    }

    pub(super) fn at_mut(&mut self, slot: u32) -> Option<&mut V> {
        self.rows.get_mut(slot as usize)?.as_mut()
    }

    /// Puts a row in, in the place of the one that has this id; its slot.
    pub(super) fn insert(&mut self, id: K, row: V) -> u32 {
        let (free, end) = (&mut self.free, self.rows.len() as u32);
        let slot = self.slots.get_or_insert(id, || free.pop().unwrap_or(end));
        match self.rows.get_mut(slot as usize) {
            Some(place) => *place = Some(row),
            None => self.rows.push(Some(row)),
        }
        slot
    }

    pub(super) fn remove(&mut self, id: &K) -> Option<V> {
        let slot = self.slots.remove(id)?;
        self.free.push(slot);
        self.rows.get_mut(slot as usize)?.take()
    }

    /// Every row, in the order of the slots, which means nothing.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.rows.iter().flatten()
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.rows.iter_mut().flatten()
    }

    /// Every slot with a row in it.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.rows).filter(|(_, row)| row.is_some()).map(|(slot, _)| slot)
    }

    /// Past the last slot there is.
    pub(super) fn slots_end(&self) -> usize {
        self.rows.len()
    }

    /// Every row, in the order a key of it gives.
    pub(super) fn sorted<'a, S: Ord>(&'a self, key: impl Fn(&'a V) -> S) -> Vec<&'a V> {
        let mut rows: Vec<&V> = self.values().collect();
        rows.sort_by_key(|row| key(row));
        rows
    }

    /// Every slot with a row in it, in the order a key of the row gives.
    pub(super) fn sorted_slots<'a, S: Ord>(&'a self, key: impl Fn(&'a V) -> S) -> Vec<u32> {
        let rows = (0..).zip(&self.rows).filter_map(|(slot, row)| Some((slot, row.as_ref()?)));
        let mut rows: Vec<(u32, &V)> = rows.collect();
        rows.sort_by_key(|(_, row)| key(row));
        rows.into_iter().map(|(slot, _)| slot).collect()
    }
}
