//! Who waits in a queue.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CustomerRef, Label};

/// The callers who wait in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QueueLine {
    /// How many there are, ringing ones too.
    pub waiting: u32,
    /// In the order they came, a hundred at most.
    pub callers: Vec<WaitingCaller>,
}

/// One who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WaitingCaller {
    /// Our id of the call.
    pub call_id: String,
    /// The number, E.164 where it could be read; none where it is not shown.
    pub number: Option<String>,
    /// Who it is, where that is certain or somebody said so.
    pub customer: Option<CustomerRef>,
    /// Since when, RFC 3339 UTC.
    pub joined_at: String,
    /// How much the call comes before others.
    pub priority: u32,
    /// How far the queue's requirement has been relaxed for it, from 0; told for the first ten.
    pub stage: Option<u32>,
    /// The agents who are rung for it now, by name.
    pub rings_for: Vec<String>,
    /// How many agents stand how to it, whoever is nearest to taking it first; told for the first ten.
    pub standing: Vec<Standing>,
}

/// How some agents stand to a caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Standing {
    /// How.
    pub text: Label,
    /// How many.
    pub agents: u32,
}
