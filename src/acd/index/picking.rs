//! The next match: the most urgent of the calls that may have become possible, and the best for it.

use super::super::call_order::Urgency;
use super::super::machine::{Acd, Queue};
use super::super::matching::{Match, of_all_ranked};
use super::super::ranking::Rank;
use super::super::rows::CallRow;
use super::super::{Agent, AgentOrder, Call, CallKind};
use super::demand::Line;
use super::supply::{Rating, Standing, Tier};

impl Acd {
    /// Offers every waiting call that somebody idle may take.
    pub(in super::super) fn offer_waiting_calls(&mut self) {
        if let Some(agent) = self.only_mover() {
            match self.match_of_the_only(agent) {
                Alone::Takes(found) => {
                    self.index.supply.fresh.clear();
                    return self.make_offers(found);
                }
                Alone::TakesNone => return self.put_into_pools(agent),
                Alone::Unsure => {}
            }
        }
        self.take_up_fresh_agents();
        if !self.index.demand.is_ready && self.index.restless_calls.is_empty() {
            return;
        }
        while let Some(found) = self.next_match() {
            self.make_offers(found);
        }
        self.index.demand.ready.clear();
        self.index.demand.is_ready = false;
    }

    /// The agent who became idle, where nothing else has moved that a match could come of.
    fn only_mover(&self) -> Option<u32> {
        let (demand, supply) = (&self.index.demand, &self.index.supply);
        let [agent] = supply.fresh[..] else { return None };
        let alone = !demand.is_ready && self.index.restless_calls.is_empty();
        (alone && supply.seats[agent as usize].standing == Standing::Fresh).then_some(agent)
    }

    /// The most urgent call for an agent who is the only one who moved: whatever she may take nobody else
    /// who is idle may, or it would have been taken before.
    fn match_of_the_only(&self, agent: u32) -> Alone {
        let (demand, supply) = (&self.index.demand, &self.index.supply);
        let mut best: Option<(Urgency, u32, usize)> = None;
        for class in supply.profile(agent).classes.common(&demand.waiting) {
            for slot in demand.heads(class) {
                let Some(call) = self.calls.at(slot) else { continue };
                let Some(queue) = self.queues.at(call.queue) else { continue };
                if call.kind == CallKind::Callback && self.may_yield(class, queue) {
                    return Alone::Unsure;
                }
                let urgency = Urgency::of(call, &queue.config, self.now);
                if best.is_none_or(|(first, ..)| urgency < first)
                    && let Some(stage) = supply.stage_for(agent, class, queue.memory.reserve_on)
                {
                    best = Some((urgency, slot, stage));
                }
            }
        }
        let Some((_, slot, stage)) = best else { return Alone::TakesNone };
        let Some(call) = self.calls.at(slot) else { return Alone::Unsure };
        let Some(queue) = self.queues.at(call.queue) else { return Alone::Unsure };
        Alone::Takes(Match::of_the_only((slot, call), queue, (agent, stage), supply.idle))
    }

    /// The most urgent call somebody idle may take, with whom it is to be offered to.
    fn next_match(&self) -> Option<Match> {
        let demand = &self.index.demand;
        let ready = demand.ready.common(&demand.waiting);
        let heads = ready.flat_map(|class| demand.heads(class).map(move |head| (head, Some(class))));
        let preferring = self.index.restless_calls.iter().filter(|id| self.preferring.contains(id));
        let preferring = preferring.filter_map(|id| Some((self.calls.slot(id)?, None)));
        let mut best: Option<(Urgency, Match)> = None;
        for (slot, class) in heads.chain(preferring) {
            let Some(call) = self.calls.at(slot) else { continue };
            let Some(queue) = self.queues.at(call.queue) else { continue };
            let urgency = Urgency::of(call, &queue.config, self.now);
            if best.as_ref().is_some_and(|(first, _)| urgency >= *first) {
                continue;
            }
            let found = match class {
                Some(class) => self.best_in_pools(class, (slot, call), queue),
                None => self.best_for_preferring((slot, call), queue),
            };
            best = found.map(|found| (urgency, found)).or(best);
        }
        best.map(|(_, found)| found)
    }

    /// The best of the idle agents for a call that waits for nobody in particular.
    fn best_in_pools(&self, class: u32, call: (u32, &CallRow), queue: &Queue) -> Option<Match> {
        let slow = match queue.config.agent_order {
            AgentOrder::RingAll | AgentOrder::LeastOccupied => true,
            AgentOrder::LongestIdle
            | AgentOrder::MostSkilled
            | AgentOrder::LeastSkilled
            | AgentOrder::SpecialistFirst
            | AgentOrder::FewestCalls
            | AgentOrder::RoundRobin
            | AgentOrder::Linear => call.1.kind == CallKind::Callback && self.may_yield(class, queue),
        };
        if slow {
            return self.best_of_all(class, call, queue);
        }
        let in_turn = queue.config.agent_order == AgentOrder::RoundRobin;
        let last = self.last_place(queue).filter(|_| in_turn);
        let mut two = Two::default();
        let mut candidates = 0;
        for tier in &self.index.supply.tiers[class as usize] {
            let reserve = tier.reserve.filter(|_| queue.memory.reserve_on);
            for pool in std::iter::once(tier.open).chain(reserve) {
                self.first_two(pool, tier, queue, last, &mut two);
                if two.first.as_ref().is_some_and(|(rank, ..)| rank.stage == tier.stage) {
                    candidates += self.index.supply.pools[pool as usize].list.len();
                }
            }
            if two.second.is_some() {
                break;
            }
        }
        let (first, _, agent) = two.first?;
        let second = two.second.map(|(rank, ..)| rank);
        Some(Match::of_one(call, queue, (agent, first), second.as_ref(), candidates, self.index.supply.idle))
    }

    /// Holds the first two of a pool against the best two so far.
    fn first_two(&self, pool: u32, tier: &Tier, queue: &Queue, last: Option<u32>, two: &mut Two) {
        let supply = &self.index.supply;
        let list = &supply.pools[pool as usize].list;
        let Some(head) = list.first() else { return };
        let rule = queue.config.agent_order;
        let mut add = |node: u32| {
            let Rating { load, merit, idle, by_id } = supply.nodes.key(node);
            let rank = Rank::rated(tier.stage, load, rule, merit, last, idle);
            two.add((rank, by_id, supply.owners[node as usize]));
        };
        // Whose turn it is comes before the head, of those who are on as few calls.
        let load = supply.nodes.key(head).load;
        let turn = last.and_then(|last| supply.nodes.from(list, &Rating::least(load, u64::from(last) + 1)));
        match turn.filter(|turn| supply.nodes.key(*turn).load == load) {
            Some(turn) => {
                [Some(turn), supply.nodes.after(turn), Some(head)].into_iter().flatten().for_each(add)
            }
            None => [Some(head), supply.nodes.after(head)].into_iter().flatten().for_each(&mut add),
        }
    }

    /// The best by rank of everybody in the pools of a class, or all where they ring together.
    fn best_of_all(&self, class: u32, call: (u32, &CallRow), queue: &Queue) -> Option<Match> {
        let supply = &self.index.supply;
        let tiers = supply.tiers[class as usize].iter();
        let pools = tiers.flat_map(|tier| std::iter::once(tier.open).chain(tier.reserve));
        let nodes = pools.flat_map(|pool| supply.nodes.iter(&supply.pools[pool as usize].list));
        let mut slots: Vec<u32> = nodes.map(|node| supply.owners[node as usize]).collect();
        slots.sort_unstable();
        slots.dedup();
        of_all_ranked(self, call, queue, &slots, supply.idle)
    }

    /// The best of those a call prefers; of everybody, where its patience is over just now.
    fn best_for_preferring(&self, call: (u32, &CallRow), queue: &Queue) -> Option<Match> {
        let preferred = call.1.preferred.as_ref().filter(|_| call.1.is_eligible())?;
        if preferred.until <= self.now {
            return self.best_of_all(self.index.demand.class_at(call.1.queue, call.1.stage), call, queue);
        }
        let seats = &self.index.supply.seats;
        let slots = preferred.agents.iter().filter_map(|agent| self.agents.slot(agent));
        let mut slots: Vec<u32> =
            slots.filter(|slot| seats[*slot as usize].standing == Standing::In).collect();
        slots.sort_unstable();
        slots.dedup();
        of_all_ranked(self, call, queue, &slots, self.index.supply.idle)
    }

    /// Whether a callback of a class may have to leave somebody to a live call of its queue.
    fn may_yield(&self, class: u32, queue: &Queue) -> bool {
        let most = queue.config.callbacks.unwrap_or_default().in_a_row_max.max(1);
        queue.memory.callbacks_in_a_row >= most && {
            let demand = &self.index.demand;
            let queue = demand.classes[class as usize].queue;
            demand.queues[queue as usize].live > 0
        }
    }

    /// Whether a callback must leave this agent to a live call of its queue.
    pub(in super::super) fn yields_to_live(&self, call: &Call, queue: &Queue, agent: &Agent) -> bool {
        let most = queue.config.callbacks.unwrap_or_default().in_a_row_max.max(1);
        if call.kind == CallKind::Live || queue.memory.callbacks_in_a_row < most {
            return false;
        }
        let demand = &self.index.demand;
        let Some(slot) = self.queues.slot(&queue.config.id) else { return false };
        let heads = demand
            .classes_of(slot)
            .filter_map(|class| demand.classes[class as usize].lines[Line::Live as usize].first());
        let preferring = self.preferring.iter().filter_map(|id| self.calls.slot(id));
        heads.chain(preferring).filter_map(|slot| self.calls.at(slot)).any(|other| {
            other.queue == slot
                && other.kind == CallKind::Live
                && other.is_eligible()
                && self.may_take(other, queue, agent)
        })
    }
}

/// What becomes of an agent who is the only one who moved.
enum Alone {
    Takes(Match),
    TakesNone,
    /// It takes a closer look.
    Unsure,
}

/// A rank, with what comes last, her place in the order of ids, and her slot.
type Rated = (Rank, u32, u32);

/// The best two so far.
#[derive(Default)]
struct Two {
    first: Option<Rated>,
    second: Option<Rated>,
}

impl Two {
    /// Nobody counts twice: who is in two pools came first in the better one.
    fn add(&mut self, rated: Rated) {
        if [&self.first, &self.second].into_iter().flatten().any(|known| known.2 == rated.2) {
            return;
        }
        if self.first.as_ref().is_none_or(|first| rated < *first) {
            self.second = self.first.replace(rated);
        } else if self.second.as_ref().is_none_or(|second| rated < *second) {
            self.second = Some(rated);
        }
    }
}
