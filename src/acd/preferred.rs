//! Agents a caller waits for: the last or the owning one, for a stated patience.

use super::call_table::CallSlot;
use super::demand::Openness;
use super::machine::Acd;
use super::supply::Service;
use super::table::AgentSlot;
use super::{AgentId, Call, Output, Time};

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
        let by_arrival = |call: &CallSlot| self.calls.at(*call).map(|call| call.joined.seq);
        self.fresh.doubtful.sort_unstable_by_key(by_arrival);
        self.fresh.expired.sort_unstable_by_key(by_arrival);
        let mut at = 0;
        while let Some(call) = self.fresh.doubtful.get(at).copied() {
            if self.calls.at(call).is_some_and(|call| call.preferred.is_some() && call.is_unanswered())
                && !self.some_preferred(call, |acd, agent, _| acd.supply.is_reachable_soon(agent))
            {
                self.drop_preference(call, PreferenceEnd::NobodyReachable);
            }
            at += 1;
        }
        self.fresh.doubtful.clear();
        at = 0;
        while let Some(call) = self.fresh.expired.get(at).copied() {
            let idle =
                |acd: &Self, agent, service: &Service| acd.supply.is_idle(agent) && acd.may_serve(service);
            if self.is_patience_over(call) && !self.some_preferred(call, idle) {
                self.drop_preference(call, PreferenceEnd::PatienceOver);
            }
            at += 1;
        }
    }

    /// After the matching: ends every preference whose patience is over.
    pub(super) fn drop_expired_preferences(&mut self) {
        let by_arrival = |call: &CallSlot| self.calls.at(*call).map(|call| call.joined.seq);
        self.fresh.expired.sort_unstable_by_key(by_arrival);
        while let Some(call) = self.fresh.expired.pop() {
            if self.is_patience_over(call) {
                self.drop_preference(call, PreferenceEnd::PatienceOver);
            }
        }
    }

    fn is_patience_over(&self, slot: CallSlot) -> bool {
        let Some(call) = self.calls.at(slot).filter(|call| call.is_unanswered()) else { return false };
        call.preferred.as_ref().is_some_and(|preferred| preferred.until <= self.now)
    }

    /// Whether an agent of this kind is among those the call prefers, and admitted to it.
    fn some_preferred(&self, slot: CallSlot, kind: impl Fn(&Self, AgentSlot, &Service) -> bool) -> bool {
        let Some(row) = self.calls.row(slot) else { return false };
        self.preferred_slots(slot).into_iter().flatten().any(|agent| {
            let service = self.supply.service(agent, row.queue, row.call.stage);
            service.is_some_and(|service| kind(self, agent, service))
        })
    }

    fn drop_preference(&mut self, slot: CallSlot, why: PreferenceEnd) {
        let Some(row) = self.calls.row(slot) else { return };
        let (was, joined) = (row.stand, row.call.joined);
        if was.openness == Openness::Preferring {
            self.close_call(slot, was, joined);
        }
        let Some(row) = self.calls.row_mut(slot) else { return };
        if row.stand.openness == Openness::Preferring {
            row.stand.openness = Openness::Closed;
        }
        row.call.preferred = None;
        let (call, queue) = (row.call.id, row.call.queue.clone());
        self.follow_call(slot);
        self.outputs.push_back(Output::PreferenceOver { call, queue, why });
    }
}
