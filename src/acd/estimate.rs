//! How long a caller will still wait, with bounds.

use std::time::Duration;

use super::machine::Acd;
use super::table::QueueSlot;
use super::{CallId, QueueId};

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
        let row = self.calls.row(self.calls.slot(call)?).filter(|row| row.call.is_unanswered())?;
        Some(self.estimate_at(row.queue, row.call.stage, self.position(row)))
    }

    /// How long somebody would wait who joined the queue now; `None` when there is no such queue.
    pub fn estimate_for(&self, queue: &QueueId) -> Option<Estimate> {
        let slot = self.queues.slot(queue)?;
        if self.is_taken_at_once(slot) {
            let none = Duration::ZERO;
            return Some(Estimate {
                low: none,
                likely: none,
                high: none,
                method: EstimateMethod::ServingRate,
            });
        }
        Some(self.estimate_at(slot, 0, self.demand.queue(slot).unanswered + 1))
    }

    fn estimate_at(&self, queue: QueueSlot, stage: usize, position: usize) -> Estimate {
        self.by_serving_rate(queue, stage, position)
            .or_else(|| self.by_head_of_line(queue, position))
            .unwrap_or(Estimate {
                low: Duration::ZERO,
                likely: Duration::ZERO,
                high: ESTIMATE_MAX,
                method: EstimateMethod::NoData,
            })
    }

    fn by_serving_rate(&self, queue: QueueSlot, stage: usize, position: usize) -> Option<Estimate> {
        let pace = &self.queues.at(queue)?.memory.pace;
        let exists = |queue| self.queues.at(queue).is_some();
        if pace.conversations() < CONVERSATIONS_MIN || !self.supply.owns_its_agents(queue, exists) {
            return None;
        }
        let servers = u128::from(self.supply.serving(queue).calls_at_once(stage));
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

    fn by_head_of_line(&self, queue: QueueSlot, position: usize) -> Option<Estimate> {
        let waiting = self.demand.standing(queue).filter_map(|call| self.calls.at(call));
        let head =
            waiting.filter(|call| call.quarantined_until.is_none()).map(|call| call.joined.at).min()?;
        let line = self.demand.queue(queue).unanswered.max(1);
        let likely_us = (self.now - head).as_micros() * position.min(line) as u128 / line as u128;
        Some(Estimate {
            low: at_most(likely_us / 2),
            likely: at_most(likely_us),
            high: at_most(likely_us * 2),
            method: EstimateMethod::HeadOfLine,
        })
    }
}

fn at_most(micros: u128) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX)).min(ESTIMATE_MAX)
}
