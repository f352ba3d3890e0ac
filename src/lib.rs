//! Santral: the switchboard beside the PBX.
//!
//! A **pure core** decides, **edges** speak protocols, a **thin shell** connects them. The floors of
//! this house stand here ground first; a floor uses only floors above it in this list, as
//! docs/map.md says of each, and `tests/tidy.rs` holds the code to that.

// The core: who gets which call.
pub mod acd;

// A number as dialled, and how it is read.
pub mod phone;

// The words everyone shares about a call.
pub mod call;

// Business hours.
pub mod calendar;

// Small pure helpers of the edges.
pub mod net;

// The Asterisk Manager Interface.
pub mod ami;

// A PBX's words and ours.
pub mod telephony;

// From what happened to numbers.
pub mod stats;

// Queues, skills, agents: what admins change while it runs.
pub mod catalog;

// A day's traffic through the core, in virtual time.
pub mod simulate;

// Where everything is kept.
pub mod store;

// Who a number belongs to.
pub mod crm;

// Webhooks.
pub mod hooks;

// A screen pop's life.
pub mod pop;

// The task that owns the core.
pub mod driver;

// The REST API, the WebSocket and the pages.
pub mod api;

// Settings.
pub mod config;

// The parts, connected.
pub mod daemon;

// The command line.
pub mod cli;
