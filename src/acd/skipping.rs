//! Stages nobody reachable could serve, skipped where the queue says so.

use super::call_table::CallSlot;
use super::machine::Acd;
use super::{CallPhase, StageCause};

impl Acd {
    /// Moves waiting calls past the stages that admit nobody reachable.
    pub(super) fn skip_unreachable_stages(&mut self) {
        self.fresh.deserted.sort_unstable_by_key(|queue| self.demand.queue(*queue).rank);
        while let Some(queue) = self.fresh.deserted.pop() {
            let Some(known) = self.queues.at(queue) else { continue };
            for stage in 0..known.config.stages.len() {
                if !self.supply.serving(queue).is_reachable(stage) {
                    self.fresh.stranded.extend(self.demand.standing_at(queue, stage));
                }
            }
        }
        self.fresh.stranded.sort_unstable_by_key(|call| self.calls.at(*call).map(|call| call.joined));
        let mut at = 0;
        while let Some(call) = self.fresh.stranded.get(at).copied() {
            self.skip_stages(call);
            at += 1;
        }
        self.fresh.stranded.clear();
    }

    fn skip_stages(&mut self, slot: CallSlot) {
        let Some(row) = self.calls.row(slot).filter(|row| row.call.phase == CallPhase::Waiting) else {
            return;
        };
        let Some(queue) = self.queues.at(row.queue) else { return };
        if !queue.config.skip_unreachable_stages {
            return;
        }
        let serving = self.supply.serving(row.queue);
        let mut stage = row.call.stage;
        while stage < queue.config.stages.len() && !serving.is_reachable(stage) {
            stage += 1;
        }
        if stage != row.call.stage {
            self.enter_stage(slot, stage, StageCause::NobodyReachable);
        }
    }
}
