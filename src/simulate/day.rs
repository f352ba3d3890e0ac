//! One replication's books: what became of whom, and who worked how long.

use super::Scenario;
use super::tally::{Convention, Outcome, Tally};
use super::timeline::Timeline;

/// What a replication counts.
#[derive(Clone, Debug)]
pub(super) struct Day {
    /// One a call type.
    pub(super) tallies: Vec<Tally>,
    /// One an agent group.
    pub(super) work: Vec<Work>,
    /// How long the lines were.
    pub(super) timeline: Timeline,
    /// The window that counts, in microseconds.
    from_us: u64,
    to_us: u64,
}

/// How long the agents of a group were at it within the window, in agent-microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Work {
    /// Talking or writing up.
    pub(super) busy_us: u64,
    /// Signed in, the end of a call after the end of the shift included.
    pub(super) signed_in_us: u64,
}

impl Day {
    pub(super) fn new(scenario: &Scenario, from_us: u64, to_us: u64) -> Self {
        Self {
            tallies: vec![Tally::default(); scenario.call_types.len()],
            work: vec![Work::default(); scenario.agents.len()],
            timeline: Timeline::new(scenario.call_types.len(), to_us),
            from_us,
            to_us,
        }
    }

    pub(super) fn record(&mut self, kind: usize, outcome: Outcome, wait_us: u64, convention: Convention) {
        self.tallies[kind].record(outcome, wait_us, convention);
    }

    /// Somebody who had asked for it was called back so long after.
    pub(super) fn called_back(&mut self, kind: usize, after_us: u64) {
        self.tallies[kind].callback_us += after_us;
    }

    pub(super) fn works(&mut self, group: usize, from_us: u64, to_us: u64) {
        self.work[group].busy_us += self.within(from_us, to_us);
    }

    pub(super) fn signed_in(&mut self, group: usize, from_us: u64, to_us: u64) {
        self.work[group].signed_in_us += self.within(from_us, to_us);
    }

    /// How much of a time lies within the window.
    fn within(&self, from_us: u64, to_us: u64) -> u64 {
        to_us.min(self.to_us).saturating_sub(from_us.max(self.from_us))
    }
}
