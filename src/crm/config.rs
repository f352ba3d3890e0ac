//! How long a look-up may take.

use std::time::Duration;

use serde::Deserialize;

/// The settings of `[crm]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// After this the look-up is given up and the card says so, in milliseconds.
    pub give_up_ms: u64,
}

impl Config {
    /// How long anybody waits.
    pub fn give_up(&self) -> Duration {
        Duration::from_millis(self.give_up_ms)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self { give_up_ms: 10_000 }
    }
}
