//! The waiting calls: in lines by what they ask for, and counted by queue.

use super::Bits;
use crate::acd::call_order::Order;
use crate::acd::machine::Queue;
use crate::acd::ordered::{List, Nodes};
use crate::acd::{Call, CallKind, CallPhase, OverflowTarget, QueueConfig, Time};

/// No queue, or no class.
pub(super) const NONE: u32 = u32::MAX;

/// The calls of one queue at one stage. All in a line of it may be given to the same agents, and
/// come in an order that time does not change, so only heads ever need comparing.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) queue: u32,
    pub(super) stage: usize,
    pub(super) lines: [List; 3],
    /// Unanswered calls for which nobody rings.
    pub(super) unrung: u32,
    /// Of these, callers who may be sent on.
    pub(super) movable: u32,
}

/// The three lines of a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Line {
    /// Callers open to all.
    #[default]
    Live,
    /// Callbacks open to all.
    Callback,
    /// Who rings, waits for somebody preferred, or lies in quarantine.
    Aside,
}

/// The lines whose heads may be given to whoever their class admits.
const OPEN: [Line; 2] = [Line::Live, Line::Callback];

/// A queue's calls, counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) first_class: u32,
    pub(super) classes: u32,
    /// Calls in any phase.
    pub(super) calls: u32,
    /// Unanswered calls.
    pub(super) waiting: u32,
    /// Of these, callers.
    pub(super) live: u32,
    /// Callers who may be sent on and have waited too long.
    pub(super) late: u32,
    /// The unanswered callers in the order they entered, where the queue sends on who comes too many.
    pub(super) entered: List,
    /// Queues that send their callers on to this one.
    pub(super) sources: Vec<u32>,
    /// Whether a move of its calls may turn, skip or send on anything, here or in another queue.
    pub(super) watched: bool,
    /// Whether it is among the restless.
    pub(super) restless: bool,
}

/// Where a call stands in the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Spot {
    queue: u32,
    /// [`NONE`] when somebody has answered.
    class: u32,
    line: Line,
    order: Order,
    entered: (Time, u64),
    counts_entered: bool,
    live: bool,
    eligible: bool,
    unrung: bool,
    movable: bool,
    late: bool,
}

const NOWHERE: Spot = Spot {
    queue: NONE,
    class: NONE,
    line: Line::Aside,
    order: Order::NONE,
    entered: (Time::ZERO, 0),
    counts_entered: false,
    live: false,
    eligible: false,
    unrung: false,
    movable: false,
    late: false,
};

/// All of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Demand {
    pub(super) classes: Vec<Class>,
    /// By queue slot.
    pub(super) queues: Vec<Count>,
    pub(super) nodes: Nodes<Order, true>,
    entered: Nodes<(Time, u64), true>,
    /// By call slot.
    calls: Vec<Spot>,
    /// Classes with somebody in an open line.
    pub(super) waiting: Bits,
    /// Classes in which somebody may have become possible since the last matching, and whether there are any.
    pub(super) ready: Bits,
    pub(super) is_ready: bool,
    /// Queues where something has changed in this input.
    pub(super) restless: Vec<u32>,
}

impl Demand {
    /// With the classes of these queues, given by slot, and nobody in them.
    pub(super) fn of<'a>(queues: impl Iterator<Item = (u32, &'a Queue)>, slots_end: usize) -> Self {
        let mut demand = Self { queues: vec![Count::default(); slots_end], ..Self::default() };
        for (slot, queue) in queues {
            let count = &mut demand.queues[slot as usize];
            count.first_class = demand.classes.len() as u32;
            count.classes = queue.config.stages.len() as u32 + 1;
            let config = &queue.config;
            count.watched = config.skip_unreachable_stages
                || config.overflow.is_some()
                || config.reserve.is_some()
                || queue.memory.reserve_on;
            for stage in 0..=queue.config.stages.len() {
                let lines = [List::default(); 3];
                demand.classes.push(Class { queue: slot, stage, lines, unrung: 0, movable: 0 });
            }
        }
        demand.waiting = Bits::below(demand.classes.len());
        demand.ready = Bits::below(demand.classes.len());
        demand
    }

    pub(super) fn classes_of(&self, queue: u32) -> std::ops::Range<u32> {
        let count = &self.queues[queue as usize];
        count.first_class..count.first_class + count.classes
    }

    pub(super) fn class_at(&self, queue: u32, stage: usize) -> u32 {
        let count = &self.queues[queue as usize];
        count.first_class + (stage as u32).min(count.classes - 1)
    }

    /// Puts a call where it belongs by now; whether that is another place than before.
    pub(super) fn put(
        &mut self,
        slot: u32,
        call: &Call,
        queue: u32,
        config: &QueueConfig,
        now: Time,
    ) -> bool {
        let spot = self.spot(call, queue, config, now);
        self.put_at(slot, spot)
    }

    /// Takes a call out.
    pub(super) fn take_out(&mut self, slot: u32) {
        self.put_at(slot, NOWHERE);
    }

    /// At which place in its queue a call with this order stands, from 0, of all that are unanswered.
    pub(super) fn rank(&self, queue: u32, order: &Order) -> usize {
        let lines = self.classes_of(queue).flat_map(|class| &self.classes[class as usize].lines);
        lines.filter(|line| !line.is_empty()).map(|line| self.nodes.rank(line, order)).sum()
    }

    /// The first of each open line of a class.
    pub(super) fn heads(&self, class: u32) -> impl Iterator<Item = u32> {
        let class = &self.classes[class as usize];
        OPEN.iter().filter_map(|line| class.lines[*line as usize].first())
    }

    /// How many of the unanswered callers of a queue entered it before.
    pub(super) fn entered_before(&self, queue: u32, entered: (Time, u64)) -> usize {
        self.entered.rank(&self.queues[queue as usize].entered, &entered)
    }

    /// The unanswered calls of a class, line by line.
    pub(super) fn members(&self, class: u32) -> impl Iterator<Item = u32> {
        self.classes[class as usize].lines.iter().flat_map(|line| self.nodes.iter(line))
    }

    pub(super) fn mark_restless(&mut self, queue: u32) {
        let count = &mut self.queues[queue as usize];
        if count.watched && !count.restless {
            count.restless = true;
            self.restless.push(queue);
        }
    }

    /// Marks the queues whose callers may find more room in this one than before.
    pub(super) fn mark_sources(&mut self, queue: u32) {
        for index in 0..self.queues[queue as usize].sources.len() {
            self.mark_restless(self.queues[queue as usize].sources[index]);
        }
    }

    pub(super) fn calm_down(&mut self) {
        for queue in self.restless.drain(..) {
            self.queues[queue as usize].restless = false;
        }
    }

    fn spot(&self, call: &Call, queue: u32, config: &QueueConfig, now: Time) -> Spot {
        if !call.is_unanswered() {
            return Spot { queue, ..NOWHERE };
        }
        let live = call.kind == CallKind::Live;
        let eligible = call.is_eligible();
        let unrung = call.phase == CallPhase::Waiting;
        let line = match call.kind {
            _ if !eligible || call.preferred.is_some() => Line::Aside,
            CallKind::Live => Line::Live,
            CallKind::Callback => Line::Callback,
        };
        let overflow = config.overflow.as_ref();
        let movable = live && unrung && overflow.is_some_and(|overflow| may_ever_go_to(call, &overflow.to));
        let wait_max = overflow.and_then(|overflow| overflow.wait_max);
        Spot {
            queue,
            class: self.class_at(queue, call.stage),
            line,
            order: Order::of(call, config),
            entered: (call.entered_at, call.joined.seq),
            counts_entered: live && overflow.is_some_and(|overflow| overflow.waiting_max.is_some()),
            live,
            eligible,
            unrung,
            movable,
            late: movable && wait_max.is_some_and(|most| call.entered_at + most <= now),
        }
    }

    fn put_at(&mut self, slot: u32, spot: Spot) -> bool {
        if self.calls.len() <= slot as usize {
            self.calls.resize(slot as usize + 1, NOWHERE);
        }
        let before = std::mem::replace(&mut self.calls[slot as usize], spot);
        if before == spot {
            return false;
        }
        let stays = (before.class, before.line, before.order) == (spot.class, spot.line, spot.order);
        self.count(slot, &before, Change::Leaves { line: !stays });
        self.count(slot, &spot, Change::Comes { line: !stays });
        true
    }

    fn count(&mut self, slot: u32, spot: &Spot, change: Change) {
        if spot.queue == NONE {
            return;
        }
        self.mark_restless(spot.queue);
        let comes = matches!(change, Change::Comes { .. });
        let turn = |count: &mut u32, counts: bool| {
            *count = count.wrapping_add_signed(match (counts, comes) {
                (false, _) => 0,
                (true, true) => 1,
                (true, false) => -1,
            });
        };
        let queue = &mut self.queues[spot.queue as usize];
        turn(&mut queue.calls, true);
        if spot.class == NONE {
            return;
        }
        turn(&mut queue.waiting, true);
        turn(&mut queue.live, spot.live);
        turn(&mut queue.late, spot.late);
        if spot.counts_entered {
            match comes {
                true => self.entered.insert(&mut queue.entered, slot, spot.entered),
                false => self.entered.remove(&mut queue.entered, slot),
            }
        }
        let class = &mut self.classes[spot.class as usize];
        turn(&mut class.unrung, spot.unrung);
        turn(&mut class.movable, spot.movable);
        let line = &mut class.lines[spot.line as usize];
        match change {
            Change::Comes { line: true } => self.nodes.insert(line, slot, spot.order),
            Change::Leaves { line: true } => self.nodes.remove(line, slot),
            Change::Comes { line: false } | Change::Leaves { line: false } => {}
        }
        if spot.line != Line::Aside {
            if comes {
                self.waiting.insert(spot.class);
                self.ready.insert(spot.class);
                self.is_ready = true;
            } else if OPEN.iter().all(|line| class.lines[*line as usize].is_empty()) {
                self.waiting.remove(spot.class);
            }
        }
        if spot.live && !comes {
            self.mark_sources(spot.queue);
        }
    }
}

/// Whether a call comes to a spot or leaves it, and its line with it.
#[derive(Clone, Copy)]
enum Change {
    Comes { line: bool },
    Leaves { line: bool },
}

/// Whether a call may be sent there, if there is room: it has not been there before.
fn may_ever_go_to(call: &Call, to: &OverflowTarget) -> bool {
    match to {
        OverflowTarget::GiveBack => true,
        OverflowTarget::Queue(to) => *to != call.queue && !call.overflowed_from.contains(to),
    }
}
