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

    /// Its place among its owner's.
    fn place(self) -> usize {
        let first = if self.is_of_agents() { Self::WrapUpOver } else { Self::OfferOverdue };
        self as usize - first as usize
    }

    fn is_of_agents(self) -> bool {
        self <= Self::CooledDown
    }
}

/// How many kinds an owner can have: a call has five, an agent two.
const KINDS: usize = Timer::OF_CALLS.len();

/// Whose timer it is: a slot, and what timers of one kind due together are put in order by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Owner {
    pub(super) slot: u32,
    pub(super) order: u128,
}

/// The timers that are set, at most one of each kind and owner.
///
/// Most are stopped long before they are due. So stopping one only says so with its owner; its entry
/// stays behind until it comes up, or until there are more such than others.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    /// A heap, each entry before the [`BRANCHES`] below it. The first is of a timer that is set.
    heap: Vec<Entry>,
    /// How many are set.
    set: usize,
    /// By slot.
    agents: Vec<Owned>,
    calls: Vec<Owned>,
}

/// So many that those below an entry lie in one line of the cache.
const BRANCHES: usize = 4;

/// So many entries are never too many.
const ENTRIES_MIN: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Time,
    slot: u32,
    version: u16,
    timer: Timer,
}

/// An owner's timers.
#[derive(Clone, Copy, Debug, Default)]
struct Owned {
    due: [Time; KINDS],
    /// Which of these are set, a bit each.
    set: u8,
    /// Counts up with every setting, so that an entry that was left behind is told from the one that holds.
    versions: [u16; KINDS],
    order: u128,
}

impl Owned {
    fn due(&self, timer: Timer) -> Option<Time> {
        (self.set & 1 << timer.place() != 0).then(|| self.due[timer.place()])
    }

    /// Sets a timer or stops it; the version of its entry from now on.
    fn turn(&mut self, timer: Timer, at: Option<Time>) -> u16 {
        let place = timer.place();
        self.set &= !(1 << place);
        if let Some(at) = at {
            self.set |= 1 << place;
            self.due[place] = at;
        }
        self.versions[place] = self.versions[place].wrapping_add(1);
        self.versions[place]
    }
}

impl Timers {
    /// Sets the timer to this moment, or stops it with `None`.
    pub(super) fn set(&mut self, timer: Timer, owner: Owner, at: Option<Time>) {
        let Owner { slot, order } = owner;
        let owned = self.owned_mut(timer, slot);
        owned.order = order;
        let before = owned.due(timer);
        if before == at {
            return;
        }
        let version = owned.turn(timer, at);
        self.set = self.set + usize::from(at.is_some()) - usize::from(before.is_some());
        if let Some(at) = at {
            self.heap.push(Entry { at, slot, version, timer });
            self.rise(self.heap.len() - 1);
        }
        self.tidy();
    }

    /// The earliest moment any timer is set to.
    pub(super) fn next(&self) -> Option<Time> {
        self.heap.first().map(|entry| entry.at)
    }

    /// Takes out the earliest timer that is due, with its owner's slot; of those due together the kinds
    /// come in their order, and of one kind the owners in theirs.
    pub(super) fn take_due(&mut self, now: Time) -> Option<(Timer, u32)> {
        let Entry { slot, timer, .. } = *self.heap.first().filter(|entry| entry.at <= now)?;
        self.owned_mut(timer, slot).turn(timer, None);
        self.set -= 1;
        self.tidy();
        Some((timer, slot))
    }

    /// Puts agents into a new order. `order` is by slot.
    pub(super) fn reorder_agents(&mut self, order: impl Fn(u32) -> u128) {
        (0..).zip(&mut self.agents).for_each(|(slot, owned)| owned.order = order(slot));
        self.rebuild();
    }

    /// Takes out what was left behind, where it comes up or is too much.
    fn tidy(&mut self) {
        if self.heap.len() > 2 * self.set + ENTRIES_MIN {
            self.rebuild();
        }
        while let Some(first) = self.heap.first()
            && !self.holds(first)
        {
            self.heap.swap_remove(0);
            self.sink(0);
        }
    }

    fn rebuild(&mut self) {
        let mut heap = std::mem::take(&mut self.heap);
        heap.retain(|entry| self.holds(entry));
        self.heap = heap;
        (0..self.heap.len().div_ceil(BRANCHES)).rev().for_each(|place| self.sink(place));
    }

    fn holds(&self, entry: &Entry) -> bool {
        let owned = &self.owned(entry.timer)[entry.slot as usize];
        owned.due(entry.timer) == Some(entry.at) && owned.versions[entry.timer.place()] == entry.version
    }

    fn rise(&mut self, mut place: usize) {
        while place > 0 {
            let above = (place - 1) / BRANCHES;
            if !self.is_before(place, above) {
                return;
            }
            self.heap.swap(above, place);
            place = above;
        }
    }

    fn sink(&mut self, mut place: usize) {
        loop {
            let below = BRANCHES * place + 1..(BRANCHES * place + 1 + BRANCHES).min(self.heap.len());
            let Some(first) = below.reduce(|a, b| if self.is_before(b, a) { b } else { a }) else { return };
            if !self.is_before(first, place) {
                return;
            }
            self.heap.swap(place, first);
            place = first;
        }
    }

    fn is_before(&self, place: usize, other: usize) -> bool {
        let (a, b) = (&self.heap[place], &self.heap[other]);
        let order = |entry: &Entry| self.owned(entry.timer)[entry.slot as usize].order;
        (a.at, a.timer) < (b.at, b.timer) || ((a.at, a.timer) == (b.at, b.timer) && order(a) < order(b))
    }

    fn owned(&self, timer: Timer) -> &[Owned] {
        if timer.is_of_agents() { &self.agents } else { &self.calls }
    }

    fn owned_mut(&mut self, timer: Timer, slot: u32) -> &mut Owned {
        let owned = if timer.is_of_agents() { &mut self.agents } else { &mut self.calls };
        if owned.len() <= slot as usize {
            owned.resize(slot as usize + 1, Owned::default());
        }
        &mut owned[slot as usize]
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
