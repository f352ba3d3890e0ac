//! Wall displays: boards that hang where everybody sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a wall display is to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WallOrder {
    /// What it is called, e.g. where it hangs.
    pub name: String,
    /// The queues it shows, by id; all of them where none is named.
    #[serde(default)]
    pub queues: Vec<String>,
    /// Whether it shows agents by name.
    #[serde(default)]
    pub shows_names: bool,
    /// After so many seconds it shows the next queues, where not all fit.
    #[serde(default)]
    pub rotate_s: Option<u32>,
}

/// A wall display's address, told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WallAddress {
    /// To revoke it by.
    pub id: String,
    /// The address to open there; whoever has it sees that view.
    pub url: String,
}

/// A wall display that may show the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WallDisplay {
    /// To revoke it by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The queues it shows, by id; all of them where none is named.
    pub queues: Vec<String>,
    /// Whether it shows agents by name.
    pub shows_names: bool,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// By whom.
    pub created_by: String,
}

/// The wall displays there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WallList {
    /// The newest first.
    pub items: Vec<WallDisplay>,
}

/// A display asks for a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WallTicketAsk {
    /// The token of its address.
    pub token: String,
}
