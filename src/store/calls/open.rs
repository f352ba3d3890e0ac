//! Calls that have no end yet.

use super::record::Row;
use super::{CallRecord, Calls};
use crate::call::PbxName;
use crate::store::StoreError;
use crate::store::db::read;

impl Calls<'_> {
    /// The calls of a PBX that began before a moment, UTC milliseconds, and have no end, oldest first.
    pub async fn open_on(
        &self,
        pbx: &PbxName,
        before_ms: i64,
        limit: u32,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT * FROM calls WHERE ended_at IS NULL AND pbx = $1 AND began_at < $2 \
                 ORDER BY began_at, call_id LIMIT $3",
            )
            .bind(pbx.as_str())
            .bind(before_ms)
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(Row::into_record).collect()
    }
}
