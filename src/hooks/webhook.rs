//! A target of the settings, ready to be told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

use super::client::Client;
use super::config::{Config, HookError};

/// Most webhooks.
const WEBHOOKS_MAX: usize = 16;

/// One target, with what it has come to.
#[derive(Debug)]
pub struct Webhook {
    name: String,
    wanted: Vec<&'static str>,
    pub(super) client: Client,
    /// Letters were put for it.
    pub(super) wake: Notify,
    pub(super) counted: Counted,
}

#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) delivered: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) dead: AtomicU64,
    pub(super) dropped: AtomicU64,
}

/// What a target has come to since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Letters it took.
    pub delivered: u64,
    /// Tries that failed.
    pub failed: u64,
    /// Letters that were given up.
    pub dead: u64,
    /// Events that were not put because too many letters waited; a `gap` tells of them.
    pub dropped: u64,
}

impl Webhook {
    /// The targets of the settings. They are not asked here: one that is away is no reason not to start.
    pub fn all(configs: &[Config]) -> Result<Vec<Arc<Self>>, HookError> {
        if let Some(beyond) = configs.get(WEBHOOKS_MAX) {
            return Err(beyond.wrong(format!("there are more than {WEBHOOKS_MAX}; leave some out")));
        }
        for (n, config) in configs.iter().enumerate() {
            if config.name.trim().is_empty() {
                return Err(config.wrong("name: it has none"));
            }
            if configs[..n].iter().any(|other| other.name == config.name) {
                return Err(config.wrong("name: two have it; letters would not know to whom they are"));
            }
        }
        configs.iter().map(Self::new).collect()
    }

    fn new(config: &Config) -> Result<Arc<Self>, HookError> {
        Ok(Arc::new(Self {
            name: config.name.clone(),
            wanted: config.wanted()?,
            client: Client::new(config)?,
            wake: Notify::new(),
            counted: Counted::default(),
        }))
    }

    /// Its name in the settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it asked for events of this name.
    pub fn wants(&self, event: &str) -> bool {
        self.wanted.contains(&event)
    }

    /// What it has come to since the start.
    pub fn counts(&self) -> Counts {
        let Counted { delivered, failed, dead, dropped } = &self.counted;
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts { delivered: read(delivered), failed: read(failed), dead: read(dead), dropped: read(dropped) }
    }
}
