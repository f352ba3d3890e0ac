//! Taking in a new configuration, live.

use std::collections::{BTreeMap, BTreeSet};

use super::machine::{Acd, Queue, Standing};
use super::{
    Agent, AgentConfig, AgentId, CAPACITY_MAX, CallId, Config, QueueConfig, QueueId, WithdrawReason,
};

impl Acd {
    /// Replaces the configuration in one step. Waiting calls find their stage anew by their age; the
    /// matching that follows every input offers what has become possible.
    pub(super) fn configure(&mut self, config: Config) {
        self.suspend_index();
        self.policy = config.policy;
        let restaged = self.configure_queues(config.queues);
        self.configure_agents(config.agents);
        let agents: Vec<AgentId> =
            self.agents.sorted(|agent| &agent.id).into_iter().map(|agent| agent.id.clone()).collect();
        for agent in agents {
            self.begin_counts(&agent);
        }
        let waiting = self.calls.sorted(|call| (call.joined, call.id)).into_iter();
        let waiting: Vec<CallId> = waiting.filter(|call| call.is_unanswered()).map(|call| call.id).collect();
        for call in waiting {
            let anew = self.calls.get(&call).is_some_and(|call| restaged.contains(&call.queue));
            if anew { self.reach_stage_from(call, 0) } else { self.reach_stage(call) }
        }
        self.rebuild_index();
    }

    /// Queues that are gone stay, closed to newcomers, for the calls still in them. Returns those
    /// whose stages are others now.
    fn configure_queues(&mut self, queues: Vec<QueueConfig>) -> BTreeSet<QueueId> {
        let mut restaged = BTreeSet::new();
        for queue in self.queues.values_mut() {
            queue.standing = Standing::Closing;
        }
        for config in queues {
            let config = config.in_order();
            let before = self.queues.remove(&config.id);
            if before.as_ref().is_some_and(|queue| !queue.config.has_stages_of(&config)) {
                restaged.insert(config.id.clone());
            }
            let mut queue = Queue::new(config, Standing::Open);
            if let Some(before) = before {
                queue.memory = before.memory;
            }
            self.queues.insert(queue.config.id.clone(), queue);
        }
        restaged
    }

    fn configure_agents(&mut self, agents: Vec<AgentConfig>) {
        let mut wanted: BTreeMap<AgentId, (u32, AgentConfig)> =
            (0..).zip(agents).map(|(place, agent)| (agent.id.clone(), (place, agent))).collect();
        let known: Vec<AgentId> =
            self.agents.sorted(|agent| &agent.id).into_iter().map(|agent| agent.id.clone()).collect();
        for id in known {
            match wanted.remove(&id) {
                Some((place, config)) => self.update_agent(config, place),
                None if self.agents.get(&id).is_some_and(|agent| agent.in_catalog) => self.retire_agent(&id),
                // Retired before, and still on her last call.
                None => {}
            }
        }
        for (id, (place, config)) in wanted {
            self.agents.insert(id, Agent::new(config, place, self.now));
        }
    }

    fn update_agent(&mut self, config: AgentConfig, place: u32) {
        if let Some(agent) = self.agents.get_mut(&config.id) {
            agent.skills = config.skills;
            agent.place = place;
            agent.capacity = config.capacity.min(CAPACITY_MAX);
            agent.in_catalog = true;
        }
    }

    /// Who leaves the catalog is signed out: at once, or after the call she is on.
    fn retire_agent(&mut self, id: &AgentId) {
        let signed_out = self.change_agent(id, |agent, at| {
            agent.in_catalog = false;
            agent.sign_out(at);
            Ok(())
        });
        debug_assert_eq!(signed_out, Ok(()));
        self.withdraw_from(id, WithdrawReason::AgentLeft);
    }
}
