//! A screen pop's life, as a pure machine: `sent -> rendered -> closed`.
//!
//! A pop is made the moment a phone begins to ring, with the number and the queue that are known then;
//! whom the number belongs to follows. It is sent again until a browser says that it is on the screen,
//! and an agent whose screen does not answer is flagged. Pops travel to browsers in `api`; nothing here
//! knows of sockets.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod life;
mod pops;
pub mod trace;

pub use life::{Closed, Matched, Pop, Stage};
pub use pops::{Pops, Wish};
