//! What the core would have decided beside the PBXs' own queues.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Label;

/// Everything found since the daemon came up; the method is in docs/asterisk.md.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ShadowReport {
    /// Since when, RFC 3339 UTC.
    pub since: String,
    /// What is compared and what cannot be known, in words.
    pub method: Label,
    /// The watched queues; none where the settings name none.
    pub queues: Vec<ShadowQueue>,
    /// The latest calls, newest first.
    pub recent: Vec<ShadowCall>,
}

/// One watched queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ShadowQueue {
    /// The PBX and the queue's name there: `merkez/satis`.
    pub id: String,
    /// Callers who were answered and for whom the core had somebody to ring, too.
    pub judged: u32,
    /// Of those, percent given to the same agent; none while none is judged.
    pub same_agent_percent: Option<u32>,
    /// Of those, percent rung more than a second sooner.
    pub sooner_percent: Option<u32>,
    /// Of those, percent rung more than a second later.
    pub later_percent: Option<u32>,
    /// How much sooner in the middle, milliseconds; below zero it was later.
    #[ts(type = "number | null")]
    pub median_sooner_ms: Option<i64>,
    /// Callers who were answered and for whom the core had nobody to ring until then.
    pub nobody: u32,
    /// Callers who gave up.
    pub gave_up: u32,
    /// Of those, for whom the core would have rung somebody before.
    pub gave_up_offered: u32,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ShadowCall {
    /// Our id of it.
    pub call_id: String,
    /// The queue, as above.
    pub queue: String,
    /// When the caller joined, RFC 3339 UTC.
    pub joined_at: String,
    /// Who answered: our agent's name, or the phone; none where he gave up.
    pub got: Option<String>,
    /// Whom the core would have rung first; none where it had nobody.
    pub would: Option<String>,
    /// How much sooner it would have rung, milliseconds; below zero later; none where there is nothing to compare.
    #[ts(type = "number | null")]
    pub sooner_ms: Option<i64>,
}
