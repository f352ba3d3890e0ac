//! A scriptable SIP phone: signs in, rings, answers or does not, and knows by ear whom it hears.
//!
//! Everybody sends a sine of their own ([`Tone`]), and what arrives is looked at by Goertzel's filter; so a test
//! can say who hears whom instead of trusting what the PBX tells. The same machine is a caller ([`Caller`]).
//! It is used by `tests/live`, `benches/live.rs` and `examples/demo.rs`. All of it stays on loopback.

#![allow(dead_code, reason = "tests, bench and demo each use their part of it")]

mod caller;
mod digest;
mod engine;
mod hearing;
mod leg;
mod media;
mod message;
mod resend;
mod telephone;
mod tone;

pub(crate) use caller::{Caller, CallerId};
pub(crate) use hearing::Ear;
pub(crate) use leg::{Ended, Leg, LegState};
pub(crate) use telephone::{Behaviour, Phone};
pub(crate) use tone::Tone;
