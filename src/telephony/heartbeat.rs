//! What tells waiting callers that somebody steers: it goes on only while the driver does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// A driver whose loop has not turned for this long is as good as dead: its callers belong to the PBX.
const DRIVER_STALE_AFTER: Duration = Duration::from_secs(3);
/// The count behind `CTI_HB`.
#[derive(Debug)]
pub(super) struct Heartbeat {
    pulse: Arc<AtomicU64>,
    seen: u64,
    turned_at: Instant,
    beats: u64,
}

impl Heartbeat {
    /// As long as this pulse goes on.
    pub(super) fn of(pulse: Arc<AtomicU64>) -> Self {
        Self { pulse, seen: 0, turned_at: Instant::now(), beats: 0 }
    }

    /// Whether the driver's loop has turned lately.
    pub(super) fn driver_turns(&mut self) -> bool {
        let pulse = self.pulse.load(Ordering::Relaxed);
        if pulse != self.seen {
            self.seen = pulse;
            self.turned_at = Instant::now();
        }
        self.turned_at.elapsed() < DRIVER_STALE_AFTER
    }

    /// Any value that is not the last one.
    pub(super) fn next(&mut self) -> String {
        self.beats = self.beats.wrapping_add(1);
        self.beats.to_string()
    }
}
