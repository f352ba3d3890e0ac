//! What agents do, and what happens to their phones.

use std::time::Duration;

use super::machine::{Acd, WRAP_UP_MAX};
use super::table::AgentSlot;
use super::{Line, OfferEnd, OpenOffer, Reachability, Reason, Refusal, WithdrawReason};

impl Acd {
    pub(super) fn sign_in(&mut self, agent: AgentSlot) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| {
            agent.sign_in(at);
            Ok(())
        })
    }

    pub(super) fn sign_out(&mut self, agent: AgentSlot) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| {
            agent.sign_out(at);
            Ok(())
        })?;
        self.withdraw_from(agent, WithdrawReason::AgentLeft);
        Ok(())
    }

    pub(super) fn not_ready(&mut self, agent: AgentSlot, reason: Reason) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| agent.not_ready(reason, at))?;
        self.withdraw_from(agent, WithdrawReason::AgentLeft);
        Ok(())
    }

    pub(super) fn set_reachable(&mut self, agent: AgentSlot, reachable: Reachability) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, _| {
            agent.set_reachable(reachable);
            Ok(())
        })
    }

    pub(super) fn set_line(&mut self, agent: AgentSlot, line: Line) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, at| {
            agent.set_line(line, at);
            Ok(())
        })
    }

    pub(super) fn extend_wrap_up(&mut self, agent: AgentSlot, by: Duration) -> Result<(), Refusal> {
        self.change_agent(agent, |agent, _| agent.extend_wrap_up(by, WRAP_UP_MAX))
    }

    /// Takes back the offer an agent has open, if she has one.
    pub(super) fn withdraw_from(&mut self, slot: AgentSlot, why: WithdrawReason) {
        let offered = self.agents.at(slot).and_then(|agent| agent.offered);
        if let Some(call) = offered.and_then(|OpenOffer { call, .. }| self.calls.slot(call)) {
            self.end_offer(call, slot, OfferEnd::Withdrawn(why));
        }
    }
}
