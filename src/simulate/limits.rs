//! How large a scenario may be. Each limit has a name, and every refusal says it.

use std::ops::RangeInclusive;

/// Longest scenario that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 1_048_576;
/// Most call types.
pub const CALL_TYPES_MAX: usize = 200;
/// Most agent groups.
pub const AGENT_GROUPS_MAX: usize = 10_000;
/// Most agents in all groups together.
pub const AGENTS_MAX: usize = 100_000;
/// Most stages of a call type.
pub const STAGES_MAX: usize = 20;
/// Most pieces of an arrival profile.
pub const PROFILE_MAX: usize = 1_000;
/// Most shifts of a group, or opening times of a call type.
pub const SHIFTS_MAX: usize = 100;
/// Longest name, in characters.
pub const NAME_LENGTH_MAX: usize = 100;
/// Replications.
pub const REPLICATIONS: RangeInclusive<u32> = 1..=100_000;
/// Length of a day, in seconds; the longest is some thirty years.
pub const DURATION_S: RangeInclusive<f64> = 1.0..=1e9;
/// Callers an hour of one type.
pub const RATE_PER_HOUR: RangeInclusive<f64> = 0.0..=1e7;
/// Means of times that must be there, in seconds; the shortest is a millisecond.
pub const MEAN_S: RangeInclusive<f64> = 0.001..=1e6;
/// Times that may be nought, in seconds.
pub const TIME_S: RangeInclusive<f64> = 0.0..=1e6;
/// After-call work, in seconds; the core ends it after an hour.
pub const WRAP_UP_S: RangeInclusive<f64> = 0.0..=1_200.0;
/// Ringing, in seconds.
pub const RING_TIMEOUT_S: RangeInclusive<f64> = 1.0..=600.0;
/// Squared coefficients of variation.
pub const SCV: RangeInclusive<f64> = 0.001..=100.0;
/// Shares, in percent.
pub const PERCENT: RangeInclusive<f64> = 0.0..=100.0;
/// Trunks.
pub const TRUNKS: RangeInclusive<u32> = 1..=1_000_000;
/// Agents of one group; a group of nobody is allowed, to try a day without them.
pub const COUNT: RangeInclusive<u32> = 0..=100_000;
/// Places in a queue.
pub const WAITING: RangeInclusive<u32> = 1..=1_000_000;
/// Weights of the order `accumulating`.
pub const WEIGHT: RangeInclusive<u32> = 1..=1_000;
/// Tries of one caller.
pub const TRIES: RangeInclusive<u32> = 2..=10;
/// Thresholds of a reserve, and of callbacks in a row.
pub const THRESHOLD: RangeInclusive<u32> = 0..=1_000_000;
/// Missed offers in a row.
pub const MISSED: RangeInclusive<u32> = 0..=100;
