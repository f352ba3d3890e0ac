//! Calls: what happened (facts, written by the daemon as the call goes on) and what people said of it.
//!
//! The two never touch each other: a fact written late, or twice, leaves a note and a customer alone, and a
//! note may be kept before the first fact is.

mod day;
mod list;
mod missed;
mod open;
mod past;
mod people;
mod record;

pub use list::{CallFilter, CallPage};
pub use missed::Missed;
pub use past::PastCalls;
pub use people::{CallNote, Weight, WrapUpSave};
pub(super) use record::Row as CallRow;
pub use record::{CallRecord, CallSource};

use super::StoreError;
use super::db::{Db, read, write};
use super::outbox::put_finished;
use crate::call::CallId;
use crate::phone::E164;
use record::Row;

/// The door to calls, [`Store::calls`](super::Store::calls).
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    db: &'a Db,
    /// Who is told of a call that is finished.
    targets: &'a [String],
}

impl<'a> Calls<'a> {
    pub(super) fn new(db: &'a Db, targets: &'a [String]) -> Self {
        Self { db, targets }
    }

    /// Keeps the facts of a call, new or known. Writing the same record again changes nothing, and a fact once
    /// known is not unknown again by a record that lacks it. What people said is not looked at.
    pub async fn upsert(&self, record: &CallRecord) -> Result<(), StoreError> {
        let row = Row::from_facts(record);
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO calls (call_id, pbx, linkedid, began_at, did, number_raw, e164, number_kind, \
                        caller_name, queue_id, agent_id, line, joined_at, answered_at, talk_ended_at, ended_at, \
                        outcome, ended_by, source) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
                 ON CONFLICT (call_id) DO UPDATE SET \
                        pbx = excluded.pbx, linkedid = excluded.linkedid, began_at = excluded.began_at, \
                        did = coalesce(excluded.did, calls.did), \
                        number_raw = coalesce(excluded.number_raw, calls.number_raw), \
                        e164 = coalesce(excluded.e164, calls.e164), \
                        number_kind = coalesce(excluded.number_kind, calls.number_kind), \
                        caller_name = coalesce(excluded.caller_name, calls.caller_name), \
                        queue_id = coalesce(excluded.queue_id, calls.queue_id), \
                        agent_id = coalesce(excluded.agent_id, calls.agent_id), \
                        line = coalesce(excluded.line, calls.line), \
                        joined_at = coalesce(excluded.joined_at, calls.joined_at), \
                        answered_at = coalesce(excluded.answered_at, calls.answered_at), \
                        talk_ended_at = coalesce(excluded.talk_ended_at, calls.talk_ended_at), \
                        ended_at = coalesce(excluded.ended_at, calls.ended_at), \
                        outcome = coalesce(excluded.outcome, calls.outcome), \
                        ended_by = coalesce(excluded.ended_by, calls.ended_by), \
                        source = excluded.source",
            )
            .bind(&row.call_id)
            .bind(&row.pbx)
            .bind(&row.linkedid)
            .bind(row.began_at)
            .bind(&row.did)
            .bind(&row.number_raw)
            .bind(&row.e164)
            .bind(&row.number_kind)
            .bind(&row.caller_name)
            .bind(&row.queue_id)
            .bind(&row.agent_id)
            .bind(&row.line)
            .bind(row.joined_at)
            .bind(row.answered_at)
            .bind(row.talk_ended_at)
            .bind(row.ended_at)
            .bind(&row.outcome)
            .bind(&row.ended_by)
            .bind(&row.source)
            .execute(&mut *t)
            .await?;
            put_finished!(t, self.targets, &row.call_id);
        });
        Ok(())
    }

    /// One call by id.
    pub async fn get(&self, call: CallId) -> Result<Option<CallRecord>, StoreError> {
        let id = call.to_string();
        let row: Option<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM calls WHERE call_id = $1").bind(&id).fetch_optional(x).await
        })?;
        row.map(Row::into_record).transpose()
    }

    /// The agent who talked to this number last, by her catalog id.
    pub async fn last_agent(&self, number: &E164) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT agent_id FROM calls \
                 WHERE e164 = $1 AND agent_id IS NOT NULL AND answered_at IS NOT NULL \
                 ORDER BY began_at DESC, call_id DESC LIMIT 1",
            )
            .bind(number.as_str())
            .fetch_optional(x)
            .await
        })?;
        Ok(found.map(|(agent,)| agent))
    }

    /// The calls of a queue that are not over, oldest first; the number too where the list is cut at `limit`.
    pub async fn open_in(&self, queue: &str, limit: u32) -> Result<(i64, Vec<CallId>), StoreError> {
        let (count,): (i64,) = read!(self.db, |x| {
            sqlx::query_as("SELECT count(*) FROM calls WHERE ended_at IS NULL AND queue_id = $1")
                .bind(queue)
                .fetch_one(x)
                .await
        })?;
        let ids: Vec<(String,)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT call_id FROM calls WHERE ended_at IS NULL AND queue_id = $1 ORDER BY began_at LIMIT $2",
            )
            .bind(queue)
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        Ok((count, ids.iter().filter_map(|(id,)| CallId::parse(id)).collect()))
    }
}
