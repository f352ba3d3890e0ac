//! The core as it is.

pub(crate) use santral::acd;

#[path = "core.rs"]
mod core;
pub(crate) use core::Core as Indexed;
