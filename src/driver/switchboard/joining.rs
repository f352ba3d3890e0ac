//! How a caller joins a queue: at once, or after a short look at who he is where the queue wants to know.

use std::time::Duration;

use crate::acd::{CallerKey, Input, Join, PRIORITY_MAX, QueueId, Time};
use crate::call::CallId;
use crate::catalog;
use crate::driver::{Call, KNOWN_WITHIN, Known, Question};

use super::{Effect, Switchboard};

/// The segment's name under which a queue gives priority to customers who bear the mark.
const VIP: &str = "vip";

impl Switchboard {
    /// A call that has just arrived joins its queue, or is held back until its caller is known.
    pub(super) fn joins(&mut self, now: Time, call: &Call, queue: QueueId) {
        let number = call.caller.reading.e164.clone().filter(|_| self.wants_to_know(&queue));
        match number {
            Some(number) => {
                self.held.insert(call.id, now + KNOWN_WITHIN);
                self.effects.push_back(Effect::WhoCalls(Question { call: call.id, number }));
            }
            None => self.join(now, call.id, &Known::default()),
        }
    }

    /// Somebody has looked who a caller is.
    pub(super) fn on_known(&mut self, now: Time, call: CallId, known: &Known) {
        if self.held.remove(&call).is_some() {
            self.join(now, call, known);
        }
    }

    /// Callers nobody knew in time join as strangers.
    pub(super) fn join_overdue(&mut self, now: Time) {
        while let Some((call, _)) = self.held.iter().find(|(_, until)| **until <= now).map(|(c, u)| (*c, *u))
        {
            self.on_known(now, call, &Known::default());
        }
    }

    fn join(&mut self, now: Time, id: CallId, known: &Known) {
        let Some(call) = self.calls.get(&id).cloned() else { return };
        let Some(queue) = call.queue.clone() else { return };
        let mut join = Join::new(id.into(), queue.clone(), call.joined_at);
        if let Some(wishes) = self.roster.catalog().queue(queue.as_str()) {
            join = join.with_priority(priority(wishes, known));
            if let Some(agent) = known.last_agent.clone().filter(|_| wishes.prefer_last_agent_s > 0) {
                let patience = Duration::from_secs(wishes.prefer_last_agent_s.into());
                join = join.with_preferred(vec![agent], patience);
            }
        }
        join.caller =
            call.caller.reading.e164.as_ref().and_then(|number| number.digits().parse().ok()).map(CallerKey);
        self.tell_core(now, Input::CallJoined(join));
    }

    fn wants_to_know(&self, queue: &QueueId) -> bool {
        let queue = self.roster.catalog().queue(queue.as_str());
        queue.is_some_and(|queue| queue.prefer_last_agent_s > 0 || !queue.priorities.is_empty())
    }
}

/// The points of the caller's segment or of the mark, whichever is more.
fn priority(queue: &catalog::Queue, known: &Known) -> u8 {
    let points = |name: &str| queue.priorities.get(name).copied().unwrap_or(0);
    let segment = known.segment.as_deref().map_or(0, points);
    let mark = if known.vip { points(VIP) } else { 0 };
    segment.max(mark).min(PRIORITY_MAX)
}
