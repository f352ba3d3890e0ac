//! One queue's counts over one business day.

use std::time::Duration;

use super::Convention;

/// Counts of one queue since the business day began. Every caller who entered ends as exactly one of
/// answered, abandoned, overflowed, turned away, fell back or failed; until then he is still in progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueDay {
    /// Callers who joined.
    pub entered: u32,
    /// Callers an agent talked to.
    pub answered: u32,
    /// Of those, within the convention's limit.
    pub answered_within: u32,
    /// Callers who hung up before anybody talked to them.
    pub abandoned: u32,
    /// Of those, sooner than the short-abandon limit.
    pub short_abandoned: u32,
    /// Callers sent on to another queue, where they count as entered; they count for no service level here.
    pub overflowed: u32,
    /// Callers who came while the queue was closed; they count for no service level.
    pub turned_away: u32,
    /// Callers whom the PBX's fall-back queue took.
    pub fell_back: u32,
    /// Callers lost to a fault of the PBX or of the link.
    pub failed: u32,
}

impl QueueDay {
    /// A caller joined.
    pub fn entered(&mut self) {
        self.entered += 1;
    }

    /// An agent answered after `wait`.
    pub fn answered(&mut self, wait: Duration, convention: Convention) {
        self.answered += 1;
        self.answered_within += u32::from(wait <= convention.within);
    }

    /// The caller left after `wait`.
    pub fn abandoned(&mut self, wait: Duration, convention: Convention) {
        self.abandoned += 1;
        self.short_abandoned += u32::from(wait < convention.short_abandon);
    }

    /// Another queue has the caller.
    pub fn overflowed(&mut self) {
        self.overflowed += 1;
    }

    /// The caller was told that the queue is closed.
    pub fn turned_away(&mut self) {
        self.turned_away += 1;
    }

    /// The fall-back queue has the caller.
    pub fn fell_back(&mut self) {
        self.fell_back += 1;
    }

    /// A caller who was counted as lost was not: how he went is counted next.
    pub fn found_again(&mut self) {
        self.failed = self.failed.saturating_sub(1);
    }

    /// The caller vanished by a fault.
    pub fn failed(&mut self) {
        self.failed += 1;
    }
}
