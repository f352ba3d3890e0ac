//! Those who wait, in lines of calls that nothing tells apart but their age.
//!
//! Calls of the same queue, stage, kind and (where it counts) priority are a class: the same agents may
//! take them, and the order among them never changes. So of each class only the first need ever be
//! compared with anything.

use std::collections::BTreeSet;

use super::call_table::CallSlot;
use super::line::{Line, Links};
use super::table::{AgentSlot, QueueSlot, Slot};
use super::{CallKind, CallOrder, PRIORITY_MAX, QueueConfig, Stamp};

/// The calls of a queue that nothing tells apart but their age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Class {
    pub(super) queue: QueueSlot,
    pub(super) kind: CallKind,
    pub(super) stage: usize,
    /// The priority in a queue that goes by it, else 0.
    pub(super) priority: u8,
}

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Stand {
    /// Its class, while it is unanswered.
    pub(super) class: Option<Class>,
    /// Whether it can be offered, and to whom.
    pub(super) openness: Openness,
    /// When it entered, where its queue counts those who entered before.
    pub(super) entered: Option<Stamp>,
    /// When it entered, where it can be sent on.
    pub(super) movable: Option<Stamp>,
}

/// Whether a call can be offered, and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Openness {
    /// To nobody just now.
    #[default]
    Closed,
    /// To whoever its class admits: it stands in the line of its class.
    Open,
    /// First of all to those it prefers: it stands beside each of them.
    Preferring,
}

/// The call side of the core.
#[derive(Clone, Debug, Default)]
pub(super) struct Demand {
    queues: Vec<Waiting>,
    /// Links of all unanswered calls.
    standing: Links,
    /// Links of those that can be offered.
    offerable: Links,
    /// Calls beside the agents they prefer.
    preferring: BTreeSet<(AgentSlot, Class, Stamp, CallSlot)>,
}

/// The unanswered calls of one queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    stages: Vec<StageLines>,
    /// How many unanswered calls it has, and how many of them are live.
    pub(super) unanswered: usize,
    pub(super) live: usize,
    /// How many stand in lines.
    open: usize,
    /// Live calls in the order they entered, where the queue sends on those too many.
    entered: BTreeSet<(Stamp, CallSlot)>,
    /// Those of them that could be sent on.
    movable: BTreeSet<(Stamp, CallSlot)>,
    /// Its place among all queues by id.
    pub(super) rank: u64,
}

#[derive(Clone, Debug, Default)]
struct StageLines {
    /// All unanswered calls, a line for each priority.
    standing: Vec<Line>,
    /// Those that can be offered, a line for each priority and kind.
    open: Vec<Line>,
    /// A bit for each open line that is not empty.
    filled: u32,
}

impl Class {
    fn line(&self) -> usize {
        usize::from(self.priority) * 2 + usize::from(self.kind == CallKind::Callback)
    }
}

/// How many priorities a queue tells apart.
fn priorities(order: CallOrder) -> usize {
    match order {
        CallOrder::Priority | CallOrder::Credit => usize::from(PRIORITY_MAX) + 1,
        CallOrder::Fcfs | CallOrder::Deadline | CallOrder::Accumulating => 1,
    }
}

/// The priority by which a queue tells a call from others.
pub(super) fn priority_in(queue: &QueueConfig, priority: u8) -> u8 {
    if priorities(queue.call_order) == 1 { 0 } else { priority }
}

impl Demand {
    /// Forgets who stands where, and makes lines for these queues, by their slots.
    pub(super) fn rebuild<'a>(
        &mut self,
        queues: impl Iterator<Item = Option<&'a QueueConfig>>,
        calls: usize,
    ) {
        *self = Self::default();
        self.queues = queues.map(|queue| queue.map(Waiting::of).unwrap_or_default()).collect();
        self.reach(calls);
    }

    /// Makes room for calls of so many slots.
    pub(super) fn reach(&mut self, calls: usize) {
        self.standing.reach(calls);
        self.offerable.reach(calls);
    }

    pub(super) fn queue(&self, queue: QueueSlot) -> &Waiting {
        &self.queues[queue.index()]
    }

    pub(super) fn rank(&mut self, queue: QueueSlot, rank: u64) {
        self.queues[queue.index()].rank = rank;
    }

    /// Adds an unanswered call to its class.
    pub(super) fn stand(&mut self, call: CallSlot, class: Class, joined: Stamp) {
        let queue = &mut self.queues[class.queue.index()];
        queue.unanswered += 1;
        queue.live += usize::from(class.kind == CallKind::Live);
        queue.stages[class.stage].standing[usize::from(class.priority)].insert(
            &mut self.standing,
            call.0,
            joined,
        );
    }

    /// Takes an unanswered call out of its class.
    pub(super) fn unstand(&mut self, call: CallSlot, class: Class) {
        let queue = &mut self.queues[class.queue.index()];
        queue.unanswered -= 1;
        queue.live -= usize::from(class.kind == CallKind::Live);
        queue.stages[class.stage].standing[usize::from(class.priority)].remove(&mut self.standing, call.0);
    }

    /// Puts a call into the line of its class.
    pub(super) fn open(&mut self, call: CallSlot, class: Class, joined: Stamp) {
        let queue = &mut self.queues[class.queue.index()];
        queue.open += 1;
        let stage = &mut queue.stages[class.stage];
        stage.open[class.line()].insert(&mut self.offerable, call.0, joined);
        stage.filled |= 1 << class.line();
    }

    pub(super) fn close(&mut self, call: CallSlot, class: Class) {
        let queue = &mut self.queues[class.queue.index()];
        queue.open -= 1;
        let stage = &mut queue.stages[class.stage];
        let line = &mut stage.open[class.line()];
        line.remove(&mut self.offerable, call.0);
        if line.is_empty() {
            stage.filled &= !(1 << class.line());
        }
    }

    /// Whether any call stands in a line of this queue.
    pub(super) fn any_open(&self, queue: QueueSlot) -> bool {
        self.queues[queue.index()].open > 0
    }

    /// The first of the line of a class.
    pub(super) fn first(&self, class: Class) -> Option<(Stamp, CallSlot)> {
        let stage = &self.queues[class.queue.index()].stages[class.stage];
        let (joined, call) = stage.open[class.line()].first(&self.offerable)?;
        Some((joined, CallSlot(call)))
    }

    /// The classes of a queue with an open call at one of these stages.
    pub(super) fn classes(
        &self,
        queue: QueueSlot,
        stages: std::ops::RangeInclusive<usize>,
    ) -> impl Iterator<Item = Class> {
        let waiting = &self.queues[queue.index()];
        let last = (*stages.end()).min(waiting.stages.len().saturating_sub(1));
        (*stages.start()..=last).flat_map(move |stage| {
            let mut filled = waiting.stages[stage].filled;
            std::iter::from_fn(move || {
                let line = (filled != 0).then(|| filled.trailing_zeros())?;
                filled &= filled - 1;
                let kind = if line % 2 == 0 { CallKind::Live } else { CallKind::Callback };
                Some(Class { queue, kind, stage, priority: u8::try_from(line / 2).unwrap_or(0) })
            })
        })
    }

    /// Puts a call beside an agent it prefers.
    pub(super) fn prefer(&mut self, agent: AgentSlot, class: Class, joined: Stamp, call: CallSlot) {
        self.preferring.insert((agent, class, joined, call));
    }

    pub(super) fn unprefer(&mut self, agent: AgentSlot, class: Class, joined: Stamp, call: CallSlot) {
        self.preferring.remove(&(agent, class, joined, call));
    }

    /// The calls that prefer an agent, by class and age.
    pub(super) fn preferring(&self, agent: AgentSlot) -> impl Iterator<Item = (Class, CallSlot)> {
        let least = Class { queue: QueueSlot(0), kind: CallKind::Live, stage: 0, priority: 0 };
        let from = (agent, least, Stamp::default(), CallSlot(0));
        let set = if self.preferring.is_empty() { None } else { Some(self.preferring.range(from..)) };
        let hers = set.into_iter().flatten().take_while(move |(prefers, ..)| *prefers == agent);
        hers.map(|(_, class, _, call)| (*class, *call))
    }

    /// Every call that prefers somebody and could be offered, once for each of them.
    pub(super) fn all_preferring(&self) -> impl Iterator<Item = (Class, CallSlot)> {
        self.preferring.iter().map(|(_, class, _, call)| (*class, *call))
    }
}

impl Waiting {
    fn of(queue: &QueueConfig) -> Self {
        let width = priorities(queue.call_order);
        let lines = || StageLines {
            standing: vec![Line::default(); width],
            open: vec![Line::default(); width * 2],
            filled: 0,
        };
        Self { stages: (0..=queue.stages.len()).map(|_| lines()).collect(), ..Self::default() }
    }
}

/// What is asked of the unanswered calls of a queue as a whole.
impl Demand {
    /// The unanswered call at a stage that joined first.
    pub(super) fn oldest_at(&self, queue: QueueSlot, stage: usize) -> Option<(Stamp, CallSlot)> {
        let lines = &self.queues[queue.index()].stages.get(stage)?.standing;
        let firsts = lines.iter().filter_map(|line| line.first(&self.standing));
        firsts.min().map(|(joined, call)| (joined, CallSlot(call)))
    }

    /// The unanswered calls at a stage of a queue, in no particular order.
    pub(super) fn standing_at(&self, queue: QueueSlot, stage: usize) -> impl Iterator<Item = CallSlot> {
        let lines = self.queues[queue.index()].stages.get(stage).map(|stage| &stage.standing);
        lines.into_iter().flatten().flat_map(|line| line.iter(&self.standing)).map(CallSlot)
    }

    /// All unanswered calls of a queue, in no particular order.
    pub(super) fn standing(&self, queue: QueueSlot) -> impl Iterator<Item = CallSlot> {
        let lines = self.queues[queue.index()].stages.iter().flat_map(|stage| &stage.standing);
        lines.flat_map(|line| line.iter(&self.standing)).map(CallSlot)
    }

    /// Counts the unanswered calls of a queue that joined before a moment, which is told for each
    /// priority; `None` counts none of it.
    pub(super) fn count_before(&self, queue: QueueSlot, before: impl Fn(usize) -> Option<Stamp>) -> usize {
        let mut count = 0;
        for stage in &self.queues[queue.index()].stages {
            for (priority, line) in stage.standing.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
                count += before(priority).map_or(0, |stamp| line.older_than(&self.standing, stamp));
            }
        }
        count
    }

    pub(super) fn enter(&mut self, queue: QueueSlot, entered: Stamp, call: CallSlot) {
        self.queues[queue.index()].entered.insert((entered, call));
    }

    pub(super) fn exit(&mut self, queue: QueueSlot, entered: Stamp, call: CallSlot) {
        self.queues[queue.index()].entered.remove(&(entered, call));
    }

    pub(super) fn make_movable(&mut self, queue: QueueSlot, entered: Stamp, call: CallSlot) {
        self.queues[queue.index()].movable.insert((entered, call));
    }

    pub(super) fn make_immovable(&mut self, queue: QueueSlot, entered: Stamp, call: CallSlot) {
        self.queues[queue.index()].movable.remove(&(entered, call));
    }

    /// Calls that could be sent on, the first entered first.
    pub(super) fn movable(&self, queue: QueueSlot) -> &BTreeSet<(Stamp, CallSlot)> {
        &self.queues[queue.index()].movable
    }

    /// Where the first of those stands who entered when so many had before; needs the order kept.
    pub(super) fn beyond(&self, queue: QueueSlot, most: usize) -> Option<(Stamp, CallSlot)> {
        let entered = &self.queues[queue.index()].entered;
        let excess = entered.len().checked_sub(most).filter(|excess| *excess > 0)?;
        entered.iter().rev().nth(excess - 1).copied()
    }
}
