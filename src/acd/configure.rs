//! Taking in a new configuration, live.

use std::collections::{BTreeMap, BTreeSet};

use super::machine::{Acd, Queue, Standing};
use super::rows::AgentRow;
use super::{Agent, AgentConfig, AgentId, CAPACITY_MAX, Config, QueueConfig, WithdrawReason};

impl Acd {
    /// Replaces the configuration in one step. Waiting calls find their stage anew by their age; the
    /// matching that follows every input offers what has become possible.
    pub(super) fn configure(&mut self, config: Config) {
        self.suspend_index();
        self.policy = config.policy;
        let restaged = self.configure_queues(config.queues);
        self.find_queues();
        self.configure_agents(config.agents);
        self.number_agents();
        for agent in self.agents_by_id() {
            self.begin_counts(agent);
        }
        for call in self.unanswered_by_arrival() {
            let anew = self.calls.at(call).is_some_and(|call| restaged.contains(&call.queue));
            if anew { self.reach_stage_from(call, 0) } else { self.reach_stage(call) }
        }
        self.rebuild_index();
    }

    /// Queues that are gone stay, closed to newcomers, for the calls still in them. Returns those
    /// whose stages are others now.
    fn configure_queues(&mut self, queues: Vec<QueueConfig>) -> BTreeSet<u32> {
        let mut restaged = BTreeSet::new();
        for queue in self.queues.values_mut() {
            queue.standing = Standing::Closing;
        }
        for config in queues {
            let config = config.in_order();
            match self.queues.slot(&config.id).and_then(|slot| Some((slot, self.queues.at_mut(slot)?))) {
                Some((slot, queue)) => {
                    if !queue.config.has_stages_of(&config) {
                        restaged.insert(slot);
                    }
                    (queue.config, queue.standing) = (config, Standing::Open);
                }
                None => {
                    self.queues.insert(config.id.clone(), Queue::new(config, Standing::Open));
                }
            }
        }
        restaged
    }

    /// Tells every call where its queue is.
    fn find_queues(&mut self) {
        for call in self.calls.values_mut() {
            call.queue = self.queues.slot(&call.call.queue).unwrap_or(u32::MAX);
        }
    }

    fn configure_agents(&mut self, agents: Vec<AgentConfig>) {
        let mut wanted: BTreeMap<AgentId, (u32, AgentConfig)> =
            (0..).zip(agents).map(|(place, agent)| (agent.id.clone(), (place, agent))).collect();
        for slot in self.agents_by_id() {
            let Some(agent) = self.agents.at_mut(slot) else { continue };
            match wanted.remove(&agent.id) {
                Some((place, config)) => update_agent(agent, config, place),
                None if agent.in_catalog => self.retire_agent(slot),
                // Retired before, and still on her last call.
                None => {}
            }
        }
        for (id, (place, config)) in wanted {
            self.agents.insert(id, AgentRow { agent: Agent::new(config, place, self.now), by_id: 0 });
        }
    }

    /// Who leaves the catalog is signed out: at once, or after the call she is on.
    fn retire_agent(&mut self, slot: u32) {
        self.change(slot, |agent, at| {
            agent.in_catalog = false;
            agent.sign_out(at);
        });
        self.withdraw_from(slot, WithdrawReason::AgentLeft);
    }

    /// Numbers the agents in the order of their ids.
    fn number_agents(&mut self) {
        for (by_id, slot) in (0..).zip(self.agents_by_id()) {
            if let Some(agent) = self.agents.at_mut(slot) {
                agent.by_id = by_id;
            }
        }
        let agents = &self.agents;
        self.timers.reorder_agents(|slot| agents.at(slot).map_or(0, |agent| agent.by_id.into()));
    }

    fn agents_by_id(&self) -> Vec<u32> {
        self.agents.sorted_slots(|agent| &agent.agent.id)
    }

    fn unanswered_by_arrival(&self) -> Vec<u32> {
        let mut slots = self.calls.sorted_slots(|call| (call.joined, call.id));
        slots.retain(|slot| self.calls.at(*slot).is_some_and(|call| call.is_unanswered()));
        slots
    }
}

fn update_agent(agent: &mut Agent, config: AgentConfig, place: u32) {
    agent.skills = config.skills;
    agent.place = place;
    agent.capacity = config.capacity.min(CAPACITY_MAX);
    agent.in_catalog = true;
}
