//! From what happened to numbers: one queue's day, and the service level with its convention.
//!
//! Pure folds: the same happenings in the same order give the same numbers, so a restart that replays
//! the journal shows the board it showed before.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod queue_day;
mod service_level;

pub use queue_day::QueueDay;
pub use service_level::{Convention, Standing, service_level};
