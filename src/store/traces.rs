//! Traces of calls that are over: how they came to the screens, or why not.

use super::StoreError;
use super::db::{Db, read, write};
use crate::call::CallId;

/// The door to traces, [`Store::traces`](super::Store::traces).
#[derive(Clone, Copy, Debug)]
pub struct Traces<'a> {
    db: &'a Db,
}

impl<'a> Traces<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps a call's trace, JSON; a later one replaces it.
    pub async fn save(&self, call: CallId, body: &str) -> Result<(), StoreError> {
        let began_at_ms = i64::try_from(call.began_at_ms()).unwrap_or(i64::MAX);
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO call_traces (call_id, began_at, body) VALUES ($1, $2, $3) \
                 ON CONFLICT (call_id) DO UPDATE SET body = excluded.body",
            )
            .bind(call.to_string())
            .bind(began_at_ms)
            .bind(body)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// The trace of a call, JSON.
    pub async fn get(&self, call: CallId) -> Result<Option<String>, StoreError> {
        let id = call.to_string();
        let row: Option<(String,)> = read!(self.db, |x| {
            sqlx::query_as("SELECT body FROM call_traces WHERE call_id = $1")
                .bind(&id)
                .fetch_optional(x)
                .await
        })?;
        Ok(row.map(|(body,)| body))
    }
}
