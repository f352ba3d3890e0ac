//! How to reach one Asterisk.

use std::path::PathBuf;

use serde::Deserialize;

use crate::net::Secret;

/// Settings of one AMI link.
///
/// The user in `manager.conf` wants `read = call,agent,user,system`,
/// `write = call,agent,originate,reporting` and `writetimeout = 10000`: with Asterisk's default of 100 ms
/// a machine that pauses for longer is cut off in the middle of an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Host name or address of the Asterisk machine.
    pub host: String,
    /// AMI port: 5038, or 5039 with TLS (`tlsbindaddr`).
    #[serde(default = "default_port")]
    pub port: u16,
    /// The section's name in `manager.conf`.
    pub username: String,
    /// Its `secret`. It is proven by MD5 challenge and never sent in the clear.
    pub secret: Secret,
    /// TLS, needed as soon as Asterisk is on another machine.
    #[serde(default)]
    pub tls: Option<TlsConfig>,
    /// Whether `QueueStatus` is part of each snapshot: the board shows the queues Asterisk itself runs.
    #[serde(default = "default_queue_status")]
    pub queue_status: bool,
    /// Whether the user reads class `system`, and so is told by `FullyBooted` when Asterisk is ready.
    /// Without it we ask `CoreStatus` instead.
    #[serde(default = "default_reads_system")]
    pub reads_system: bool,
    /// How long an action may stay unanswered, in milliseconds. After that its fate is unknown.
    #[serde(default = "default_action_timeout_ms")]
    pub action_timeout_ms: u64,
    /// Events held for a consumer that lags. One more, and the state is read anew instead. A whole snapshot (channels,
    /// bridges, devices) should fit.
    #[serde(default = "default_event_queue")]
    pub event_queue: usize,
}

/// TLS towards Asterisk (`tlsenable` in `manager.conf`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsConfig {
    /// PEM file with the authority that signed Asterisk's certificate; the system's roots where absent.
    pub ca_file: Option<PathBuf>,
    /// The name in Asterisk's certificate, where it is not `host`.
    pub server_name: Option<String>,
}

impl Config {
    /// Settings with every default.
    pub fn new(
        host: impl Into<String>,
        port: u16,
        username: impl Into<String>,
        secret: impl Into<Secret>,
    ) -> Self {
        Self {
            host: host.into(),
            port,
            username: username.into(),
            secret: secret.into(),
            tls: None,
            queue_status: default_queue_status(),
            reads_system: default_reads_system(),
            action_timeout_ms: default_action_timeout_ms(),
            event_queue: default_event_queue(),
        }
    }
}

const fn default_port() -> u16 {
    5_038
}

const fn default_queue_status() -> bool {
    true
}

const fn default_reads_system() -> bool {
    true
}

const fn default_action_timeout_ms() -> u64 {
    5_000
}

/// Some 600 calls' worth of events, a few tens of megabytes at most.
const fn default_event_queue() -> usize {
    16_384
}
