//! The whole product against a real Asterisk 22: telephones, callers, agents' pages in a real Chromium.
//!
//! One file a subject, scenes named as sentences. Every scene sets a stage of its own (`tests/stage`), tells by
//! tone who hears whom (`tests/phone`) and waits for conditions, never for time to pass. It needs what
//! `sip-config/asterisk.sh` needs, and for the pages `chromium` and `chromium-driver`.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails the test it helps")]

mod bad_input;
mod browser;
mod cast;
mod controls;
mod demo;
mod embedding;
mod gap;
mod handed;
mod identity;
mod listening;
mod offers;
mod on_postgres;
mod own_dialplan;
#[path = "../phone/mod.rs"]
mod phone;
mod pop;
#[path = "../postgres/mod.rs"]
mod postgres;
mod recording;
mod sending;
mod sipp;
mod skills;
#[path = "../stage/mod.rs"]
mod stage;
mod survival;
mod who_hears_whom;
