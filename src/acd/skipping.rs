//! Stages nobody reachable could serve, skipped where the queue says so.

use super::machine::Acd;
use super::{CallPhase, StageCause};

impl Acd {
    /// Moves a waiting call past the stages that admit nobody reachable.
    pub(super) fn skip_stages(&mut self, slot: u32) {
        let Some(call) = self.calls.at(slot).filter(|call| call.phase == CallPhase::Waiting) else { return };
        let queue = call.queue;
        let Some(config) = self.config_at(queue).filter(|config| config.skip_unreachable_stages) else {
            return;
        };
        let mut stage = call.stage;
        while stage < config.stages.len() && !self.somebody_reachable(queue, stage) {
            stage += 1;
        }
        if stage != call.stage {
            self.enter_stage(slot, stage, StageCause::NobodyReachable);
        }
    }
}
