//! What the bystander knows of the agents.

use std::collections::BTreeMap;

use santral::acd::{Acd, AgentId, AgentState, CAPACITY_MAX, CallId, CallPhase, Line, Reachability, Time};

use super::Ledger;

impl Ledger {
    pub(super) fn agent_moves(&mut self, now: Time, agent: &AgentId, to: &AgentState, acd: &Acd) {
        let from = self.states.insert(agent.clone(), to.clone()).unwrap_or(AgentState::Offline);
        self.records.entry(agent.clone()).or_default().moves(&from, to, now);
        if from == AgentState::Offline {
            self.counts_begin(acd);
        }
        if *to == AgentState::Offline && !self.skills.contains_key(agent) {
            self.states.remove(agent);
            self.flags.remove(agent);
            self.records.remove(agent);
            self.calls.remove(agent);
        }
    }

    /// Hears who talks with whom now; each call an agent did not have before counts as answered.
    pub(super) fn take_in_calls(&mut self, acd: &Acd, configured: bool) {
        if configured {
            self.counts_begin(acd);
        }
        for agent in acd.agents() {
            let before = self.calls.insert(agent.id.clone(), agent.calls.clone()).unwrap_or_default();
            for call in agent.calls.iter().filter(|call| !before.contains(call)) {
                let queue = &acd.call(*call).unwrap().queue;
                if let Some(answered) = self.records.get_mut(&agent.id).unwrap().answered.get_mut(queue) {
                    *answered += 1;
                }
            }
        }
        for record in self.records.values_mut() {
            record.answered.retain(|queue, _| acd.queue(queue).is_some());
        }
    }

    /// Whoever is signed in has a count for each queue she serves; a new one starts at the lowest.
    fn counts_begin(&mut self, acd: &Acd) {
        let signed_in = self.states.iter().filter(|(_, state)| **state != AgentState::Offline);
        let signed_in: Vec<AgentId> = signed_in.map(|(agent, _)| agent.clone()).collect();
        for agent in &signed_in {
            for queue in self.queues.values() {
                let skills = self.skills.get(agent).filter(|_| acd.queue(&queue.id).is_some());
                let serves =
                    |skills| (0..=queue.stages.len()).any(|s| queue.requirement(s).satisfied_by(skills));
                let others = signed_in.iter().filter_map(|id| self.records[id].answered.get(&queue.id));
                let fewest = others.min().copied().unwrap_or(0);
                let answered = &mut self.records.get_mut(agent).unwrap().answered;
                if skills.is_some_and(serves) {
                    answered.entry(queue.id.clone()).or_insert(fewest);
                } else {
                    answered.remove(&queue.id);
                }
            }
        }
    }

    pub(super) fn capacity(&self, agent: &AgentId) -> usize {
        let known = self.config.agents.iter().rfind(|known| known.id == *agent);
        known.map_or(0, |known| known.capacity.min(CAPACITY_MAX).into())
    }

    pub(super) fn load(&self, agent: &AgentId) -> usize {
        self.calls.get(agent).map_or(0, Vec::len)
    }

    pub(super) fn could_take_a_call(&self, agent: &AgentId) -> bool {
        let has_room = match self.states.get(agent) {
            Some(AgentState::Available) => self.capacity(agent) > 0,
            Some(AgentState::OnCall { .. }) => {
                self.load(agent) < self.capacity(agent)
                    && self.nexts.get(agent).is_none_or(Option::is_none)
                    && !self.offers.values().any(|(_, offered)| offered == agent)
            }
            _ => false,
        };
        let flags = self.flags.get(agent).copied().unwrap_or_default();
        has_room
            && flags.reachable == Reachability::Reachable
            && flags.line == Line::Free
            && flags.cooled_until.is_none()
    }

    pub(super) fn is_reachable(&self, agent: &AgentId) -> bool {
        let cooled = self.flags.get(agent).is_some_and(|flags| flags.cooled_until.is_some());
        self.is_reachable_soon(agent) && !cooled
    }

    pub(super) fn is_reachable_soon(&self, agent: &AgentId) -> bool {
        let resting = match self.states.get(agent) {
            None | Some(AgentState::Offline | AgentState::NotReady(_)) => true,
            Some(_) => self.nexts.get(agent).is_some_and(Option::is_some),
        };
        let flags = self.flags.get(agent).copied().unwrap_or_default();
        !resting && self.capacity(agent) > 0 && flags.reachable == Reachability::Reachable
    }

    pub(super) fn talkers_are_as_told(&self, acd: &Acd) {
        let mut talking: BTreeMap<CallId, AgentId> = BTreeMap::new();
        for call in acd.calls() {
            if let CallPhase::Talking { agent, .. } = &call.phase {
                talking.insert(call.id, agent.clone());
            }
        }
        let mut on_call = BTreeMap::new();
        for agent in acd.agents() {
            let told = self.states.get(&agent.id).unwrap_or(&AgentState::Offline);
            assert_eq!(*told, agent.state, "{} is as told", agent.id);
            let first = agent.calls.first().map(|call| AgentState::OnCall { call: *call });
            let on = Some(told).filter(|state| matches!(state, AgentState::OnCall { .. }));
            assert_eq!(first.as_ref(), on, "on call is who has a call");
            for call in &agent.calls {
                assert!(on_call.insert(*call, agent.id.clone()).is_none(), "a call is never with two agents");
            }
        }
        assert_eq!(talking, on_call);
    }
}
