//! Stages nobody reachable could serve, skipped where the queue says so.

use super::machine::Acd;
use super::{CallId, CallPhase, StageCause};

impl Acd {
    /// Moves a waiting call past the stages that admit nobody reachable.
    pub(super) fn skip_stages(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id).filter(|call| call.phase == CallPhase::Waiting) else { return };
        let Some(queue) = self.queues.slot(&call.queue) else { return };
        let Some(config) = self.config_at(queue).filter(|config| config.skip_unreachable_stages) else {
            return;
        };
        let mut stage = call.stage;
        while stage < config.stages.len() && !self.somebody_reachable(queue, stage) {
            stage += 1;
        }
        if stage != call.stage {
            self.enter_stage(id, stage, StageCause::NobodyReachable);
        }
    }
}
