//! What UDP may lose is said again until it is answered (RFC 3261 section 17, with its timers A and E).

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// T1.
const FIRST: Duration = Duration::from_millis(500);
/// T2.
const LONGEST: Duration = Duration::from_secs(4);
/// 64 times T1: then nobody is there.
const GIVE_UP: Duration = Duration::from_secs(32);

/// Messages that wait for an answer, by whatever will name it.
#[derive(Debug, Default)]
pub(super) struct Resend {
    open: BTreeMap<String, Open>,
}

#[derive(Debug)]
struct Open {
    text: String,
    next: Instant,
    interval: Duration,
    until: Instant,
}

impl Resend {
    pub(super) fn begin(&mut self, key: String, text: String, now: Instant) {
        let open = Open { text, next: now + FIRST, interval: FIRST, until: now + GIVE_UP };
        self.open.insert(key, open);
    }

    pub(super) fn answered(&mut self, key: &str) {
        self.open.remove(key);
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.open.values().map(|open| open.next).min()
    }

    /// What is to be sent again now.
    pub(super) fn due(&mut self, now: Instant) -> Vec<String> {
        self.open.retain(|_, open| open.until > now);
        let due = self.open.values_mut().filter(|open| open.next <= now);
        due.map(|open| {
            open.interval = (open.interval * 2).min(LONGEST);
            open.next = now + open.interval;
            open.text.clone()
        })
        .collect()
    }
}
