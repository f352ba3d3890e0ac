//! An agent's page, as the live tests have it.

#![allow(dead_code, reason = "tests, bench and demo each use their part of it")]

#[path = "../../tests/stage/desk.rs"]
mod desk;
#[path = "../../tests/stage/rest.rs"]
mod rest;

pub(crate) use desk::Desk;
pub(crate) use rest::Rest;
