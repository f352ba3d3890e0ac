//! What is on people's screens right now, kept for the sockets to read.
//!
//! One task ([`run`]) folds the driver's feed into a [`Desk`] for each agent and one [`Wall`] for the
//! supervisors. Sockets read them at their own pace: an agent's log is replayed from any position it
//! still holds, the board is read as the rows that changed since. So a slow reader costs nothing but
//! itself, and there is no queue that could grow.

mod candidates;
mod cards;
mod desk;
mod gauges;
mod hub;
mod log;
mod pin;
mod traced;
mod wall;
pub(super) mod words;

pub(crate) use cards::{AGENT, Reveal, incident, profile};
pub(crate) use desk::{Desk, Surface};
pub(crate) use gauges::Gauges;
pub(crate) use hub::Late;
pub(super) use hub::hold;
pub use hub::{Hub, Parts, run};
pub(crate) use log::{CaughtUp, Log};
pub(crate) use traced::Teller;
pub(crate) use wall::Wall;
