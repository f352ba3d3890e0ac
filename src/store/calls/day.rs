//! The calls of a day.

use super::record::Row;
use super::{CallRecord, Calls};
use crate::store::StoreError;
use crate::store::db::read;

/// Most calls read of one day.
const DAY_CALLS_MAX: i64 = 500_000;

impl Calls<'_> {
    /// The calls that began in `from_ms..to_ms`, UTC milliseconds, earliest first;
    /// of more than half a million the first half million.
    pub async fn began_between(&self, from_ms: i64, to_ms: i64) -> Result<Vec<CallRecord>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT * FROM calls WHERE began_at >= $1 AND began_at < $2 ORDER BY began_at, call_id LIMIT $3",
            )
            .bind(from_ms)
            .bind(to_ms)
            .bind(DAY_CALLS_MAX)
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(Row::into_record).collect()
    }
}
