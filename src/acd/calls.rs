//! Calls: joining, waiting, ageing, leaving.

use std::time::Duration;

use super::machine::{Acd, Standing};
use super::rows::CallRow;
use super::timer::{Owner, Timer};
use super::{
    Call, CallId, CallKind, CallPhase, DequeuedWhy, Join, KeptPlace, LeftWhy, OfferEnd, Output,
    PREFERRED_MAX, PRIORITY_MAX, Preferred, QueueId, Refusal, StageCause, Stamp, Time, WithdrawReason,
};

impl Acd {
    pub(super) fn join(&mut self, join: Join) -> Result<(), Refusal> {
        let (call, queue) = (join.call, join.queue.clone());
        if self.calls.get(&call).is_some_and(|call| call.is_unanswered()) {
            return Err(Refusal::AlreadyWaiting { call });
        }
        self.expect_known(&queue, call)?;
        let live = join.kind == CallKind::Live;
        if !live && self.queue(&queue).is_none_or(|queue| queue.callbacks.is_none()) {
            return Err(Refusal::NoCallbacks { queue, call });
        }
        let closed = live && !self.is_open(&queue);
        if live && !closed && self.is_full(&queue) {
            return Err(Refusal::QueueFull { queue, call });
        }
        // A call that talks and joins again has been sent back to a queue: its agent is free of it.
        if let Some(known) = self.calls.slot(&call) {
            self.release_talker(known);
        }
        if closed {
            self.join_closed(join);
        } else {
            self.put_in_line(join, Vec::new());
        }
        Ok(())
    }

    /// Whether as many callers wait in a queue as may.
    pub(super) fn is_full(&self, queue: &QueueId) -> bool {
        let most = self.queue(queue).and_then(|queue| queue.max_waiting);
        most.is_some_and(|most| self.callers_waiting(queue) >= most)
    }

    pub(super) fn leave(&mut self, call: CallId, why: LeftWhy) -> Result<(), Refusal> {
        let dequeued = match why {
            LeftWhy::Abandoned => DequeuedWhy::Abandoned,
            LeftWhy::FellBack => DequeuedWhy::FellBack,
            LeftWhy::Ended => DequeuedWhy::Ended,
        };
        let slot = self.call_slot(call)?;
        self.remove(slot, dequeued);
        Ok(())
    }

    /// The conversation is over; for a call nobody has answered yet, the waiting is.
    pub(super) fn end(&mut self, call: CallId) -> Result<(), Refusal> {
        let slot = self.call_slot(call)?;
        self.remove(slot, DequeuedWhy::Ended);
        Ok(())
    }

    /// Makes a new place in the line, or gives back one that was kept. Calls that joined at the same
    /// moment keep the order of telling.
    pub(super) fn put_in_line(&mut self, join: Join, overflowed_from: Vec<QueueId>) -> u32 {
        let queue_slot = self.queues.slot(&join.queue).unwrap_or(u32::MAX);
        let Stamp { seq, .. } = self.stamp();
        let kept_at = self.kept_place(&join);
        let Join { call: id, queue, joined_at, priority, mut prefer, patience, caller, kind } = join;
        prefer.truncate(PREFERRED_MAX);
        let joined_at = joined_at.min(self.now);
        let joined = Stamp { at: kept_at.unwrap_or(joined_at), seq };
        let entered_at = if overflowed_from.is_empty() { joined_at } else { self.now };
        let priority = priority.min(PRIORITY_MAX);
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
            priority,
            preferred,
            caller,
            kind,
            tries: 0,
            quarantined_until: None,
            stage: 0,
            phase: CallPhase::Waiting,
        };
        // A call that was with an agent begins anew.
        if let Some(before) = self.calls.slot(&id) {
            self.drop_row(before);
        }
        let slot = self.calls.insert(id, CallRow { call, queue: queue_slot });
        self.call_moved(slot);
        self.tell_entered(slot);
        self.reach_stage(slot);
        slot
    }

    /// The place kept for a caller who joined this queue before, if it is older than the one he would get.
    fn kept_place(&mut self, join: &Join) -> Option<Time> {
        let window = Some(self.queue(&join.queue)?.keeps_place).filter(|window| !window.is_zero())?;
        let caller = join.caller.filter(|_| join.kind == CallKind::Live)?;
        let joined_at = self.places.take_within(&join.queue, caller, window, self.now)?;
        (joined_at < join.joined_at).then_some(joined_at)
    }

    /// Keeps the place of a caller who hung up.
    fn keep_place(&mut self, slot: u32) {
        let left = self.stamp();
        let Some(call) = self.calls.at(slot).filter(|call| call.kind == CallKind::Live) else { return };
        let Some(caller) = call.caller else { return };
        if self.config_at(call.queue).is_some_and(|queue| !queue.keeps_place.is_zero()) {
            let (queue, joined_at) = (call.call.queue.clone(), call.joined.at);
            self.places.keep(KeptPlace { queue, caller, joined_at, left });
        }
    }

    /// Says that a call has entered its queue, and whether its caller should be offered a callback.
    pub(super) fn tell_entered(&mut self, slot: u32) {
        let Some(call) = self.calls.at(slot) else { return };
        let live = call.kind == CallKind::Live;
        let offered = self.queues.at_mut(call.queue).filter(|_| live).is_some_and(|queue| {
            let nth = queue.memory.entered;
            queue.memory.entered += 1;
            queue.config.callbacks.is_some_and(|rules| rules.is_offered_to(nth))
        });
        self.say_waiting(slot, offered);
    }

    /// Says that a call waits again, and where in its queue.
    pub(super) fn tell_waiting(&mut self, slot: u32) {
        self.say_waiting(slot, false);
    }

    fn say_waiting(&mut self, slot: u32, callback_offered: bool) {
        let Some(call) = self.calls.at(slot) else { return };
        let position = self.position(call);
        let (call, queue) = (call.id, call.call.queue.clone());
        self.outputs.push_back(Output::CallWaiting { call, queue, position, callback_offered });
    }

    /// Brings an unanswered call to the stage its age has reached, never back from one it skipped to.
    pub(super) fn reach_stage(&mut self, slot: u32) {
        self.reach_stage_from(slot, self.calls.at(slot).map_or(0, |call| call.stage));
    }

    /// Brings an unanswered call to the stage its age has reached, or to a later one it had skipped to.
    pub(super) fn reach_stage_from(&mut self, slot: u32, skipped_to: usize) {
        let Some(call) = self.calls.at(slot) else { return };
        let Some(config) = self.config_at(call.queue) else { return };
        let by_age = config.stage_at(self.now - call.joined.at);
        let stage = by_age.max(skipped_to.min(config.stages.len()));
        if call.is_unanswered() && stage != call.stage {
            self.enter_stage(slot, stage, StageCause::Age);
        } else {
            self.set_call_timers(slot);
        }
    }

    pub(super) fn enter_stage(&mut self, slot: u32, stage: usize, cause: StageCause) {
        let Some(call) = self.calls.at_mut(slot) else { return };
        call.stage = stage;
        let (call, queue) = (call.id, call.call.queue.clone());
        self.outputs.push_back(Output::StageReached { call, queue, stage, cause });
        self.set_call_timers(slot);
    }

    /// Takes a known call out of the line because somebody we do not know has it.
    pub(super) fn answered_elsewhere(&mut self, slot: u32) {
        self.remove(slot, DequeuedWhy::AnsweredElsewhere);
    }

    /// Frees an agent of what keeps her from a call she turns out to have. A call she is offered
    /// waits on; of those she talks on the oldest must be over where they would be too many, since
    /// the PBX shows her here.
    pub(super) fn part_from_other_calls(&mut self, id: CallId, agent: u32) {
        let Some(known) = self.agents.at(agent) else { return };
        if known.offered.is_some_and(|offered| offered.call != id) {
            self.withdraw_from(agent, WithdrawReason::AgentTaken);
        }
        while let Some(known) = self.agents.at_mut(agent)
            && known.load() >= usize::from(known.capacity.max(1))
        {
            let Some(over) = known.lose_oldest_call() else { return };
            if let Some(over) = self.calls.slot(&over) {
                self.drop_row(over);
            }
        }
    }

    /// Frees the agent who talks on a call, if one does; with her last call her wrap-up begins.
    pub(super) fn release_talker(&mut self, slot: u32) {
        let Some(call) = self.calls.at(slot) else { return };
        let CallPhase::Talking { agent, since } = &call.phase else { return };
        // Who talks is never dropped from the table: leaving the catalog waits for the end of the call.
        let Some(agent) = self.agents.slot(agent) else { return };
        let (id, talked) = (call.id, self.now - *since);
        let mut wrap_up = Duration::ZERO;
        if let Some(queue) = self.queues.at_mut(call.queue) {
            wrap_up = queue.config.wrap_up;
            queue.memory.pace.handled(talked + wrap_up);
        }
        self.change(agent, |agent, at| agent.call_over(id, wrap_up, at));
    }

    /// Says that a call waits no longer. Its wait ends now.
    pub(super) fn tell_dequeued(&mut self, slot: u32, why: DequeuedWhy) {
        let Some(call) = self.calls.at(slot) else { return };
        let wait = self.now - call.joined.at;
        if let Some(known) = self.queues.at_mut(call.queue).filter(|_| call.kind == CallKind::Live) {
            known.memory.pace.waited(wait, why == DequeuedWhy::Abandoned);
        }
        let (call, queue) = (call.id, call.call.queue.clone());
        self.outputs.push_back(Output::CallDequeued { call, queue, why, wait });
    }

    pub(super) fn expect_known(&self, queue: &QueueId, call: CallId) -> Result<(), Refusal> {
        match self.queues.get(queue).map(|queue| queue.standing) {
            Some(Standing::Open) => Ok(()),
            Some(Standing::Closing) | None => Err(Refusal::UnknownQueue { queue: queue.clone(), call }),
        }
    }

    /// Takes a call out for good: its offer is withdrawn, its agent freed.
    pub(super) fn remove(&mut self, slot: u32, why: DequeuedWhy) {
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
        self.drop_row(slot);
    }

    /// Drops a call with its place and its timers.
    pub(super) fn drop_row(&mut self, slot: u32) {
        self.call_gone(slot);
        let Some(call) = self.calls.at(slot) else { return };
        let (id, owner) = (call.id, Owner { slot, order: call.id.0 });
        for timer in Timer::OF_CALLS {
            self.timers.set(timer, owner, None);
        }
        if let Some(call) = self.calls.remove(&id)
            && call.preferred.is_some()
        {
            self.preferring.remove(&id);
            self.preference_gone(id, &call.preferred);
        }
    }
}
