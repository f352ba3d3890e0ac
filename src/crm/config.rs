//! `[crm]`: where customers are looked up, and how long that may take.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::{SourceConfig, WriteBackConfig};

/// The settings of `[crm]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// After this the look-up is given up and the card says so, in milliseconds.
    pub give_up_ms: u64,
    /// What comes within this is on the card at the first fill, in milliseconds; the rest follows.
    pub first_fill_ms: u64,
    /// A file that holds the secret customers' codes are hashed with; without one no code verifies anybody.
    pub pin_key_file: Option<PathBuf>,
    /// A number `santral check` asks the sources for when it is told none; as a caller's, in any form.
    pub sample_number: String,
    /// The company's own databases and services.
    pub source: Vec<SourceConfig>,
    /// Who is told of finished interactions.
    pub write_back: Vec<WriteBackConfig>,
}

impl Config {
    /// How long anybody waits.
    pub fn give_up(&self) -> Duration {
        Duration::from_millis(self.give_up_ms)
    }

    /// How long the first fill is gathered.
    pub fn first_fill(&self) -> Duration {
        Duration::from_millis(self.first_fill_ms)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            give_up_ms: 10_000,
            first_fill_ms: 300,
            pin_key_file: None,
            sample_number: "+90 532 000 00 12".to_owned(),
            source: Vec::new(),
            write_back: Vec::new(),
        }
    }
}
