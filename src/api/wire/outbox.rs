//! What other systems were not told yet.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Letters to other systems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outbox {
    /// How many are still to be told.
    pub waiting: u64,
    /// How many were given up.
    pub dead: u64,
    /// The latest first.
    pub items: Vec<Letter>,
}

/// One letter, without its body: that is a person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Letter {
    /// Its id.
    pub id: String,
    /// What it tells: `interaction` or `webhook`.
    pub kind: String,
    /// To whom, by the name in the settings.
    pub target: String,
    /// What it is about: a call's id, or an event's.
    pub subject: String,
    /// From 1; counts up when what was tried once is told anew.
    pub revision: u32,
    /// When it was put.
    pub made_at: String,
    /// When it is tried next; none for one that is not tried.
    pub next_at: Option<String>,
    /// How often it was tried.
    pub tries: u32,
    /// `waiting`, `done` or `dead`.
    pub state: String,
    /// What the last try came to.
    pub error: Option<String>,
}
