//! `[[crm.write_back]]`: who is told of a finished interaction.

use std::path::PathBuf;

use serde::Deserialize;

use crate::crm::SourceKind;
use crate::crm::source::config::Entry;

/// One write-back of the settings.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteBackConfig {
    /// Its name, in messages and in the outbox. Letters wait under it: another name is another receiver.
    pub name: String,
    /// `sql` or `http`.
    pub kind: SourceKind,
    /// The address: `postgres://`, `mysql://`, `sqlite:`, or `https://…/interactions`.
    #[serde(default)]
    pub url: Option<String>,
    /// A file that holds the address alone, for one with a password in it.
    #[serde(default)]
    pub url_file: Option<PathBuf>,
    /// With `sql`: one statement with named binds, e.g. `INSERT … VALUES (:idempotency_key, :e164) ON CONFLICT …`.
    #[serde(default)]
    pub statement: Option<String>,
    /// With `http`: POST or PUT.
    #[serde(default)]
    pub method: Option<String>,
    /// With `http`: the body, JSON with `{names}` inside texts; an object of everything there is unless given.
    #[serde(default)]
    pub body: Option<String>,
    /// With `http`: a file that holds the `Authorization` header's value.
    #[serde(default)]
    pub auth_file: Option<PathBuf>,
    /// Connections held at most.
    #[serde(default = "two")]
    pub connections_max: u32,
    /// After this an answer is no longer waited for, milliseconds.
    #[serde(default = "ten_seconds")]
    pub give_up_ms: u64,
    /// Longest wait before the second try, milliseconds; it doubles with each further one.
    #[serde(default = "two_seconds")]
    pub retry_first_ms: u64,
    /// Longest wait between two tries, milliseconds.
    #[serde(default = "quarter_of_an_hour")]
    pub retry_longest_ms: u64,
    /// After so many tries a letter is given up and waits for somebody to look at it.
    #[serde(default = "five_hundred")]
    pub tries_max: u32,
}

impl WriteBackConfig {
    /// Its place in the settings, for messages.
    pub(super) fn entry(&self) -> Entry<'_> {
        Entry { table: "crm.write_back", name: &self.name }
    }
}

impl std::fmt::Debug for WriteBackConfig {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, kind, .. } = self;
        f.debug_struct("WriteBackConfig").field("name", name).field("kind", kind).finish_non_exhaustive()
    }
}

fn two() -> u32 {
    2
}

fn two_seconds() -> u64 {
    2_000
}

fn ten_seconds() -> u64 {
    10_000
}

fn quarter_of_an_hour() -> u64 {
    900_000
}

fn five_hundred() -> u32 {
    500
}
