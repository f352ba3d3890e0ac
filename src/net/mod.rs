//! Small pure helpers the network edges share: when to try again, how to prove a password, and a
//! secret that cannot be printed. No sockets live here.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod backoff;
mod digest;
mod secret;

pub use backoff::Backoff;
pub use digest::md5_hex;
pub use secret::Secret;
