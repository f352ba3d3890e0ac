//! Santral: the switchboard beside the PBX.
//!
//! A **pure core** decides, **edges** speak protocols, a **thin shell** connects them. The floors of
//! this house are listed ground first; a floor uses only floors above it in this list, and
//! `tests/tidy.rs` holds the code to that.

pub mod acd;
pub mod ami;
pub mod call;
pub mod net;
pub mod phone;
