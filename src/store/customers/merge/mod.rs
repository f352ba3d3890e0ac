//! Two customers who are one person: made one, and taken apart again to the row.

mod joining;
mod moved;
mod parting;

use sqlx::FromRow;
use uuid::Uuid;

use super::Customers;
use crate::store::db::{Db, read};
use crate::store::{CustomerId, StoreError};

/// Longest chain of merges that is followed: b into a, a into c, and so on.
const CHAIN_MAX: usize = 20;

/// One merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: Uuid,
    /// Who stayed.
    pub kept: CustomerId,
    /// Who went into her.
    pub gone: CustomerId,
    /// The name of the one who went.
    pub gone_name: String,
    /// Who did it.
    pub by: String,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// When it was taken back, UTC milliseconds.
    pub undone_at_ms: Option<i64>,
}

/// What came of taking a merge back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmerged {
    /// Both are there again; this one had gone.
    Done(CustomerId),
    /// There is no such merge, or it was taken back already.
    Unknown,
    /// The one who stayed has herself gone into another since: that is taken back first.
    LaterFirst(Uuid),
    /// The one who stayed is not there any more.
    KeptIsGone,
}

impl Customers<'_> {
    /// Merges, the latest first; those a customer stayed or went in where one is given.
    pub async fn merges(&self, of: Option<CustomerId>, limit: u32) -> Result<Vec<Merge>, StoreError> {
        let of = of.map(|id| id.to_string());
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT merge_id, kept_id, gone_id, gone_name, merged_by, merged_at, undone_at FROM merges \
                 WHERE ($1 IS NULL OR kept_id = $1 OR gone_id = $1) ORDER BY merged_at DESC, merge_id DESC LIMIT $2",
            )
            .bind(&of)
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(Row::into_merge).collect()
    }
}

/// Who an id stands for today: itself, or the one its customer went into.
pub(in crate::store) async fn survivor(db: &Db, id: CustomerId) -> Result<CustomerId, StoreError> {
    let mut id = id;
    for _ in 0..CHAIN_MAX {
        let gone = id.to_string();
        let next: Option<(String,)> = read!(db, |x| {
            sqlx::query_as(
                "SELECT kept_id FROM merges WHERE gone_id = $1 AND undone_at IS NULL ORDER BY merged_at DESC LIMIT 1",
            )
            .bind(&gone)
            .fetch_optional(x)
            .await
        })?;
        let Some((kept,)) = next else { break };
        id = CustomerId::parse(&kept).ok_or_else(|| StoreError::corrupt("merges", kept))?;
    }
    Ok(id)
}

/// A customer and all who went into her, and into those; by id.
pub(in crate::store) async fn went_into(db: &Db, id: String) -> Result<Vec<String>, StoreError> {
    let mut family = vec![id];
    let mut next = 0;
    while let Some(kept) = family.get(next).cloned() {
        next += 1;
        let gone: Vec<(String,)> = read!(db, |x| {
            sqlx::query_as(
                "SELECT gone_id FROM merges WHERE kept_id = $1 AND undone_at IS NULL ORDER BY merged_at",
            )
            .bind(&kept)
            .fetch_all(x)
            .await
        })?;
        let news: Vec<String> = gone.into_iter().map(|(id,)| id).filter(|id| !family.contains(id)).collect();
        family.extend(news);
    }
    Ok(family)
}

#[derive(FromRow)]
struct Row {
    merge_id: String,
    kept_id: String,
    gone_id: String,
    gone_name: String,
    merged_by: String,
    merged_at: i64,
    undone_at: Option<i64>,
}

impl Row {
    fn into_merge(self) -> Result<Merge, StoreError> {
        let no_sense = || StoreError::corrupt("merges", self.merge_id.as_str());
        Ok(Merge {
            id: Uuid::try_parse(&self.merge_id).map_err(|_| no_sense())?,
            kept: CustomerId::parse(&self.kept_id).ok_or_else(no_sense)?,
            gone: CustomerId::parse(&self.gone_id).ok_or_else(no_sense)?,
            gone_name: self.gone_name,
            by: self.merged_by,
            at_ms: self.merged_at,
            undone_at_ms: self.undone_at,
        })
    }
}
