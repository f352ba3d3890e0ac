//! How long a look-up may take.

use std::time::Duration;

use serde::Deserialize;

/// The settings of `[crm]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What is found within this is in the pop's first fill; what is found later follows, in milliseconds.
    pub deadline_ms: u64,
    /// After this the look-up is given up and the card says so, in milliseconds.
    pub give_up_ms: u64,
}

impl Config {
    /// How long the first fill waits.
    pub fn deadline(&self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }

    /// How long anybody waits.
    pub fn give_up(&self) -> Duration {
        Duration::from_millis(self.give_up_ms)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self { deadline_ms: 300, give_up_ms: 10_000 }
    }
}
