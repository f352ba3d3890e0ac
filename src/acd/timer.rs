//! Every timer of the core in one table.

use super::Time;

/// What a timer is for. Each fires once and is gone; all are derived from the state they belong
/// to, so a snapshot does not carry them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Timer {
    /// When an agent's after-call work has lasted as long as it may.
    WrapUpOver,
    /// When an agent who missed an offer (or whom the PBX failed to ring) may be offered calls again.
    CooledDown,
    /// When the PBX should long have told how an offer ended, and has not.
    OfferOverdue,
    /// When an unanswered call reaches the next stage of its queue.
    StageDue,
    /// When a call has waited for the agents it prefers as long as it would.
    PatienceOver,
    /// When a waiting call has waited in its queue as long as it may.
    OverflowDue,
    /// When a callback may be tried again.
    QuarantineOver,
}

impl Timer {
    /// Those a call has.
    pub(super) const OF_CALLS: [Self; 5] =
        [Self::OfferOverdue, Self::StageDue, Self::PatienceOver, Self::OverflowDue, Self::QuarantineOver];
}

const KINDS: usize = 7;

/// No place in the heap: the timer is not set.
const UNSET: u32 = u32::MAX;

/// Whose timer it is: a slot, and what timers of one kind due together are put in order by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Owner {
    pub(super) slot: u32,
    pub(super) order: u128,
}

/// The timers that are set, at most one of each kind and owner: a heap whose entries know their places.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    heap: Vec<Entry>,
    /// Where in the heap an owner's timers are, by slot: agents' and calls'.
    agents: Vec<[u32; KINDS]>,
    calls: Vec<[u32; KINDS]>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Time,
    timer: Timer,
    owner: Owner,
}

impl Entry {
    fn key(&self) -> (Time, Timer, u128) {
        (self.at, self.timer, self.owner.order)
    }
}

impl Timers {
    /// Sets the timer to this moment, or stops it with `None`.
    pub(super) fn set(&mut self, timer: Timer, owner: Owner, at: Option<Time>) {
        match (self.place(timer, owner.slot), at) {
            (UNSET, None) => {}
            (UNSET, Some(at)) => {
                self.heap.push(Entry { at, timer, owner });
                self.rise(self.heap.len() - 1);
            }
            (place, Some(at)) if self.heap[place as usize].at == at => {}
            (place, Some(at)) => {
                self.heap[place as usize].at = at;
                self.settle(place as usize);
            }
            (place, None) => self.take(place as usize),
        }
    }

    /// The earliest moment any timer is set to.
    pub(super) fn next(&self) -> Option<Time> {
        self.heap.first().map(|entry| entry.at)
    }

    /// Takes out the earliest timer that is due, with its owner's slot; of those due together the kinds
    /// come in their order, and of one kind the owners in theirs.
    pub(super) fn take_due(&mut self, now: Time) -> Option<(Timer, u32)> {
        let first = *self.heap.first().filter(|entry| entry.at <= now)?;
        self.take(0);
        Some((first.timer, first.owner.slot))
    }

    /// Puts agents into a new order. `order` is by slot.
    pub(super) fn reorder_agents(&mut self, order: impl Fn(u32) -> u128) {
        for entry in self.heap.iter_mut().filter(|entry| entry.timer <= Timer::CooledDown) {
            entry.owner.order = order(entry.owner.slot);
        }
        // A sorted heap is a heap.
        self.heap.sort_unstable_by_key(Entry::key);
        (0..self.heap.len()).for_each(|place| self.note(place));
    }

    fn take(&mut self, place: usize) {
        let gone = self.heap.swap_remove(place);
        *self.place_mut(gone.timer, gone.owner.slot) = UNSET;
        if place < self.heap.len() {
            self.settle(place);
        }
    }

    fn settle(&mut self, place: usize) {
        self.rise(place);
        self.sink(place);
    }

    fn rise(&mut self, mut place: usize) {
        while place > 0 {
            let above = (place - 1) / 2;
            if self.heap[above].key() <= self.heap[place].key() {
                break;
            }
            self.heap.swap(above, place);
            self.note(place);
            place = above;
        }
        self.note(place);
    }

    fn sink(&mut self, mut place: usize) {
        loop {
            let below = 2 * place + 1..(2 * place + 3).min(self.heap.len());
            let Some(earliest) = below.min_by_key(|below| self.heap[*below].key()) else { break };
            if self.heap[place].key() <= self.heap[earliest].key() {
                break;
            }
            self.heap.swap(place, earliest);
            self.note(place);
            place = earliest;
        }
        self.note(place);
    }

    fn note(&mut self, place: usize) {
        let entry = &self.heap[place];
        let (timer, slot) = (entry.timer, entry.owner.slot);
        *self.place_mut(timer, slot) = place as u32;
    }

    fn place(&self, timer: Timer, slot: u32) -> u32 {
        self.places(timer).get(slot as usize).map_or(UNSET, |places| places[timer as usize])
    }

    fn place_mut(&mut self, timer: Timer, slot: u32) -> &mut u32 {
        let places = if timer <= Timer::CooledDown { &mut self.agents } else { &mut self.calls };
        if places.len() <= slot as usize {
            places.resize(slot as usize + 1, [UNSET; KINDS]);
        }
        &mut places[slot as usize][timer as usize]
    }

    fn places(&self, timer: Timer) -> &[[u32; KINDS]] {
        if timer <= Timer::CooledDown { &self.agents } else { &self.calls }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(slot: u32) -> Owner {
        Owner { slot, order: slot.into() }
    }

    #[test]
    fn timers_come_out_in_order_and_once() {
        let mut timers = Timers::default();
        let (first, second) = (owner(1), owner(2));
        timers.set(Timer::StageDue, first, Some(Time::from_millis(5)));
        timers.set(Timer::OfferOverdue, second, Some(Time::from_millis(7)));
        timers.set(Timer::StageDue, first, Some(Time::from_millis(9)));
        assert_eq!(timers.next(), Some(Time::from_millis(7)));
        assert_eq!(timers.take_due(Time::from_millis(6)), None);
        assert_eq!(timers.take_due(Time::from_millis(9)), Some((Timer::OfferOverdue, 2)));
        assert_eq!(timers.take_due(Time::from_millis(9)), Some((Timer::StageDue, 1)));
        assert_eq!((timers.take_due(Time::from_millis(99)), timers.next()), (None, None));
    }

    #[test]
    fn a_stopped_timer_does_not_fire() {
        let mut timers = Timers::default();
        timers.set(Timer::StageDue, owner(1), Some(Time::ZERO));
        timers.set(Timer::StageDue, owner(1), None);
        assert_eq!(timers.take_due(Time::from_millis(1)), None);
    }

    /// Sets, moves and stops timers in no order, beside a sorted table.
    #[test]
    fn any_timers_come_out_as_from_a_sorted_table() {
        let mut timers = Timers::default();
        let mut table = std::collections::BTreeMap::new();
        let mut word = 7_u64;
        for _ in 0..20_000 {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (slot, at) = ((word >> 33) as u32 % 40, Time::from_millis((word >> 50) % 30));
            let timer = [Timer::StageDue, Timer::OfferOverdue, Timer::OverflowDue][(word >> 40) as usize % 3];
            match (word >> 45) % 5 {
                0 => {
                    timers.set(timer, owner(slot), None);
                    table.remove(&(timer, slot));
                }
                1 => {
                    let due = table.iter().map(|((timer, slot), at)| (*at, *timer, *slot)).min();
                    let due = due.filter(|(due, ..)| *due <= at).map(|(_, timer, slot)| (timer, slot));
                    due.map(|due| table.remove(&due));
                    assert_eq!(timers.take_due(at), due);
                }
                _ => {
                    timers.set(timer, owner(slot), Some(at));
                    table.insert((timer, slot), at);
                }
            }
            assert_eq!(timers.next(), table.values().min().copied());
        }
    }
}
