//! Times in which a PBX was not heard.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Gaps, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct GapList {
    /// They.
    pub items: Vec<GapRow>,
}

/// One gap, with what is known of the calls in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct GapRow {
    /// Name of the PBX in the settings.
    pub pbx: String,
    /// When it was heard last, RFC 3339 UTC.
    pub from: String,
    /// When its state had been read again, RFC 3339 UTC.
    pub until: String,
    /// Why, in words.
    pub why: String,
    /// Calls that were there before and not after.
    pub lost: u32,
    /// Of those, completed from a log of the PBX's.
    pub repaired: u32,
    /// Calls that came and went in it, known from that log alone.
    pub found: u32,
}
