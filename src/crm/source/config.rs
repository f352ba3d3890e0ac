//! `[[crm.source]]`: where a section comes from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One source of the settings.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Its name, in messages and on the card.
    pub name: String,
    /// The section it fills: `tickets orders products offers loyalty preferences value`, or one of yours.
    pub section: String,
    /// `sql` or `http`.
    pub kind: SourceKind,
    /// The address: `postgres://`, `mysql://`, `sqlite:`, or `https://…/{customer_id}`.
    #[serde(default)]
    pub url: Option<String>,
    /// A file that holds the address alone, for one with a password in it.
    #[serde(default)]
    pub url_file: Option<PathBuf>,
    /// With `sql`: one SELECT with named binds, e.g. `WHERE phone = :e164`.
    #[serde(default)]
    pub query: Option<String>,
    /// With `http`: GET or POST.
    #[serde(default)]
    pub method: Option<String>,
    /// With `http`: the body of a POST, JSON with `{names}` inside texts.
    #[serde(default)]
    pub body: Option<String>,
    /// With `http`: a file that holds the `Authorization` header's value.
    #[serde(default)]
    pub auth_file: Option<PathBuf>,
    /// With `http`: where the rows stand in the answer, a JSON pointer; the whole answer unless given.
    #[serde(default)]
    pub rows: String,
    /// With `http`: the fields of a row, each with its JSON pointer; all of them unless given.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Connections held at most.
    #[serde(default = "four")]
    pub connections_max: u32,
    /// After this an answer is no longer waited for, milliseconds.
    #[serde(default = "ten_seconds")]
    pub give_up_ms: u64,
    /// How long an answer is good, seconds; 0 asks every time.
    #[serde(default)]
    pub cache_s: u64,
}

impl std::fmt::Debug for SourceConfig {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, section, kind, .. } = self;
        f.debug_struct("SourceConfig")
            .field("name", name)
            .field("section", section)
            .field("kind", kind)
            .finish_non_exhaustive()
    }
}

/// How a source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// By a SELECT.
    Sql,
    /// By a request.
    Http,
}

/// Why a source or a write-back cannot be set up: a mistake in the settings, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("[[{table}]] {name}: {what}")]
pub struct SourceError {
    /// Which table of the settings, `crm.source` or `crm.write_back`.
    pub table: &'static str,
    /// Which entry of it.
    pub name: String,
    /// What is wrong, and what to do.
    pub what: String,
}

impl SourceConfig {
    /// Its place in the settings, for messages.
    pub(super) fn entry(&self) -> Entry<'_> {
        Entry { table: "crm.source", name: &self.name }
    }

    /// The mistake, with the source's name before it.
    pub(super) fn wrong(&self, what: impl Into<String>) -> SourceError {
        self.entry().wrong(what)
    }

    /// The address, from the settings or from its file.
    pub(super) fn address(&self) -> Result<String, SourceError> {
        self.entry().address(self.url.as_deref(), self.url_file.as_deref())
    }
}

/// An entry of the settings by table and name: what every mistake in it is said with.
#[derive(Clone, Copy, Debug)]
pub(in crate::crm) struct Entry<'a> {
    pub(in crate::crm) table: &'static str,
    pub(in crate::crm) name: &'a str,
}

impl Entry<'_> {
    /// The mistake, with the entry's name before it.
    pub(in crate::crm) fn wrong(self, what: impl Into<String>) -> SourceError {
        SourceError { table: self.table, name: self.name.to_owned(), what: what.into() }
    }

    /// The address, from the settings or from its file.
    pub(in crate::crm) fn address(
        self,
        url: Option<&str>,
        file: Option<&Path>,
    ) -> Result<String, SourceError> {
        match (url, file) {
            (Some(url), None) => Ok(url.to_owned()),
            (None, Some(file)) => self.secret(file),
            (Some(_), Some(_)) => Err(self.wrong("url and url_file are both given; keep one")),
            (None, None) => Err(self.wrong("no url; write url, or url_file for one with a password in it")),
        }
    }

    /// The line a file holds.
    pub(in crate::crm) fn secret(self, file: &Path) -> Result<String, SourceError> {
        let text = fs::read_to_string(file)
            .map_err(|error| self.wrong(format!("{} cannot be read: {error}", file.display())))?;
        Ok(text.trim().to_owned())
    }
}

fn four() -> u32 {
    4
}

fn ten_seconds() -> u64 {
    10_000
}
