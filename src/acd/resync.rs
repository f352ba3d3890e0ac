//! After a restart or a gap: making the core agree with what the PBX shows.

use super::call_table::CallSlot;
use super::machine::Acd;
use super::table::AgentSlot;
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
            (Phase::Talking, Some(agent)) => self.found_talking(call, queue, agent, joined_at)?,
            (Phase::Ringing, Some(agent)) => self.found_ringing(call, queue, agent, joined_at)?,
            (Phase::Ringing | Phase::Waiting, _) => {
                self.found_waiting(call, queue, joined_at)?;
            }
        }
        Ok(())
    }

    /// Nobody rings, nobody talks: whatever we believed of an agent is over.
    fn found_waiting(&mut self, call: CallId, queue: QueueId, joined_at: Time) -> Result<CallSlot, Refusal> {
        let slot = self.know(call, queue, joined_at)?;
        self.end_offers(slot, OfferEnd::Withdrawn(WithdrawReason::Resynced));
        self.back_in_line(slot);
        Ok(slot)
    }

    fn found_ringing(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: AgentId,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        let ringing = self.agents.slot(&agent);
        let known = self.calls.slot(call);
        if known.zip(ringing).is_some_and(|(call, agent)| self.rings(call, agent)) {
            return Ok(());
        }
        let slot = match known.filter(|call| self.rings_for_all(*call)) {
            Some(slot) => slot,
            None => self.found_waiting(call, queue, joined_at)?,
        };
        let Some(ringing) = ringing else { return Err(Refusal::UnknownAgent { agent }) };
        if self.agents.at(ringing).is_some_and(|agent| agent.load() >= usize::from(agent.capacity.max(1))) {
            return Err(Refusal::AgentTaken { call, agent });
        }
        self.withdraw_from(ringing, WithdrawReason::Resynced);
        self.adopt_offer(slot, ringing);
        Ok(())
    }

    /// Whether a call rings already in a queue where several phones may.
    fn rings_for_all(&self, call: CallSlot) -> bool {
        let Some(row) = self.calls.row(call) else { return false };
        let ring_all = |queue: &super::machine::Queue| queue.config.agent_order == AgentOrder::RingAll;
        self.queues.at(row.queue).is_some_and(ring_all) && row.call.phase.offers().next().is_some()
    }

    fn found_talking(
        &mut self,
        call: CallId,
        queue: QueueId,
        agent: AgentId,
        joined_at: Time,
    ) -> Result<(), Refusal> {
        let Some(talking): Option<AgentSlot> = self.agents.slot(&agent) else {
            self.found_with_a_stranger(call);
            return Err(Refusal::UnknownAgent { agent });
        };
        let slot = self.know(call, queue, joined_at)?;
        self.connect(slot, talking);
        Ok(())
    }

    /// Somebody we do not know has the caller: not ours to route.
    fn found_with_a_stranger(&mut self, call: CallId) {
        if let Some(slot) = self.calls.slot(call) {
            self.answered_elsewhere(slot);
        }
    }

    /// Takes up a call the core does not know yet.
    fn know(&mut self, call: CallId, queue: QueueId, joined_at: Time) -> Result<CallSlot, Refusal> {
        if let Some(slot) = self.calls.slot(call) {
            return Ok(slot);
        }
        let slot = self.known_queue(&queue, call)?;
        Ok(self.put_in_line(Join::new(call, queue, joined_at), slot, Vec::new()))
    }

    /// Puts a call we believed talking back where it was, age and all.
    fn back_in_line(&mut self, slot: CallSlot) {
        self.release_talker(slot);
        let Some(call) = self.calls.at_mut(slot) else { return };
        if let CallPhase::Talking { .. } = call.phase {
            call.phase = CallPhase::Waiting;
            self.follow_call(slot);
            self.tell_waiting(slot);
            self.reach_stage_from(slot, 0);
        }
    }
}
