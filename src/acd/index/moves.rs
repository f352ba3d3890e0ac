//! The two choke points: whatever becomes of a call or an agent is noted here.

use super::super::machine::Acd;
use super::super::{CallId, Output, Preferred, QueueId};
use super::supply::Standing;

impl Acd {
    /// Notes that a call came or changed.
    pub(in super::super) fn call_moved(&mut self, slot: u32) {
        if self.index.suspended {
            return;
        }
        let Some(call) = self.calls.at(slot) else { return };
        let Some(known) = self.queues.at(call.queue) else { return };
        let preferred = call.preferred.as_ref().filter(|_| call.is_unanswered());
        if self.index.demand.put(slot, call, call.queue, &known.config, self.now)
            && let Some(preferred) = preferred
        {
            self.index.restless_calls.insert(call.id);
            for agent in preferred.agents.iter().filter_map(|agent| self.agents.slot(agent)) {
                self.index.wishes.insert((agent, call.id));
            }
        }
    }

    /// Notes that a call is about to be dropped.
    pub(in super::super) fn call_gone(&mut self, slot: u32) {
        if !self.index.suspended {
            self.index.demand.take_out(slot);
        }
    }

    /// Notes that a call waits no longer for these agents.
    pub(in super::super) fn preference_gone(&mut self, call: CallId, preferred: &Option<Preferred>) {
        for agent in preferred
            .iter()
            .flat_map(|preferred| &preferred.agents)
            .filter_map(|agent| self.agents.slot(agent))
        {
            self.index.wishes.remove(&(agent, call));
        }
    }

    /// Notes that a call's patience is over.
    pub(in super::super) fn patience_over(&mut self, slot: u32) {
        let id = self.calls.at(slot).map(|call| call.id);
        self.index.restless_calls.extend(id);
    }

    /// Notes that a queue opened or closed.
    pub(in super::super) fn hours_changed(&mut self, queue: &QueueId) {
        if let Some(slot) = self.queues.slot(queue) {
            self.index.demand.mark_sources(slot);
        }
    }

    /// Notes that an agent changed.
    pub(in super::super) fn agent_moved(&mut self, slot: u32) {
        if self.index.suspended {
            return;
        }
        let Some(agent) = self.agents.at(slot) else { return };
        let supply = &mut self.index.supply;
        let (offerable, reachable) = (agent.is_offerable(), agent.is_reachable());
        let soon = agent.is_reachable_soon();
        let before = supply.seats[slot as usize];
        let was_offerable = before.standing != Standing::Out;
        if before.standing == Standing::In && (!offerable || supply.is_misplaced(slot, agent)) {
            supply.take_out(slot);
        }
        if !offerable {
            supply.seats[slot as usize].standing = Standing::Out;
        } else if supply.seats[slot as usize].standing == Standing::Out {
            supply.seats[slot as usize].standing = Standing::Fresh;
            supply.fresh.push(slot);
        }
        supply.idle = supply.idle + usize::from(offerable) - usize::from(was_offerable);
        if before.reachable != reachable {
            self.count_reachable(slot, reachable);
        }
        if before.soon != soon {
            self.count_soon(slot, soon);
        }
        if (was_offerable, before.soon) != (offerable, soon) && !self.index.wishes.is_empty() {
            let wishes = self.index.wishes.range((slot, CallId(0))..=(slot, CallId(u128::MAX)));
            self.index.restless_calls.extend(wishes.map(|(_, call)| *call));
        }
    }

    fn count_reachable(&mut self, slot: u32, reachable: bool) {
        let (supply, demand) = (&mut self.index.supply, &mut self.index.demand);
        let seat = &mut supply.seats[slot as usize];
        seat.reachable = reachable;
        for class in supply.profiles[seat.profile as usize].classes.iter() {
            let count = &mut supply.reachable[class as usize];
            *count = count.wrapping_add_signed(if reachable { 1 } else { -1 });
            if *count == 0 {
                demand.mark_restless(demand.classes[class as usize].queue);
            }
        }
    }

    fn count_soon(&mut self, slot: u32, soon: bool) {
        let (supply, demand) = (&mut self.index.supply, &mut self.index.demand);
        let seat = &mut supply.seats[slot as usize];
        seat.soon = soon;
        for class in supply.profiles[seat.profile as usize].ever.iter() {
            let count = &mut supply.soon[class as usize];
            *count = count.wrapping_add_signed(if soon { 1 } else { -1 });
            if *count == 0 {
                demand.mark_restless(demand.classes[class as usize].queue);
            }
        }
    }

    /// Puts the agents who became idle into the pools, and marks the classes that wait for them.
    pub(super) fn take_up_fresh_agents(&mut self) {
        while let Some(slot) = self.index.supply.fresh.pop() {
            if self.index.supply.seats[slot as usize].standing != Standing::Fresh {
                continue;
            }
            self.put_in(slot);
            let classes = &self.index.supply.profile(slot).classes;
            let demand = &mut self.index.demand;
            demand.ready.insert_common(classes, &demand.waiting);
            demand.is_ready = true;
        }
    }

    /// Puts the only agent who became idle into the pools: nobody waits for her.
    pub(super) fn put_into_pools(&mut self, slot: u32) {
        self.index.supply.fresh.clear();
        self.put_in(slot);
    }

    fn put_in(&mut self, slot: u32) {
        let Some(agent) = self.agents.at(slot) else { return };
        let queues = &self.queues;
        self.index.supply.put_in(slot, agent, |queue| {
            let answered = queues.at(queue).and_then(|queue| agent.workload.answered.get(&queue.config.id));
            answered.copied().unwrap_or(0)
        });
    }

    /// Brings a queue's reserve in or sends it off.
    pub(super) fn turn_reserve(&mut self, slot: u32, on: bool) {
        let Some(queue) = self.queues.at_mut(slot) else { return };
        queue.memory.reserve_on = on;
        let id = queue.config.id.clone();
        self.outputs.push_back(Output::ReserveChanged { queue: id, on });
        if on {
            self.index.demand.is_ready = true;
            for class in self.index.demand.classes_of(slot) {
                self.index.demand.ready.insert(class);
            }
            let prefer = self
                .preferring
                .iter()
                .filter(|call| self.calls.get(call).is_some_and(|call| call.queue == slot));
            self.index.restless_calls.extend(prefer.copied());
        }
    }
}
