//! Calls that ended while nobody looked: closed with a reason, and completed when a log of the PBX's says how.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::acd::Time;
use crate::call::{CallId, EndedBy, Gap, Outcome, PbxName};
use crate::driver::{Call, CallChange, Repair, What};

use super::Switchboard;

/// Calls kept until a log says how they ended; with more the oldest are let go of.
const LOST_MAX: usize = 10_000;

/// Calls closed without having seen how they ended, each with whether today counts it as lost.
#[derive(Debug, Default)]
pub(super) struct Lost(BTreeMap<CallId, (Arc<Call>, bool)>);

impl Lost {
    pub(super) fn put(&mut self, call: Arc<Call>, counted: bool) {
        if self.0.len() >= LOST_MAX {
            // Ids sort by the moment the call began.
            self.0.pop_first();
        }
        self.0.insert(call.id, (call, counted));
    }

    /// Another day's counts hold none of them.
    pub(super) fn new_day(&mut self) {
        self.0.values_mut().for_each(|(_, counted)| *counted = false);
    }
}

impl Switchboard {
    /// The PBX does not have it any more, and nobody saw how it ended.
    pub(super) fn lose(&mut self, now: Time, id: CallId) {
        let before = self.calls.get(&id).cloned();
        self.on_ended(now, id, EndedBy::System, Some(Outcome::Failed));
        if let Some(call) = before {
            let counted = call.queue.is_some() && call.is_unheard();
            let mut call = (*call).clone();
            call.close(now, Outcome::Failed, EndedBy::System);
            self.lost.put(Arc::new(call), counted);
        }
    }

    /// A log of the PBX's says how one of them ended. Of any other call nothing is believed: it was seen.
    pub(super) fn on_repaired(&mut self, now: Time, repair: &Repair) {
        let Some((lost, counted)) = self.lost.0.remove(&repair.call) else { return };
        let mut call = (*lost).clone();
        call.repair(repair);
        if counted {
            self.count_again(&call);
        }
        self.moment(now, What::Call { change: CallChange::Repaired, call: Arc::new(call) });
    }

    fn count_again(&mut self, call: &Call) {
        let wait = call.wait().unwrap_or_default();
        let Some((day, convention)) = self.day_of(call) else { return };
        day.found_again();
        match call.outcome {
            Some(Outcome::Abandoned) => day.abandoned(wait, convention),
            // Whoever answered him was rung by the PBX's own queue, not by us.
            Some(Outcome::Completed | Outcome::FellBack) => day.fell_back(),
            Some(Outcome::Failed) | None => day.failed(),
        }
    }

    /// Tells everybody that a PBX was not heard for a while.
    pub fn tell_gap(&mut self, now: Time, pbx: PbxName, gap: Gap) {
        self.moment(now, What::Gap { pbx, gap });
    }
}
