//! After a restart or a gap: making the core agree with what the PBX shows.

use super::machine::Acd;
use super::{
    AgentId, AgentState, CallId, CallPhase, Join, OfferEnd, Phase, QueueId, Refusal, Time, WithdrawReason,
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
        self.end_offer(call, OfferEnd::Withdrawn(WithdrawReason::Resynced));
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
        self.found_waiting(call, queue, joined_at)?;
        let Some(state) = self.agents.get(agent).map(|agent| &agent.state) else {
            return Err(Refusal::UnknownAgent { agent: agent.clone() });
        };
        match state {
            AgentState::OnCall { .. } => Err(Refusal::AgentTaken { call, agent: agent.clone() }),
            AgentState::Offline
            | AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. }
            | AgentState::WrapUp { .. } => {
                self.withdraw_from(agent, WithdrawReason::Resynced);
                self.adopt_offer(call, agent);
                Ok(())
            }
        }
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
            self.expect_open(&queue, call)?;
            self.put_in_line(Join::new(call, queue, joined_at));
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
