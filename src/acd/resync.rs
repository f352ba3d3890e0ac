//! After a restart or a gap: making the core agree with what the PBX shows.

use super::machine::Acd;
use super::{
    AgentId, AgentOrder, CallId, CallPhase, Join, OfferEnd, Phase, QueueId, Refusal, Time, WithdrawReason,
};

impl Acd {
    pub(super) fn find(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: Option<AgentId>,
        phase: Phase,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        match (phase, agent) {
            (Phase::Talking, None) => self.found_with_a_stranger(call),
            (Phase::Talking, Some(agent)) => self.found_talking(call, queue, &agent, joined_at)?,
            (Phase::Ringing, Some(agent)) => self.found_ringing(call, queue, &agent, joined_at)?,
            (Phase::Ringing | Phase::Waiting, _) => self.found_waiting(call, queue, joined_at)?,
        }
        Ok(())
    }

    /// Nobody rings, nobody talks: whatever we believed of an agent is over.
    fn found_waiting(&mut self, call: CallId, queue: QueueId, joined_at: Time) -> Result<(), Refusal> {
        self.know(call, queue, joined_at)?;
        self.end_offers(call, OfferEnd::Withdrawn(WithdrawReason::Resynced));
        self.back_in_line(call);
        Ok(())
    }

    fn found_ringing(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: &AgentId,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        if self.rings(call, agent) {
            return Ok(());
        }
        if !self.rings_for_all(call) {
            self.found_waiting(call, queue, joined_at)?;
        }
        let Some(known) = self.agents.get(agent) else {
            return Err(Refusal::UnknownAgent { agent: agent.clone() });
        };
        if known.load() >= usize::from(known.capacity.max(1)) {
            return Err(Refusal::AgentTaken { call, agent: agent.clone() });
        }
        self.withdraw_from(agent, WithdrawReason::Resynced);
        self.adopt_offer(call, agent);
        Ok(())
    }

    /// Whether a call rings already in a queue where several phones may.
    fn rings_for_all(&self, call: CallId) -> bool {
        let Some(call) = self.calls.get(&call) else { return false };
        let ring_all = self.queue(&call.queue).is_some_and(|queue| queue.agent_order == AgentOrder::RingAll);
        ring_all && call.phase.offers().next().is_some()
    }

    fn found_talking(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: &AgentId,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        if !self.agents.contains_key(agent) {
            self.found_with_a_stranger(call);
            return Err(Refusal::UnknownAgent { agent: agent.clone() });
        }
        self.know(call, queue, joined_at)?;
        self.connect(call, agent);
        Ok(())
    }

    /// Somebody we do not know has the caller: not ours to route.
    fn found_with_a_stranger(&mut self, call: CallId) {
        if self.calls.contains_key(&call) {
            self.answered_elsewhere(call);
        }
    }

    /// Takes up a call the core does not know yet.
    fn know(&mut self, call: CallId, queue: QueueId, joined_at: Time) -> Result<(), Refusal> {
        if !self.calls.contains_key(&call) {
            self.expect_known(&queue, call)?;
            self.put_in_line(Join::new(call, queue, joined_at), Vec::new());
        }
        Ok(())
    }

    /// Puts a call we believed talking back where it was, age and all.
    fn back_in_line(&mut self, id: CallId) {
        self.release_talker(id);
        let Some(call) = self.calls.get_mut(&id) else { return };
        if let CallPhase::Talking { .. } = call.phase {
            call.phase = CallPhase::Waiting;
            self.set_call_timers(id);
            self.tell_waiting(id);
            self.reach_stage_from(id, 0);
        }
    }
}
