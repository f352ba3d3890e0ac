//! Which of the waiting calls comes first, in one queue and across queues.

use std::cmp::Reverse;
use std::time::Duration;

use super::{Call, QueueConfig, Time};

/// The highest priority a call may have; 0 is the lowest and what holds when nobody says.
pub const PRIORITY_MAX: u8 = 10;

/// Which waiting call comes first when an agent becomes free (routing.md, section 1, "Which call").
///
/// An agent may serve queues of different orders, so the orders are made comparable: each gives its
/// calls a *virtual arrival*, and the earliest virtual arrival is served first, whatever the queue.
/// Equal ones are served in the order the core was told of them.
///
/// | order | virtual arrival of a call that joined at `t`, at the moment `now` |
/// |---|---|
/// | `fcfs` | `t` |
/// | `credit` | `t` − priority × [`QueueConfig::priority_worth`] |
/// | `deadline` | `t` + [`QueueConfig::target`] |
/// | `accumulating` | `now` − [`QueueConfig::weight`] × (`now` − `t`) |
/// | `priority` | `t`, but before every call of a lower priority, in whatever queue |
///
/// In all orders but `priority` a call's priority does not count except through `credit`: beside a
/// call of a `priority` queue theirs count as priority 0.
///
/// With `credit` and `fcfs` nobody starves: no call that joined later after
/// a caller than [`PRIORITY_MAX`] × `priority_worth` (the largest worth of the queues the agent
/// serves) can come before him, whatever the traffic. `priority` gives no such bound; that is what
/// it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CallOrder {
    /// First come, first served.
    #[default]
    Fcfs,
    /// The highest priority, then the longest wait.
    Priority,
    /// The longest wait, where a point of priority counts as having waited longer by a stated time.
    Credit,
    /// The call whose service-level target runs out first.
    Deadline,
    /// The largest product of the queue's weight and the wait.
    Accumulating,
}

impl CallOrder {
    /// Every order there is.
    pub const ALL: [Self; 5] = [Self::Fcfs, Self::Priority, Self::Credit, Self::Deadline, Self::Accumulating];

    /// The name in the catalog.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fcfs => "fcfs",
            Self::Priority => "priority",
            Self::Credit => "credit",
            Self::Deadline => "deadline",
            Self::Accumulating => "accumulating",
        }
    }
}

/// A call's place among all waiting calls at one moment; the smaller is served first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Urgency {
    strict: Reverse<u8>,
    /// The virtual arrival, in microseconds since the origin; before it when negative.
    arrival_us: i128,
    seq: u64,
}

impl Urgency {
    pub(super) fn of(call: &Call, queue: &QueueConfig, now: Time) -> Self {
        let joined = i128::from(call.joined.at.as_micros());
        let (strict, arrival_us) = match queue.call_order {
            CallOrder::Fcfs => (0, joined),
            CallOrder::Priority => (call.priority, joined),
            CallOrder::Credit => (0, joined - i128::from(call.priority) * micros(queue.priority_worth)),
            CallOrder::Deadline => (0, joined + micros(queue.target)),
            CallOrder::Accumulating => {
                let wait = micros(now - call.joined.at);
                (0, i128::from(now.as_micros()) - i128::from(queue.weight) * wait)
            }
        };
        Self { strict: Reverse(strict), arrival_us, seq: call.joined.seq }
    }
}

/// A call's place among those of its own queue, which time does not change: of two calls of one queue the
/// one with the smaller order has the smaller [`Urgency`] at every moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Order {
    strict: Reverse<u8>,
    /// The virtual arrival as its upper and its lower half, which compare as the whole does.
    arrival_us: (i64, u64),
    seq: u64,
}

impl Order {
    /// Of no call.
    pub(super) const NONE: Self = Self { strict: Reverse(0), arrival_us: (0, 0), seq: 0 };

    pub(super) fn of(call: &Call, queue: &QueueConfig) -> Self {
        let Urgency { strict, arrival_us, seq } = match queue.call_order {
            // With no weight every wait counts alike, and only the order of telling is left.
            CallOrder::Accumulating if queue.weight == 0 => {
                Urgency { strict: Reverse(0), arrival_us: 0, seq: call.joined.seq }
            }
            CallOrder::Accumulating => Urgency {
                strict: Reverse(0),
                arrival_us: call.joined.at.as_micros().into(),
                seq: call.joined.seq,
            },
            CallOrder::Fcfs | CallOrder::Priority | CallOrder::Credit | CallOrder::Deadline => {
                Urgency::of(call, queue, Time::ZERO)
            }
        };
        Self { strict, arrival_us: ((arrival_us >> 64) as i64, arrival_us as u64), seq }
    }
}

/// Beyond 2^64 µs, some half a million years, a span counts as that.
fn micros(span: Duration) -> i128 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX).into()
}
