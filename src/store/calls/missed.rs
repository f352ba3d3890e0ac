//! Callers who gave up waiting, and whether somebody has talked to them since.

use std::collections::HashMap;

use sqlx::FromRow;

use super::record::Row;
use super::{CallRecord, Calls};
use crate::call::CallId;
use crate::store::db::{read, write};
use crate::store::{StoreError, text};

/// Most calls one list is made of; of more the newest.
const CALLS_MAX: i64 = 2_000;

/// Most promises told at once, the soonest.
const PROMISED_MAX: i64 = 200;

/// A caller who gave up waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The last call that was given up.
    pub call: CallRecord,
    /// How often this number gave up within the time asked for.
    pub times: u32,
    /// When somebody called back after it, UTC milliseconds, and who.
    pub called_back: Option<(i64, String)>,
    /// When the caller came again and was answered, UTC milliseconds.
    pub came_back_at_ms: Option<i64>,
}

impl Missed {
    /// Whether the caller could be called back and, as far as we know, nobody has talked to him since.
    pub fn is_open(&self) -> bool {
        let withheld = self.call.number_kind.as_deref() == Some("withheld");
        !withheld && self.called_back.is_none() && self.came_back_at_ms.is_none()
    }
}

impl Calls<'_> {
    /// Callers who gave up waiting since a moment (UTC milliseconds), each number once, the latest first.
    pub async fn missed(&self, since_ms: i64) -> Result<Vec<Missed>, StoreError> {
        let rows: Vec<MissedRow> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT calls.*, \
                        (SELECT min(later.answered_at) FROM calls AS later \
                          WHERE later.e164 = calls.e164 AND later.began_at > calls.began_at) AS came_back_at, \
                        (SELECT min(call_backs.called_at) FROM call_backs \
                          WHERE call_backs.call_id = calls.call_id) AS called_at, \
                        (SELECT called_by FROM call_backs \
                          WHERE call_backs.call_id = calls.call_id ORDER BY called_at LIMIT 1) AS called_by \
                   FROM calls WHERE began_at >= $1 AND outcome = 'abandoned' \
                  ORDER BY began_at DESC, call_id DESC LIMIT $2",
            )
            .bind(since_ms)
            .bind(CALLS_MAX)
            .fetch_all(x)
            .await
        })?;
        once_a_number(rows)
    }

    /// Calls after which an agent promised to call again and nobody has yet, the soonest first.
    pub async fn promised(&self) -> Result<Vec<CallRecord>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT calls.* FROM calls WHERE follow_up_at IS NOT NULL \
                    AND NOT EXISTS (SELECT 1 FROM call_backs WHERE call_backs.call_id = calls.call_id) \
                  ORDER BY follow_up_at, call_id LIMIT $1",
            )
            .bind(PROMISED_MAX)
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(Row::into_record).collect()
    }

    /// Keeps that somebody called a caller back who had given up, or was promised it; false when there is no such call.
    pub async fn called_back(&self, call: CallId, by: &str, at_ms: i64) -> Result<bool, StoreError> {
        let kept = write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO call_backs (call_id, called_at, called_by) \
                 SELECT call_id, $2, $3 FROM calls WHERE call_id = $1 AND (outcome = 'abandoned' OR follow_up_at IS NOT NULL) \
                 ON CONFLICT (call_id, called_at) DO NOTHING",
            )
            .bind(call.to_string())
            .bind(at_ms)
            .bind(text::clean(by))
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok(kept > 0)
    }
}

#[derive(FromRow)]
struct MissedRow {
    #[sqlx(flatten)]
    call: Row,
    came_back_at: Option<i64>,
    called_at: Option<i64>,
    called_by: Option<String>,
}

/// The latest call of each number, with how often it came; a caller without a number is nobody else.
fn once_a_number(rows: Vec<MissedRow>) -> Result<Vec<Missed>, StoreError> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut missed: Vec<Missed> = Vec::new();
    for row in rows {
        let known = row.call.e164.as_ref().and_then(|number| places.get(number)).copied();
        if let Some(known) = known.and_then(|place| missed.get_mut(place)) {
            known.times += 1;
            continue;
        }
        if let Some(number) = row.call.e164.clone() {
            places.insert(number, missed.len());
        }
        missed.push(Missed {
            called_back: row.called_at.zip(row.called_by),
            came_back_at_ms: row.came_back_at,
            call: row.call.into_record()?,
            times: 1,
        });
    }
    Ok(missed)
}
