//! The company's own data: sections asked of its databases and services.
//!
//! A source has a deadline, a breaker and a cache, so that one that hangs, fails or lies costs its own section
//! and nothing else. What it answers is text, cut to its limits, and nothing more is believed of it.

mod breaker;
mod cache;
pub(super) mod config;
pub(super) mod http;
mod latency;
pub(super) mod sql;
pub(super) mod template;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokio::sync::Semaphore;

use super::section::{FIELD_LENGTH_MAX, FIELDS_MAX, ROWS_MAX};
use super::{Section, SectionFault, SectionRow};
use breaker::Breaker;
use cache::Cache;

pub use config::{SourceConfig, SourceError, SourceKind};
pub use latency::Latency;
pub use template::Facts;

/// Questions one source answers side by side; a further one is told so at once.
const ASKED_AT_ONCE_MAX: usize = 32;

/// A source of one section.
#[derive(Debug)]
pub struct Source {
    name: String,
    section: String,
    give_up: Duration,
    keep: Duration,
    way: Way,
    breaker: Mutex<Breaker>,
    cache: Cache,
    room: Semaphore,
    latency: Latency,
    /// Answers out of the cache, and answers that did not come.
    kept: AtomicU64,
    failed: AtomicU64,
    last_fault: Mutex<Option<(i64, SectionFault)>>,
}

/// How a source has been doing since the daemon came up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceHealth {
    /// Its name in the settings.
    pub name: String,
    /// The section it fills.
    pub section: String,
    /// How it is asked.
    pub kind: SourceKind,
    /// How much longer it is left alone after too many failures; none while it is asked.
    pub resting: Option<Duration>,
    /// How often it was asked.
    pub asked: u64,
    /// How often that failed.
    pub failed: u64,
    /// How often an answer kept from before was good enough.
    pub kept: u64,
    /// Within how many milliseconds half, 95 and 99 of a hundred answers or failures came; none where that is not
    /// known or longer than eight seconds.
    pub within_ms: [Option<u64>; 3],
    /// Why it failed last, and when, UTC milliseconds.
    pub last_fault: Option<(i64, SectionFault)>,
}

#[derive(Debug)]
enum Way {
    Sql(sql::Sql),
    Http(http::Http),
}

impl Source {
    /// A source of the settings. It is not asked here: one that is away is no reason not to start.
    pub fn new(config: &SourceConfig) -> Result<Arc<Self>, SourceError> {
        let way = match config.kind {
            SourceKind::Sql => Way::Sql(sql::Sql::new(config)?),
            SourceKind::Http => Way::Http(http::Http::new(config)?),
        };
        Ok(Arc::new(Self {
            name: config.name.clone(),
            section: config.section.clone(),
            give_up: Duration::from_millis(config.give_up_ms),
            keep: Duration::from_secs(config.cache_s),
            way,
            breaker: Mutex::default(),
            cache: Cache::default(),
            room: Semaphore::new(ASKED_AT_ONCE_MAX),
            latency: Latency::default(),
            kept: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            last_fault: Mutex::default(),
        }))
    }

    /// Its name in the settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The section it fills.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// How long it took so far.
    pub fn latency(&self) -> &Latency {
        &self.latency
    }

    /// How it has been doing.
    pub fn health(&self) -> SourceHealth {
        SourceHealth {
            name: self.name.clone(),
            section: self.section.clone(),
            kind: match self.way {
                Way::Sql(_) => SourceKind::Sql,
                Way::Http(_) => SourceKind::Http,
            },
            resting: self.held(|breaker| breaker.rests(Instant::now())),
            asked: self.latency.buckets().map(|(_, count)| count).sum(),
            failed: self.failed.load(Ordering::Relaxed),
            kept: self.kept.load(Ordering::Relaxed),
            within_ms: [50, 95, 99].map(|percent| self.latency.within_ms(percent)),
            last_fault: self.last_fault.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Asks for the section. Answers within its deadline, whatever the source does.
    pub async fn ask(&self, facts: &Facts) -> Section {
        let began = Instant::now();
        let result = self.rows(facts, began).await;
        let took = began.elapsed();
        match result {
            Ok((rows, as_of_ms)) => Section::ready(&self.section, &self.name, rows, as_of_ms, took),
            Err(fault) => Section::failed(&self.section, &self.name, fault, took),
        }
    }

    async fn rows(&self, facts: &Facts, began: Instant) -> Result<(Vec<SectionRow>, i64), SectionFault> {
        let Some(key) = self.key(facts) else {
            // It asks for something this caller has not: there is nothing to be had.
            return Ok((Vec::new(), facts.now_ms));
        };
        if let Some(kept) = self.cache.get(&key, began) {
            self.kept.fetch_add(1, Ordering::Relaxed);
            return Ok(kept);
        }
        self.held(|breaker| breaker.try_ask(began)).map_err(SectionFault::Resting)?;
        let asked = self.ask_within(facts).await;
        let answered = Instant::now();
        self.latency.record(answered - began);
        match asked {
            Ok(rows) => {
                self.held(Breaker::succeeded);
                self.cache.put(key, rows.clone(), facts.now_ms, answered, self.keep);
                Ok((rows, facts.now_ms))
            }
            Err(fault) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                *self.last_fault.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((facts.now_ms, fault.clone()));
                // A full house is no fault of the source.
                if fault != SectionFault::Busy {
                    self.held(|breaker| breaker.failed(answered));
                }
                Err(fault)
            }
        }
    }

    async fn ask_within(&self, facts: &Facts) -> Result<Vec<SectionRow>, SectionFault> {
        let Ok(_room) = self.room.try_acquire() else { return Err(SectionFault::Busy) };
        let asked = async {
            match &self.way {
                Way::Sql(sql) => sql.ask(facts).await,
                Way::Http(http) => http.ask(facts).await,
            }
        };
        tokio::time::timeout(self.give_up, asked).await.unwrap_or(Err(SectionFault::TooLate(self.give_up)))
    }

    /// The values it asks by that are missing here.
    pub(super) fn missing<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a str> {
        self.names().iter().map(String::as_str).filter(|name| facts.get(name).is_none())
    }

    fn names(&self) -> &[String] {
        match &self.way {
            Way::Sql(sql) => sql.names(),
            Way::Http(http) => http.names(),
        }
    }

    /// The values it asks by; none where one is missing.
    fn key(&self, facts: &Facts) -> Option<String> {
        let values: Option<Vec<&str>> = self.names().iter().map(|name| facts.get(name)).collect();
        Some(values?.join("\u{1f}"))
    }

    fn held<T>(&self, with: impl FnOnce(&mut Breaker) -> T) -> T {
        with(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Rows out of JSON objects: `id` becomes the row's id, every other value a field, in the order it came.
fn rows_of(objects: Vec<Object>) -> Vec<SectionRow> {
    let row = |(place, Object(values)): (usize, Object)| {
        let id = values.iter().find(|(name, _)| name == "id").and_then(|(_, value)| text(value));
        let fields = values.iter().filter(|(name, _)| name != "id");
        let fields = fields.filter_map(|(name, value)| Some((cut(name), text(value)?)));
        SectionRow { id: id.unwrap_or_else(|| place.to_string()), fields: fields.take(FIELDS_MAX).collect() }
    };
    objects.into_iter().take(ROWS_MAX).enumerate().map(row).collect()
}

/// A JSON object with its members in order and their values as they were written: `1249.90` is no `1249.9`.
#[derive(Debug)]
struct Object(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A value as text; none for what is missing. Lists and objects are shown as they stand.
fn text(value: &RawValue) -> Option<String> {
    let text = match value.get() {
        "null" => return None,
        quoted if quoted.starts_with('"') => serde_json::from_str(quoted).ok()?,
        other => other.to_owned(),
    };
    Some(cut(&text)).filter(|text| !text.trim().is_empty())
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').take(FIELD_LENGTH_MAX).collect()
}
