//! Stages, overflow, hours and the reserve: whether a queue does with its calls what it says.

use santral::acd::{AgentId, CallId, CallKind, OverflowCause, OverflowTarget, QueueId, StageCause, Time};

use super::{Ledger, Waiting};

impl Ledger {
    pub(super) fn call_is_sent_on(
        &mut self,
        now: Time,
        call: CallId,
        queue: &QueueId,
        to: &OverflowTarget,
        cause: OverflowCause,
    ) {
        if cause == OverflowCause::Closed {
            assert!(self.habits(queue).closed && !self.waiting.contains_key(&call));
            self.sent_on_from.push(queue.clone());
            assert_eq!(*to, self.where_when_closed(queue));
            return;
        }
        assert!(self.overflow_causes(now, call).contains(&cause), "{call} overflows: {cause:?}");
        assert!(self.may_overflow(&self.waiting[&call]));
        let waiting = self.waiting.get_mut(&call).unwrap();
        assert_eq!(waiting.queue, *queue);
        if let OverflowTarget::Queue(to) = to {
            waiting.overflowed_from.push(queue.clone());
            (waiting.queue, waiting.entered_at, waiting.stage) = (to.clone(), now, 0);
        }
    }

    /// Where a closed queue sends a caller who has been sent on from these.
    fn where_when_closed(&self, queue: &QueueId) -> OverflowTarget {
        let Some(OverflowTarget::Queue(to)) = &self.queues[queue].when_closed else {
            return OverflowTarget::GiveBack;
        };
        let known = self.config.queues.iter().any(|queue| queue.id == *to);
        if !known || self.sent_on_from.contains(to) || (!self.habits(to).closed && self.is_full(to)) {
            return OverflowTarget::GiveBack;
        }
        OverflowTarget::Queue(to.clone())
    }

    fn is_full(&self, queue: &QueueId) -> bool {
        self.queues[queue].max_waiting.is_some_and(|most| self.callers_in(queue).count() >= most)
    }

    /// Why a waiting call should be sent on.
    fn overflow_causes(&self, now: Time, call: CallId) -> Vec<OverflowCause> {
        let waiting = &self.waiting[&call];
        let queue = &self.queues[&waiting.queue];
        let Some(overflow) = queue.overflow.as_ref().filter(|_| waiting.kind == CallKind::Live) else {
            return Vec::new();
        };
        let entered = |waiting: &Waiting| (waiting.entered_at, waiting.arrival);
        let before = || self.callers_in(&queue.id).filter(|other| entered(other) < entered(waiting)).count();
        let mut causes = Vec::new();
        if overflow.waiting_max.is_some_and(|most| before() >= most) {
            causes.push(OverflowCause::TooManyWaiting);
        }
        if overflow.wait_max.is_some_and(|most| now >= waiting.entered_at + most) {
            causes.push(OverflowCause::WaitingTooLong);
        }
        // Whoever some stage from here on admits, now or later, until one replaces it.
        let ever = |agent: &&AgentId| {
            (0..=queue.stages.len()).any(|stage| {
                let later = Waiting { stage: stage.max(waiting.stage), ..waiting.clone() };
                self.admitting_stage(now, &later, agent).is_some()
            })
        };
        if overflow.nobody_reachable && !self.states.keys().filter(ever).any(|a| self.is_reachable_soon(a)) {
            causes.push(OverflowCause::NobodyReachable);
        }
        causes
    }

    fn may_overflow(&self, call: &Waiting) -> bool {
        let overflow = self.queues[&call.queue].overflow.as_ref();
        match overflow.map(|overflow| &overflow.to) {
            None => false,
            Some(OverflowTarget::GiveBack) => true,
            Some(OverflowTarget::Queue(to)) => {
                self.config.queues.iter().any(|queue| queue.id == *to)
                    && !self.habits(to).closed
                    && *to != call.queue
                    && !call.overflowed_from.contains(to)
                    && !self.is_full(to)
            }
        }
    }

    pub(super) fn stage_is_reached(
        &self,
        now: Time,
        call: CallId,
        queue: &QueueId,
        stage: usize,
        cause: StageCause,
    ) {
        let (waiting, config) = (&self.waiting[&call], &self.queues[queue]);
        let by_age = self.stage_by_age(now, waiting);
        match cause {
            StageCause::Age => assert_eq!(stage, by_age),
            StageCause::NobodyReachable => {
                assert!(config.skip_unreachable_stages && stage > by_age);
                let skipped = Waiting { stage: stage - 1, ..waiting.clone() };
                let somebody = self.states.keys().any(|agent| {
                    self.is_reachable(agent) && self.admitting_stage(now, &skipped, agent).is_some()
                });
                assert!(!somebody, "{call} skipped a stage somebody could serve");
            }
        }
    }

    pub(super) fn stage_by_age(&self, now: Time, call: &Waiting) -> usize {
        let age = now - call.joined_at;
        self.queues[&call.queue].stages.iter().filter(|stage| stage.after <= age).count()
    }

    /// No call is left at a stage it should have skipped, or waits for somebody who will not come.
    pub(super) fn nobody_waits_in_vain(&self, now: Time) {
        let ringing: Vec<CallId> = self.offers.values().map(|(call, _)| *call).collect();
        for (call, waiting) in self.waiting.iter().filter(|(call, _)| !ringing.contains(call)) {
            let queue = &self.queues[&waiting.queue];
            let stage = self.stage_by_age(now, waiting).max(waiting.stage);
            if queue.skip_unreachable_stages && stage < queue.stages.len() {
                let mut reachable = self.states.keys().filter(|agent| self.is_reachable(agent));
                assert!(reachable.any(|agent| self.admitting_stage(now, waiting, agent).is_some()));
            }
            assert!(
                !self.may_overflow(waiting) || self.overflow_causes(now, *call).is_empty(),
                "{call} should have been sent on"
            );
            if let Some((_, until)) = &waiting.preferred {
                assert!(*until > now && self.is_worth_waiting(now, *call), "{call} waits in vain");
            }
        }
    }

    pub(super) fn is_worth_waiting(&self, now: Time, call: CallId) -> bool {
        let waiting = &self.waiting[&call];
        let (agents, _) = waiting.preferred.as_ref().unwrap();
        agents
            .iter()
            .any(|agent| self.is_reachable_soon(agent) && self.admitting_stage(now, waiting, agent).is_some())
    }

    pub(super) fn reserve_may_turn(&self, queue: &QueueId, on: bool) {
        assert_ne!(self.habits(queue).reserve_on, on);
        let waiting = self.waiting.values().filter(|call| call.queue == *queue).count();
        match &self.queues[queue].reserve {
            Some(reserve) if on => assert!(waiting >= reserve.on_waiting),
            Some(reserve) => assert!(waiting <= reserve.off_waiting || waiting < reserve.on_waiting),
            None => assert!(!on),
        }
    }

    /// A reserve is in with many waiting, out with few, and as it was in between.
    pub(super) fn reserves_are_as_the_lines_say(&self) {
        for (id, habits) in &self.habits {
            let waiting = self.waiting.values().filter(|call| call.queue == *id).count();
            let Some(reserve) = &self.queues[id].reserve else {
                assert!(!habits.reserve_on, "{id} has no reserve");
                continue;
            };
            if waiting >= reserve.on_waiting.max(1) {
                assert!(habits.reserve_on, "the reserve of {id} is in");
            } else if waiting <= reserve.off_waiting {
                assert!(!habits.reserve_on, "the reserve of {id} is out");
            }
        }
    }
}
