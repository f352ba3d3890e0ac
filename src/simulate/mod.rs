//! A day's traffic through the real core, in virtual time.
//!
//! [`Scenario::parse`] reads who calls, who works and by which rules; [`run`] plays the day as many
//! times as asked and says what became of everybody, with how sure each figure is; [`theory`] has
//! the closed forms to hold it against. Nothing is decided here: who gets which call is the core's
//! doing, the same code that runs in life.
//!
//! What is absent: a second idea of routing, a clock (but for the processor time of the run itself),
//! sockets, text ids in the loop.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod compare;
mod compile;
mod cpu_time;
mod day;
mod distribution;
mod engine;
mod explain;
mod figure;
mod file;
mod from_day;
mod histogram;
mod html;
mod limits;
mod metric;
mod plot;
mod random;
mod read;
mod report;
mod runner;
mod samples;
mod scenario;
mod student;
mod table;
mod tally;
pub mod theory;
mod timeline;

pub use compare::{Compared, Comparison, Difference, Match, compare};
pub use compile::config as core_config;
pub use distribution::Shape;
pub use engine::Observer;
pub use explain::account;
pub use figure::Figure;
pub use from_day::{CallFact, DayFacts, WaitEnd, WorkFact, scenario_of_day};
pub use html::html;
pub use limits::*;
pub use report::{GroupResult, Report, ServiceLevels, TypeResult};
pub use runner::{Findings, Limits, RunError, Watch, observe, run};
pub use scenario::{AgentGroup, CallType, CalledBack, Prefer, Rate, Redial, Scenario, ScenarioError, Shift};
pub use student::{t_95, two_sided};
pub use table::{comparison_table, table};
pub use tally::Outcome;
