//! What the index knows, found by looking at everything.
#![expect(clippy::needless_pass_by_ref_mut, reason = "the index is told and keeps; here nothing is kept")]

use super::call_order::Urgency;
use super::machine::{Acd, Queue, Standing};
use super::matching::{Match, of_all_ranked};
use super::rows::CallRow;
use super::{Agent, AgentState, Call, CallId, CallKind, Output, Preferred, QueueConfig, QueueId};

/// Nothing is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Index(());

/// Who gets which call. Calls are taken in the order they are served, across queues; the first whom
/// somebody idle may take gets the best of those, and the search begins anew.
impl Acd {
    pub(super) fn offer_waiting_calls(&mut self) {
        while let Some(found) = self.next_match() {
            self.make_offers(found);
        }
    }

    fn next_match(&self) -> Option<Match> {
        let mut idle: Vec<u32> = self.agents.slots().collect();
        idle.retain(|slot| self.agents.at(*slot).is_some_and(|agent| agent.is_offerable()));
        if idle.is_empty() {
            return None;
        }
        let mut calls: Vec<(Urgency, u32)> = Vec::new();
        for (slot, call, queue) in self.unanswered().filter(|(_, call, _)| call.is_eligible()) {
            calls.push((Urgency::of(call, &queue.config, self.now), slot));
        }
        calls.sort_unstable();
        calls.into_iter().find_map(|(_, slot)| {
            let call = self.calls.at(slot)?;
            of_all_ranked(self, (slot, call), self.queues.at(call.queue)?, &idle, idle.len())
        })
    }

    pub(super) fn yields_to_live(&self, call: &Call, queue: &Queue, agent: &Agent) -> bool {
        let most = queue.config.callbacks.unwrap_or_default().in_a_row_max.max(1);
        if call.kind == CallKind::Live || queue.memory.callbacks_in_a_row < most {
            return false;
        }
        self.unanswered().any(|(_, other, of)| {
            other.kind == CallKind::Live
                && of.config.id == queue.config.id
                && other.is_eligible()
                && self.may_take(other, queue, agent)
        })
    }
}

/// Reserves, stages to skip, preferences and overflow.
impl Acd {
    pub(super) fn turn_reserves(&mut self) {
        let changed = |acd: &Self| {
            acd.queues.sorted_slots(|queue| &queue.config.id).into_iter().find_map(|slot| {
                let queue = acd.queues.at(slot)?;
                let before = queue.memory.reserve_on;
                let waiting = || acd.unanswered().filter(|(_, call, _)| call.queue == slot).count();
                let reserve = queue.config.reserve.as_ref();
                let on = reserve.is_some_and(|reserve| reserve.is_on(before, waiting()));
                (on != before).then(|| (slot, queue.config.id.clone(), on))
            })
        };
        while let Some((slot, id, on)) = changed(self) {
            if let Some(queue) = self.queues.at_mut(slot) {
                queue.memory.reserve_on = on;
            }
            self.outputs.push_back(Output::ReserveChanged { queue: id, on });
        }
    }

    pub(super) fn skip_unreachable_stages(&mut self) {
        if self.queues.values().any(|queue| queue.config.skip_unreachable_stages) {
            self.all_by_arrival().into_iter().for_each(|slot| self.skip_stages(slot));
        }
    }

    pub(super) fn somebody_reachable(&self, queue: u32, stage: usize) -> bool {
        let admits =
            |agent: &Agent| self.config_at(queue).is_some_and(|q| q.admits(stage, &agent.skills).is_some());
        self.agents.values().any(|agent| agent.is_reachable() && admits(agent))
    }

    pub(super) fn somebody_may_come(&self, call: &CallRow) -> bool {
        let admits = |agent: &Agent| {
            self.config_at(call.queue).is_some_and(|q| q.ever_admits(call.stage, &agent.skills))
        };
        self.agents.values().any(|agent| agent.is_reachable_soon() && admits(agent))
    }

    pub(super) fn preferring_where(&self, which: impl Fn(&Self, &CallRow) -> bool) -> Vec<u32> {
        let slots = self.preferring.iter().filter_map(|id| self.calls.slot(id));
        slots.filter(|slot| self.calls.at(*slot).is_some_and(|call| which(self, call))).collect()
    }

    pub(super) fn callers_to_send_on(&self) -> Vec<u32> {
        let overflows = self.queues.values().any(|queue| queue.config.overflow.is_some());
        if overflows { self.all_by_arrival() } else { Vec::new() }
    }

    pub(super) fn entered_before(&self, call: &CallRow) -> usize {
        let entered = |call: &Call| (call.entered_at, call.joined.seq);
        let callers = self.unanswered().filter(|(_, other, _)| other.kind == CallKind::Live);
        let same_queue = callers.filter(|(_, other, _)| other.queue == call.queue);
        same_queue.filter(|(_, other, _)| entered(other) < entered(call)).count()
    }

    pub(super) fn empty_closing_queues(&mut self) -> Vec<QueueId> {
        let closing = self.queues.values().filter(|queue| queue.standing == Standing::Closing);
        let empty =
            closing.filter(|queue| self.calls.values().all(|call| call.call.queue != queue.config.id));
        empty.map(|queue| queue.config.id.clone()).collect()
    }
}

/// Lines and counts.
impl Acd {
    pub(super) fn config_at(&self, queue: u32) -> Option<&QueueConfig> {
        self.queues.at(queue).map(|queue| &queue.config)
    }

    pub(super) fn callers_waiting(&self, queue: &QueueId) -> usize {
        let callers = self.unanswered().filter(|(_, call, _)| call.kind == CallKind::Live);
        callers.filter(|(.., of)| of.config.id == *queue).count()
    }

    pub(super) fn position(&self, call: &CallRow) -> usize {
        let urgency = |call: &CallRow, queue: &Queue| Urgency::of(call, &queue.config, self.now);
        let Some(queue) = self.queues.at(call.queue) else { return 1 };
        let same_queue = self.unanswered().filter(|(_, other, _)| other.queue == call.queue);
        1 + same_queue.filter(|(_, other, _)| urgency(other, queue) < urgency(call, queue)).count()
    }

    pub(super) fn in_line(&self, queue: &QueueId) -> Vec<&Call> {
        let calls = self.all_by_arrival().into_iter().filter_map(|slot| self.calls.at(slot));
        calls.map(|row| &row.call).filter(|call| call.queue == *queue).collect()
    }

    pub(super) fn fewest_answered(&self, queue: u32) -> u64 {
        let Some(id) = self.config_at(queue).map(|config| &config.id) else { return 0 };
        let signed_in = self.agents.values().filter(|agent| agent.state != AgentState::Offline);
        signed_in.filter_map(|agent| agent.workload.answered.get(id)).min().copied().unwrap_or(0)
    }

    fn unanswered(&self) -> impl Iterator<Item = (u32, &CallRow, &Queue)> {
        let rows = self.calls.slots().filter_map(|slot| Some((slot, self.calls.at(slot)?)));
        let unanswered = rows.filter(|(_, call)| call.is_unanswered());
        unanswered.filter_map(|(slot, call)| Some((slot, call, self.queues.at(call.queue)?)))
    }

    fn all_by_arrival(&self) -> Vec<u32> {
        let mut calls: Vec<_> =
            self.unanswered().map(|(slot, call, _)| (call.joined, call.id, slot)).collect();
        calls.sort_unstable();
        calls.into_iter().map(|(.., slot)| slot).collect()
    }
}

/// Nothing is noted: it will be looked at.
impl Acd {
    pub(super) fn suspend_index(&mut self) {}

    pub(super) fn rebuild_index(&mut self) {}

    pub(super) fn call_moved(&mut self, _: u32) {}

    pub(super) fn call_gone(&mut self, _: u32) {}

    pub(super) fn preference_gone(&mut self, _: CallId, _: &Option<Preferred>) {}

    pub(super) fn patience_over(&mut self, _: u32) {}

    pub(super) fn hours_changed(&mut self, _: &QueueId) {}

    pub(super) fn agent_moved(&mut self, _: u32) {}

    pub(super) fn count_begins(&mut self, _: u32, _: u64) {}

    pub(super) fn count_ends(&mut self, _: u32, _: u64) {}

    pub(super) fn calm_down(&mut self) {}
}
