//! A whole company on loopback: a real Asterisk, the real Santral, telephones, callers, agents' pages.
//!
//! [`Stage`] is the one door. Everything it starts is stopped by its process id when it is dropped, also on a
//! panic; and should this process be killed itself, a watcher of each notices (see `tether`).

#![allow(dead_code, unused_imports, reason = "tests, bench and demo each use their part of it")]

mod board;
mod catalog;
mod company;
mod daemon;
mod desk;
mod feed;
mod pbx;
mod ports;
mod rest;
mod tether;
mod wait;
mod wire_cut;

pub(crate) use board::Board;
pub(crate) use company::{PASSWORD, Setup, Stage};
pub(crate) use daemon::Santral;
pub(crate) use desk::{Desk, DeskView, customer};
pub(crate) use feed::Feed;
pub(crate) use pbx::Pbx;
pub(crate) use ports::free_tcp_port;
pub(crate) use rest::Rest;

pub(crate) use tether::tether;
pub(crate) use wait::until;
pub(crate) use wire_cut::Wire;
