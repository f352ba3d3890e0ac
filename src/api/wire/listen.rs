//! Supervisors who take part in a conversation.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A supervisor who takes part in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Listener {
    /// Her phone; none where the PBX names none.
    pub phone: Option<String>,
    /// How.
    pub mode: ListenMode,
}

/// How a supervisor takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListenMode {
    /// Hears both, is heard by nobody.
    Listen,
    /// Hears both, is heard by the agent alone.
    Whisper,
    /// Hears both, is heard by both.
    Join,
    /// Gets the caller; the agent's part is over.
    Take,
}

/// How a supervisor wants to take part in an agent's conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ListenOrder {
    /// How; while her phone takes part already it goes on in this way without ringing again.
    pub mode: ListenMode,
    /// The extension of the supervisor's phone.
    pub phone: String,
    /// Why, in the supervisor's words; it stands in the audit.
    pub why: String,
}
