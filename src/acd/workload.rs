//! What an agent has done since she signed in: what some agent orders compare.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::time::Duration;

use super::machine::{Acd, Queue};
use super::{AgentState, QueueId, Time};

/// An agent's work since she last left `offline`; each sign-in begins anew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Workload {
    /// When she last left `offline`.
    pub signed_in_at: Time,
    /// Time spent on calls and in after-call work that is over; the present one is not in it yet.
    pub handled: Duration,
    /// Calls she has answered of each queue she serves, on top of what she started with: the fewest
    /// that anybody signed in had who serves the queue, when she began to.
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

    /// The share of handling time in the time since she signed in; 0 at the moment she does.
    pub(super) fn occupancy(&self, now: Time) -> Share {
        Share { part: micros(self.handled), whole: micros(now - self.signed_in_at).max(1) }
    }
}

impl Acd {
    /// Counts a call to the agent who answered it.
    pub(super) fn count_answered(&mut self, call: u32, agent: u32) {
        let Some(call) = self.calls.at(call) else { return };
        let queue = call.queue;
        let counts = self.agents.at_mut(agent).map(|agent| &mut agent.workload.answered);
        if let Some(answered) = counts.and_then(|counts| counts.get_mut(&call.call.queue)) {
            *answered += 1;
            let answered = *answered;
            self.count_ends(queue, answered - 1);
            self.count_begins(queue, answered);
        }
    }

    /// Gives an agent who is signed in a count for every queue she serves, and for no other.
    pub(super) fn begin_counts(&mut self, slot: u32) {
        let Some(agent) = self.agents.at(slot).filter(|agent| agent.state != AgentState::Offline) else {
            return;
        };
        let serves = |queue: &Queue| agent.in_catalog && queue.config.ever_admits(0, &agent.skills);
        let served = self.queues.slots().filter(|queue| self.queues.at(*queue).is_some_and(serves));
        let served: Vec<u32> = served.collect();
        let before = agent.workload.answered.clone();
        let mut answered = BTreeMap::new();
        for queue in served {
            let Some(id) = self.config_at(queue).map(|config| config.id.clone()) else { continue };
            let count = before.get(&id).copied().unwrap_or_else(|| self.fewest_answered(queue));
            answered.insert(id, count);
        }
        self.counts_end(&before);
        for (queue, count) in &answered {
            if let Some(queue) = self.queues.slot(queue) {
                self.count_begins(queue, *count);
            }
        }
        if let Some(agent) = self.agents.at_mut(slot) {
            agent.workload.answered = answered;
        }
    }

    /// An agent who has signed out counts no more among those the lowest is taken from.
    pub(super) fn end_counts(&mut self, slot: u32) {
        let Some(agent) = self.agents.at(slot) else { return };
        let counts = agent.workload.answered.clone();
        self.counts_end(&counts);
    }

    fn counts_end(&mut self, counts: &BTreeMap<QueueId, u64>) {
        for (queue, count) in counts {
            if let Some(queue) = self.queues.slot(queue) {
                self.count_ends(queue, *count);
            }
        }
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
