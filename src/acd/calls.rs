//! Calls: joining, waiting, ageing, leaving.

use std::time::Duration;

use super::call_table::CallSlot;
use super::machine::{Acd, Standing};
use super::table::{AgentSlot, QueueSlot};
use super::{
    Call, CallId, CallKind, CallPhase, DequeuedWhy, Join, KeptPlace, LeftWhy, OfferEnd, OpenOffer, Output,
    PREFERRED_MAX, PRIORITY_MAX, Preferred, QueueId, Refusal, StageCause, Stamp, Time, WithdrawReason,
};

impl Acd {
    pub(super) fn join(&mut self, join: Join) -> Result<(), Refusal> {
        let call = join.call;
        let known = self.calls.slot(call);
        if known.and_then(|call| self.calls.at(call)).is_some_and(Call::is_unanswered) {
            return Err(Refusal::AlreadyWaiting { call });
        }
        let queue = self.known_queue(&join.queue, call)?;
        let live = join.kind == CallKind::Live;
        if !live && self.queues.at(queue).is_none_or(|queue| queue.config.callbacks.is_none()) {
            return Err(Refusal::NoCallbacks { queue: join.queue, call });
        }
        let closed = live && self.is_closed(queue);
        if live && !closed && self.is_full(queue) {
            return Err(Refusal::QueueFull { queue: join.queue, call });
        }
        // A call that talks and joins again has been sent back to a queue: its agent is free of it.
        if let Some(call) = known {
            self.release_talker(call);
            self.forget(call);
        }
        if closed {
            self.join_closed(join, queue);
        } else {
            self.put_in_line(join, queue, Vec::new());
        }
        Ok(())
    }

    /// Whether as many callers wait in a queue as may.
    pub(super) fn is_full(&self, queue: QueueSlot) -> bool {
        let most = self.queues.at(queue).and_then(|queue| queue.config.max_waiting);
        most.is_some_and(|most| self.demand.queue(queue).live >= most)
    }

    pub(super) fn leave(&mut self, call: CallSlot, why: LeftWhy) {
        let dequeued = match why {
            LeftWhy::Abandoned => DequeuedWhy::Abandoned,
            LeftWhy::FellBack => DequeuedWhy::FellBack,
            LeftWhy::Ended => DequeuedWhy::Ended,
        };
        self.remove(call, dequeued);
    }

    /// The conversation is over; for a call nobody has answered yet, the waiting is.
    pub(super) fn end(&mut self, call: CallSlot) {
        self.remove(call, DequeuedWhy::Ended);
    }

    /// Makes a new place in the line, or gives back one that was kept. Calls that joined at the same
    /// moment keep the order of telling.
    pub(super) fn put_in_line(
        &mut self,
        join: Join,
        slot: QueueSlot,
        overflowed_from: Vec<QueueId>,
    ) -> CallSlot {
        let Stamp { seq, .. } = self.stamp();
        let kept_at = self.kept_place(&join, slot);
        let Join { call: id, queue, joined_at, priority, mut prefer, patience, caller, kind } = join;
        let queue = self.queues.known(&queue);
        prefer.truncate(PREFERRED_MAX);
        for agent in &mut prefer {
            *agent = self.agents.known(agent);
        }
        let joined_at = joined_at.min(self.now);
        let joined = Stamp { at: kept_at.unwrap_or(joined_at), seq };
        let entered_at = if overflowed_from.is_empty() { joined_at } else { self.now };
        let until = joined.at + patience;
        let preferred = (!prefer.is_empty()).then_some(Preferred { agents: prefer, until });
        if let Some(joined_at) = kept_at {
            self.outputs.push_back(Output::PlaceKept { call: id, queue: queue.clone(), joined_at });
        }
        let call = Call {
            id,
            queue,
            joined,
            entered_at,
            overflowed_from,
            priority: priority.min(PRIORITY_MAX),
            preferred,
            caller,
            kind,
            tries: 0,
            quarantined_until: None,
            stage: 0,
            phase: CallPhase::Waiting,
        };
        let call = self.take_call(call, slot);
        self.tell_entered(call);
        self.reach_stage(call);
        call
    }

    /// Keeps a call from now on.
    pub(super) fn take_call(&mut self, call: Call, queue: QueueSlot) -> CallSlot {
        let slot = self.calls.insert(call, queue);
        self.demand.reach(self.calls.width());
        if let Some(queue) = self.queues.at_mut(queue) {
            queue.calls += 1;
        }
        self.follow_call(slot);
        slot
    }

    /// The place kept for a caller who joined this queue before, if it is older than the one he would get.
    fn kept_place(&mut self, join: &Join, queue: QueueSlot) -> Option<Time> {
        let queue = &self.queues.at(queue)?.config;
        let window = Some(queue.keeps_place).filter(|window| !window.is_zero())?;
        let caller = join.caller.filter(|_| join.kind == CallKind::Live)?;
        let joined_at = self.places.take_within(&queue.id, caller, window, self.now)?;
        (joined_at < join.joined_at).then_some(joined_at)
    }

    /// Keeps the place of a caller who hung up.
    fn keep_place(&mut self, slot: CallSlot) {
        let left = self.stamp();
        let Some(row) = self.calls.row(slot).filter(|row| row.call.kind == CallKind::Live) else { return };
        let (Some(caller), Some(queue)) = (row.call.caller, self.queues.at(row.queue)) else { return };
        if !queue.config.keeps_place.is_zero() {
            let (queue, joined_at) = (queue.config.id.clone(), row.call.joined.at);
            self.places.keep(KeptPlace { queue, caller, joined_at, left });
        }
    }

    /// Says that a call has entered its queue, and whether its caller should be offered a callback.
    pub(super) fn tell_entered(&mut self, slot: CallSlot) {
        let Some(row) = self.calls.row(slot) else { return };
        let live = row.call.kind == CallKind::Live;
        let offered = self.queues.at_mut(row.queue).filter(|_| live).is_some_and(|queue| {
            let nth = queue.memory.entered;
            queue.memory.entered += 1;
            queue.config.callbacks.is_some_and(|rules| rules.is_offered_to(nth))
        });
        self.say_waiting(slot, offered);
    }

    /// Says that a call waits again, and where in its queue.
    pub(super) fn tell_waiting(&mut self, slot: CallSlot) {
        self.say_waiting(slot, false);
    }

    fn say_waiting(&mut self, slot: CallSlot, callback_offered: bool) {
        let Some(row) = self.calls.row(slot) else { return };
        let (call, queue, position) = (row.call.id, row.call.queue.clone(), self.position(row));
        self.outputs.push_back(Output::CallWaiting { call, queue, position, callback_offered });
    }

    /// Brings the first call at a stage to the next, if it is old enough.
    pub(super) fn reach_next_stage(&mut self, queue: QueueSlot, stage: usize) {
        if let Some((_, call)) = self.demand.oldest_at(queue, stage) {
            self.reach_stage(call);
        }
    }

    /// Brings an unanswered call to the stage its age has reached, never back from one it skipped to.
    pub(super) fn reach_stage(&mut self, slot: CallSlot) {
        self.reach_stage_from(slot, self.calls.at(slot).map_or(0, |call| call.stage));
    }

    /// Brings an unanswered call to the stage its age has reached, or to a later one it had skipped to.
    pub(super) fn reach_stage_from(&mut self, slot: CallSlot, skipped_to: usize) {
        let Some(row) = self.calls.row(slot) else { return };
        let Some(queue) = self.queues.at(row.queue) else { return };
        let by_age = queue.config.stage_at(self.now - row.call.joined.at);
        let stage = by_age.max(skipped_to.min(queue.config.stages.len()));
        if row.call.is_unanswered() && stage != row.call.stage {
            self.enter_stage(slot, stage, StageCause::Age);
        }
    }

    pub(super) fn enter_stage(&mut self, slot: CallSlot, stage: usize, cause: StageCause) {
        let Some(call) = self.calls.at_mut(slot) else { return };
        call.stage = stage;
        let (call, queue) = (call.id, call.queue.clone());
        self.follow_call(slot);
        self.outputs.push_back(Output::StageReached { call, queue, stage, cause });
    }

    /// Takes a known call out of the line because somebody we do not know has it.
    pub(super) fn answered_elsewhere(&mut self, slot: CallSlot) {
        self.remove(slot, DequeuedWhy::AnsweredElsewhere);
    }

    /// Frees an agent of what keeps her from a call she turns out to have. A call she is offered
    /// waits on; of those she talks on the oldest must be over where they would be too many, since
    /// the PBX shows her here.
    pub(super) fn part_from_other_calls(&mut self, id: CallId, slot: AgentSlot) {
        let Some(agent) = self.agents.at(slot) else { return };
        if let Some(OpenOffer { call, .. }) = agent.offered.filter(|offered| offered.call != id) {
            let taken = OfferEnd::Withdrawn(WithdrawReason::AgentTaken);
            self.calls.slot(call).into_iter().for_each(|call| self.end_offer(call, slot, taken));
        }
        let room = |agent: &super::Agent| agent.load() < usize::from(agent.capacity.max(1));
        while let Some(over) =
            self.agents.at_mut(slot).filter(|agent| !room(agent)).and_then(|agent| agent.lose_oldest_call())
        {
            self.calls.slot(over).into_iter().for_each(|over| self.forget(over));
        }
    }

    /// Frees the agent who talks on a call, if one does; with her last call her wrap-up begins.
    pub(super) fn release_talker(&mut self, slot: CallSlot) {
        let Some(row) = self.calls.row(slot) else { return };
        let CallPhase::Talking { agent, since } = &row.call.phase else { return };
        let (id, agent, talked) = (row.call.id, self.agents.slot(agent), self.now - *since);
        let mut wrap_up = Duration::ZERO;
        if let Some(queue) = self.queues.at_mut(row.queue) {
            wrap_up = queue.config.wrap_up;
            queue.memory.pace.handled(talked + wrap_up);
        }
        // Who talks is never dropped from the table: leaving the catalog waits for the end of the call.
        debug_assert!(agent.is_some());
        let Some(agent) = agent else { return };
        let told = self.change_agent(agent, |agent, at| {
            agent.call_over(id, wrap_up, at);
            Ok(())
        });
        debug_assert_eq!(told, Ok(()));
    }

    /// Says that a call waits no longer. Its wait ends now.
    pub(super) fn tell_dequeued(&mut self, slot: CallSlot, why: DequeuedWhy) {
        let Some(row) = self.calls.row(slot) else { return };
        let (call, queue, wait) = (row.call.id, row.call.queue.clone(), self.now - row.call.joined.at);
        if row.call.kind == CallKind::Live
            && let Some(queue) = self.queues.at_mut(row.queue)
        {
            queue.memory.pace.waited(wait, why == DequeuedWhy::Abandoned);
        }
        self.outputs.push_back(Output::CallDequeued { call, queue, why, wait });
    }

    /// Where a queue is kept that the catalog still has.
    pub(super) fn known_queue(&self, queue: &QueueId, call: CallId) -> Result<QueueSlot, Refusal> {
        let known = self.queues.slot(queue);
        let open =
            |slot: &QueueSlot| self.queues.at(*slot).is_some_and(|queue| queue.standing == Standing::Open);
        known.filter(open).ok_or_else(|| Refusal::UnknownQueue { queue: queue.clone(), call })
    }

    /// Takes a call out for good: its offers are withdrawn, its agent freed.
    pub(super) fn remove(&mut self, slot: CallSlot, why: DequeuedWhy) {
        let Some(call) = self.calls.at(slot) else { return };
        if call.is_unanswered() {
            let reason = match why {
                DequeuedWhy::AnsweredElsewhere => WithdrawReason::AnsweredElsewhere,
                DequeuedWhy::Answered { .. }
                | DequeuedWhy::Abandoned
                | DequeuedWhy::FellBack
                | DequeuedWhy::Overflowed
                | DequeuedWhy::CallbackGivenUp
                | DequeuedWhy::Ended => WithdrawReason::CallLeft,
            };
            self.end_offers(slot, OfferEnd::Withdrawn(reason));
            if why == DequeuedWhy::Abandoned {
                self.keep_place(slot);
            }
            self.tell_dequeued(slot, why);
        } else {
            self.release_talker(slot);
        }
        self.forget(slot);
    }

    /// Drops a call with its place and its timers.
    pub(super) fn forget(&mut self, slot: CallSlot) {
        self.unfollow_call(slot);
        if let Some(row) = self.calls.remove(slot) {
            self.one_call_less(row.queue);
        }
    }

    /// A queue has a call less; with its last one a queue the catalog has no more goes.
    pub(super) fn one_call_less(&mut self, slot: QueueSlot) {
        let Some(queue) = self.queues.at_mut(slot) else { return };
        queue.calls -= 1;
        if queue.calls == 0 && queue.standing == Standing::Closing {
            self.fresh.closing.push(slot);
        }
    }

    pub(super) fn drop_empty_closing_queues(&mut self) {
        while let Some(slot) = self.fresh.closing.pop() {
            let empty =
                |queue: &&super::machine::Queue| queue.calls == 0 && queue.standing == Standing::Closing;
            let Some(id) = self.queues.at(slot).filter(empty).map(|queue| queue.config.id.clone()) else {
                continue;
            };
            self.queues.remove(slot);
            for agent in self.agents.slots().collect::<Vec<_>>() {
                self.agents.at_mut(agent).into_iter().for_each(|agent| {
                    agent.workload.answered.remove(&id);
                });
            }
        }
    }
}
