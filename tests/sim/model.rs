//! A naive model of the orders: what routing.md says, written down a second time and pairwise, from
//! what a bystander has heard.

use std::collections::{BTreeMap, BTreeSet};

use santral::acd::{
    AgentId, AgentOrder, AgentState, CallOrder, Level, QueueConfig, QueueId, Requirement, SkillId, Stamp,
    Time,
};

/// What an agent has done since she signed in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) signed_in_at: Time,
    pub(crate) handled_us: u64,
    pub(crate) since: Time,
    pub(crate) answered: BTreeMap<QueueId, u64>,
}

impl Record {
    pub(crate) fn moves(&mut self, from: &AgentState, to: &AgentState, now: Time) {
        if from == to {
            return;
        }
        if *from == AgentState::Offline && *to != AgentState::Offline {
            *self = Self { signed_in_at: now, ..Self::default() };
        }
        if matches!(from, AgentState::OnCall { .. } | AgentState::WrapUp { .. }) {
            self.handled_us += now.as_micros() - self.since.as_micros();
        }
        self.since = now;
    }
}

/// Somebody who may take a call.
pub(crate) struct Candidate<'a> {
    pub(crate) id: &'a AgentId,
    /// Her place among those the call prefers.
    pub(crate) preferred: usize,
    pub(crate) stage: usize,
    /// On how many calls she is.
    pub(crate) load: usize,
    pub(crate) skills: &'a BTreeMap<SkillId, Level>,
    pub(crate) place: usize,
    pub(crate) record: &'a Record,
    /// How many places before her the queue's last offer went, round and round.
    pub(crate) turn: usize,
    pub(crate) idle: Stamp,
}

/// Whether `a` should have got the call rather than `b`.
pub(crate) fn comes_first(queue: &QueueConfig, a: &Candidate<'_>, b: &Candidate<'_>, now: Time) -> bool {
    if a.preferred != b.preferred {
        return a.preferred < b.preferred;
    }
    if a.stage != b.stage {
        return a.stage < b.stage;
    }
    if a.load != b.load {
        return a.load < b.load;
    }
    let require = queue.requirement(a.stage);
    let (better, worse) = match queue.agent_order {
        AgentOrder::LongestIdle | AgentOrder::RingAll => (false, false),
        AgentOrder::MostSkilled => (sum(require, a) > sum(require, b), sum(require, a) < sum(require, b)),
        AgentOrder::LeastSkilled => (sum(require, a) < sum(require, b), sum(require, a) > sum(require, b)),
        AgentOrder::SpecialistFirst => {
            (others(require, a) < others(require, b), others(require, a) > others(require, b))
        }
        AgentOrder::LeastOccupied => {
            let signed_in = |c: &Candidate<'_>| (now - c.record.signed_in_at).as_micros();
            let handled = |c: &Candidate<'_>| u128::from(c.record.handled_us);
            // handled / signed in, crosswise; who has just signed in has handled nothing.
            let (left, right) = (handled(a) * signed_in(b).max(1), handled(b) * signed_in(a).max(1));
            (left < right, left > right)
        }
        AgentOrder::FewestCalls => {
            let answered = |c: &Candidate<'_>| c.record.answered[&queue.id];
            (answered(a) < answered(b), answered(a) > answered(b))
        }
        AgentOrder::RoundRobin => (a.turn < b.turn, a.turn > b.turn),
        AgentOrder::Linear => (a.place < b.place, a.place > b.place),
    };
    better || (!worse && a.idle < b.idle)
}

/// Skills the requirements of the days ask for, by their text: none asks for a skill it excludes.
fn wanted(require: &Requirement) -> BTreeSet<SkillId> {
    let text = require.to_string();
    let excluded = |skill: &SkillId| text.contains(&format!("not {skill}"));
    require.skills().into_iter().filter(|skill| !excluded(skill)).cloned().collect()
}

fn sum(require: &Requirement, c: &Candidate<'_>) -> u32 {
    wanted(require).iter().map(|skill| u32::from(c.skills.get(skill).copied().unwrap_or(0))).sum()
}

fn others(require: &Requirement, c: &Candidate<'_>) -> usize {
    let wanted = wanted(require);
    c.skills.iter().filter(|(skill, level)| **level > 0 && !wanted.contains(skill)).count()
}

/// A call that waits, as the orders see it.
pub(crate) struct Claim<'a> {
    pub(crate) queue: &'a QueueConfig,
    pub(crate) wait_us: u128,
    pub(crate) priority: u8,
    pub(crate) arrival: u64,
}

/// Whether `a` is served before `b`.
pub(crate) fn is_served_first(a: &Claim<'_>, b: &Claim<'_>) -> bool {
    let strict = |c: &Claim<'_>| if c.queue.call_order == CallOrder::Priority { c.priority } else { 0 };
    if strict(a) != strict(b) {
        return strict(a) > strict(b);
    }
    // How long each counts as having waited, with the target's time given to both.
    let counts_as = |c: &Claim<'_>| match c.queue.call_order {
        CallOrder::Fcfs | CallOrder::Priority | CallOrder::Deadline => c.wait_us,
        CallOrder::Credit => c.wait_us + u128::from(c.priority) * c.queue.priority_worth.as_micros(),
        CallOrder::Accumulating => c.wait_us * u128::from(c.queue.weight),
    };
    let late = |c: &Claim<'_>| match c.queue.call_order {
        CallOrder::Deadline => c.queue.target.as_micros(),
        CallOrder::Fcfs | CallOrder::Priority | CallOrder::Credit | CallOrder::Accumulating => 0,
    };
    let (left, right) = (counts_as(a) + late(b), counts_as(b) + late(a));
    left > right || (left == right && a.arrival < b.arrival)
}
