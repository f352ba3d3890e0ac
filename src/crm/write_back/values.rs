//! What a write-back may be filled with: the values of a letter, by name.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::store::Letter;

/// Names a write-back may use, beside `key_…` for the customer's ids in the company's systems.
pub(super) const NAMES: &[&str] = &[
    "idempotency_key",
    "revision",
    "interaction_id",
    "call_id",
    "e164",
    "number",
    "caller_name",
    "customer_id",
    "did",
    "queue",
    "agent",
    "began_at",
    "joined_at",
    "answered_at",
    "ended_at",
    "outcome",
    "ended_by",
    "disposition",
    "solved",
    "severity",
    "follow_up_at",
    "note",
    "wrapped_up_by",
];

/// How a receiver reads moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moments {
    /// `2026-11-25T09:00:00.123Z`, RFC 3339.
    Rfc3339,
    /// `2026-11-25 09:00:00.123`, UTC: what every database can cast.
    Sql,
}

/// The values of a letter; none for what is not known.
#[derive(Debug)]
pub(super) struct Values(BTreeMap<String, Option<String>>);

impl Values {
    /// Reads a letter; the error says what is wrong with it.
    pub(super) fn of(letter: &Letter, moments: Moments) -> Result<Self, String> {
        let body: Map<String, Value> = serde_json::from_str(&letter.body)
            .map_err(|error| format!("the letter makes no sense: {error}"))?;
        let mut values: BTreeMap<String, Option<String>> =
            body.iter().map(|(name, value)| (name.clone(), text(value, moments))).collect();
        values.insert("idempotency_key".to_owned(), Some(letter.key()));
        values.insert("revision".to_owned(), Some(letter.revision.to_string()));
        Ok(Self(values))
    }

    /// A value by name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// All of them as a JSON object.
    pub(super) fn json(&self) -> String {
        let object: Map<String, Value> =
            self.0.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect();
        Value::Object(object).to_string()
    }
}

/// A value as text; whole numbers of a letter are moments.
fn text(value: &Value, moments: Moments) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(at_ms) => Some(moment(at_ms.as_i64()?, moments)),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

fn moment(at_ms: i64, moments: Moments) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    match moments {
        Moments::Rfc3339 => format!("{at:.3}"),
        Moments::Sql => at.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_each_side_reads_them() {
        assert_eq!(moment(1_764_000_000_120, Moments::Rfc3339), "2025-11-24T16:00:00.120Z");
        assert_eq!(moment(1_764_000_000_120, Moments::Sql), "2025-11-24 16:00:00.120");
        assert_eq!(moment(1_764_000_000_000, Moments::Sql), "2025-11-24 16:00:00.000");
    }
}
