//! How to meet a customer: a tag that wears off, and the advice that goes with it.

use super::customers::survivor;
use super::db::{Db, read, write};
use super::{CustomerId, StoreError, text};

/// A customer's tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileTag {
    /// Which profile.
    pub profile: String,
    /// Who said so.
    pub by: String,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// When it no longer holds.
    pub expires_ms: i64,
}

/// Advice in place of the house's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// For which profile.
    pub profile: String,
    /// Turkish.
    pub tr: String,
    /// English.
    pub en: String,
}

impl Advice {
    /// Longest text, in characters.
    pub const LENGTH_MAX: usize = 600;
}

/// The door to profiles, [`Store::profiles`](super::Store::profiles).
#[derive(Clone, Copy, Debug)]
pub struct Profiles<'a> {
    db: &'a Db,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Tags a customer, or takes the tag off. False when there is no such customer.
    pub async fn tag(&self, customer: CustomerId, tag: Option<&ProfileTag>) -> Result<bool, StoreError> {
        let id = survivor(self.db, customer).await?.to_string();
        let changed = write!(self.db, |t| {
            sqlx::query("DELETE FROM profile_tags WHERE customer_id = $1").bind(&id).execute(&mut *t).await?;
            match tag {
                None => 1,
                Some(tag) => sqlx::query(
                    "INSERT INTO profile_tags (customer_id, profile, tagged_by, tagged_at, expires_at) \
                     SELECT customer_id, $2, $3, $4, $5 FROM customers WHERE customer_id = $1",
                )
                .bind(&id)
                .bind(text::clean(&tag.profile))
                .bind(text::clean(&tag.by))
                .bind(tag.at_ms)
                .bind(tag.expires_ms)
                .execute(&mut *t)
                .await?
                .rows_affected(),
            }
        });
        Ok(changed > 0)
    }

    /// A customer's tag, where one holds at this moment.
    pub async fn of(&self, customer: CustomerId, at_ms: i64) -> Result<Option<ProfileTag>, StoreError> {
        let id = customer.to_string();
        let row: Option<(String, String, i64, i64)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT profile, tagged_by, tagged_at, expires_at FROM profile_tags \
                 WHERE customer_id = $1 AND expires_at > $2",
            )
            .bind(&id)
            .bind(at_ms)
            .fetch_optional(x)
            .await
        })?;
        Ok(row.map(|(profile, by, at_ms, expires_ms)| ProfileTag { profile, by, at_ms, expires_ms }))
    }

    /// Writes advice in place of the house's own; blank texts bring that back.
    pub async fn advise(&self, advice: &Advice, by: &str, at_ms: i64) -> Result<(), StoreError> {
        let (tr, en) = (text::clean(&advice.tr), text::clean(&advice.en));
        text::within("advice", &tr, Advice::LENGTH_MAX)?;
        text::within("advice", &en, Advice::LENGTH_MAX)?;
        let profile = text::clean(&advice.profile);
        let blank = tr.trim().is_empty() && en.trim().is_empty();
        write!(self.db, |t| {
            sqlx::query("DELETE FROM profile_advice WHERE profile = $1")
                .bind(&profile)
                .execute(&mut *t)
                .await?;
            if !blank {
                sqlx::query(
                    "INSERT INTO profile_advice (profile, advice_tr, advice_en, updated_by, updated_at) \
                     VALUES ($1, $2, $3, $4, $5)",
                )
                .bind(&profile)
                .bind(&tr)
                .bind(&en)
                .bind(text::clean(by))
                .bind(at_ms)
                .execute(&mut *t)
                .await?;
            }
        });
        Ok(())
    }

    /// All advice supervisors have written.
    pub async fn advice(&self) -> Result<Vec<Advice>, StoreError> {
        let rows: Vec<(String, String, String)> = read!(self.db, |x| {
            sqlx::query_as("SELECT profile, advice_tr, advice_en FROM profile_advice ORDER BY profile")
                .fetch_all(x)
                .await
        })?;
        Ok(rows.into_iter().map(|(profile, tr, en)| Advice { profile, tr, en }).collect())
    }
}
