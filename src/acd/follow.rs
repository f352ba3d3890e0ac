//! The one way an agent or a call changes: what is told of it, and what follows from it.

use super::call_table::CallSlot;
use super::demand::{Class, Openness, Stand, priority_in};
use super::machine::Acd;
use super::table::{AgentSlot, QueueSlot};
use super::timer::Timer;
use super::{
    Agent, AgentState, Call, CallKind, CallPhase, Output, OverflowTarget, PREFERRED_MAX, QueueConfig,
    Refusal, Stamp,
};

impl Acd {
    /// The only way an agent changes: tells what became different, and lets what hangs on it follow.
    pub(super) fn change_agent(
        &mut self,
        slot: AgentSlot,
        change: impl FnOnce(&mut Agent, Stamp) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let at = self.stamp();
        let Some(agent) = self.agents.at_mut(slot) else { return Ok(()) };
        let before = (agent.state.clone(), agent.next.clone(), agent.flags);
        change(agent, at)?;
        if before.2 == agent.flags && (&before.0, &before.1) == (&agent.state, &agent.next) {
            self.follow_agent(slot);
            return Ok(());
        }
        if (&before.0, &before.1) != (&agent.state, &agent.next) {
            self.outputs.push_back(Output::AgentChanged {
                agent: agent.id.clone(),
                state: agent.state.clone(),
                since: agent.since,
                next: agent.next.clone(),
            });
        }
        if before.2 != agent.flags {
            self.outputs.push_back(Output::AgentFlagsChanged { agent: agent.id.clone(), flags: agent.flags });
        }
        let offline = agent.state == AgentState::Offline;
        let gone = !agent.in_catalog && offline;
        if before.0 == AgentState::Offline && !offline {
            self.begin_counts(slot);
        }
        self.follow_agent(slot);
        if gone {
            self.forget_agent(slot);
        }
        Ok(())
    }

    /// Lets an agent's place among the idle, her counts and her timers follow from what she is.
    pub(super) fn follow_agent(&mut self, slot: AgentSlot) {
        let Some(agent) = self.agents.at(slot) else { return };
        let rank = self.supply.rank(slot);
        let wrap_up_over = match agent.state {
            AgentState::WrapUp { until, .. } => Some(until),
            AgentState::Offline
            | AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. } => None,
        };
        self.timers.set(Timer::WrapUpOver(slot), wrap_up_over, rank);
        self.timers.set(Timer::CooledDown(slot), agent.flags.cooled_until, rank);
        let moved = self.supply.follow(slot, agent, &self.queues);
        if moved.idle {
            self.fresh.agents.push(slot);
        }
        if moved.lost {
            self.fresh.doubtful.extend(self.demand.preferring(slot).map(|(_, call)| call));
        }
        if moved.reachable {
            self.doubt_queues_of(slot);
        }
    }

    /// Somebody came or went: the queues she serves may have nobody left, or somebody again.
    fn doubt_queues_of(&mut self, slot: AgentSlot) {
        for queue in self.supply.served(slot) {
            let Some(known) = self.queues.at(queue).filter(|known| known.calls > 0) else { continue };
            if known.config.skip_unreachable_stages {
                self.fresh.deserted.push(queue);
            }
            if known.config.overflow.as_ref().is_some_and(|overflow| overflow.nobody_reachable) {
                self.fresh.restless.push(queue);
            }
        }
    }

    fn forget_agent(&mut self, slot: AgentSlot) {
        self.supply.leave(slot);
        self.timers.set(Timer::CooledDown(slot), None, 0);
        let preferring: Vec<(Class, CallSlot)> = self.demand.preferring(slot).collect();
        for (class, call) in preferring {
            if let Some(joined) = self.calls.at(call).map(|call| call.joined) {
                self.demand.unprefer(slot, class, joined, call);
            }
        }
        self.agents.remove(slot);
    }

    /// Lets a call's place among those that wait, and its timers, follow from what it is.
    pub(super) fn follow_call(&mut self, slot: CallSlot) {
        let Some(row) = self.calls.row(slot) else { return };
        let Some(queue) = self.queues.at(row.queue) else { return };
        let (call, was) = (&row.call, row.stand);
        let stand = stand(call, row.queue, &queue.config);
        let rank = call.joined.seq;
        let overdue_at = call.phase.offers().map(|offer| offer.overdue_at).min();
        let unanswered = stand.class.is_some();
        let until = call.preferred.as_ref().filter(|_| unanswered).map(|preferred| preferred.until);
        let eligible_at = call.quarantined_until.filter(|_| unanswered);
        self.timers.set(Timer::OfferOverdue(slot), overdue_at, rank);
        self.timers.set(Timer::PatienceOver(slot), until.filter(|until| *until > self.now), rank);
        self.timers.set(Timer::QuarantineOver(slot), eligible_at, rank);
        if until.is_some_and(|until| until <= self.now) {
            self.fresh.expired.push(slot);
        }
        if stand != was {
            self.move_call(slot, stand);
        }
    }

    /// Takes a call out of everything it stands in.
    pub(super) fn unfollow_call(&mut self, slot: CallSlot) {
        for timer in [Timer::OfferOverdue(slot), Timer::PatienceOver(slot), Timer::QuarantineOver(slot)] {
            self.timers.set(timer, None, 0);
        }
        self.move_call(slot, Stand::default());
    }

    fn move_call(&mut self, slot: CallSlot, stand: Stand) {
        let Some(row) = self.calls.row_mut(slot) else { return };
        let was = std::mem::replace(&mut row.stand, stand);
        let joined = row.call.joined;
        if (was.class, was.openness) != (stand.class, stand.openness) {
            self.close_call(slot, was, joined);
            self.move_class(slot, was.class, stand.class, joined);
            self.open_call(slot, stand, joined);
        }
        let exit = |stand: &Stand| (stand.class.map(|class| class.queue), stand.entered, stand.movable);
        if exit(&was) != exit(&stand) {
            self.move_exit(slot, was, stand);
        }
    }

    pub(super) fn close_call(&mut self, slot: CallSlot, was: Stand, joined: Stamp) {
        let Some(class) = was.class else { return };
        match was.openness {
            Openness::Closed => {}
            Openness::Open => self.demand.close(slot, class),
            Openness::Preferring => {
                for agent in self.preferred_slots(slot).into_iter().flatten() {
                    self.demand.unprefer(agent, class, joined, slot);
                }
            }
        }
    }

    fn open_call(&mut self, slot: CallSlot, stand: Stand, joined: Stamp) {
        let Some(class) = stand.class else { return };
        match stand.openness {
            Openness::Closed => {}
            Openness::Open => {
                self.demand.open(slot, class, joined);
                self.fresh.classes.push(class);
            }
            Openness::Preferring => {
                for agent in self.preferred_slots(slot).into_iter().flatten() {
                    self.demand.prefer(agent, class, joined, slot);
                }
                self.fresh.preferring.push(slot);
                self.fresh.doubtful.push(slot);
            }
        }
        let Some(queue) = self.queues.at(class.queue) else { return };
        if queue.config.skip_unreachable_stages {
            self.fresh.stranded.push(slot);
        }
        if stand.movable.is_some() && queue.config.overflow.as_ref().is_some_and(|to| to.nobody_reachable) {
            self.fresh.restless.push(class.queue);
        }
    }

    fn move_class(&mut self, slot: CallSlot, was: Option<Class>, is: Option<Class>, joined: Stamp) {
        if was == is {
            return;
        }
        if let Some(class) = was {
            self.demand.unstand(slot, class);
            self.length_changed(class);
            if class.kind == CallKind::Live
                && let Some(queue) = self.queues.at(class.queue)
            {
                // There may be room for another now.
                self.fresh.restless.extend_from_slice(&queue.fed_by);
            }
        }
        if let Some(class) = is {
            self.demand.stand(slot, class, joined);
            self.length_changed(class);
        }
    }

    fn length_changed(&mut self, class: Class) {
        let Some(queue) = self.queues.at(class.queue) else { return };
        if queue.config.reserve.is_some() {
            self.fresh.reserves.push(class.queue);
        }
        if let Some(next) = queue.config.stages.get(class.stage) {
            let oldest = self.demand.oldest_at(class.queue, class.stage);
            let due = oldest.map(|(joined, _)| joined.at + next.after);
            let rank = self.demand.queue(class.queue).rank;
            self.timers.set(Timer::StageDue(class.queue, class.stage), due, rank);
        }
    }

    fn move_exit(&mut self, slot: CallSlot, was: Stand, is: Stand) {
        if let Some(Class { queue, .. }) = was.class {
            was.entered.into_iter().for_each(|entered| self.demand.exit(queue, entered, slot));
            was.movable.into_iter().for_each(|entered| self.demand.make_immovable(queue, entered, slot));
            self.set_overflow_timer(queue);
        }
        if let Some(Class { queue, .. }) = is.class {
            is.entered.into_iter().for_each(|entered| self.demand.enter(queue, entered, slot));
            is.movable.into_iter().for_each(|entered| self.demand.make_movable(queue, entered, slot));
            self.set_overflow_timer(queue);
            if is.movable.is_some() {
                self.fresh.restless.push(queue);
            }
        }
    }

    /// Where those a call prefers are kept, as far as there are such agents.
    pub(super) fn preferred_slots(&self, slot: CallSlot) -> [Option<AgentSlot>; PREFERRED_MAX] {
        let mut slots = [None; PREFERRED_MAX];
        let preferred = self.calls.at(slot).and_then(|call| call.preferred.as_ref());
        let agents = preferred.map_or([].as_slice(), |preferred| preferred.agents.as_slice());
        for (place, agent) in slots.iter_mut().zip(agents) {
            *place = self.agents.slot(agent);
        }
        slots
    }
}

/// Where a call belongs.
fn stand(call: &Call, queue: QueueSlot, config: &QueueConfig) -> Stand {
    if !call.is_unanswered() {
        return Stand::default();
    }
    let stage = call.stage.min(config.stages.len());
    let class = Class { queue, kind: call.kind, stage, priority: priority_in(config, call.priority) };
    let openness = if !call.is_eligible() {
        Openness::Closed
    } else if call.preferred.is_some() {
        Openness::Preferring
    } else {
        Openness::Open
    };
    let entered = Stamp { at: call.entered_at, seq: call.joined.seq };
    let overflow = config.overflow.as_ref().filter(|_| call.kind == CallKind::Live);
    let counted = overflow.is_some_and(|overflow| overflow.waiting_max.is_some());
    let may_go = overflow.is_some_and(|overflow| match &overflow.to {
        OverflowTarget::GiveBack => true,
        OverflowTarget::Queue(to) => *to != config.id && !call.overflowed_from.contains(to),
    });
    let movable = may_go && call.phase == CallPhase::Waiting;
    Stand {
        class: Some(class),
        openness,
        entered: counted.then_some(entered),
        movable: movable.then_some(entered),
    }
}
