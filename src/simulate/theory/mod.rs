//! Closed forms to hold a simulation against: where one applies, and why none does elsewhere.
//!
//! A scenario falls apart into parts that share no agents. A part whose agents are all alike is a
//! [`Pool`] (Erlang B, C, A, with a limit of trunks); a part of several skills without patience is a
//! [`SkillSystem`] (FCFS-ALIS). Both hold in the long run: a simulated day comes close when it is long
//! and its beginning is not counted.

mod chain;
mod fcfs_alis;
mod parts;
mod pool;

pub use fcfs_alis::{LATTICE_MAX, NoSolution, SkillFigures, SkillSystem, SkillTypeFigures};
pub use pool::{Pool, PoolFigures, erlang_b, erlang_c};

use serde::Serialize;

use super::Scenario;

/// What the closed forms say of a scenario.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Theory {
    /// Which closed forms were used, in words.
    pub models: Vec<String>,
    /// In the order of the scenario.
    pub call_types: Vec<TypeTheory>,
    /// Occupancy by agent group, in the order of the scenario; `None` where the agent order decides and no
    /// closed form knows it.
    pub agent_groups: Vec<Option<f64>>,
    /// All call types together.
    pub overall: TypeTheory,
}

/// What the closed forms say of one call type; the keys are those of the result. No type has figures whom
/// nobody calls.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct TypeTheory {
    /// Callers an hour, which the figures of all types together are weighted with.
    #[serde(skip)]
    pub(super) rate: f64,
    /// Have to wait, per entered.
    pub p_wait: f64,
    /// Blocked, per arrival.
    pub p_block: f64,
    /// Give up, per entered.
    pub p_abandon: f64,
    /// Mean wait of the answered.
    pub mean_wait_answered_s: f64,
    /// Mean wait of all who entered.
    pub mean_wait_entered_s: f64,
    /// Shares answered in time.
    pub service_level: LevelTheory,
}

/// The share answered in time, by three conventions.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct LevelTheory {
    /// Of those who entered.
    pub entered: f64,
    /// Of those answered.
    pub answered: f64,
    /// Of those who entered, less those who gave up in short time.
    pub excluding_short_abandons: f64,
}

/// Why no closed form applies; a sentence for people.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoTheory(pub String);

/// The closed forms of a scenario, or why there are none.
pub fn of(scenario: &Scenario) -> Result<Theory, NoTheory> {
    parts::plain(scenario)?;
    parts::solve(scenario)
}

impl TypeTheory {
    fn new(rate: f64, answered_within: f64, abandoned_within: f64, figures: &PoolFigures) -> Self {
        Self {
            rate,
            p_wait: figures.p_wait,
            p_block: figures.p_block,
            p_abandon: figures.p_abandon,
            mean_wait_answered_s: figures.wait_answered_s,
            mean_wait_entered_s: figures.wait_entered_s,
            service_level: LevelTheory {
                entered: answered_within,
                answered: answered_within / (1.0 - figures.p_abandon),
                excluding_short_abandons: answered_within / (1.0 - abandoned_within),
            },
        }
    }

    /// All types together, each weighted with what its figures are shares of.
    fn of_all(types: &[Self], abandoned_within: &[f64]) -> Self {
        let sum = |value: &dyn Fn(&Self) -> f64| -> f64 { types.iter().map(value).sum() };
        let arrived = sum(&|kind| kind.rate);
        let entered = |kind: &Self| kind.rate * (1.0 - kind.p_block);
        let answered = |kind: &Self| entered(kind) * (1.0 - kind.p_abandon);
        let (all_entered, all_answered) = (sum(&entered), sum(&answered));
        let in_time = sum(&|kind| entered(kind) * kind.service_level.entered);
        let short: f64 = types.iter().zip(abandoned_within).map(|(kind, short)| entered(kind) * short).sum();
        Self {
            rate: arrived,
            p_wait: sum(&|kind| entered(kind) * kind.p_wait) / all_entered,
            p_block: sum(&|kind| kind.rate * kind.p_block) / arrived,
            p_abandon: sum(&|kind| entered(kind) * kind.p_abandon) / all_entered,
            mean_wait_answered_s: sum(&|kind| answered(kind) * kind.mean_wait_answered_s) / all_answered,
            mean_wait_entered_s: sum(&|kind| entered(kind) * kind.mean_wait_entered_s) / all_entered,
            service_level: LevelTheory {
                entered: in_time / all_entered,
                answered: in_time / all_answered,
                excluding_short_abandons: in_time / (all_entered - short),
            },
        }
    }
}
