//! What the company's systems are told of a call that is finished.

use serde_json::{Map, Value, json};

use super::{Outbox, put_letters};
use crate::store::StoreError;
use crate::store::calls::CallRow;
use crate::store::db::{read, write};

/// The kind of a letter that tells of a finished interaction.
pub const INTERACTION: &str = "interaction";

/// Calls looked at in one search for those nobody wrote up.
const UNWRITTEN_MAX: i64 = 500;

/// A customer's ids in the company's systems.
pub(in crate::store) const KEYS: &str =
    "SELECT kind, key FROM customer_keys WHERE customer_id = $1 ORDER BY kind, key LIMIT 20";

/// Puts the letters of a call into the transaction that finished it; none while it is not finished.
macro_rules! put_finished {
    ($t:ident, $targets:expr, $call_id:expr) => {
        if !$targets.is_empty() {
            let row: Option<$crate::store::calls::CallRow> =
                sqlx::query_as("SELECT * FROM calls WHERE call_id = $1")
                    .bind($call_id)
                    .fetch_optional(&mut *$t)
                    .await?;
            if let Some(row) = row.filter(|row| row.finished_at().is_some()) {
                let keys: Vec<(String, String)> = sqlx::query_as($crate::store::outbox::interaction::KEYS)
                    .bind(&row.customer_id)
                    .fetch_all(&mut *$t)
                    .await?;
                let body = $crate::store::outbox::interaction::interaction(&row, &keys);
                let at_ms = row.finished_at().unwrap_or(row.began_at);
                $crate::store::outbox::put_letters!(
                    $t,
                    $targets,
                    $crate::store::outbox::interaction::INTERACTION,
                    &row.call_id,
                    &body,
                    at_ms
                );
            }
        }
    };
}

pub(in crate::store) use put_finished;

impl Outbox<'_> {
    /// Tells of calls that were answered, ended before `ended_before_ms`, began after `began_after_ms` and were
    /// never written up: without this their interaction would not be finished by anybody. How many that were. Calls
    /// of the past are not told: whoever was to know of them was told by the system they come from.
    pub async fn tell_unwritten(&self, began_after_ms: i64, ended_before_ms: i64) -> Result<u64, StoreError> {
        let mut told = 0;
        for target in self.targets {
            let rows: Vec<CallRow> = read!(self.db, |x| {
                sqlx::query_as(
                    "SELECT * FROM calls WHERE began_at >= $1 AND ended_at < $2 AND wrapped_up_at IS NULL \
                     AND (source IS NULL OR source <> 'queue_log') AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'interaction' AND target = $3 \
                                     AND subject = calls.call_id) \
                     ORDER BY began_at LIMIT $4",
                )
                .bind(began_after_ms)
                .bind(ended_before_ms)
                .bind(target)
                .bind(UNWRITTEN_MAX)
                .fetch_all(x)
                .await
            })?;
            for row in &rows {
                let target = std::slice::from_ref(target);
                write!(self.db, |t| {
                    let keys: Vec<(String, String)> =
                        sqlx::query_as(KEYS).bind(&row.customer_id).fetch_all(&mut *t).await?;
                    let body = interaction(row, &keys);
                    put_letters!(t, target, INTERACTION, &row.call_id, &body, ended_before_ms);
                });
                told += 1;
            }
        }
        Ok(told)
    }
}

/// What a letter tells of a finished interaction: texts, moments as UTC milliseconds, null for what is not known.
pub(in crate::store) fn interaction(row: &CallRow, keys: &[(String, String)]) -> String {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("interaction_id", json!(row.call_id));
    put("call_id", json!(row.call_id));
    put("e164", json!(row.e164));
    put("number", json!(row.number_raw));
    put("caller_name", json!(row.caller_name));
    put("customer_id", json!(row.customer_id));
    for (kind, key) in keys {
        put(&format!("key_{kind}"), json!(key));
    }
    put("did", json!(row.did));
    put("queue", json!(row.queue_id));
    put("agent", json!(row.agent_id));
    put("began_at", json!(row.began_at));
    put("joined_at", json!(row.joined_at));
    put("answered_at", json!(row.answered_at));
    put("ended_at", json!(row.ended_at));
    put("outcome", json!(row.outcome));
    put("ended_by", json!(row.ended_by));
    put("disposition", json!(row.disposition_id));
    put("solved", json!(row.solved.map(|solved| solved.to_string())));
    put("severity", json!(row.severity));
    put("follow_up_at", json!(row.follow_up_at));
    put("note", json!(row.note));
    put("wrapped_up_by", json!(row.wrapped_up_by));
    Value::Object(body).to_string()
}
