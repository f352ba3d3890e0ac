//! The calls, in dense slots.

use super::call_index::CallIndex;
use super::demand::Stand;
use super::table::QueueSlot;
use super::{Call, CallId};

/// Where a call is kept. Given anew once it is gone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct CallSlot(pub(super) u32);

/// A call with what is worked out about it.
#[derive(Clone, Debug)]
pub(super) struct CallRow {
    pub(super) call: Call,
    /// Where the queue it is in is kept.
    pub(super) queue: QueueSlot,
    /// Where it stands among those that wait.
    pub(super) stand: Stand,
}

#[derive(Clone, Debug, Default)]
pub(super) struct CallTable {
    rows: Vec<Option<CallRow>>,
    free: Vec<u32>,
    index: CallIndex,
}

impl CallTable {
    pub(super) fn slot(&self, id: CallId) -> Option<CallSlot> {
        self.index.get(id).map(CallSlot)
    }

    pub(super) fn row(&self, slot: CallSlot) -> Option<&CallRow> {
        self.rows.get(slot.0 as usize)?.as_ref()
    }

    pub(super) fn row_mut(&mut self, slot: CallSlot) -> Option<&mut CallRow> {
        self.rows.get_mut(slot.0 as usize)?.as_mut()
    }

    pub(super) fn at(&self, slot: CallSlot) -> Option<&Call> {
        self.row(slot).map(|row| &row.call)
    }

    pub(super) fn at_mut(&mut self, slot: CallSlot) -> Option<&mut Call> {
        self.row_mut(slot).map(|row| &mut row.call)
    }

    pub(super) fn get(&self, id: CallId) -> Option<&Call> {
        self.at(self.slot(id)?)
    }

    /// Keeps a call of an id no call is kept under.
    pub(super) fn insert(&mut self, call: Call, queue: QueueSlot) -> CallSlot {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.rows.push(None);
            u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
        });
        self.index.insert(call.id, slot);
        self.rows[slot as usize] = Some(CallRow { call, queue, stand: Stand::default() });
        CallSlot(slot)
    }

    pub(super) fn remove(&mut self, slot: CallSlot) -> Option<CallRow> {
        let row = self.rows.get_mut(slot.0 as usize)?.take()?;
        self.index.remove(row.call.id);
        self.free.push(slot.0);
        Some(row)
    }

    /// How many slots there are, used or free.
    pub(super) fn width(&self) -> usize {
        self.rows.len()
    }

    /// Every slot in use; in an order that differs after a restart.
    pub(super) fn slots(&self) -> impl Iterator<Item = CallSlot> {
        let used = |(slot, row): (u32, &Option<CallRow>)| row.is_some().then_some(CallSlot(slot));
        (0..).zip(&self.rows).filter_map(used)
    }

    /// Every call, by id.
    pub(super) fn by_id(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.rows.iter().flatten().map(|row| &row.call).collect();
        calls.sort_unstable_by_key(|call| call.id);
        calls
    }
}
