//! Recorded streams of a real Asterisk 22 through the tracker: what it makes of each is a short story.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its fixture is to fail")]

mod observed;
mod pbx_queues;
mod plans;
mod queue_log;
mod queues_conf;
mod resync;
mod shapes;
mod stories;
mod stream;
