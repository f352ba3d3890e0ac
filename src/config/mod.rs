//! Settings: what the process needs to start, from `santral.toml` and the environment.
//!
//! A key is overridden by `SANTRAL__SECTION__KEY`, e.g. `SANTRAL__HTTP__LISTEN`. Each section belongs to the
//! floor that uses it; `santral.example.toml` documents them all and is parsed by a test.

mod pbx;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use jiff::tz::TimeZone;
use serde::Deserialize;

pub use pbx::{Mode, Pbx};

/// Everything in `santral.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The company's time zone: where its business day begins. An IANA name.
    pub time_zone: String,
    /// How much is logged, and how.
    pub log: Log,
    /// Where browsers reach us.
    pub http: crate::api::Config,
    /// Whose pages may carry the agent's desk.
    pub embed: crate::api::EmbedConfig,
    /// Where everything is kept.
    pub store: crate::store::Config,
    /// How long customers may be looked for.
    pub crm: crate::crm::Config,
    /// Programs that are told events.
    pub webhooks: Vec<crate::hooks::Config>,
    /// How long what is kept.
    pub retention: crate::store::RetentionConfig,
    /// The PBXs, by name.
    pub pbx: BTreeMap<String, Pbx>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            time_zone: "Europe/Istanbul".to_owned(),
            log: Log::default(),
            http: crate::api::Config::default(),
            embed: crate::api::EmbedConfig::default(),
            store: crate::store::Config::default(),
            crm: crate::crm::Config::default(),
            webhooks: Vec::new(),
            retention: crate::store::RetentionConfig::default(),
            pbx: BTreeMap::new(),
        }
    }
}

/// `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// A level or a filter, e.g. `info` or `info,santral::ami=debug`.
    pub level: String,
    /// How a line looks.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named on the command line is not there.
    #[error("there is no settings file {0}; name one with --config, or copy santral.example.toml")]
    Missing(PathBuf),
    /// A value is wrong; figment says which, where it stands and what it should be.
    #[error("the settings cannot be read: {0}")]
    Wrong(Box<figment::Error>),
    /// No such time zone.
    #[error("time_zone = \"{0}\" is no time zone; use an IANA name such as Europe/Istanbul")]
    TimeZone(String),
    /// What is to be let go of makes no sense.
    #[error("[retention] {0}")]
    Retention(String),
    /// A PBX's settings do not hold together.
    #[error("[pbx.{name}]: {reason}")]
    Pbx {
        /// Which PBX.
        name: String,
        /// What is wrong, and what to do.
        reason: String,
    },
}

impl Config {
    /// Where settings are looked for unless told otherwise; it may be absent.
    pub const PATH: &'static str = "santral.toml";

    /// Reads `path`, or [`Self::PATH`] where it exists, and the environment over it.
    pub fn read(path: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = path.filter(|path| !path.is_file()) {
            return Err(ConfigError::Missing(path.to_owned()));
        }
        let file = path.unwrap_or_else(|| Path::new(Self::PATH));
        let mut figment = Figment::new();
        if file.is_file() {
            figment = figment.merge(Toml::file_exact(file));
        }
        let figment = figment.merge(Env::prefixed("SANTRAL__").split("__"));
        let config: Self = figment.extract().map_err(|error| ConfigError::Wrong(Box::new(error)))?;
        config.zone()?;
        match config.retention.mistake() {
            Some(mistake) => Err(ConfigError::Retention(mistake)),
            None => Ok(config),
        }
    }

    /// The company's time zone.
    pub fn zone(&self) -> Result<TimeZone, ConfigError> {
        TimeZone::get(&self.time_zone).map_err(|_| ConfigError::TimeZone(self.time_zone.clone()))
    }
}
