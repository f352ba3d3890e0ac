//! The index against a scan: two cores live through the same days, and must say the same.
//!
//! A difference prints the house and the step; `SANTRAL_SEED=7 cargo nextest run --test routing` plays that
//! house alone.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails the test it helps")]
#![expect(clippy::duplicate_mod, reason = "two cores with types of their own, told in the same words")]

mod credit;
mod equal;
mod indexed;
#[path = "../sim/rng.rs"]
mod rng;
mod scanning;
