//! Answers kept for a stated time, with their age.

use std::time::{Duration, Instant};

use dashmap::DashMap;

use crate::crm::SectionRow;

/// Most answers kept; when they are full, those that have aged go, and if none has, the new one is not kept.
const KEPT_MAX: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Cache {
    kept: DashMap<String, Kept>,
}

#[derive(Debug)]
struct Kept {
    rows: Vec<SectionRow>,
    as_of_ms: i64,
    at: Instant,
    keep: Duration,
}

impl Cache {
    /// An answer that is still good, with the moment it was fetched, UTC milliseconds.
    pub(super) fn get(&self, key: &str, now: Instant) -> Option<(Vec<SectionRow>, i64)> {
        let kept = self.kept.get(key)?;
        kept.is_good(now).then(|| (kept.rows.clone(), kept.as_of_ms))
    }

    /// Keeps an answer for so long; not at all where that is nothing.
    pub(super) fn put(&self, key: String, rows: Vec<SectionRow>, as_of_ms: i64, at: Instant, keep: Duration) {
        if keep.is_zero() {
            return;
        }
        if self.kept.len() >= KEPT_MAX && !self.kept.contains_key(&key) {
            self.kept.retain(|_, kept| kept.is_good(at));
            if self.kept.len() >= KEPT_MAX {
                return;
            }
        }
        self.kept.insert(key, Kept { rows, as_of_ms, at, keep });
    }
}

impl Kept {
    fn is_good(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.at) < self.keep
    }
}
