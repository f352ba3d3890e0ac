//! A scenario: the callers, the agents and the rules of a day that is to be played.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Shape;
use crate::acd::{
    AgentOrder, CallOrder, Callbacks, Level, Overflow, OverflowTarget, Requirement, Reserve, SkillId, Stage,
};
use crate::catalog::Problem;

/// A validated scenario; read by [`Scenario::parse`]. What each part means is in docs/simulate.md.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// The same seed gives the same days, on any machine and with any number of threads.
    pub seed: u64,
    /// How many independent days.
    pub replications: u32,
    /// Length of a day; callers who arrive before its end count.
    pub duration_s: f64,
    /// Callers who arrive before this do not count.
    pub warmup_s: f64,
    /// Most callers at once, waiting or talking; who comes beyond them is blocked. `None`: no limit.
    pub trunks: Option<u32>,
    /// An answer within this counts as in time.
    pub within_s: f64,
    /// An abandonment within this is left out of one of the service levels.
    pub short_abandon_s: f64,
    /// How long an agent who missed an offer is passed over.
    pub cool_down_s: f64,
    /// After so many missed offers in a row an agent is not ready; 0: never.
    pub missed_in_a_row_max: u32,
    /// How long an agent who has become not ready so stays away.
    pub back_after_s: f64,
    /// The callers; each kind waits in a queue of its own.
    pub call_types: Vec<CallType>,
    /// The agents.
    pub agents: Vec<AgentGroup>,
}

/// Callers of one kind, and the queue they wait in.
#[derive(Clone, PartialEq, Debug)]
pub struct CallType {
    /// Its name.
    pub name: String,
    /// Callers an hour from each moment on, the first from 0 s; the last holds on.
    pub profile: Vec<Rate>,
    /// Mean handle time, where the agent has none of her own.
    pub mean_handle_s: Option<f64>,
    /// How handle times are spread.
    pub handle: Shape,
    /// Mean patience; 0: nobody leaves.
    pub mean_patience_s: f64,
    /// How patience is spread.
    pub patience: Shape,
    /// Mean after-call work; 0: none.
    pub wrap_up_s: f64,
    /// How after-call work is spread.
    pub wrap_up: Shape,
    /// What an agent must be able to do.
    pub require: Requirement,
    /// How that changes with the caller's age.
    pub stages: Vec<Stage>,
    /// Whether a stage nobody reachable serves is skipped.
    pub skip_unreachable_stages: bool,
    /// Which caller comes first.
    pub call_order: CallOrder,
    /// Which agent comes first.
    pub agent_order: AgentOrder,
    /// 0, the lowest, to 10.
    pub priority: u8,
    /// With `credit`: what a point of priority counts.
    pub priority_worth: Duration,
    /// With `deadline`: within what a call should be answered.
    pub target: Duration,
    /// With `accumulating`: how fast urgency grows.
    pub weight: u32,
    /// How long a phone rings before the offer is missed.
    pub ring_timeout: Duration,
    /// Most that may wait; one more is blocked.
    pub max_waiting: Option<u32>,
    /// When callers are sent on.
    pub overflow: Option<Overflow>,
    /// Callers who try again.
    pub redial: Option<Redial>,
    /// Callers who would rather have one certain agent.
    pub prefer: Option<Prefer>,
    /// For how long a caller who gave up and dials again finds his old place.
    pub keeps_place: Duration,
    /// Callers who would rather be called back.
    pub called_back: Option<CalledBack>,
    /// Agents kept back until many wait.
    pub reserve: Option<Reserve>,
    /// When the queue takes callers; empty: all the time.
    pub open: Vec<Shift>,
    /// Where callers go who come at another time; `None`: away.
    pub when_closed: Option<OverflowTarget>,
}

/// Callers an hour from a moment on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rate {
    /// The moment, in seconds after the day's beginning.
    pub from_s: f64,
    /// Callers an hour.
    pub per_hour: f64,
}

/// Callers who were blocked or gave up, and try again.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Redial {
    /// How many in a hundred do.
    pub percent: f64,
    /// After how long on average; exponential.
    pub after_s: f64,
    /// Most tries in all, the first one included.
    pub tries_max: u32,
}

/// Callers who would rather have one certain agent, drawn among those their queue admits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prefer {
    /// How many in a hundred do.
    pub percent: f64,
    /// How long they wait for her alone.
    pub patience_s: f64,
}

/// Callers who are offered to be called back, and what comes of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CalledBack {
    /// How many in a hundred of those offered it take it.
    pub accept_percent: f64,
    /// After how long a wait.
    pub after_s: f64,
    /// How many in a hundred pick up when they are called back.
    pub answered_percent: f64,
    /// How long an agent lets it ring who reaches nobody.
    pub dial_s: f64,
    /// The queue's rules.
    pub rules: Callbacks,
}

/// Agents who are alike.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentGroup {
    /// The group's name.
    pub name: String,
    /// How many.
    pub count: u32,
    /// What they can do.
    pub skills: BTreeMap<SkillId, Level>,
    /// Their mean handle time, whatever the call type's.
    pub mean_handle_s: Option<f64>,
    /// How long they let it ring on average; 0: they are on the call at once.
    pub answer_after_s: f64,
    /// How that is spread.
    pub answer: Shape,
    /// How many offers in a hundred they miss.
    pub misses_percent: f64,
    /// Most calls at once.
    pub capacity: u8,
    /// When they work; empty: all the time.
    pub shifts: Vec<Shift>,
}

/// A time of work, in seconds after the day's beginning.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shift {
    /// Its beginning.
    pub from_s: f64,
    /// Its end; a call under way is finished.
    pub to_s: f64,
}

/// Every mistake found in a scenario, in the order of the file; nothing of it was played.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct ScenarioError {
    /// The mistakes; never empty.
    pub problems: Vec<Problem>,
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl Scenario {
    /// How many agents there are in all.
    pub fn agent_count(&self) -> usize {
        self.agents.iter().map(|group| group.count as usize).sum()
    }

    /// How many callers all replications are expected to have.
    pub fn calls_expected(&self) -> f64 {
        let per_day: f64 = self.call_types.iter().map(|kind| kind.callers_until(self.duration_s)).sum();
        per_day * f64::from(self.replications)
    }

    /// The mean handle time of a call of this type with this group.
    pub fn mean_handle_s(&self, call_type: &CallType, group: &AgentGroup) -> f64 {
        // Reading has seen to it that one of the two is there wherever they meet.
        group.mean_handle_s.or(call_type.mean_handle_s).unwrap_or(0.0)
    }
}

impl CallType {
    /// How many callers are expected before a moment.
    pub(super) fn callers_until(&self, end_s: f64) -> f64 {
        let ends = self.profile.iter().skip(1).map(|rate| rate.from_s).chain([f64::INFINITY]);
        let pieces = self.profile.iter().zip(ends);
        pieces.map(|(rate, to_s)| rate.per_hour / 3_600.0 * (to_s.min(end_s) - rate.from_s).max(0.0)).sum()
    }

    /// Whether an agent with these skills is admitted at some stage.
    pub(super) fn ever_admits(&self, skills: &BTreeMap<SkillId, Level>) -> bool {
        let stages = self.stages.iter().map(|stage| &stage.require);
        std::iter::once(&self.require).chain(stages).any(|require| require.satisfied_by(skills))
    }
}
