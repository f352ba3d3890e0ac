//! What agents do, and what happens to their phones.

use std::time::Duration;

use super::machine::{Acd, WRAP_UP_MAX};
use super::{AgentId, Line, OfferEnd, OpenOffer, Reachability, Reason, Refusal, WithdrawReason};

impl Acd {
    pub(super) fn sign_in(&mut self, agent: &AgentId) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| {
            agent.sign_in(at);
            Ok(())
        })
    }

    pub(super) fn sign_out(&mut self, agent: &AgentId) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| {
            agent.sign_out(at);
            Ok(())
        })?;
        self.withdraw_from(agent, WithdrawReason::AgentLeft);
        Ok(())
    }

    pub(super) fn not_ready(&mut self, agent: &AgentId, reason: Reason) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| agent.not_ready(reason, at))?;
        self.withdraw_from(agent, WithdrawReason::AgentLeft);
        Ok(())
    }

    pub(super) fn set_reachable(&mut self, agent: &AgentId, reachable: Reachability) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, _| {
            agent.set_reachable(reachable);
            Ok(())
        })
    }

    pub(super) fn set_line(&mut self, agent: &AgentId, line: Line) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| {
            agent.set_line(line, at);
            Ok(())
        })
    }

    pub(super) fn extend_wrap_up(&mut self, agent: &AgentId, by: Duration) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, _| agent.extend_wrap_up(by, WRAP_UP_MAX))
    }

    /// Takes back the offer an agent has open, if she has one.
    pub(super) fn withdraw_from(&mut self, agent: &AgentId, why: WithdrawReason) {
        if let Some(OpenOffer { call, .. }) = self.agents.get(agent).and_then(|agent| agent.offered) {
            self.end_offer(call, agent, OfferEnd::Withdrawn(why));
        }
    }
}
