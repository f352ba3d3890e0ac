//! Santral: the switchboard beside the PBX.
//!
//! A **pure core** decides, **edges** speak protocols, a **thin shell** connects them. The floors of
//! this house are listed ground first; a floor uses only floors above it in this list, and
//! `tests/tidy.rs` holds the code to that.

pub mod acd;
pub mod phone;
pub mod call;
pub mod net;
pub mod ami;
pub mod telephony;
pub mod stats;
pub mod catalog;
pub mod store;
pub mod crm;
pub mod pop;
pub mod driver;
pub mod api;
pub mod config;
pub mod daemon;
pub mod cli;
