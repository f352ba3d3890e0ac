//! Small helpers the network edges share: when to try again, how to prove a password, a secret that
//! cannot be printed, and whom to believe. No sockets live here.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod backoff;
mod digest;
mod secret;
mod tls;

pub use backoff::Backoff;
pub use digest::md5_hex;
pub use secret::Secret;
pub use tls::system_tls;
