//! Open and closed queues. The calendar lives outside and tells the core.

use super::machine::{Acd, Standing};
use super::table::QueueSlot;
use super::{Join, Output, OverflowCause, OverflowTarget, QueueId, Refusal};

impl Acd {
    /// Whether a queue takes callers now; one nobody knows does not.
    pub fn is_open(&self, queue: &QueueId) -> bool {
        let known = self.queues.get(queue).filter(|queue| queue.standing == Standing::Open);
        known.is_some_and(|queue| !queue.memory.closed)
    }

    /// Whether a queue is outside its hours.
    pub(super) fn is_closed(&self, queue: QueueSlot) -> bool {
        self.queues.at(queue).is_some_and(|queue| queue.memory.closed)
    }

    pub(super) fn set_hours(&mut self, queue: QueueId, open: bool) -> Result<(), Refusal> {
        let Some(known) = self.queues.get_mut(&queue) else {
            return Err(Refusal::HoursOfUnknownQueue { queue });
        };
        known.memory.closed = !open;
        if open {
            // Those may come now who could not be sent here.
            self.fresh.restless.extend_from_slice(&known.fed_by);
        }
        Ok(())
    }

    /// Sends a caller who joins a closed queue where it says, from queue to queue while those are
    /// closed too, never twice to one; where there is nowhere left, back to the PBX.
    pub(super) fn join_closed(&mut self, mut join: Join, mut slot: QueueSlot) {
        let mut from = Vec::new();
        while self.is_closed(slot) {
            let Some(queue) = self.queues.at(slot).map(|queue| &queue.config) else { return };
            from.push(queue.id.clone());
            let next = match &queue.when_closed {
                Some(OverflowTarget::Queue(to)) => self.may_enter(to).filter(|_| !from.contains(to)),
                Some(OverflowTarget::GiveBack) | None => None,
            };
            let next = next.and_then(|slot| Some((slot, self.queues.at(slot)?.config.id.clone())));
            self.outputs.push_back(Output::CallOverflowed {
                call: join.call,
                queue: queue.id.clone(),
                to: next
                    .as_ref()
                    .map_or(OverflowTarget::GiveBack, |(_, to)| OverflowTarget::Queue(to.clone())),
                cause: OverflowCause::Closed,
            });
            let Some((to, id)) = next else { return };
            (slot, join.queue) = (to, id);
        }
        self.put_in_line(join, slot, from);
    }

    /// Where a caller sent on may go: the catalog has it, and it is not full (of a closed one it does
    /// not matter; it sends him on).
    fn may_enter(&self, queue: &QueueId) -> Option<QueueSlot> {
        let slot = self.queues.slot(queue)?;
        let known = self.queues.at(slot).is_some_and(|queue| queue.standing == Standing::Open);
        (known && (self.is_closed(slot) || !self.is_full(slot))).then_some(slot)
    }
}
