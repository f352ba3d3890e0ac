//! Stages nobody reachable could serve, skipped where the queue says so.

use super::machine::{Acd, Queue};
use super::{CallId, CallPhase, StageCause};

impl Acd {
    /// Moves every waiting call past the stages that admit nobody reachable.
    pub(super) fn skip_unreachable_stages(&mut self) {
        let skips = |queue: &Queue| queue.config.skip_unreachable_stages;
        if !self.queues.values().any(skips) {
            return;
        }
        for (_, id) in self.arrivals.clone() {
            self.skip_stages(id);
        }
    }

    fn skip_stages(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id).filter(|call| call.phase == CallPhase::Waiting) else { return };
        let Some(queue) = self.queues.get(&call.queue) else { return };
        let mut stage = call.stage;
        if !queue.config.skip_unreachable_stages {
            return;
        }
        while stage < queue.config.stages.len() && !self.somebody_reachable(queue, stage) {
            stage += 1;
        }
        if stage != call.stage {
            self.enter_stage(id, stage, StageCause::NobodyReachable);
        }
    }

    /// Whether anybody reachable is admitted to a call at this stage.
    fn somebody_reachable(&self, queue: &Queue, stage: usize) -> bool {
        let mut reachable = self.agents.values().filter(|agent| agent.is_reachable());
        reachable.any(|agent| queue.config.admits(stage, &agent.skills).is_some())
    }
}
