//! Calls of the past, read from a log of the PBX's.

use super::record::Row;
use super::{CallRecord, Calls};
use crate::store::StoreError;
use crate::store::db::write;

/// What became of calls of the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PastCalls {
    /// They were not there before.
    pub added: u64,
    /// They were there from a log too, and something more is known now.
    pub completed: u64,
}

impl Calls<'_> {
    /// Keeps calls of the past in one transaction. A call the PBX told of as it happened is left as it is; one that
    /// came from a log before gets what was not known then. What is known exactly from one number is whose call it
    /// was. Nobody is told of any of them, and no figure of the board is made from them.
    pub async fn keep_past(&self, records: &[CallRecord]) -> Result<PastCalls, StoreError> {
        let rows: Vec<Row> = records.iter().map(Row::from_facts).collect();
        Ok(write!(self.db, |t| {
            let mut kept = PastCalls::default();
            for row in &rows {
                let added = sqlx::query(INSERT)
                    .bind(&row.call_id)
                    .bind(&row.pbx)
                    .bind(&row.linkedid)
                    .bind(row.began_at)
                    .bind(&row.did)
                    .bind(&row.number_raw)
                    .bind(&row.e164)
                    .bind(&row.number_kind)
                    .bind(&row.queue_id)
                    .bind(&row.agent_id)
                    .bind(&row.line)
                    .bind(row.joined_at)
                    .bind(row.answered_at)
                    .bind(row.talk_ended_at)
                    .bind(row.ended_at)
                    .bind(&row.outcome)
                    .bind(&row.ended_by)
                    .execute(&mut *t)
                    .await?
                    .rows_affected();
                kept.added += added;
                if added > 0 {
                    sqlx::query(CLAIM).bind(&row.call_id).bind(&row.e164).execute(&mut *t).await?;
                    continue;
                }
                kept.completed += sqlx::query(COMPLETE)
                    .bind(&row.call_id)
                    .bind(&row.agent_id)
                    .bind(&row.line)
                    .bind(&row.queue_id)
                    .bind(row.answered_at)
                    .bind(row.talk_ended_at)
                    .bind(row.ended_at)
                    .bind(&row.outcome)
                    .bind(&row.ended_by)
                    .execute(&mut *t)
                    .await?
                    .rows_affected();
            }
            kept
        }))
    }
}

const INSERT: &str = "INSERT INTO calls (call_id, pbx, linkedid, began_at, did, number_raw, e164, number_kind, \
        queue_id, agent_id, line, joined_at, answered_at, talk_ended_at, ended_at, outcome, ended_by, source) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'queue_log') \
     ON CONFLICT (call_id) DO NOTHING";

/// The only customer who has the number; several are nobody.
const CLAIM: &str = "UPDATE calls SET customer_by = 'look_up', \
            customer_id = (SELECT min(customer_id) FROM customer_numbers WHERE e164 = $2) \
     WHERE call_id = $1 AND (SELECT count(*) FROM customer_numbers WHERE e164 = $2) = 1";

/// A log that tells less than the one before it takes nothing back.
const COMPLETE: &str = "UPDATE calls SET agent_id = coalesce($2, agent_id), line = coalesce($3, line), \
            queue_id = coalesce($4, queue_id), answered_at = coalesce(answered_at, $5), \
            talk_ended_at = coalesce($6, talk_ended_at), ended_at = $7, outcome = coalesce($8, outcome), \
            ended_by = coalesce($9, ended_by) \
     WHERE call_id = $1 AND source = 'queue_log' AND $7 >= ended_at \
       AND ($7 > ended_at OR agent_id IS NULL AND $2 IS NOT NULL OR queue_id <> $4)";
