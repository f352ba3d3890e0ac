//! Things the catalog names, kept in dense slots; their text is looked up at the door only.

use std::collections::BTreeMap;

use super::id::Slotted;

/// Where an agent is kept. Given anew once she is gone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct AgentSlot(pub(super) u32);

/// Where a queue is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct QueueSlot(pub(super) u32);

/// A position in a table.
pub(super) trait Slot: Copy {
    fn new(index: u32) -> Self;
    fn index(self) -> usize;
}

macro_rules! slot {
    ($($name:ident),*) => {$(
        impl Slot for $name {
            fn new(index: u32) -> Self {
                Self(index)
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

slot!(AgentSlot, QueueSlot);

/// What a table holds: it knows its own id, and the id knows the slot.
pub(super) trait Row {
    type Id: Slotted;
    type Slot: Slot;
    fn id(&self) -> &Self::Id;
}

#[derive(Clone, Debug)]
pub(super) struct Table<T: Row> {
    rows: Vec<Option<T>>,
    free: Vec<u32>,
    slots: BTreeMap<T::Id, T::Slot>,
}

impl<T: Row> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), free: Vec::new(), slots: BTreeMap::new() }
    }
}

impl<T: Row> Table<T> {
    /// Where this is kept, if it is. Free of a look-up where the id remembers it truly.
    pub(super) fn slot(&self, id: &T::Id) -> Option<T::Slot> {
        let hint = id.slot();
        match self.rows.get(hint as usize) {
            Some(Some(row)) if row.id() == id => Some(T::Slot::new(hint)),
            _ => self.slots.get(id).copied(),
        }
    }

    pub(super) fn at(&self, slot: T::Slot) -> Option<&T> {
        self.rows.get(slot.index())?.as_ref()
    }

    pub(super) fn at_mut(&mut self, slot: T::Slot) -> Option<&mut T> {
        self.rows.get_mut(slot.index())?.as_mut()
    }

    pub(super) fn get(&self, id: &T::Id) -> Option<&T> {
        self.at(self.slot(id)?)
    }

    pub(super) fn get_mut(&mut self, id: &T::Id) -> Option<&mut T> {
        let slot = self.slot(id)?;
        self.at_mut(slot)
    }

    /// The id that remembers where this is kept; the given one where it is not.
    pub(super) fn known(&self, id: &T::Id) -> T::Id {
        self.get(id).map_or_else(|| id.clone(), |row| row.id().clone())
    }

    /// Keeps something new under an id nothing is kept under, in the order of time or a free slot.
    pub(super) fn insert(&mut self, id: &T::Id, make: impl FnOnce(T::Id) -> T) -> T::Slot {
        let index = self.free.pop().unwrap_or_else(|| {
            self.rows.push(None);
            u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
        });
        let id = id.in_slot(index);
        self.slots.insert(id.clone(), T::Slot::new(index));
        self.rows[index as usize] = Some(make(id));
        T::Slot::new(index)
    }

    pub(super) fn remove(&mut self, slot: T::Slot) -> Option<T> {
        let row = self.rows.get_mut(slot.index())?.take()?;
        self.slots.remove(row.id());
        self.free.push(u32::try_from(slot.index()).unwrap_or(u32::MAX));
        Some(row)
    }

    /// How many slots there are, used or free.
    pub(super) fn width(&self) -> usize {
        self.rows.len()
    }

    /// Every slot in use, by id.
    pub(super) fn slots(&self) -> impl Iterator<Item = T::Slot> {
        self.slots.values().copied()
    }

    /// Everything, by id.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.slots.values().filter_map(|slot| self.at(*slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acd::AgentId;

    impl Row for AgentId {
        type Id = Self;
        type Slot = AgentSlot;
        fn id(&self) -> &Self {
            self
        }
    }

    #[test]
    fn an_id_is_found_with_a_true_hint_a_false_one_and_none() {
        let mut table: Table<AgentId> = Table::default();
        let slots = ["b", "a", "c"].map(|id| table.insert(&id.into(), |id| id));
        assert_eq!(table.known(&"a".into()).slot(), 1);
        for hint in [0, 1, 2, 99, u32::MAX] {
            assert_eq!(table.slot(&AgentId::new("a").in_slot(hint)), Some(slots[1]));
        }
        assert_eq!(table.values().map(AgentId::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
        table.remove(slots[1]);
        assert_eq!(table.slot(&AgentId::new("a").in_slot(1)), None);
        assert_eq!(table.insert(&"d".into(), |id| id), slots[1]);
        assert_eq!(table.slot(&AgentId::new("a").in_slot(1)), None);
    }
}
