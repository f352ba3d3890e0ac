//! Agents a caller waits for: the last or the owning one, for a stated patience.

use super::machine::Acd;
use super::rows::CallRow;
use super::{Agent, AgentId, Call, Output, Time};

/// Most agents a call may prefer; further ones are not looked at.
pub const PREFERRED_MAX: usize = 8;

/// The agents a call waits for (routing.md, section 1, "Sticky").
///
/// Until `until` only they are offered it, the first named first, and only where the queue's
/// requirement admits them. It ends, once and for all, when the patience is over, and at once when
/// none of them is reachable soon: signed in, her phone registered, not on a break nor about to go
/// on one. Then the call is open to all, with its age.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preferred {
    /// Who, best first.
    pub agents: Vec<AgentId>,
    /// Until when; where that has passed already she comes first if she is free just then.
    pub until: Time,
}

/// Why a call no longer waits for the agents it preferred.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PreferenceEnd {
    /// The patience is over.
    PatienceOver,
    /// None of them is reachable soon.
    NobodyReachable,
}

impl PreferenceEnd {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PatienceOver => "patience_over",
            Self::NobodyReachable => "nobody_reachable",
        }
    }
}

impl Call {
    /// Where an agent stands among those the call prefers, from 0; past the last when she does not.
    pub(super) fn preference_for(&self, agent: &AgentId) -> usize {
        let preferred = self.preferred.iter().flat_map(|preferred| &preferred.agents);
        preferred.take_while(|preferred| *preferred != agent).count()
    }

    /// Until when the call is kept for others than this agent; `None` when she may have it now.
    pub(super) fn kept_from(&self, agent: &AgentId, now: Time) -> Option<Time> {
        let preferred = self.preferred.as_ref()?;
        (now < preferred.until && !preferred.agents.contains(agent)).then_some(preferred.until)
    }
}

impl Acd {
    /// Before the matching: opens every call to all that waits for nobody who could come soon, or
    /// whose patience is over and who could not get one of those it prefers just now.
    pub(super) fn drop_hopeless_preferences(&mut self) {
        self.drop_preferences(PreferenceEnd::NobodyReachable, |acd, call| {
            !acd.some_preferred(call, Agent::is_reachable_soon)
        });
        self.drop_preferences(PreferenceEnd::PatienceOver, |acd, call| {
            acd.is_patience_over(call) && !acd.some_preferred(call, Agent::is_offerable)
        });
    }

    /// After the matching: ends every preference whose patience is over.
    pub(super) fn drop_expired_preferences(&mut self) {
        self.drop_preferences(PreferenceEnd::PatienceOver, Self::is_patience_over);
    }

    fn drop_preferences(&mut self, why: PreferenceEnd, which: impl Fn(&Self, &CallRow) -> bool) {
        self.preferring_where(which).into_iter().for_each(|call| self.drop_preference(call, why));
    }

    fn is_patience_over(&self, call: &CallRow) -> bool {
        call.preferred.as_ref().is_some_and(|preferred| preferred.until <= self.now)
    }

    /// Whether an agent of this kind is among those the call prefers, and admitted to it.
    fn some_preferred(&self, call: &CallRow, kind: impl Fn(&Agent) -> bool) -> bool {
        let Some(queue) = self.config_at(call.queue) else { return false };
        let mut preferred = call.preferred.iter().flat_map(|preferred| &preferred.agents);
        preferred.any(|id| {
            let agent = self.agents.get(id).filter(|row| kind(&row.agent));
            agent.is_some_and(|agent| queue.admits(call.stage, &agent.skills).is_some())
        })
    }

    fn drop_preference(&mut self, slot: u32, why: PreferenceEnd) {
        let Some(call) = self.calls.at_mut(slot) else { return };
        let preferred = call.preferred.take();
        let (id, queue) = (call.id, call.call.queue.clone());
        self.preference_gone(id, &preferred);
        self.set_call_timers(slot);
        self.outputs.push_back(Output::PreferenceOver { call: id, queue, why });
    }
}
