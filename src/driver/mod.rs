//! The one task that owns the core: wait, one happening, drain, sleep.
//!
//! [`Switchboard`] is the machine: what the PBX and people tell becomes inputs of the core, and the
//! core's wishes become [`CallCommand`](crate::call::CallCommand)s and [`Moment`]s. It reads no clock
//! and holds no socket, so replaying the journal through it after a restart gives the state there was.
//! [`start`] runs it: it owns the clock, writes the journal, and never waits for a disk or a consumer.

mod call_state;
mod day;
mod figures;
mod happening;
mod hours;
mod known;
mod moment;
mod rebuild;
mod record;
mod recorder;
mod repair;
mod roster;
mod shadow;
mod shifts;
pub mod story;
mod switchboard;
mod task;

pub use call_state::{Call, CallPhase, Consulting};
pub use day::BusinessDay;
pub use figures::QueueFigures;
pub use happening::{AgentChoice, Happening, PersonAct, Refused};
pub use known::{KNOWN_WITHIN, Known, Question};
pub use moment::{AgentStanding, CallChange, Moment, PhoneState, What};
pub use rebuild::{RebuildError, Rebuilt, account, rebuild, replay_begins_at, roster_at};
pub use record::RecordError;
pub use recorder::record;
pub use repair::Repair;
pub use roster::Roster;
pub use shadow::{
    Shadow, ShadowHandle, ShadowQueue, ShadowReport, ShadowVerdict, WatchedQueue, follow_in_shadow,
};
pub use shifts::{WorkTime, work_times};
pub use switchboard::{Effect, QueueLine, Switchboard, Waiting};
pub use task::{ActError, Driver, Parts, start};
