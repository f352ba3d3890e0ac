//! Webhooks: events of the feed told to other programs over HTTP, signed, at least once.
//!
//! ```text
//!  feed ──► Letters ──(one transaction a batch)──► outbox ──► deliver ──► receiver
//! ```
//!
//! [`Letters`] writes what each target wants into the outbox of our own database; [`deliver`] empties it, with a
//! task for each target. Neither is waited for by whoever makes the events: a database that is away costs a `gap`
//! at worst, a receiver that hangs costs nobody but itself.

mod address;
mod client;
mod config;
mod deliver;
mod letters;
mod webhook;

pub use config::{Config, EVENTS, HookError};
pub use deliver::deliver;
pub use letters::{Event, Letters};
pub use webhook::{Counts, Webhook};
