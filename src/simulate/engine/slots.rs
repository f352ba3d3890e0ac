//! The callers under way, in slots that are used again.

use crate::acd::CallId;

/// A caller under way: waiting, talking, away until he dials again, or to be called back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    /// The call type's place.
    pub(super) kind: u32,
    /// His number among his type's callers, from 0: what his draws are looked up by.
    pub(super) number: u64,
    /// His number among those who count, from 0; `None` when he does not.
    pub(super) counted: Option<u64>,
    pub(super) phase: Phase,
    /// Which of his tries this is, from 0.
    pub(super) attempt: u32,
    /// When this try joined the queue.
    pub(super) joined_us: u64,
    /// How long he waited in the tries before.
    pub(super) waited_us: u64,
    /// When he asked to be called back.
    pub(super) asked_us: u64,
    /// How often he was called back in vain.
    pub(super) callback_tries: u32,
    /// Who talks with him.
    pub(super) seat: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// Not in the system: about to dial, or away until he does again.
    Away,
    /// To be called back; an agent may be trying to.
    CallBack,
    /// In a queue or ringing.
    Waiting,
    /// With an agent.
    Talking,
}

/// Slots with a turn each: a slot's turn goes up with every new try, so that what is meant for an
/// earlier caller or try is told from what is meant for this one.
#[derive(Debug, Default)]
pub(super) struct Slots {
    slots: Vec<(u32, Caller)>,
    free: Vec<u32>,
}

impl Slots {
    pub(super) fn add(&mut self, caller: Caller) -> u32 {
        if let Some(slot) = self.free.pop() {
            if let Some(place) = self.slots.get_mut(slot as usize) {
                *place = (place.0.wrapping_add(1), caller);
            }
            return slot;
        }
        let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.slots.push((0, caller));
        slot
    }

    pub(super) fn free(&mut self, slot: u32) {
        self.free.push(slot);
    }

    /// The turn of a slot, for tags.
    pub(super) fn turn(&self, slot: u32) -> u32 {
        self.slots[slot as usize].0
    }

    /// A new try of the same caller.
    pub(super) fn next_turn(&mut self, slot: u32) {
        let place = &mut self.slots[slot as usize];
        place.0 = place.0.wrapping_add(1);
    }

    pub(super) fn get(&self, slot: u32) -> &Caller {
        &self.slots[slot as usize].1
    }

    pub(super) fn get_mut(&mut self, slot: u32) -> &mut Caller {
        &mut self.slots[slot as usize].1
    }

    /// Those who have not come to their end, in the order of their slots.
    pub(super) fn under_way(&self) -> Vec<Caller> {
        let mut used = vec![true; self.slots.len()];
        self.free.iter().for_each(|slot| used[*slot as usize] = false);
        let under_way = |(index, (_, caller)): (usize, &(u32, Caller))| {
            (used[index] && caller.phase != Phase::Talking).then_some(*caller)
        };
        self.slots.iter().enumerate().filter_map(under_way).collect()
    }

    /// The core's name for the present try of a slot.
    pub(super) fn call_id(&self, slot: u32) -> CallId {
        CallId(u128::from(self.turn(slot)) << 32 | u128::from(slot))
    }
}

/// The slot a call's name stands for.
pub(super) fn slot_of(call: CallId) -> u32 {
    (call.0 & u128::from(u32::MAX)) as u32
}
