//! Reserves, stages to skip, preferences and overflow: looked at where something moved.

use super::super::call_order::Order;
use super::super::machine::Acd;
use super::super::rows::CallRow;
use super::super::{AgentState, Call, OverflowTarget, QueueId};

impl Acd {
    /// Brings every queue's reserve in or sends it off, as its line is long or short.
    pub(in super::super) fn turn_reserves(&mut self) {
        let mut restless = std::mem::take(&mut self.index.demand.restless);
        restless.sort_unstable_by(|a, b| self.queue_id(*a).cmp(&self.queue_id(*b)));
        for slot in &restless {
            let Some(queue) = self.queues.at(*slot) else { continue };
            let before = queue.memory.reserve_on;
            let waiting = self.index.demand.queues[*slot as usize].waiting as usize;
            let on = queue.config.reserve.as_ref().is_some_and(|reserve| reserve.is_on(before, waiting));
            if on != before {
                self.turn_reserve(*slot, on);
            }
        }
        self.index.demand.restless = restless;
    }

    /// Moves every waiting call past the stages that admit nobody reachable.
    pub(in super::super) fn skip_unreachable_stages(&mut self) {
        let (demand, supply) = (&self.index.demand, &self.index.supply);
        let skips = |slot: &u32| self.config_at(*slot).is_some_and(|config| config.skip_unreachable_stages);
        let skipping = demand.restless.iter().filter(|slot| skips(slot)).flat_map(|slot| {
            let mut classes = demand.classes_of(*slot);
            // Nobody can skip the last stage.
            classes.end -= 1;
            classes.filter(|class| {
                demand.classes[*class as usize].unrung > 0 && supply.reachable[*class as usize] == 0
            })
        });
        let slots = self.by_arrival(skipping.flat_map(|class| demand.members(class)));
        slots.into_iter().for_each(|call| self.skip_stages(call));
    }

    /// Whether anybody reachable is admitted to a call of this queue at this stage.
    pub(in super::super) fn somebody_reachable(&self, queue: u32, stage: usize) -> bool {
        self.index.supply.reachable[self.index.demand.class_at(queue, stage) as usize] > 0
    }

    /// Whether anybody reachable soon is admitted to a call at its stage, or at a later one.
    pub(in super::super) fn somebody_may_come(&self, call: &CallRow) -> bool {
        self.index.supply.soon[self.index.demand.class_at(call.queue, call.stage) as usize] > 0
    }

    /// The calls that prefer somebody and of whom this holds, by id.
    pub(in super::super) fn preferring_where(&self, which: impl Fn(&Self, &CallRow) -> bool) -> Vec<u32> {
        let restless = self.index.restless_calls.iter().filter(|call| self.preferring.contains(call));
        let slots = restless.filter_map(|id| self.calls.slot(id));
        slots.filter(|slot| self.calls.at(*slot).is_some_and(|call| which(self, call))).collect()
    }

    /// The callers that may have to be sent on, in the order they joined; none where none has to.
    pub(in super::super) fn callers_to_send_on(&self) -> Vec<u32> {
        if !self.index.demand.restless.iter().any(|slot| self.must_send_somebody_on(*slot)) {
            return Vec::new();
        }
        // One who goes makes room for another, of whatever queue.
        let overflowing = self
            .queues
            .slots()
            .filter(|slot| self.config_at(*slot).is_some_and(|config| config.overflow.is_some()));
        let demand = &self.index.demand;
        let classes = overflowing.flat_map(|slot| demand.classes_of(slot));
        self.by_arrival(classes.flat_map(|class| demand.members(class)))
    }

    fn must_send_somebody_on(&self, slot: u32) -> bool {
        let Some(overflow) = self.config_at(slot).and_then(|config| config.overflow.as_ref()) else {
            return false;
        };
        let demand = &self.index.demand;
        let count = &demand.queues[slot as usize];
        let moves = |class: u32| demand.classes[class as usize].movable > 0;
        let has_room = match &overflow.to {
            OverflowTarget::GiveBack => true,
            OverflowTarget::Queue(to) => self.is_open(to) && !self.is_full(to),
        };
        let too_many = overflow.waiting_max.is_some_and(|most| count.live as usize > most);
        let alone = |class: u32| overflow.nobody_reachable && self.index.supply.soon[class as usize] == 0;
        has_room
            && demand
                .classes_of(slot)
                .filter(|class| moves(*class))
                .any(|class| count.late > 0 || too_many || alone(class))
    }

    /// How many of the callers who wait in its queue entered it before this one.
    pub(in super::super) fn entered_before(&self, call: &CallRow) -> usize {
        self.index.demand.entered_before(call.queue, (call.entered_at, call.joined.seq))
    }

    /// How many callers wait in a queue, ringing ones too.
    pub(in super::super) fn callers_waiting(&self, queue: &QueueId) -> usize {
        self.queues.slot(queue).map_or(0, |slot| self.index.demand.queues[slot as usize].live as usize)
    }

    /// A call's place among the unanswered ones of its queue, in the order they would be served now, from 1.
    pub(in super::super) fn position(&self, call: &CallRow) -> usize {
        let Some(config) = self.config_at(call.queue) else { return 1 };
        self.index.demand.rank(call.queue, &Order::of(call, config)) + 1
    }

    /// The unanswered calls of a queue, ringing ones too, in the order they joined.
    pub(in super::super) fn in_line(&self, queue: &QueueId) -> Vec<&Call> {
        let Some(slot) = self.queues.slot(queue) else { return Vec::new() };
        let demand = &self.index.demand;
        let slots = demand.classes_of(slot).flat_map(|class| demand.members(class));
        let slots = self.by_arrival(slots).into_iter();
        slots.filter_map(|slot| self.calls.at(slot)).map(|row| &row.call).collect()
    }

    fn by_arrival(&self, slots: impl Iterator<Item = u32>) -> Vec<u32> {
        let calls = slots.filter_map(|slot| self.calls.at(slot).map(|call| (call.joined, call.id, slot)));
        let mut calls: Vec<_> = calls.collect();
        calls.sort_unstable();
        calls.into_iter().map(|(.., slot)| slot).collect()
    }

    /// Takes the queues that are gone from the catalog and have no call left.
    pub(in super::super) fn empty_closing_queues(&mut self) -> Vec<QueueId> {
        let demand = &self.index.demand;
        let closing = &mut self.index.closing;
        let empty = closing.extract_if(.., |slot| demand.queues[*slot as usize].calls == 0);
        empty.filter_map(|slot| Some(self.queues.at(slot)?.config.id.clone())).collect()
    }

    /// Forgets what was marked: all of it has been looked at.
    pub(in super::super) fn calm_down(&mut self) {
        self.index.demand.calm_down();
        self.index.restless_calls.clear();
    }

    /// Notes that a count of answered calls was begun, or ended.
    pub(in super::super) fn count_begins(&mut self, queue: u32, count: u64) {
        if self.index.suspended {
            return;
        }
        if let Some((lowest, how_many)) = &mut self.index.fewest[queue as usize] {
            if count < *lowest || *how_many == 0 {
                (*lowest, *how_many) = (count, 1);
            } else if count == *lowest {
                *how_many += 1;
            }
        }
    }

    pub(in super::super) fn count_ends(&mut self, queue: u32, count: u64) {
        if self.index.suspended {
            return;
        }
        let fewest = &mut self.index.fewest[queue as usize];
        if let Some((lowest, how_many)) = fewest
            && count == *lowest
        {
            *how_many -= 1;
            if *how_many == 0 {
                *fewest = None;
            }
        }
    }

    /// The lowest count of a queue among those signed in; 0 when nobody has one.
    pub(in super::super) fn fewest_answered(&mut self, queue: u32) -> u64 {
        let known = Some(queue).filter(|_| !self.index.suspended);
        if let Some((lowest, _)) = known.and_then(|slot| self.index.fewest[slot as usize]) {
            return lowest;
        }
        let Some(id) = self.config_at(queue).map(|config| &config.id) else { return 0 };
        let signed_in = self.agents.values().filter(|agent| agent.state != AgentState::Offline);
        let counts = signed_in.filter_map(|agent| agent.workload.answered.get(id).copied());
        let mut fewest = (0, 0);
        for count in counts {
            match fewest {
                (lowest, how_many) if how_many == 0 || count < lowest => fewest = (count, 1),
                (lowest, how_many) if count == lowest => fewest.1 = how_many + 1,
                _ => {}
            }
        }
        if let Some(slot) = known {
            self.index.fewest[slot as usize] = Some(fewest);
        }
        fewest.0
    }

    fn queue_id(&self, slot: u32) -> Option<&QueueId> {
        self.config_at(slot).map(|config| &config.id)
    }
}
