//! `[[webhooks]]`: who is told which events.

use std::path::PathBuf;

use serde::Deserialize;

/// Events that can be asked for, as docs/feed.md describes them. A `gap` is told to everybody who missed something.
pub const EVENTS: [&str; 21] = [
    "call.ringing",
    "call.ringing_ended",
    "call.answered",
    "call.held",
    "call.retrieved",
    "call.parked",
    "call.transferred",
    "call.ended",
    "queue.joined",
    "queue.left",
    "queue.abandoned",
    "offer.made",
    "offer.accepted",
    "offer.declined",
    "offer.unanswered",
    "offer.withdrawn",
    "agent.state",
    "pop.created",
    "pop.rendered",
    "pop.closed",
    "gap",
];

/// One webhook of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Its name, in messages, figures and the outbox. Letters wait under it: another name is another target.
    pub name: String,
    /// Where events are posted, `https://` or `http://`.
    pub url: String,
    /// Which: names, or all that begin alike as `call.*`. All of them when left out.
    #[serde(default)]
    pub events: Option<Vec<String>>,
    /// A file that holds the secret of the signature and nothing else.
    pub secret_file: PathBuf,
    /// Whether the target may be on this machine or in a private network.
    #[serde(default)]
    pub allow_private: bool,
    /// After this an answer is no longer waited for, milliseconds, from 1 to 60,000.
    #[serde(default = "five_seconds")]
    pub timeout_ms: u64,
}

fn five_seconds() -> u64 {
    5_000
}

/// Why a webhook of the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("[[webhooks]] {name}: {what}")]
pub struct HookError {
    /// Which.
    pub name: String,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Config {
    /// The mistake, with the webhook's name before it.
    pub(super) fn wrong(&self, what: impl Into<String>) -> HookError {
        HookError { name: self.name.clone(), what: what.into() }
    }

    /// The events that are asked for.
    pub(super) fn wanted(&self) -> Result<Vec<&'static str>, HookError> {
        let Some(patterns) = &self.events else { return Ok(EVENTS.to_vec()) };
        let mut wanted = Vec::new();
        for pattern in patterns {
            let before = wanted.len();
            wanted.extend(EVENTS.iter().filter(|event| matches(pattern, event)));
            if wanted.len() == before {
                let known = EVENTS.join(" ");
                return Err(self.wrong(format!(
                    "events: there is no {pattern:?}; write a name or its first word with .*, e.g. \"call.*\"; there are {known}"
                )));
            }
        }
        if wanted.is_empty() {
            return Err(self.wrong("events: the list is empty; name some, or leave it out for all"));
        }
        Ok(wanted)
    }
}

fn matches(pattern: &str, event: &str) -> bool {
    match pattern.strip_suffix(".*") {
        Some(word) => event.split_once('.').is_some_and(|(first, _)| first == word),
        None => event == pattern,
    }
}
