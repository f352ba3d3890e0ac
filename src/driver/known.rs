//! What routing may know of a caller, asked for before he joins a queue that wants to know.

use std::time::Duration;

use crate::acd::AgentId;
use crate::call::CallId;
use crate::phone::E164;

/// How long a caller is held back at most while somebody looks who he is. He hears music meanwhile; then he
/// joins as a stranger, with the moment he arrived.
pub const KNOWN_WITHIN: Duration = Duration::from_millis(300);

/// Who is this?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The call.
    pub call: CallId,
    /// The caller's number.
    pub number: E164,
}

/// What routing goes by. A number several customers share says nothing about segment or mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The customer's segment.
    pub segment: Option<String>,
    /// Whether she bears the mark.
    pub vip: bool,
    /// The agent who talked to this number last.
    pub last_agent: Option<AgentId>,
}
