//! Callers who gave up waiting.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::CallRow;

/// Callers who gave up waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MissedList {
    /// The latest first, each number once.
    pub items: Vec<MissedCall>,
    /// How many of all there are nobody has talked to since.
    pub open: u32,
    /// Those an agent promised to call again, the soonest first; nobody has yet.
    pub promised: Vec<PromisedCall>,
}

/// A caller who gave up waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MissedCall {
    /// The last call given up.
    pub call: CallRow,
    /// How often this number gave up within the time asked for.
    pub times: u32,
    /// That somebody called back after it.
    pub called_back: Option<CalledBack>,
    /// When the caller came again and was answered, RFC 3339 UTC.
    pub came_back_at: Option<String>,
}

/// A caller an agent promised to call again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PromisedCall {
    /// The call after which she did.
    pub call: CallRow,
    /// When she is to call, RFC 3339 UTC.
    pub at: String,
    /// How bad it was.
    pub severity: Option<String>,
    /// What she wrote.
    pub note: Option<String>,
}

/// That somebody called a caller back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CalledBack {
    /// When, RFC 3339 UTC.
    pub at: String,
    /// Who.
    pub by: String,
}
