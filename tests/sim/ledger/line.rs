//! What the bystander knows of those who wait.

use std::time::Duration;

use santral::acd::{Acd, CallId, CallKind, CallerKey, DequeuedWhy, Input, Join, QueueId, Time};

use crate::model::{Claim, is_served_first};

use super::{Ledger, Waiting};

/// How a call came to wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    Anew,
    Again,
}

impl Ledger {
    pub(super) fn call_waits(
        &mut self,
        now: Time,
        input: &Input,
        call: CallId,
        queue: &QueueId,
        position: usize,
    ) -> Came {
        let moved = self.waiting.remove(&call);
        let (came, waiting) = if let Some(waiting) = moved {
            (Came::Anew, waiting)
        } else if let Input::CallJoined(join) = input {
            (Came::Anew, self.joins(now, join, queue))
        } else if let Some(before) = self.joined.remove(&call) {
            if let Input::CallbackUnanswered { .. } = input {
                (Came::Again, self.tried_in_vain(now, before))
            } else {
                assert!(matches!(input, Input::CallFound { .. }), "{input:?} brings no call back");
                (Came::Again, before)
            }
        } else if let Input::CallFound { joined_at, .. } = input {
            (Came::Anew, self.arrive(queue, (*joined_at).min(now), 0))
        } else {
            panic!("{input:?} brings no call")
        };
        let ahead = |other: &&Waiting| other.queue == *queue && self.is_served_before(now, other, &waiting);
        assert_eq!(position, self.waiting.values().filter(ahead).count() + 1);
        assert!(self.waiting.insert(call, waiting).is_none(), "a call waits in one place");
        came
    }

    fn joins(&mut self, now: Time, join: &Join, queue: &QueueId) -> Waiting {
        assert!(join.kind == CallKind::Callback || !self.habits(queue).closed, "{queue} is closed");
        let mut waiting = self.arrive(queue, join.joined_at.min(now), join.priority);
        if !self.sent_on_from.is_empty() {
            waiting.entered_at = now;
            waiting.overflowed_from = self.sent_on_from.clone();
        }
        if let Some(joined_at) = self.place_kept(now, &Input::CallJoined(join.clone()), queue) {
            waiting.joined_at = joined_at;
        }
        if let Some(caller) = join.caller.filter(|_| self.keeps_places(queue) && join.kind == CallKind::Live)
        {
            self.places.remove(&(queue.clone(), caller));
        }
        (waiting.caller, waiting.kind) = (join.caller, join.kind);
        let until = waiting.joined_at + join.patience;
        waiting.preferred = (!join.prefer.is_empty()).then(|| (join.prefer.clone(), until));
        waiting
    }

    fn arrive(&mut self, queue: &QueueId, joined_at: Time, priority: u8) -> Waiting {
        self.arrivals += 1;
        Waiting {
            queue: queue.clone(),
            joined_at,
            arrival: self.arrivals,
            priority,
            entered_at: joined_at,
            overflowed_from: Vec::new(),
            stage: 0,
            preferred: None,
            kind: CallKind::Live,
            caller: None,
            tries: 0,
            quarantined_until: Time::ZERO,
        }
    }

    fn tried_in_vain(&self, now: Time, before: Waiting) -> Waiting {
        assert_eq!(before.kind, CallKind::Callback);
        let rules = self.queues[&before.queue].callbacks.unwrap_or_default();
        let tries = before.tries + 1;
        assert!(tries < rules.tries_max.max(1), "tried too often");
        Waiting { tries, quarantined_until: now + rules.quarantine, preferred: None, ..before }
    }

    pub(super) fn call_dequeued(&mut self, now: Time, call: CallId, why: &DequeuedWhy, wait: Duration) {
        let waited = if *why == DequeuedWhy::CallbackGivenUp {
            let tried = self.joined.remove(&call).unwrap();
            let rules = self.queues[&tried.queue].callbacks.unwrap_or_default();
            assert!(tried.tries + 1 >= rules.tries_max.max(1), "given up too early");
            tried
        } else {
            self.waiting.remove(&call).expect("only who waits is dequeued")
        };
        assert_eq!(wait, now - waited.joined_at, "age is never reset");
        assert!(!self.offers.values().any(|(open, _)| *open == call), "no offer outlives its call");
        self.joined.remove(&call);
        match (why, waited.caller) {
            (DequeuedWhy::Answered { .. }, _) => {
                self.joined.insert(call, waited);
            }
            (DequeuedWhy::Abandoned, Some(caller))
                if self.keeps_places(&waited.queue) && waited.kind == CallKind::Live =>
            {
                self.places.insert((waited.queue, caller), (waited.joined_at, now));
            }
            _ => {}
        }
    }

    fn keeps_places(&self, queue: &QueueId) -> bool {
        !self.queues[queue].keeps_place.is_zero()
    }

    /// The place a caller who joins should get back.
    pub(super) fn place_kept(&self, now: Time, input: &Input, queue: &QueueId) -> Option<Time> {
        let Input::CallJoined(join) = input else { return None };
        let caller: CallerKey =
            join.caller.filter(|_| join.kind == CallKind::Live && self.keeps_places(queue))?;
        let (joined_at, left_at) = *self.places.get(&(queue.clone(), caller))?;
        let in_time = now <= left_at + self.queues[queue].keeps_place;
        (in_time && joined_at < join.joined_at).then_some(joined_at)
    }

    /// So many callers in a hundred are offered to be called back, evenly.
    pub(super) fn offered_a_callback(&mut self, came: Came, call: CallId, offered: bool) {
        let waiting = &self.waiting[&call];
        if waiting.kind == CallKind::Callback || came == Came::Again {
            assert!(!offered);
            return;
        }
        let rules = self.queues[&waiting.queue].callbacks;
        let habits = self.habits.entry(waiting.queue.clone()).or_default();
        let hundreds = |entered: u64, percent: u8| entered * u64::from(percent.min(100)) / 100;
        let due = |percent| hundreds(habits.entered + 1, percent) > hundreds(habits.entered, percent);
        assert_eq!(offered, rules.is_some_and(|rules| due(rules.offer_percent)));
        habits.entered += 1;
    }

    pub(super) fn is_served_before(&self, now: Time, a: &Waiting, b: &Waiting) -> bool {
        let claim = |call: &Waiting| Claim {
            queue: &self.queues[&call.queue],
            wait_us: (now - call.joined_at).as_micros(),
            priority: call.priority,
            arrival: call.arrival,
        };
        is_served_first(&claim(a), &claim(b))
    }

    pub(super) fn callers_in(&self, queue: &QueueId) -> impl Iterator<Item = &Waiting> {
        let queue = queue.clone();
        self.waiting.values().filter(move |call| call.queue == queue && call.kind == CallKind::Live)
    }

    pub(super) fn is_eligible(&self, now: Time, call: CallId) -> bool {
        let rings = self.offers.values().any(|(open, _)| *open == call);
        !rings && self.waiting[&call].quarantined_until <= now
    }

    pub(super) fn no_call_is_lost(&self, acd: &Acd) {
        let held = acd.calls().filter(|call| call.is_unanswered()).map(|call| call.id);
        assert!(held.eq(self.waiting.keys().copied()), "who waits is held, nobody else");
        let in_queues: usize = acd.queues().map(|queue| acd.waiting(&queue.id).count()).sum();
        assert_eq!(in_queues, self.waiting.len(), "who waits stands in a queue");
    }

    /// Every estimate has its bounds in order.
    pub(crate) fn estimates_have_bounds(&self, acd: &Acd) {
        let calls = self.waiting.keys().map(|call| acd.estimate(*call).unwrap());
        for estimate in calls.chain(acd.queues().map(|queue| acd.estimate_for(&queue.id).unwrap())) {
            let most = santral::acd::ESTIMATE_MAX;
            assert!(
                estimate.low <= estimate.likely && estimate.likely <= estimate.high && estimate.high <= most
            );
        }
    }
}
