//! Who gets which call.
//!
//! What has to come out is this: of all waiting calls, in the order they are served, the first whom
//! somebody idle may take gets the best of those; and so on, until there is none. `tests/sim` holds
//! every offer to it. What is done is less: before an input nobody idle stood beside a call she may
//! take, so only pairs with something [`Fresh`](super::fresh::Fresh) in them are looked at, and of a
//! class of calls only the first.

use super::call_order::Urgency;
use super::call_table::{CallRow, CallSlot};
use super::demand::{Class, Openness};
use super::machine::{Acd, Queue};
use super::pool::{Choice, Pool};
use super::ranking::{Merit, Rank, tie_break};
use super::supply::{Era, Service};
use super::table::{AgentSlot, QueueSlot};
use super::{AgentOrder, CallKind, CallOrder, Decision, Stamp};

/// How urgent a call is, and which.
type Next = (Urgency, CallSlot);

impl Acd {
    /// Offers every waiting call that somebody idle may take.
    pub(super) fn offer_waiting_calls(&mut self) {
        while let Some(call) = self.next_call() {
            self.offer(call);
        }
        self.fresh.agents.clear();
        self.fresh.classes.clear();
        self.fresh.preferring.clear();
    }

    /// From now on all calls of a queue are looked at again.
    pub(super) fn look_at_queue(&mut self, queue: QueueSlot) {
        let Some(known) = self.queues.at(queue) else { return };
        let classes = self.demand.classes(queue, 0..=known.config.stages.len());
        self.fresh.classes.extend(classes);
        let preferring = self.demand.all_preferring().filter(|(class, _)| class.queue == queue);
        self.fresh.preferring.extend(preferring.map(|(_, call)| call));
    }

    /// The most urgent of the waiting calls that somebody idle may take.
    fn next_call(&mut self) -> Option<CallSlot> {
        if !self.supply.anybody_idle() {
            return None;
        }
        let mut next: Option<Next> = None;
        let mut at = 0;
        while let Some(agent) = self.fresh.agents.get(at).copied() {
            match self.most_urgent_for(agent) {
                Some(found) => {
                    next = Some(next.map_or(found, |next| next.min(found)));
                    at += 1;
                }
                None => {
                    self.fresh.agents.swap_remove(at);
                }
            }
        }
        at = 0;
        while let Some(class) = self.fresh.classes.get(at).copied() {
            let first = self.demand.first(class).map(|(_, call)| call);
            match first.and_then(|call| self.takeable(call)) {
                Some(found) => {
                    next = Some(next.map_or(found, |next| next.min(found)));
                    at += 1;
                }
                None => {
                    self.fresh.classes.swap_remove(at);
                }
            }
        }
        at = 0;
        while let Some(call) = self.fresh.preferring.get(at).copied() {
            match self.takeable(call) {
                Some(found) => {
                    next = Some(next.map_or(found, |next| next.min(found)));
                    at += 1;
                }
                None => {
                    self.fresh.preferring.swap_remove(at);
                }
            }
        }
        at = 0;
        while let Some(call) = self.fresh.expired.get(at).copied() {
            next = self.takeable(call).into_iter().chain(next).min();
            at += 1;
        }
        next.map(|(_, call)| call)
    }

    /// A call with its urgency, if it can be offered and somebody idle may take it.
    fn takeable(&mut self, call: CallSlot) -> Option<Next> {
        let row = self.calls.row(call).filter(|row| row.stand.openness != Openness::Closed)?;
        let urgency = self.urgency(row)?;
        let best = self.best_for(call);
        self.take_back_held();
        best.map(|_| (urgency, call))
    }

    /// Offers a call to the best of the idle agents, or to all where they ring together.
    fn offer(&mut self, call: CallSlot) {
        let Some((rank, agent)) = self.best_for(call) else { return };
        let Some(row) = self.calls.row(call) else { return };
        let Some(queue) = self.queues.at(row.queue) else { return };
        let (stage, rule, call_rule) = (row.call.stage, queue.config.agent_order, queue.config.call_order);
        self.supply.leave(agent);
        let second = self.best_for(call);
        let tie_break = tie_break(rule, &rank, second.as_ref().map(|(rank, _)| rank));
        let decision = Decision { stage, rule, call_rule, tie_break };
        let mut others = std::mem::take(&mut self.fresh.ringing);
        if rule == AgentOrder::RingAll {
            let mut next = second;
            while let Some((rank, agent)) = next {
                self.supply.leave(agent);
                others.push((agent, rank.stage));
                next = self.best_for(call);
            }
        }
        self.take_back_held();
        self.count_offered(call);
        self.make_offer(call, agent, rank.stage, decision);
        for (agent, stage) in others.drain(..) {
            self.make_offer(call, agent, stage, decision);
        }
        self.fresh.ringing = others;
    }

    /// The best of the idle agents for a call, if one may take it. Those who must leave it to a caller
    /// are set aside meanwhile; [`Acd::take_back_held`] follows.
    fn best_for(&mut self, call: CallSlot) -> Option<(Rank, AgentSlot)> {
        loop {
            let row = self.calls.row(call)?;
            let queue = self.queues.at(row.queue)?;
            let best = self.best_in_order(call, row, queue)?;
            let yields = row.call.kind == CallKind::Callback && queue.callbacks_have_had_their_turn();
            if !yields || !self.a_caller_waits_for(best.1, row.queue) {
                return Some(best);
            }
            self.supply.leave(best.1);
            self.fresh.held.push(best.1);
        }
    }

    fn take_back_held(&mut self) {
        while let Some(held) = self.fresh.held.pop() {
            if let Some(agent) = self.agents.at(held) {
                self.supply.follow(held, agent, &self.queues);
            }
        }
    }

    fn best_in_order(&self, call: CallSlot, row: &CallRow, queue: &Queue) -> Option<(Rank, AgentSlot)> {
        let Some(preferred) = &row.call.preferred else { return self.best_of_all(row, queue, 0) };
        let hers = |(place, agent): (usize, Option<AgentSlot>)| {
            let agent = agent.filter(|agent| self.supply.is_idle(*agent))?;
            let service = self.supply.service(agent, row.queue, row.call.stage);
            let (service, known) =
                (service.filter(|service| self.may_serve(service))?, self.agents.at(agent)?);
            let (stage, load, idle) = (service.stage, known.load(), known.idle);
            Some((Rank { preferred: place, stage, load, merit: Merit::Lowest(0), idle }, agent))
        };
        let best = self.preferred_slots(call).into_iter().enumerate().find_map(hers);
        let open = preferred.until <= self.now;
        best.or_else(|| if open { self.best_of_all(row, queue, preferred.agents.len()) } else { None })
    }

    /// The best of all idle agents; `preferred` is what their rank says of it.
    fn best_of_all(&self, row: &CallRow, queue: &Queue, preferred: usize) -> Option<(Rank, AgentSlot)> {
        let era = self.supply.serving(row.queue).era(row.call.stage)?;
        let ordinary = self.best_in(&era.ordinary, era, row.call.stage, queue);
        let reserve = if queue.memory.reserve_on {
            self.best_in(&era.reserve, era, row.call.stage, queue)
        } else {
            None
        };
        let (rank, agent) = ordinary.into_iter().chain(reserve).min()?;
        Some((Rank { preferred, ..rank }, agent))
    }

    /// Whether somebody idle may take a call of this queue the moment it joins.
    pub(super) fn is_taken_at_once(&self, slot: QueueSlot) -> bool {
        let (Some(queue), Some(era)) = (self.queues.at(slot), self.supply.serving(slot).era(0)) else {
            return false;
        };
        let reserve = Some(&era.reserve).filter(|_| queue.memory.reserve_on);
        let mut pools = [&era.ordinary].into_iter().chain(reserve);
        pools.any(|pool| self.best_in(pool, era, 0, queue).is_some())
    }

    fn best_in(&self, pool: &Pool, era: &Era, stage: usize, queue: &Queue) -> Option<(Rank, AgentSlot)> {
        let lined = pool.first_in_line(self.supply.links()).and_then(|(grade, idle, link)| {
            let admitted = era.stage_of(grade).filter(|admitted| *admitted <= stage)?;
            let merit = Merit::Lowest(grade as u64);
            Some((Rank { preferred: 0, stage: admitted, load: 0, merit, idle }, self.supply.owner(link)))
        });
        let share = |agent| {
            let known = self.agents.at(agent);
            known.map_or(Merit::Lowest(0), |agent| Merit::Share(agent.workload.occupancy(self.now)))
        };
        let choice = match queue.config.agent_order {
            AgentOrder::RoundRobin => Choice::After(self.last_place(queue)),
            AgentOrder::LeastOccupied => Choice::Share(share),
            AgentOrder::LongestIdle
            | AgentOrder::MostSkilled
            | AgentOrder::LeastSkilled
            | AgentOrder::SpecialistFirst
            | AgentOrder::FewestCalls
            | AgentOrder::Linear
            | AgentOrder::RingAll => Choice::First,
        };
        lined.into_iter().chain(pool.best_in_order(stage, choice)).min()
    }

    /// Where the agent the queue offered a call to last stands in the catalog, if she still does.
    fn last_place(&self, queue: &Queue) -> Option<u32> {
        let last = queue.memory.offered_last.as_ref().and_then(|id| self.agents.get(id));
        last.filter(|agent| agent.in_catalog).map(|agent| agent.place)
    }

    /// The most urgent of the calls an idle agent may take.
    fn most_urgent_for(&self, agent: AgentSlot) -> Option<Next> {
        if !self.supply.is_idle(agent) {
            return None;
        }
        let mut next: Option<Next> = None;
        for service in self.supply.services(agent) {
            if !self.demand.any_open(service.queue) || !self.may_serve(service) {
                continue;
            }
            let first = |class| self.demand.first(class).map(|(_, call)| call);
            for call in self.open_to(service).filter(|class| self.is_given(agent, class)).filter_map(first) {
                next = self.sooner(next, call);
            }
        }
        for (class, call) in self.demand.preferring(agent) {
            let service = self.supply.service(agent, class.queue, class.stage);
            if service.is_some_and(|service| self.may_serve(service)) && self.is_given(agent, &class) {
                next = self.sooner(next, call);
            }
        }
        next
    }

    fn sooner(&self, next: Option<Next>, call: CallSlot) -> Option<Next> {
        let found = self.calls.row(call).and_then(|row| Some((self.urgency(row)?, call)));
        found.into_iter().chain(next).min()
    }

    /// The classes with calls in line that an agent may take by a service.
    fn open_to(&self, service: &Service) -> impl Iterator<Item = Class> {
        let last = self.supply.serving(service.queue).eras[service.era].last;
        self.demand.classes(service.queue, service.stage..=last)
    }

    /// Whether a service is not held in reserve.
    pub(super) fn may_serve(&self, service: &Service) -> bool {
        !service.in_reserve || self.queues.at(service.queue).is_some_and(|queue| queue.memory.reserve_on)
    }

    /// Whether an agent need not leave calls of this class to a caller.
    fn is_given(&self, agent: AgentSlot, class: &Class) -> bool {
        class.kind == CallKind::Live
            || !self.queues.at(class.queue).is_some_and(Queue::callbacks_have_had_their_turn)
            || !self.a_caller_waits_for(agent, class.queue)
    }

    /// Whether a live call of a queue waits that an agent may take.
    fn a_caller_waits_for(&self, agent: AgentSlot, queue: QueueSlot) -> bool {
        let services = self.supply.services(agent).iter();
        let hers = services.filter(|service| service.queue == queue && self.may_serve(service));
        let in_line =
            || hers.flat_map(|service| self.open_to(service)).any(|class| class.kind == CallKind::Live);
        let serves = |class: &Class| {
            let service = self.supply.service(agent, queue, class.stage);
            class.queue == queue && class.kind == CallKind::Live && service.is_some_and(|s| self.may_serve(s))
        };
        let beside = || self.demand.preferring(agent).any(|(class, _)| serves(&class));
        // Who has just waited long enough for another is open to her too.
        let no_longer_kept = || {
            let rows = self.fresh.expired.iter().filter_map(|call| self.calls.row(*call));
            let mut stands = rows.filter(|row| row.call.is_eligible()).filter_map(|row| row.stand.class);
            stands.any(|class| serves(&class))
        };
        in_line() || beside() || no_longer_kept()
    }

    /// A call's place among all waiting calls at this moment. Every call has one: its queue stays
    /// as long as it does.
    fn urgency(&self, row: &CallRow) -> Option<Urgency> {
        Some(Urgency::of(&row.call, &self.queues.at(row.queue)?.config, self.now))
    }

    /// A call's place among the unanswered calls of its queue, in the order they would be served now.
    pub(super) fn position(&self, row: &CallRow) -> usize {
        let Some(queue) = self.queues.at(row.queue) else { return 1 };
        let (joined, own) = (row.call.joined, usize::from(row.call.priority));
        let ahead = self.demand.count_before(row.queue, |priority| match queue.config.call_order {
            CallOrder::Fcfs | CallOrder::Deadline | CallOrder::Accumulating => Some(joined),
            CallOrder::Priority if priority == own => Some(joined),
            CallOrder::Priority => (priority > own).then_some(Stamp::LAST),
            CallOrder::Credit => credited(joined, own, priority, queue.config.priority_worth),
        });
        ahead + 1
    }
}

/// When a caller of another priority must have joined to come before one of this under `credit`;
/// `None` where that is before the origin of time.
fn credited(joined: Stamp, own: usize, other: usize, worth: std::time::Duration) -> Option<Stamp> {
    let points = u32::try_from(own.abs_diff(other)).unwrap_or(u32::MAX);
    let worth = worth.saturating_mul(points);
    let at = if other >= own { joined.at + worth } else { joined.at.checked_sub(worth)? };
    Some(Stamp { at, ..joined })
}
