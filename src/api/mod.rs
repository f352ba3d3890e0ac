//! The REST API, the WebSocket and the pages.
//!
//! [`router`] is the table of contents: one line an endpoint, one file an endpoint's subject.

mod account;
mod auth;
mod board;
mod calls;
mod customers;
mod directory;
mod doctor;
mod embed;
mod events;
pub mod explanation;
pub mod feed;
mod gaps;
mod health;
mod identity;
mod incidents;
mod listen;
mod live;
mod merges;
mod metrics;
mod missed;
mod numbers;
mod openapi;
mod outbox;
mod pages;
mod problem;
mod profiles;
mod queue_line;
mod router;
mod serve;
mod shadow;
mod sign_in;
mod simulations;
mod sources;
mod state;
mod supervise;
mod tickets;
mod trace;
mod walls;
pub mod wire;
mod ws;

pub use account::{PasswordError, hash_password};
pub use auth::cookie_name as session_cookie;
pub use embed::{Embed, EmbedConfig, EmbedError};
pub use live::{Hub, Parts as HubParts, run as run_hub};
pub use openapi::document as openapi_document;
pub use router::router;
pub use serve::{Access, Config, ServeError, TlsFiles, serve};
pub use state::{App, LinkCounts, Parts as AppParts, SharedApp};
