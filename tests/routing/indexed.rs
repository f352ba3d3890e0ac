//! The core as it is, with what a day needs.

pub(crate) use santral::acd;

#[path = "house.rs"]
pub(crate) mod house;
#[path = "life.rs"]
pub(crate) mod life;
