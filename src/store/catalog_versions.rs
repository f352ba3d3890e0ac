//! Catalog versions: every catalog there ever was, whole.

use sqlx::FromRow;

use super::db::{Db, read, write};
use super::{StoreError, text};

/// Times a save begins again because another one took the number it wanted.
const SAVE_TRIES_MAX: u32 = 5;

/// One catalog as it was saved.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CatalogVersion {
    /// Counts up from 1.
    pub version: i64,
    /// The catalog as TOML.
    pub text: String,
    /// Who saved it.
    pub author: String,
    /// When, UTC milliseconds.
    #[sqlx(rename = "saved_at")]
    pub saved_at_ms: i64,
}

/// A version without its text, for the list.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct VersionHead {
    /// Counts up from 1.
    pub version: i64,
    /// Who saved it.
    pub author: String,
    /// When, UTC milliseconds.
    #[sqlx(rename = "saved_at")]
    pub saved_at_ms: i64,
}

/// The door to catalog versions, [`Store::catalog_versions`](super::Store::catalog_versions).
#[derive(Clone, Copy, Debug)]
pub struct CatalogVersions<'a> {
    db: &'a Db,
}

impl<'a> CatalogVersions<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The one in force; none before the first `apply`.
    pub async fn latest(&self) -> Result<Option<CatalogVersion>, StoreError> {
        Ok(read!(self.db, |x| {
            sqlx::query_as(
                "SELECT version, text, author, saved_at FROM catalog_versions ORDER BY version DESC LIMIT 1",
            )
            .fetch_optional(x)
            .await
        })?)
    }

    /// The one in force at a moment, UTC milliseconds; the first where there was none yet.
    pub async fn at(&self, at_ms: i64) -> Result<Option<CatalogVersion>, StoreError> {
        Ok(read!(self.db, |x| {
            sqlx::query_as(
                "SELECT version, text, author, saved_at FROM catalog_versions \
                 ORDER BY CASE WHEN saved_at <= $1 THEN 0 ELSE 1 END, \
                          CASE WHEN saved_at <= $1 THEN -version ELSE version END LIMIT 1",
            )
            .bind(at_ms)
            .fetch_optional(x)
            .await
        })?)
    }

    /// One of them.
    pub async fn get(&self, version: i64) -> Result<Option<CatalogVersion>, StoreError> {
        Ok(read!(self.db, |x| {
            sqlx::query_as("SELECT version, text, author, saved_at FROM catalog_versions WHERE version = $1")
                .bind(version)
                .fetch_optional(x)
                .await
        })?)
    }

    /// The newest of them, newest first.
    pub async fn list(&self, limit: u32) -> Result<Vec<VersionHead>, StoreError> {
        Ok(read!(self.db, |x| {
            sqlx::query_as(
                "SELECT version, author, saved_at FROM catalog_versions ORDER BY version DESC LIMIT $1",
            )
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?)
    }

    /// Keeps a catalog as the newest and says its number. Durable when it returns.
    pub async fn save(&self, toml: &str, author: &str, at_ms: i64) -> Result<i64, StoreError> {
        let (toml, author) = (text::clean(toml), text::clean(author));
        let mut tries = 1;
        loop {
            match self.insert(&toml, &author, at_ms).await {
                // PostgreSQL lets two savers read the same highest number; one of them comes here.
                Err(e) if tries < SAVE_TRIES_MAX && is_taken(&e) => tries += 1,
                saved => return Ok(saved?),
            }
        }
    }

    async fn insert(&self, toml: &str, author: &str, at_ms: i64) -> Result<i64, sqlx::Error> {
        let (version,): (i64,) = write!(self.db, |t| {
            sqlx::query_as(
                "INSERT INTO catalog_versions (version, text, author, saved_at) \
                 SELECT coalesce(max(version), 0) + 1, $1, $2, $3 FROM catalog_versions RETURNING version",
            )
            .bind(toml)
            .bind(author)
            .bind(at_ms)
            .fetch_one(&mut *t)
            .await?
        });
        Ok(version)
    }
}

fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
