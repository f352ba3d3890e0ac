//! Open and closed queues. The calendar lives outside and tells the core.

use super::machine::{Acd, Standing};
use super::{Join, Output, OverflowCause, OverflowTarget, QueueId, Refusal};

impl Acd {
    /// Whether a queue takes callers now; one nobody knows does not.
    pub fn is_open(&self, queue: &QueueId) -> bool {
        let open = |queue: &super::machine::Queue| queue.standing == Standing::Open && !queue.memory.closed;
        self.queues.get(queue).is_some_and(open)
    }

    pub(super) fn set_hours(&mut self, queue: QueueId, open: bool) -> Result<(), Refusal> {
        match self.queues.get_mut(&queue) {
            Some(known) => {
                known.memory.closed = !open;
                self.hours_changed(&queue);
                Ok(())
            }
            None => Err(Refusal::HoursOfUnknownQueue { queue }),
        }
    }

    /// Sends a caller who joins a closed queue where it says, from queue to queue while those are
    /// closed too, never twice to one; where there is nowhere left, back to the PBX.
    pub(super) fn join_closed(&mut self, mut join: Join) {
        let call = join.call;
        let mut from = Vec::new();
        while !self.is_open(&join.queue) {
            let next = self.queue(&join.queue).and_then(|queue| queue.when_closed.clone());
            from.push(join.queue.clone());
            let to = match next {
                Some(OverflowTarget::Queue(to)) if self.may_enter(&to) && !from.contains(&to) => {
                    OverflowTarget::Queue(to)
                }
                Some(_) | None => OverflowTarget::GiveBack,
            };
            let (queue, cause) = (join.queue, OverflowCause::Closed);
            self.outputs.push_back(Output::CallOverflowed { call, queue, to: to.clone(), cause });
            match to {
                OverflowTarget::Queue(to) => join.queue = to,
                OverflowTarget::GiveBack => {
                    if let Some(known) = self.calls.slot(&call) {
                        self.drop_row(known);
                    }
                    return;
                }
            }
        }
        self.put_in_line(join, from);
    }

    /// Whether a caller sent on may go there: the catalog has it, and it is not full (of a closed one
    /// it does not matter; it sends him on).
    fn may_enter(&self, queue: &QueueId) -> bool {
        let known = self.queues.get(queue).is_some_and(|queue| queue.standing == Standing::Open);
        known && (!self.is_open(queue) || !self.is_full(queue))
    }
}
