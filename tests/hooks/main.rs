//! Webhooks to a real HTTP receiver under delay, hang, error, redirect and restart: every event at least once, by the
//! same id, signed, and nobody who makes events waits.

#![expect(
    clippy::unwrap_used,
    reason = "the desk and the receiver are a test's; the lint knows only functions marked so"
)]

mod delivery;
mod desk;
mod durability;
mod receiver;
mod settings;
