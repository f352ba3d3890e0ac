//! What an agent has done since she signed in: what some agent orders compare.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::time::Duration;

use super::call_table::CallSlot;
use super::machine::{Acd, Queue};
use super::table::{AgentSlot, QueueSlot};
use super::{AgentOrder, AgentState, QueueId, Time};

/// An agent's work since she last left `offline`; each sign-in begins anew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Workload {
    /// When she last left `offline`.
    pub signed_in_at: Time,
    /// Time spent on calls and in after-call work that is over; the present one is not in it yet.
    pub handled: Duration,
    /// Calls she has answered of each queue she serves that goes by
    /// [`AgentOrder::FewestCalls`], on top of what she started with: the fewest that anybody signed in
    /// had who serves the queue, when she began to.
    pub answered: BTreeMap<QueueId, u64>,
}

impl Workload {
    /// Takes in that an agent went from one state to another.
    pub(super) fn moved(&mut self, from: &AgentState, since: Time, to: &AgentState, now: Time) {
        match from {
            AgentState::OnCall { .. } | AgentState::WrapUp { .. } => self.handled += now - since,
            AgentState::Offline if *to != AgentState::Offline => {
                *self = Self { signed_in_at: now, ..Self::default() };
            }
            AgentState::Offline
            | AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. } => {}
        }
    }

    /// The calls of a queue she has answered.
    pub(super) fn answered_of(&self, queue: &QueueId) -> u64 {
        self.answered.get(queue).copied().unwrap_or(0)
    }

    /// The share of handling time in the time since she signed in; 0 at the moment she does.
    pub(super) fn occupancy(&self, now: Time) -> Share {
        Share { part: micros(self.handled), whole: micros(now - self.signed_in_at).max(1) }
    }
}

impl Acd {
    /// Counts a call to the agent who answered it, where its queue goes by that.
    pub(super) fn count_answered(&mut self, call: CallSlot, slot: AgentSlot) {
        let Some(queue) = self.calls.row(call).and_then(|row| self.queues.at(row.queue)) else { return };
        if queue.config.agent_order != AgentOrder::FewestCalls {
            return;
        }
        let Some(agent) = self.agents.at_mut(slot) else { return };
        let Some(answered) = agent.workload.answered.get_mut(&queue.config.id) else { return };
        // She may stand idle by this count, when she has room for more.
        self.supply.leave(slot);
        *answered += 1;
        self.follow_agent(slot);
    }

    /// Gives an agent who signs in a count for every queue that goes by it and that she serves.
    pub(super) fn begin_counts(&mut self, slot: AgentSlot) {
        let queues: Vec<QueueSlot> = self.supply.served(slot).collect();
        for queue in queues {
            let Some(queue) = self.queues.at(queue).filter(|queue| queue.counts_answers()) else { continue };
            let id = queue.config.id.clone();
            let fewest = self.fewest_answered(&id);
            let agent = self.agents.at_mut(slot);
            agent.into_iter().for_each(|agent| {
                agent.workload.answered.entry(id.clone()).or_insert(fewest);
            });
        }
    }

    /// After a change of the configuration: takes away the counts that serve no purpose any more, and
    /// gives those that do.
    pub(super) fn renew_counts(&mut self) {
        let agents: Vec<AgentSlot> = self.agents.slots().collect();
        for slot in &agents {
            let served: Vec<QueueSlot> = self.supply.served(*slot).collect();
            let Some(agent) = self.agents.at_mut(*slot) else { continue };
            let queues = &self.queues;
            agent.workload.answered.retain(|id, _| {
                let queue = queues.slot(id).filter(|queue| served.contains(queue));
                queue.and_then(|queue| queues.at(queue)).is_some_and(Queue::counts_answers)
            });
        }
        let counted = self.queues.values().filter(|queue| queue.counts_answers());
        let counted: Vec<QueueId> = counted.map(|queue| queue.config.id.clone()).collect();
        for id in counted {
            let (fewest, queue) = (self.fewest_answered(&id), self.queues.slot(&id));
            for slot in &agents {
                let serves = self.supply.served(*slot).any(|served| Some(served) == queue);
                let Some(agent) = self.agents.at_mut(*slot).filter(|_| serves) else { continue };
                if agent.state != AgentState::Offline {
                    agent.workload.answered.entry(id.clone()).or_insert(fewest);
                }
            }
        }
    }

    /// The lowest count of a queue among those signed in; 0 when nobody has one.
    fn fewest_answered(&self, queue: &QueueId) -> u64 {
        let signed_in = self.agents.values().filter(|agent| agent.state != AgentState::Offline);
        signed_in.filter_map(|agent| agent.workload.answered.get(queue)).min().copied().unwrap_or(0)
    }
}

impl Queue {
    fn counts_answers(&self) -> bool {
        self.config.agent_order == AgentOrder::FewestCalls
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// A share, compared exactly. `whole` is never 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    part: u64,
    whole: u64,
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        let across = |share: &Self, whole: u64| u128::from(share.part) * u128::from(whole);
        across(self, other.whole).cmp(&across(other, self.whole))
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Share {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_compare_exactly_up_to_the_largest() {
        let share = |part, whole| Share { part, whole };
        assert_eq!(share(1, 3), share(2, 6));
        assert!(share(0, 1) < share(1, u64::MAX));
        assert!(share(u64::MAX - 2, u64::MAX - 1) < share(u64::MAX - 1, u64::MAX));
    }
}
