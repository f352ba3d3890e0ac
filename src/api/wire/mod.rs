//! What browsers see: the JSON of the REST API and of the WebSocket, and nothing else.
//!
//! Core types are never serialised; these are. `tests/api/generated.rs` writes their TypeScript into
//! `web-widget/src/protocol/` and fails when the committed files differ.

mod board;
mod card;
mod doctor;
mod explanation;
mod feed;
mod frames;
mod gaps;
mod listen;
mod merges;
mod missed;
mod outbox;
mod queue_line;
mod rest;
mod sections;
mod shadow;
mod sources;
mod trace;
mod wall;

pub use board::*;
pub use card::*;
pub use doctor::*;
pub use explanation::*;
pub use feed::*;
pub use frames::*;
pub use gaps::*;
pub use listen::*;
pub use merges::*;
pub use missed::*;
pub use outbox::*;
pub use queue_line::*;
pub use rest::*;
pub use sections::*;
pub use shadow::*;
pub use sources::*;
pub use trace::*;
pub use wall::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A text shown to people, in both languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Label {
    /// Turkish.
    pub tr: String,
    /// English.
    pub en: String,
}

impl Label {
    /// A label with its Turkish and its English text.
    pub fn new(tr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { tr: tr.into(), en: en.into() }
    }
}

/// What a signed-in person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes calls and sees her own work.
    Agent,
    /// Sees the board and every call.
    Supervisor,
    /// Also changes users and the catalog.
    Admin,
}

/// An agent's state as the core has it (architecture.md, "Settled").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    /// Not signed in.
    Offline,
    /// Waiting for a call.
    Available,
    /// Signed in and not taking calls; the reason stands beside it.
    NotReady,
    /// Her phone rings with an offer.
    Ringing,
    /// In a conversation.
    OnCall,
    /// Writing up the last call.
    WrapUp,
}
