//! Taking in a new configuration, live.

use std::collections::{BTreeMap, BTreeSet};

use super::call_table::CallSlot;
use super::demand::Stand;
use super::machine::{Acd, Queue, Standing};
use super::table::{AgentSlot, QueueSlot, Slot};
use super::{Agent, AgentConfig, AgentId, CAPACITY_MAX, Config, OverflowTarget, QueueConfig, WithdrawReason};

impl Acd {
    /// Replaces the configuration in one step. Waiting calls find their stage anew by their age; the
    /// matching that follows every input offers what has become possible.
    pub(super) fn configure(&mut self, config: Config) {
        self.policy = config.policy;
        // Agents first: an offer that is withdrawn with one puts its call where the queues were until now.
        self.configure_agents(config.agents);
        let restaged = self.configure_queues(config.queues);
        self.stand_anew();
        for (call, queue) in self.calls_by_age() {
            if restaged.contains(&queue) { self.reach_stage_from(call, 0) } else { self.reach_stage(call) }
        }
    }

    /// Works out anew everything that follows from the configuration, the agents and the calls.
    pub(super) fn stand_anew(&mut self) {
        self.link_queues();
        self.fresh.classes.clear();
        self.supply.rebuild(&self.agents, &self.queues);
        let slots = || (0..self.queues.width()).map(|slot| self.queues.at(QueueSlot::new(slot_number(slot))));
        self.timers.renew_queues(slots().map(|queue| queue.map_or(0, |queue| queue.config.stages.len())));
        self.demand.rebuild(slots().map(|queue| queue.map(|queue| &queue.config)), self.calls.width());
        for (rank, queue) in (0..).zip(self.queues.slots().collect::<Vec<_>>()) {
            self.demand.rank(queue, rank);
            self.fresh.reserves.push(queue);
            self.fresh.deserted.push(queue);
            self.fresh.restless.push(queue);
            self.fresh.closing.push(queue);
        }
        self.renew_counts();
        for agent in self.agents.slots().collect::<Vec<_>>() {
            self.follow_agent(agent);
        }
        for call in self.calls.slots().collect::<Vec<_>>() {
            self.calls.row_mut(call).into_iter().for_each(|row| row.stand = Stand::default());
        }
        for (call, _) in self.calls_by_age() {
            self.follow_call(call);
        }
    }

    /// Unanswered calls in the order they joined, each with its queue.
    fn calls_by_age(&self) -> Vec<(CallSlot, QueueSlot)> {
        let rows = self.calls.slots().filter_map(|slot| Some((slot, self.calls.row(slot)?)));
        let mut waiting: Vec<_> = rows.filter(|(_, row)| row.call.is_unanswered()).collect();
        waiting.sort_unstable_by_key(|(_, row)| row.call.joined);
        waiting.into_iter().map(|(slot, row)| (slot, row.queue)).collect()
    }

    /// Notes of every queue which others send calls on to it.
    fn link_queues(&mut self) {
        let target = |slot: QueueSlot| match &self.queues.at(slot)?.config.overflow.as_ref()?.to {
            OverflowTarget::Queue(to) => self.queues.slot(to),
            OverflowTarget::GiveBack => None,
        };
        let ways: Vec<(QueueSlot, Option<QueueSlot>)> =
            self.queues.slots().map(|slot| (slot, target(slot))).collect();
        for (slot, _) in &ways {
            if let Some(queue) = self.queues.at_mut(*slot) {
                let feeding = ways.iter().filter(|(_, to)| to == &Some(*slot));
                queue.fed_by = feeding.map(|(from, _)| *from).collect();
            }
        }
    }

    /// Queues that are gone stay, closed to newcomers, for the calls still in them. Returns those
    /// whose stages are others now.
    fn configure_queues(&mut self, queues: Vec<QueueConfig>) -> BTreeSet<QueueSlot> {
        let mut restaged = BTreeSet::new();
        for slot in self.queues.slots().collect::<Vec<_>>() {
            self.queues.at_mut(slot).into_iter().for_each(|queue| queue.standing = Standing::Closing);
        }
        for config in queues {
            let config = config.in_order();
            let Some(slot) = self.queues.slot(&config.id) else {
                let name = config.id.clone();
                self.queues.insert(&name, |id| Queue::new(QueueConfig { id, ..config }, Standing::Open));
                continue;
            };
            let Some(queue) = self.queues.at_mut(slot) else { continue };
            if !queue.config.has_stages_of(&config) {
                restaged.insert(slot);
            }
            let id = queue.config.id.clone();
            (queue.config, queue.standing) = (QueueConfig { id, ..config }, Standing::Open);
        }
        restaged
    }

    fn configure_agents(&mut self, agents: Vec<AgentConfig>) {
        let mut wanted: BTreeMap<AgentId, (u32, AgentConfig)> =
            (0..).zip(agents).map(|(place, agent)| (agent.id.clone(), (place, agent))).collect();
        let known: Vec<AgentSlot> = self.agents.slots().collect();
        for slot in known {
            let Some(agent) = self.agents.at_mut(slot) else { continue };
            match wanted.remove(&agent.id) {
                Some((place, config)) => {
                    (agent.skills, agent.place, agent.in_catalog) = (config.skills, place, true);
                    agent.capacity = config.capacity.min(CAPACITY_MAX);
                }
                None if agent.in_catalog => self.retire_agent(slot),
                // Retired before, and still on her last call.
                None => {}
            }
        }
        for (id, (place, config)) in wanted {
            let now = self.now;
            self.agents.insert(&id, |id| Agent::new(AgentConfig { id, ..config }, place, now));
        }
    }

    /// Who leaves the catalog is signed out: at once, or after the call she is on.
    fn retire_agent(&mut self, slot: AgentSlot) {
        let signed_out = self.change_agent(slot, |agent, at| {
            agent.in_catalog = false;
            agent.sign_out(at);
            Ok(())
        });
        debug_assert_eq!(signed_out, Ok(()));
        self.withdraw_from(slot, WithdrawReason::AgentLeft);
    }
}

fn slot_number(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}
