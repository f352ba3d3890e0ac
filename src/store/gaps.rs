//! Times in which a PBX was not heard.

use sqlx::FromRow;

use super::StoreError;
use super::db::{Db, read, write};
use super::text;

/// Most gaps shown at once.
const SHOWN_MAX: i64 = 200;

/// One of them, with what came of the calls in it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct GapRecord {
    /// Which PBX.
    pub pbx: String,
    /// When it was heard last, UTC milliseconds.
    #[sqlx(rename = "began_at")]
    pub began_at_ms: i64,
    /// When its state had been read again, UTC milliseconds.
    #[sqlx(rename = "ended_at")]
    pub ended_at_ms: i64,
    /// Why, in words.
    pub why: String,
    /// Calls that were there before and not after.
    pub lost: i64,
    /// Of those, completed from a log of the PBX's.
    pub repaired: i64,
    /// Calls that came and went in it, known from that log alone.
    pub found: i64,
}

/// The door to gaps, [`Store::gaps`](super::Store::gaps).
#[derive(Clone, Copy, Debug)]
pub struct Gaps<'a> {
    db: &'a Db,
}

impl<'a> Gaps<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps a gap, new or known by its PBX and beginning.
    pub async fn put(&self, gap: &GapRecord) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO pbx_gaps (pbx, began_at, ended_at, why, lost, repaired, found) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (pbx, began_at) DO UPDATE SET ended_at = excluded.ended_at, lost = excluded.lost, \
                        repaired = excluded.repaired, found = excluded.found",
            )
            .bind(text::clean(&gap.pbx))
            .bind(gap.began_at_ms)
            .bind(gap.ended_at_ms)
            .bind(text::clean(&gap.why))
            .bind(gap.lost)
            .bind(gap.repaired)
            .bind(gap.found)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// The newest, newest first, that ended at or after a moment.
    pub async fn since(&self, since_ms: i64) -> Result<Vec<GapRecord>, StoreError> {
        Ok(read!(self.db, |x| {
            sqlx::query_as(
                "SELECT pbx, began_at, ended_at, why, lost, repaired, found FROM pbx_gaps \
                 WHERE ended_at >= $1 ORDER BY ended_at DESC, pbx LIMIT $2",
            )
            .bind(since_ms)
            .bind(SHOWN_MAX)
            .fetch_all(x)
            .await
        })?)
    }
}
