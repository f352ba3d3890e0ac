//! What was found, in one file that may be sent to whoever helps: no secret, no number, no name.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Map, Value, json};

use crate::api::wire::DoctorState;
use crate::config::Config;
use crate::driver::Roster;

use super::finding::Finding;

/// Digits in a row that may be somebody's number.
const NUMBER_DIGITS_MIN: usize = 7;
/// Of which so many stay, to tell two apart.
const DIGITS_SHOWN: usize = 2;

/// Settings whose text is no secret and nobody's; of all others only numbers and switches are packed.
const PLAIN: [&str; 12] = [
    "time_zone",
    "level",
    "format",
    "listen",
    "mode",
    "kind",
    "events",
    "name",
    "host",
    "username",
    "role",
    "label",
];
/// What a key is called whose value is a secret, whatever its kind.
const SECRET: [&str; 6] = ["secret", "token", "password", "pin", "key", "auth"];

/// What is packed.
pub(super) struct Bundle<'a> {
    pub(super) settings: PathBuf,
    pub(super) config: &'a Config,
    pub(super) roster: &'a Roster,
    pub(super) findings: &'a [Finding],
    pub(super) daemon: Option<&'a DoctorState>,
    pub(super) metrics: Option<&'a str>,
}

impl Bundle<'_> {
    /// Writes it; a file that is there already is left alone.
    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(&self.packed()?)?;
        let mut out = File::create_new(file).with_context(|| file.display().to_string())?;
        out.write_all(text.as_bytes()).with_context(|| file.display().to_string())
    }

    fn packed(&self) -> anyhow::Result<Value> {
        let masker = Masker::of(self.roster);
        let daemon = self.daemon.map(serde_json::to_value).transpose()?;
        let packed = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "at": format!("{:.3}", jiff::Timestamp::now()),
            "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            "settings": self.settings(),
            "store": self.config.store.url.split(':').next(),
            "catalog": self.catalog(),
            "findings": self.findings,
            "daemon": daemon,
            "metrics": self.metrics.map(|text| text.lines().collect::<Vec<_>>()),
        });
        Ok(masker.mask("", packed))
    }

    fn settings(&self) -> Value {
        let Ok(text) = std::fs::read_to_string(&self.settings) else { return Value::Null };
        match toml::from_str::<toml::Value>(&text) {
            Ok(settings) => shown("", &settings),
            Err(_) => json!("(cannot be read)"),
        }
    }

    /// How large the catalog is; ids, but no names and no numbers.
    fn catalog(&self) -> Value {
        let config = self.roster.config();
        let catalog = self.roster.catalog();
        json!({
            "queues": config.queues.iter().map(|queue| queue.id.to_string()).collect::<Vec<_>>(),
            "agents": config.agents.len(),
            "agents_with_extension": catalog.agents().iter().filter(|agent| agent.extension.is_some()).count(),
            "reasons": catalog.reasons().len(),
            "dispositions": catalog.dispositions().len(),
        })
    }
}

/// A setting, or what stands for it.
fn shown(key: &str, value: &toml::Value) -> Value {
    let words: Vec<&str> = key.split('_').collect();
    if words.iter().any(|word| SECRET.contains(word)) && !matches!(value, toml::Value::Table(_)) {
        return json!("(secret)");
    }
    match value {
        toml::Value::String(text) if PLAIN.contains(&key) => json!(text),
        toml::Value::String(_) | toml::Value::Datetime(_) => json!("(not shown)"),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(switch) => json!(switch),
        toml::Value::Array(items) => items.iter().map(|item| shown(key, item)).collect(),
        toml::Value::Table(table) => {
            table.iter().map(|(key, value)| (key.clone(), shown(key, value))).collect::<Map<_, _>>().into()
        }
    }
}

/// Takes numbers and people's names out of every text.
struct Masker {
    /// What stands for an agent's name.
    names: BTreeMap<String, String>,
}

impl Masker {
    fn of(roster: &Roster) -> Self {
        let agents = roster.catalog().agents().iter();
        Self { names: agents.map(|agent| (agent.name.clone(), agent.id.to_string())).collect() }
    }

    fn mask(&self, key: &str, value: Value) -> Value {
        match value {
            // Ids of calls and the PBX's own keys of them are nobody's number.
            Value::String(text) if matches!(key, "call_id" | "linkedid" | "at" | "began_at") => {
                Value::String(text)
            }
            Value::String(text) => Value::String(digits_masked(&self.names_replaced(&text))),
            Value::Array(items) => items.into_iter().map(|item| self.mask(key, item)).collect(),
            // A key may be somebody's text too: an event's name is whatever the PBX was told to say.
            Value::Object(fields) => {
                let masked = fields.into_iter().map(|(key, value)| {
                    let value = self.mask(&key, value);
                    (digits_masked(&key), value)
                });
                masked.collect::<Map<_, _>>().into()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    fn names_replaced(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name.as_str(), id))
    }
}

/// Runs of digits as long as a number, with all but their last ones hidden.
fn digits_masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if run.len() >= NUMBER_DIGITS_MIN {
            masked.push_str(&"•".repeat(run.len() - DIGITS_SHOWN));
            masked.push_str(&run[run.len() - DIGITS_SHOWN..]);
        } else {
            masked.push_str(&run);
        }
        run.clear();
        if c != '\0' {
            masked.push(c);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_hidden_in_any_text_and_a_time_is_not() {
        assert_eq!(digits_masked("+905320000012 at 12:30:45.123"), "+••••••••••12 at 12:30:45.123");
        assert_eq!(digits_masked("1001"), "1001");
        assert_eq!(digits_masked("5552001"), "•••••01");
    }

    #[test]
    fn of_the_settings_only_what_is_named_plain_is_shown() {
        let settings: toml::Value = toml::from_str(
            "[http]\nlisten = \"127.0.0.1:8088\"\nmetrics_token = \"geheim\"\n\
             [pbx.merkez]\nsecret = 12345678\nport = 5038\ncafile = \"/x\"\n[[webhooks]]\nurl = \"https://u:p@x/\"\n",
        )
        .unwrap();
        let shown = shown("", &settings);
        assert_eq!(shown["http"]["listen"], "127.0.0.1:8088");
        assert_eq!(shown["pbx"]["merkez"]["port"], 5038);
        for hidden in ["geheim", "12345678", "/x", "u:p"] {
            assert!(!shown.to_string().contains(hidden), "{hidden}");
        }
    }
}
