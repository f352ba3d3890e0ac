//! `[pbx.NAME]`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use crate::ami;
use crate::call::PbxName;
use crate::net::Secret;

use super::ConfigError;

/// One Asterisk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pbx {
    /// Host name or address.
    pub host: String,
    /// AMI port.
    #[serde(default = "default_port")]
    pub port: u16,
    /// The AMI user (`manager.conf`).
    #[serde(default = "default_username")]
    pub username: String,
    /// Its secret; a file is better.
    #[serde(default)]
    pub secret: Option<Secret>,
    /// A file that holds the secret and nothing else.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
    /// Whether its callers are routed by us.
    #[serde(default)]
    pub mode: Mode,
    /// Its `queue_log`, where it can be read from here: calls that ended while the PBX was not heard are completed
    /// from it.
    #[serde(default)]
    pub queue_log: Option<PathBuf>,
    /// Its own queues beside which the core decides too and acts on nothing, each with the queue of the catalog it
    /// stands for.
    #[serde(default)]
    pub shadow: BTreeMap<String, String>,
    /// TLS, needed as soon as Asterisk is on another machine.
    #[serde(default)]
    pub tls: Option<ami::TlsConfig>,
}

/// What we do beside a PBX.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Callers who come to the contexts of `sip-config` are routed by us.
    #[default]
    Route,
    /// The PBX's own queues and groups go on as they are; nothing in its dialplan is ours. Agents get their cards,
    /// programs the feed. Any Asterisk from 13 on.
    Observe,
}

fn default_port() -> u16 {
    5_038
}

fn default_username() -> String {
    "santral".to_owned()
}

impl Pbx {
    /// The AMI link's settings, with the secret read from its file.
    pub fn ami(&self, name: &PbxName) -> Result<ami::Config, ConfigError> {
        let wrong = |reason: String| ConfigError::Pbx { name: name.to_string(), reason };
        let secret = match (&self.secret, &self.secret_file) {
            (Some(secret), None) => secret.clone(),
            (None, Some(file)) => {
                let text = fs::read_to_string(file)
                    .map_err(|error| wrong(format!("{}: {error}", file.display())))?;
                Secret::from(text.trim().to_owned())
            }
            (Some(_), Some(_)) => return Err(wrong("give secret or secret_file, not both".to_owned())),
            (None, None) => {
                return Err(wrong("give secret_file: the AMI user's secret in a file of its own".to_owned()));
            }
        };
        Ok(ami::Config {
            tls: self.tls.clone(),
            ..ami::Config::new(self.host.as_str(), self.port, self.username.as_str(), secret)
        })
    }
}
