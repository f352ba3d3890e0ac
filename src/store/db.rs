//! The two databases behind one shape: native pools, shared SQL with `$1`, a `match` only where they differ.

use sqlx::{PgPool, SqlitePool};

/// The pools of one of the two.
#[derive(Clone, Debug)]
pub(super) enum Db {
    /// SQLite: many may read, one may write. One writing connection, so that writers wait here, in order, and
    /// not in SQLite's busy handler.
    Lite { read: SqlitePool, write: SqlitePool },
    /// PostgreSQL.
    Pg(PgPool),
}

impl Db {
    pub(super) async fn close(&self) {
        match self {
            Self::Lite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Pg(pool) => pool.close().await,
        }
    }
}

/// Runs one reading expression on either database; `$x` is the executor.
macro_rules! read {
    ($db:expr, |$x:ident| $body:expr) => {
        match $db {
            $crate::store::db::Db::Lite { read: $x, .. } => $body,
            $crate::store::db::Db::Pg($x) => $body,
        }
    };
}

/// Runs a block in one transaction on either database; `$t` is the transaction, statements take `&mut *$t`.
/// A block left by `?` leaves nothing behind. SQLite takes its write lock at the start (`BEGIN IMMEDIATE`): a
/// transaction that reads first and then finds another writer ahead of it cannot go on.
macro_rules! write {
    ($db:expr, |$t:ident| $body:block) => {
        match $db {
            $crate::store::db::Db::Lite { write, .. } => {
                let mut $t = write.begin_with("BEGIN IMMEDIATE").await?;
                let done = $body;
                $t.commit().await?;
                done
            }
            $crate::store::db::Db::Pg(pool) => {
                let mut $t = pool.begin().await?;
                let done = $body;
                $t.commit().await?;
                done
            }
        }
    };
}

/// Reads the rows of many ids in one statement: `$before`, then the list's condition, then `$after`. A list is
/// one bind in both dialects, so the text of the statement does not change with its length.
macro_rules! read_listed {
    ($db:expr, $row:ty, $ids:expr, $before:literal, $after:literal) => {
        match $db {
            $crate::store::db::Db::Lite { read, .. } => {
                sqlx::query_as::<_, $row>(concat!($before, " IN (SELECT value FROM json_each($1)) ", $after))
                    .bind($crate::store::db::json_list($ids))
                    .fetch_all(read)
                    .await
            }
            $crate::store::db::Db::Pg(pool) => {
                sqlx::query_as::<_, $row>(concat!($before, " = ANY($1) ", $after))
                    .bind($ids.to_vec())
                    .fetch_all(pool)
                    .await
            }
        }
    };
}

pub(super) use {read, read_listed, write};

/// A list of ids as SQLite's `json_each` reads it.
pub(super) fn json_list(ids: &[String]) -> String {
    serde_json::Value::from(ids).to_string()
}
