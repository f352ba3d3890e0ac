//! The API through its one door, a whole daemon.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene is to fail")]

mod accept;
mod app;
mod calls;
mod cards;
mod customers;
mod doctor;
mod embed;
mod explanation;
#[path = "../fake_asterisk/mod.rs"]
mod fake_asterisk;
mod feed;
mod generated;
mod listen;
mod merges;
mod outbox;
mod pages;
mod pins;
mod session;
mod simulations;
mod sources;
mod supervise;
mod terminal;
mod traces;
mod walls;
mod watch;
mod webhooks;
mod ws;
