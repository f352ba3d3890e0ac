//! Who is calling: a number, and who has it, within a deadline.
//!
//! A pop is never late because of us: it is sent with the number and the queue at once. What is found within
//! [`Config::deadline_ms`] is in its first fill, what is found until [`Config::give_up_ms`] follows, and after
//! that the card says so.

mod config;
mod look_up;
mod sample;

pub use config::Config;
pub use look_up::{Crm, LookUp};
pub use sample::{CAST, CastMember, SAMPLE_COUNT_DEFAULT, Sample};
