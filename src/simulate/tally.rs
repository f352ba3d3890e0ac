//! What became of the callers who count.

use super::histogram::Histogram;

/// How a caller who counts ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// An agent talked to him.
    Answered,
    /// He hung up before.
    Abandoned,
    /// No trunk or no place in the queue was free: he never entered.
    Blocked,
    /// He took the offer to be called back, and was.
    CalledBack,
    /// He took it, and was not reached.
    CallbackMissed,
    /// He came while his queue was closed, and never entered.
    Closed,
    /// His queue sent him back to the PBX.
    GivenBack,
    /// He still waited when nobody was left to serve him and nothing could change that.
    Unserved,
}

/// The counts of one call type in one replication.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) arrived: u64,
    pub(super) blocked: u64,
    pub(super) answered: u64,
    pub(super) abandoned: u64,
    pub(super) called_back: u64,
    pub(super) callback_missed: u64,
    pub(super) closed: u64,
    pub(super) given_back: u64,
    pub(super) unserved: u64,
    /// Of those who entered: who waited longer than nought.
    pub(super) waited: u64,
    pub(super) answered_within: u64,
    pub(super) abandoned_short: u64,
    pub(super) wait_answered_us: u64,
    pub(super) wait_entered_us: u64,
    pub(super) wait_max_us: u64,
    /// From asking to be called back to talking, of those who were.
    pub(super) callback_us: u64,
    /// Of those who entered.
    pub(super) waits: Histogram,
}

/// The limits of the service level, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convention {
    pub(super) within_us: u64,
    pub(super) short_abandon_us: u64,
}

impl Tally {
    /// A caller's end. `wait_us` is from his arrival, all his tries together.
    pub(super) fn record(&mut self, outcome: Outcome, wait_us: u64, convention: Convention) {
        self.arrived += 1;
        match outcome {
            Outcome::Blocked => {
                self.blocked += 1;
                return;
            }
            Outcome::Answered => {
                self.answered += 1;
                self.wait_answered_us += wait_us;
                self.answered_within += u64::from(wait_us <= convention.within_us);
            }
            Outcome::Abandoned => {
                self.abandoned += 1;
                self.abandoned_short += u64::from(wait_us <= convention.short_abandon_us);
            }
            Outcome::Closed => {
                self.closed += 1;
                return;
            }
            Outcome::CalledBack => self.called_back += 1,
            Outcome::CallbackMissed => self.callback_missed += 1,
            Outcome::GivenBack => self.given_back += 1,
            Outcome::Unserved => self.unserved += 1,
        }
        self.waited += u64::from(wait_us > 0);
        self.wait_entered_us += wait_us;
        self.wait_max_us = self.wait_max_us.max(wait_us);
        self.waits.add(wait_us);
    }

    pub(super) fn entered(&self) -> u64 {
        self.arrived - self.blocked - self.closed
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.arrived += other.arrived;
        self.blocked += other.blocked;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.called_back += other.called_back;
        self.callback_missed += other.callback_missed;
        self.callback_us += other.callback_us;
        self.closed += other.closed;
        self.given_back += other.given_back;
        self.unserved += other.unserved;
        self.waited += other.waited;
        self.answered_within += other.answered_within;
        self.abandoned_short += other.abandoned_short;
        self.wait_answered_us += other.wait_answered_us;
        self.wait_entered_us += other.wait_entered_us;
        self.wait_max_us = self.wait_max_us.max(other.wait_max_us);
        self.waits.merge(&other.waits);
    }
}
