//! The rows of the machine's tables: what is public of a call or an agent, and what is kept beside it.

use std::ops::{Deref, DerefMut};

use super::{Agent, Call};

/// A call, with the slot of its queue.
#[derive(Clone, Debug)]
pub(super) struct CallRow {
    pub(super) call: Call,
    /// Past every slot where nobody knows the queue yet: in the middle of a restore.
    pub(super) queue: u32,
}

impl Deref for CallRow {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl DerefMut for CallRow {
    fn deref_mut(&mut self) -> &mut Call {
        &mut self.call
    }
}

/// An agent, with her place in the order of ids.
#[derive(Clone, Debug)]
pub(super) struct AgentRow {
    pub(super) agent: Agent,
    pub(super) by_id: u32,
}

impl Deref for AgentRow {
    type Target = Agent;

    fn deref(&self) -> &Agent {
        &self.agent
    }
}

impl DerefMut for AgentRow {
    fn deref_mut(&mut self) -> &mut Agent {
        &mut self.agent
    }
}
