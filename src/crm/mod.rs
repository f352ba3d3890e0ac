//! Who is calling: a number, and who has it, within a deadline.
//!
//! A pop is never late because of us: it is sent with the number and the queue at once. What is found follows
//! when it is found, and after [`Config::give_up_ms`] the card says that it could not be had.

mod config;
mod look_up;
mod sample;

pub use config::Config;
pub use look_up::{Crm, LookUp};
pub use sample::{CAST, CastMember, SAMPLE_COUNT_DEFAULT, Sample};
