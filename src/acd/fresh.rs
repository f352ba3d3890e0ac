//! What has changed since whoever could be matched was.

use super::call_table::CallSlot;
use super::demand::Class;
use super::table::{AgentSlot, QueueSlot};

/// After every input no agent stands beside a call she may take. So the next time only those pairs
/// need looking at of which one side is in here, and this is all that is ever looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Fresh {
    /// Agents who have become idle.
    pub(super) agents: Vec<AgentSlot>,
    /// Classes whose line has become longer, or that more agents may take.
    pub(super) classes: Vec<Class>,
    /// Calls that prefer somebody and have become such that they can be offered.
    pub(super) preferring: Vec<CallSlot>,
    /// Calls whose preference may have become hopeless.
    pub(super) doubtful: Vec<CallSlot>,
    /// Calls whose patience is over.
    pub(super) expired: Vec<CallSlot>,
    /// Calls that may stand at a stage nobody reachable could serve.
    pub(super) stranded: Vec<CallSlot>,
    /// Queues that may have such calls.
    pub(super) deserted: Vec<QueueSlot>,
    /// Queues whose reserve may have to turn.
    pub(super) reserves: Vec<QueueSlot>,
    /// Queues that may have calls to send on.
    pub(super) restless: Vec<QueueSlot>,
    /// Queues the catalog has no more that may be empty.
    pub(super) closing: Vec<QueueSlot>,
    /// Calls that have been sent on in this round.
    pub(super) sent_on: Vec<CallSlot>,
    /// Agents set aside while the best for a callback is sought.
    pub(super) held: Vec<AgentSlot>,
    /// Who rings beside the first, each with the stage that admits her. Empty but while offers are made.
    pub(super) ringing: Vec<(AgentSlot, usize)>,
}
