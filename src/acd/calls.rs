//! Calls: joining, waiting, ageing, leaving.

use super::machine::{Acd, Standing};
use super::{
    AgentId, AgentState, Call, CallId, CallPhase, DequeuedWhy, Join, LeftWhy, OfferEnd, Output,
    PREFERRED_MAX, PRIORITY_MAX, Preferred, QueueId, Refusal, StageCause, Stamp, WithdrawReason,
};

impl Acd {
    pub(super) fn join(&mut self, join: Join) -> Result<(), Refusal> {
        let (call, queue) = (join.call, join.queue.clone());
        if self.calls.get(&call).is_some_and(Call::is_unanswered) {
            return Err(Refusal::AlreadyWaiting { call });
        }
        self.expect_open(&queue, call)?;
        let most = self.queue(&queue).and_then(|queue| queue.max_waiting);
        if most.is_some_and(|most| self.waiting(&queue).count() >= most) {
            return Err(Refusal::QueueFull { queue, call });
        }
        // A call that talks and joins again has been sent back to a queue: its agent is free of it.
        self.release_talker(call);
        self.put_in_line(join);
        Ok(())
    }

    pub(super) fn leave(&mut self, call: CallId, why: LeftWhy) -> Result<(), Refusal> {
        let dequeued = match why {
            LeftWhy::Abandoned => DequeuedWhy::Abandoned,
            LeftWhy::FellBack => DequeuedWhy::FellBack,
            LeftWhy::Ended => DequeuedWhy::Ended,
        };
        self.remove(call, dequeued)
    }

    /// The conversation is over; for a call nobody has answered yet, the waiting is.
    pub(super) fn end(&mut self, call: CallId) -> Result<(), Refusal> {
        self.remove(call, DequeuedWhy::Ended)
    }

    /// Makes a new place in the line. Calls that joined at the same moment keep the order of telling.
    pub(super) fn put_in_line(&mut self, join: Join) {
        let stamp = self.stamp();
        let Join { call: id, queue, joined_at, priority, mut prefer, patience } = join;
        prefer.truncate(PREFERRED_MAX);
        let joined = Stamp { at: joined_at.min(self.now), ..stamp };
        let priority = priority.min(PRIORITY_MAX);
        let until = joined.at + patience;
        let preferred = (!prefer.is_empty()).then_some(Preferred { agents: prefer, until });
        let call = Call {
            id,
            queue,
            joined,
            entered_at: joined.at,
            overflowed_from: Vec::new(),
            priority,
            preferred,
            stage: 0,
            phase: CallPhase::Waiting,
        };
        self.calls.insert(id, call);
        self.set_call_timers(id);
        self.tell_waiting(id);
        self.reach_stage(id);
    }

    /// Says that a call has begun to wait, and where in its queue.
    pub(super) fn tell_waiting(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let (queue, urgency) = (call.queue.clone(), self.urgency(call));
        let ahead = self.waiting(&queue).filter(|waiting| self.urgency(waiting) < urgency);
        let position = ahead.count() + 1;
        self.outputs.push_back(Output::CallWaiting { call: id, queue, position });
    }

    /// Brings an unanswered call to the stage its age has reached, never back from one it skipped to.
    pub(super) fn reach_stage(&mut self, id: CallId) {
        self.reach_stage_from(id, self.calls.get(&id).map_or(0, |call| call.stage));
    }

    /// Brings an unanswered call to the stage its age has reached, or to a later one it had skipped to.
    pub(super) fn reach_stage_from(&mut self, id: CallId, skipped_to: usize) {
        let Some(call) = self.calls.get(&id) else { return };
        let Some(queue) = self.queues.get(&call.queue) else { return };
        let by_age = queue.config.stage_at(self.now - call.joined.at);
        let stage = by_age.max(skipped_to.min(queue.config.stages.len()));
        if call.is_unanswered() && stage != call.stage {
            self.enter_stage(id, stage, StageCause::Age);
        }
        self.set_call_timers(id);
    }

    pub(super) fn enter_stage(&mut self, id: CallId, stage: usize, cause: StageCause) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.stage = stage;
        let queue = call.queue.clone();
        self.set_call_timers(id);
        self.outputs.push_back(Output::StageReached { call: id, queue, stage, cause });
    }

    /// Takes a known call out of the line because somebody we do not know has it.
    pub(super) fn answered_elsewhere(&mut self, id: CallId) {
        let removed = self.remove(id, DequeuedWhy::AnsweredElsewhere);
        debug_assert_eq!(removed, Ok(()));
    }

    /// Frees an agent of any other call she rings for or talks on. The other call of a ringing agent
    /// waits on; that of a talking agent must be over, since the PBX shows her here.
    pub(super) fn part_from_other_call(&mut self, id: CallId, agent: &AgentId) {
        let Some(state) = self.agents.get(agent).map(|agent| agent.state.clone()) else { return };
        match state {
            AgentState::Ringing { call, .. } if call != id => {
                self.end_offer(call, OfferEnd::Withdrawn(WithdrawReason::AgentTaken));
            }
            AgentState::OnCall { call } if call != id => {
                self.calls.remove(&call);
            }
            AgentState::Offline
            | AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. }
            | AgentState::WrapUp { .. } => {}
        }
    }

    /// Starts the wrap-up of the agent who talks on a call, if one does.
    pub(super) fn release_talker(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let CallPhase::Talking { agent } = call.phase.clone() else { return };
        let wrap_up = self.queue(&call.queue).map(|queue| queue.wrap_up).unwrap_or_default();
        let told = self.change_agent(&agent, |agent, at| {
            agent.call_over(wrap_up, at);
            Ok(())
        });
        // Who talks is never dropped from the table: leaving the catalog waits for the end of the call.
        debug_assert_eq!(told, Ok(()));
    }

    /// Says that a call waits no longer. Its wait ends now.
    pub(super) fn tell_dequeued(&mut self, id: CallId, why: DequeuedWhy) {
        let Some(call) = self.calls.get(&id) else { return };
        let (queue, wait) = (call.queue.clone(), self.now - call.joined.at);
        self.outputs.push_back(Output::CallDequeued { call: id, queue, why, wait });
    }

    pub(super) fn expect_open(&self, queue: &QueueId, call: CallId) -> Result<(), Refusal> {
        match self.queues.get(queue).map(|queue| queue.standing) {
            Some(Standing::Open) => Ok(()),
            Some(Standing::Closing) | None => Err(Refusal::UnknownQueue { queue: queue.clone(), call }),
        }
    }

    /// Takes a call out for good: its offer is withdrawn, its agent freed.
    pub(super) fn remove(&mut self, id: CallId, why: DequeuedWhy) -> Result<(), Refusal> {
        let Some(call) = self.calls.get(&id) else {
            return Err(Refusal::UnknownCall { call: id });
        };
        if call.is_unanswered() {
            let reason = match why {
                DequeuedWhy::AnsweredElsewhere => WithdrawReason::AnsweredElsewhere,
                DequeuedWhy::Answered { .. }
                | DequeuedWhy::Abandoned
                | DequeuedWhy::FellBack
                | DequeuedWhy::Overflowed
                | DequeuedWhy::Ended => WithdrawReason::CallLeft,
            };
            self.end_offer(id, OfferEnd::Withdrawn(reason));
            self.tell_dequeued(id, why);
        } else {
            self.release_talker(id);
        }
        self.forget(id);
        Ok(())
    }

    /// Drops a call with its place and its timers.
    fn forget(&mut self, id: CallId) {
        use super::timer::Timer;
        if let Some(call) = self.calls.remove(&id) {
            self.arrivals.remove(&(call.joined, id));
        }
        self.timers.set(Timer::OfferOverdue(id), None);
        self.timers.set(Timer::StageDue(id), None);
        self.timers.set(Timer::PatienceOver(id), None);
        self.timers.set(Timer::OverflowDue(id), None);
        self.preferring.remove(&id);
    }
}
