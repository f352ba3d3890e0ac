//! What agents do, and what happens to their phones.

use std::time::Duration;

use super::machine::{Acd, WRAP_UP_MAX};
use super::{AgentId, Line, OfferEnd, OpenOffer, Reachability, Reason, Refusal, WithdrawReason};

impl Acd {
    pub(super) fn sign_in(&mut self, agent: &AgentId) -> Result<(), Refusal> {
        let slot = self.agent_slot(agent)?;
        self.change(slot, |agent, at| agent.sign_in(at));
        Ok(())
    }

    pub(super) fn sign_out(&mut self, agent: &AgentId) -> Result<(), Refusal> {
        let slot = self.agent_slot(agent)?;
        self.change(slot, |agent, at| agent.sign_out(at));
        self.withdraw_from(slot, WithdrawReason::AgentLeft);
        Ok(())
    }

    pub(super) fn not_ready(&mut self, agent: &AgentId, reason: Reason) -> Result<(), Refusal> {
        self.ask(agent, |agent, at| agent.not_ready(reason, at))?;
        self.withdraw_from(self.agent_slot(agent)?, WithdrawReason::AgentLeft);
        Ok(())
    }

    pub(super) fn set_reachable(&mut self, agent: &AgentId, reachable: Reachability) -> Result<(), Refusal> {
        let slot = self.agent_slot(agent)?;
        self.change(slot, |agent, _| agent.set_reachable(reachable));
        Ok(())
    }

    pub(super) fn set_line(&mut self, agent: &AgentId, line: Line) -> Result<(), Refusal> {
        let slot = self.agent_slot(agent)?;
        self.change(slot, |agent, at| agent.set_line(line, at));
        Ok(())
    }

    pub(super) fn extend_wrap_up(&mut self, agent: &AgentId, by: Duration) -> Result<(), Refusal> {
        self.ask(agent, |agent, _| agent.extend_wrap_up(by, WRAP_UP_MAX))
    }

    /// Takes back the offer an agent has open, if she has one.
    pub(super) fn withdraw_from(&mut self, agent: u32, why: WithdrawReason) {
        let offered = self.agents.at(agent).and_then(|agent| agent.offered);
        if let Some(call) = offered.and_then(|OpenOffer { call, .. }| self.calls.slot(&call)) {
            self.end_offer(call, agent, OfferEnd::Withdrawn(why));
        }
    }
}
