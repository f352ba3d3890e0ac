//! The AMI floor against a fake Asterisk: what a link tells, what it keeps, what it survives.
#![expect(clippy::unwrap_used, reason = "tests say what went wrong by failing")]
#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for one thing and lets the rest pass")]

#[path = "../fake_asterisk/mod.rs"]
mod fake_asterisk;

mod ear;
mod events;
mod lists;
mod login;
mod malformed;
mod outgoing;
mod pipelining;
mod reconnect;
mod session;
mod slow_reader;
mod timeouts;
