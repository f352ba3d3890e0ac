//! How long a caller will still wait, with bounds.

use std::time::Duration;

use super::machine::{Acd, Queue};
use super::{Call, CallId, QueueId};

/// The longest wait an estimate speaks of; beyond it is this.
pub const ESTIMATE_MAX: Duration = Duration::from_secs(2 * 3_600);

/// Fewest measured conversations a serving rate is taken from.
const CONVERSATIONS_MIN: usize = 10;

/// How long a caller will still wait. Never given without its bounds, which are wide: they come from
/// the model, and callers are not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Estimate {
    /// About one caller in ten waits less.
    pub low: Duration,
    /// The mean.
    pub likely: Duration,
    /// About one caller in ten waits longer.
    pub high: Duration,
    /// What it was taken from.
    pub method: EstimateMethod,
}

/// What an estimate was taken from (routing.md, section 1, "Estimated wait").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EstimateMethod {
    /// Where the queue's agents serve no other queue: the sum over everybody served before him of
    /// 1 / (c μ + i θ), c the calls its reachable agents can have at once, μ and θ measured over the
    /// last [`PACE_CALLS`](super::PACE_CALLS) calls ([`Pace`](super::Pace)). The bounds are 1.28
    /// standard deviations of such a sum of exponential times.
    ServingRate,
    /// Else: how long the head of the line has waited, in the proportion of the caller's position to
    /// the length of the line. The bounds are half and twice as much.
    HeadOfLine,
    /// Nobody waits, or nothing is measured: only the bounds 0 and [`ESTIMATE_MAX`] are meant.
    NoData,
}

impl EstimateMethod {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ServingRate => "serving-rate",
            Self::HeadOfLine => "head-of-line",
            Self::NoData => "no-data",
        }
    }
}

impl Acd {
    /// How long a call will still wait from the last moment told; `None` when it does not.
    pub fn estimate(&self, call: CallId) -> Option<Estimate> {
        let call = self.calls.get(&call).filter(|call| call.is_unanswered())?;
        let queue = self.queues.at(call.queue)?;
        Some(self.estimate_at(queue, call.stage, self.position(call)))
    }

    /// How long somebody would wait who joined the queue now; `None` when there is no such queue.
    pub fn estimate_for(&self, queue: &QueueId) -> Option<Estimate> {
        let queue = self.queues.get(queue)?;
        let id = &queue.config.id;
        let mut idle = self.agents.values().filter(|agent| agent.is_offerable());
        let taken_at_once = idle.any(|agent| {
            let held = queue.config.reserves(&agent.skills) && !queue.memory.reserve_on;
            !held && queue.config.admits(0, &agent.skills).is_some()
        });
        if taken_at_once {
            let none = Duration::ZERO;
            return Some(Estimate {
                low: none,
                likely: none,
                high: none,
                method: EstimateMethod::ServingRate,
            });
        }
        Some(self.estimate_at(queue, 0, self.waiting(id).count() + 1))
    }

    fn estimate_at(&self, queue: &Queue, stage: usize, position: usize) -> Estimate {
        self.by_serving_rate(queue, stage, position)
            .or_else(|| self.by_head_of_line(queue, position))
            .unwrap_or(Estimate {
                low: Duration::ZERO,
                likely: Duration::ZERO,
                high: ESTIMATE_MAX,
                method: EstimateMethod::NoData,
            })
    }

    fn by_serving_rate(&self, queue: &Queue, stage: usize, position: usize) -> Option<Estimate> {
        let pace = &queue.memory.pace;
        if pace.conversations() < CONVERSATIONS_MIN || !self.owns_its_agents(queue) {
            return None;
        }
        let servers = self.calls_at_once(queue, stage);
        let handled_us = u128::from(pace.mean_handled_us()?.max(1));
        let (abandoned, waited_us) = pace.abandonments();
        let (abandoned, waited_us) = (u128::from(abandoned), waited_us.max(1));
        if servers == 0 {
            return None;
        }
        let (mut mean_us, mut variance) = (0_u128, 0_u128);
        for ahead in 0..position as u128 {
            // 1 / (c / handled + i * abandoned / waited), without a fraction on the way.
            let rate = servers * waited_us + ahead * abandoned * handled_us;
            let step_us = handled_us.saturating_mul(waited_us) / rate.max(1);
            mean_us += step_us;
            variance = variance.saturating_add(step_us.saturating_mul(step_us));
            if mean_us >= ESTIMATE_MAX.as_micros() {
                break;
            }
        }
        // 1.28 standard deviations leave a tenth on either side of a normal distribution.
        let spread_us = variance.isqrt().saturating_mul(128) / 100;
        Some(Estimate {
            low: at_most(mean_us.saturating_sub(spread_us)),
            likely: at_most(mean_us),
            high: at_most(mean_us.saturating_add(spread_us)),
            method: EstimateMethod::ServingRate,
        })
    }

    fn by_head_of_line(&self, queue: &Queue, position: usize) -> Option<Estimate> {
        let id = &queue.config.id;
        let line = self.waiting(id).count();
        let head: &Call = self.waiting(id).find(|call| call.quarantined_until.is_none())?;
        let age_us = (self.now - head.joined.at).as_micros();
        let likely_us = age_us * position.min(line) as u128 / line.max(1) as u128;
        Some(Estimate {
            low: at_most(likely_us / 2),
            likely: at_most(likely_us),
            high: at_most(likely_us * 2),
            method: EstimateMethod::HeadOfLine,
        })
    }

    /// Whether nobody who serves this queue serves another.
    fn owns_its_agents(&self, queue: &Queue) -> bool {
        let serves = |queue: &Queue, agent: &super::Agent| queue.config.ever_admits(0, &agent.skills);
        let mut shared = self.agents.values().filter(|agent| serves(queue, agent));
        !shared.any(|agent| {
            let mut others = self.queues.values().filter(|other| other.config.id != queue.config.id);
            others.any(|other| serves(other, agent))
        })
    }

    /// How many calls those can have at once who are reachable soon and admitted from a stage on.
    fn calls_at_once(&self, queue: &Queue, stage: usize) -> u128 {
        let soon = self.agents.values().filter(|agent| agent.is_reachable_soon());
        let admitted = soon.filter(|agent| queue.config.ever_admits(stage, &agent.skills));
        admitted.map(|agent| u128::from(agent.capacity)).sum()
    }
}

fn at_most(micros: u128) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX)).min(ESTIMATE_MAX)
}
