//! What a log of the PBX's knows of a call that ended while nobody looked.

use crate::acd::{AgentId, QueueId};
use crate::call::{CallId, EndedBy, Line, Outcome};

/// How a call went. What the log does not say is none, and stays as it was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The call.
    pub call: CallId,
    /// When it ended, UTC milliseconds.
    pub ended_at_ms: u64,
    /// How.
    pub outcome: Outcome,
    /// Who hung up.
    pub ended_by: Option<EndedBy>,
    /// The PBX's queue it was in, for a call that is in none of ours.
    pub queue: Option<QueueId>,
    /// The agent who talked to the caller last.
    pub agent: Option<AgentId>,
    /// Her phone.
    pub line: Option<Line>,
    /// When somebody first talked to him, UTC milliseconds.
    pub answered_at_ms: Option<u64>,
    /// When the agent's part ended, UTC milliseconds.
    pub talk_ended_at_ms: Option<u64>,
}
