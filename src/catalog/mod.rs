//! The catalog: queues, skills, agents, reasons and dispositions, what admins change while Santral runs.
//!
//! One TOML text (architecture.md, "The contract"), read as a whole or not at all: [`Catalog::parse`] names
//! every mistake with its place. What it accepts compiles into the core's configuration, can be written back
//! ([`Catalog::to_toml`]), compared ([`diff`]) and looked over ([`Catalog::warnings`]). Pure.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod check;
mod compile;
mod defaults;
mod diff;
mod error;
mod export;
mod file;
mod lint;
mod member;
mod model;
mod parse;
mod plan;
#[cfg(test)]
mod tests;

pub use diff::{Change, diff};
pub use error::{CatalogError, Problem};
pub use lint::Warning;
pub use model::{
    Agent, Authority, Catalog, Disposition, Hours, Identity, Label, MaskedField, MaskedUntil, Numbers,
    Overflow, Policy, Question, Queue, Reason, Reserve, ServiceLevel, Skill, Stage, StageKind, Trunk,
};

/// Longest catalog text, in bytes.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// Longest id, in characters.
pub const ID_LENGTH_MAX: usize = 32;

/// Longest label or name, in characters.
pub const LABEL_LENGTH_MAX: usize = 80;

/// Most skills.
pub const SKILLS_MAX: usize = 500;

/// Most agents.
pub const AGENTS_MAX: usize = 2_000;

/// Most queues.
pub const QUEUES_MAX: usize = 500;

/// Most numbers one queue answers.
pub const QUEUE_NUMBERS_MAX: usize = 200;

/// Most stages of one queue.
pub const STAGES_MAX: usize = 16;

/// Most not-ready reasons.
pub const REASONS_MAX: usize = 50;

/// Most dispositions.
pub const DISPOSITIONS_MAX: usize = 200;

/// Most trunks.
pub const TRUNKS_MAX: usize = 200;

/// Most endpoints of one trunk.
pub const ENDPOINTS_MAX: usize = 50;

/// Most patterns of internal numbers.
pub const INTERNAL_MAX: usize = 50;

/// Longest number dialled, in characters.
pub const NUMBER_LENGTH_MAX: usize = 20;

/// Shortest and longest ringing of one phone, in seconds.
pub const RING_TIMEOUT_S: std::ops::RangeInclusive<u32> = 3..=120;

/// Most a point of priority may be worth, in seconds.
pub const PRIORITY_WORTH_S_MAX: u32 = 3_600;

/// Largest weight of a queue.
pub const WEIGHT_MAX: u32 = 1_000;

/// Longest wrap-up, in seconds.
pub const WRAP_UP_S_MAX: u32 = 3_600;

/// Latest stage, in seconds after the caller joined.
pub const AFTER_S_MAX: u32 = 86_400;

/// Longest cool-down after a missed offer, in seconds.
pub const COOL_DOWN_S_MAX: u32 = 3_600;

/// Most missed offers in a row one may allow.
pub const MISSED_IN_A_ROW_MAX: u32 = 100;

/// Most tables of hours.
pub const HOURS_MAX: usize = 50;

/// Most openings of one day.
pub const OPENINGS_MAX: usize = 8;

/// Most days of their own in one table of hours.
pub const DAYS_MAX: usize = 1_000;

/// Longest time a caller who hung up keeps the place, in seconds.
pub const KEEPS_PLACE_S_MAX: u32 = 3_600;

/// Longest time a caller waits for one agent, in seconds.
pub const PREFER_S_MAX: u32 = 600;

/// Most questions that verify a caller.
pub const QUESTIONS_MAX: usize = 20;

/// Most hidden fields.
pub const MASKED_MAX: usize = 200;

/// Most characters of a hidden field that may be seen all the same.
pub const SHOW_LAST_MAX: u32 = 4;

/// Most things an agent may grant.
pub const AUTHORITY_MAX: usize = 30;

/// Most segments a queue gives priority to.
pub const PRIORITIES_MAX: usize = 50;

/// Most callers one queue may hold.
pub const MAX_WAITING_MAX: u32 = 10_000;
