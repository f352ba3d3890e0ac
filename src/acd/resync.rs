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
            (Phase::Ringing | Phase::Waiting, _) => {
                self.found_waiting(call, queue, joined_at)?;
            }
        }
        Ok(())
    }

    /// Nobody rings, nobody talks: whatever we believed of an agent is over.
    fn found_waiting(&mut self, call: CallId, queue: QueueId, joined_at: Time) -> Result<u32, Refusal> {
        let slot = self.know(call, queue, joined_at)?;
        self.end_offers(slot, OfferEnd::Withdrawn(WithdrawReason::Resynced));
        self.back_in_line(slot);
        Ok(slot)
    }

    fn found_ringing(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: &AgentId,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        let slot = match self.calls.slot(&call) {
            Some(slot) if self.rings(slot, agent) => return Ok(()),
            Some(slot) if self.rings_for_all(slot) => slot,
            Some(_) | None => self.found_waiting(call, queue, joined_at)?,
        };
        let agent_slot = self.agent_slot(agent)?;
        let Some(known) = self.agents.at(agent_slot) else { return Ok(()) };
        if known.load() >= usize::from(known.capacity.max(1)) {
            return Err(Refusal::AgentTaken { call, agent: agent.clone() });
        }
        self.withdraw_from(agent_slot, WithdrawReason::Resynced);
        self.adopt_offer(slot, agent_slot);
        Ok(())
    }

    /// Whether a call rings already in a queue where several phones may.
    fn rings_for_all(&self, slot: u32) -> bool {
        let Some(call) = self.calls.at(slot) else { return false };
        let queue = self.config_at(call.queue);
        let ring_all = queue.is_some_and(|queue| queue.agent_order == AgentOrder::RingAll);
        ring_all && call.phase.offers().next().is_some()
    }

    fn found_talking(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: &AgentId,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        match self.agent_slot(agent) {
            Ok(agent) => {
                let slot = self.know(call, queue, joined_at)?;
                self.connect(slot, agent);
                Ok(())
            }
            Err(unknown) => {
                self.found_with_a_stranger(call);
                Err(unknown)
            }
        }
    }

    /// Somebody we do not know has the caller: not ours to route.
    fn found_with_a_stranger(&mut self, call: CallId) {
        if let Some(slot) = self.calls.slot(&call) {
            self.answered_elsewhere(slot);
        }
    }

    /// Takes up a call the core does not know yet.
    fn know(&mut self, call: CallId, queue: QueueId, joined_at: Time) -> Result<u32, Refusal> {
        match self.calls.slot(&call) {
            Some(slot) => Ok(slot),
            None => {
                self.expect_known(&queue, call)?;
                Ok(self.put_in_line(Join::new(call, queue, joined_at), Vec::new()))
            }
        }
    }

    /// Puts a call we believed talking back where it was, age and all.
    fn back_in_line(&mut self, slot: u32) {
        self.release_talker(slot);
        let Some(call) = self.calls.at_mut(slot) else { return };
        if let CallPhase::Talking { .. } = call.phase {
            call.phase = CallPhase::Waiting;
            self.set_call_timers(slot);
            self.tell_waiting(slot);
            self.reach_stage_from(slot, 0);
        }
    }
}
