//! Agents kept back until many wait.

use super::machine::Acd;
use super::{Level, QueueConfig, QueueId, Requirement, SkillId};
use std::collections::BTreeMap;

/// Agents who take a queue's calls only while many wait in it (routing.md, section 1, "Reserve
/// agents"). Two thresholds, or the reserve would come and go with every caller.
///
/// Looked at before every matching. A reserve agent counts as reachable whether or not she is held
/// back: a longer line brings her.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reserve {
    /// Who is kept back, of those the queue's requirement admits.
    pub who: Requirement,
    /// With so many unanswered calls in the queue they begin to take them; 0 counts as 1.
    pub on_waiting: usize,
    /// With so many or fewer they stop. Less than `on_waiting`; more counts as one less.
    pub off_waiting: usize,
}

impl Reserve {
    /// Whether the reserve takes calls, having taken them or not until now, with so many waiting.
    pub(super) fn is_on(&self, before: bool, waiting: usize) -> bool {
        let on = self.on_waiting.max(1);
        if before { waiting > self.off_waiting.min(on - 1) } else { waiting >= on }
    }
}

impl QueueConfig {
    /// Whether an agent with these skills is of the queue's reserve.
    pub fn reserves(&self, skills: &BTreeMap<SkillId, Level>) -> bool {
        self.reserve.as_ref().is_some_and(|reserve| reserve.who.satisfied_by(skills))
    }
}

impl Acd {
    /// Whether a queue's reserve agents take its calls now.
    pub fn is_reserve_on(&self, queue: &QueueId) -> bool {
        self.queues.get(queue).is_some_and(|queue| queue.memory.reserve_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_turns_at_its_thresholds() {
        let reserve = |on_waiting, off_waiting| Reserve { who: Requirement::any(), on_waiting, off_waiting };
        for (reserve, before, waiting, on) in [
            (reserve(3, 1), false, 2, false),
            (reserve(3, 1), false, 3, true),
            (reserve(3, 1), true, 2, true),
            (reserve(3, 1), true, 1, false),
            (reserve(3, 9), true, 3, true),
            (reserve(3, 9), true, 2, false),
            (reserve(0, 0), false, 0, false),
            (reserve(0, 0), false, 1, true),
        ] {
            assert_eq!(reserve.is_on(before, waiting), on, "{reserve:?} {before} {waiting}");
        }
    }
}
