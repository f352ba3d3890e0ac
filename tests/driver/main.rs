//! The switchboard: what the PBX and people tell, what it wants done, and what is left of it after a restart.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene is to fail")]

mod calls;
mod controls;
mod desk;
mod handing;
mod known;
mod observed;
mod people;
mod rebuild;
mod repair;
mod sending;
mod several_pbxs;
mod shadow;
