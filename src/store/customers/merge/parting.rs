//! Taking a merge back.

use uuid::Uuid;

use super::moved::{AUDIT, Moved};
use super::{Customers, Unmerged};
use crate::store::customers::write::TOKENS_MAX;
use crate::store::db::write;
use crate::store::{CustomerId, StoreError, id, text, words};

/// Blanks it again, unless somebody has changed it since.
const UNFILL: [(&str, &str); 6] = [
    ("salutation", "UPDATE customers SET salutation = NULL WHERE customer_id = $1 AND salutation = $2"),
    ("segment", "UPDATE customers SET segment = NULL WHERE customer_id = $1 AND segment = $2"),
    ("language", "UPDATE customers SET language = NULL WHERE customer_id = $1 AND language = $2"),
    ("city", "UPDATE customers SET city = NULL WHERE customer_id = $1 AND city = $2"),
    ("email", "UPDATE customers SET email = NULL WHERE customer_id = $1 AND email = $2"),
    ("since", "UPDATE customers SET customer_since = NULL WHERE customer_id = $1 AND customer_since = $2"),
];

impl Customers<'_> {
    /// Takes a merge back: what was the gone one's is hers again, as far as it is still there. What came since stays
    /// with the one who stayed.
    pub async fn unmerge(&self, merge: Uuid, by: &str, at_ms: i64) -> Result<Unmerged, StoreError> {
        let audit_id = id::fresh(at_ms)?.to_string();
        let merge_id = merge.to_string();
        Ok(write!(self.db, |t| {
            let found: Option<(String, String, String, i64)> = sqlx::query_as(
                "SELECT kept_id, gone_id, moved, merged_at FROM merges WHERE merge_id = $1 AND undone_at IS NULL",
            )
            .bind(&merge_id)
            .fetch_optional(&mut *t)
            .await?;
            let Some((kept, gone, moved, _)) = found else { return Ok(Unmerged::Unknown) };
            let later: Option<(String,)> = sqlx::query_as(
                "SELECT merge_id FROM merges WHERE gone_id = $1 AND undone_at IS NULL ORDER BY merged_at DESC LIMIT 1",
            )
            .bind(&kept)
            .fetch_optional(&mut *t)
            .await?;
            if let Some((later,)) = later {
                let later = Uuid::try_parse(&later).map_err(|_| StoreError::corrupt("merges", later))?;
                return Ok(Unmerged::LaterFirst(later));
            }
            let there: Option<(i32,)> = sqlx::query_as("SELECT 1 FROM customers WHERE customer_id = $1")
                .bind(&kept)
                .fetch_optional(&mut *t)
                .await?;
            if there.is_none() {
                return Ok(Unmerged::KeptIsGone);
            }
            let moved: Moved = serde_json::from_str(&moved)
                .map_err(|error| StoreError::corrupt("merges", error.to_string()))?;
            let row = &moved.customer;
            sqlx::query(
                "INSERT INTO customers (customer_id, kind, name, folded, salutation, segment, vip, language, city, \
                                        email, customer_since, created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            )
            .bind(&row.customer_id)
            .bind(&row.kind)
            .bind(&row.name)
            .bind(&row.folded)
            .bind(&row.salutation)
            .bind(&row.segment)
            .bind(row.vip)
            .bind(&row.language)
            .bind(&row.city)
            .bind(&row.email)
            .bind(&row.customer_since)
            .bind(row.created_at)
            .bind(row.updated_at)
            .execute(&mut *t)
            .await?;
            for word in words(&row.folded).into_iter().take(TOKENS_MAX) {
                sqlx::query("INSERT INTO customer_tokens (token, customer_id) VALUES ($1, $2)")
                    .bind(word)
                    .bind(&gone)
                    .execute(&mut *t)
                    .await?;
            }
            for number in &moved.numbers_moved {
                sqlx::query("DELETE FROM customer_numbers WHERE customer_id = $1 AND e164 = $2")
                    .bind(&kept)
                    .bind(number)
                    .execute(&mut *t)
                    .await?;
            }
            for (number, place) in &moved.numbers {
                let reversed: String = number.trim_start_matches('+').chars().rev().collect();
                sqlx::query(
                    "INSERT INTO customer_numbers (customer_id, e164, reversed, position) VALUES ($1, $2, $3, $4)",
                )
                .bind(&gone)
                .bind(number)
                .bind(reversed)
                .bind(*place)
                .execute(&mut *t)
                .await?;
            }
            for (ids, back) in [
                (
                    &moved.notes,
                    "UPDATE customer_notes SET customer_id = $1 WHERE note_id = $3 AND customer_id = $2",
                ),
                (
                    &moved.contacts,
                    "UPDATE contacts SET customer_id = $1 WHERE contact_id = $3 AND customer_id = $2",
                ),
                (&moved.calls, "UPDATE calls SET customer_id = $1 WHERE call_id = $3 AND customer_id = $2"),
                (
                    &moved.verified,
                    "UPDATE call_identity SET customer_id = $1 WHERE call_id = $3 AND customer_id = $2",
                ),
            ] {
                for id in ids {
                    sqlx::query(back).bind(&gone).bind(&kept).bind(id).execute(&mut *t).await?;
                }
            }
            for (pairs, back) in [
                (
                    &moved.facts_moved,
                    "UPDATE customer_facts SET customer_id = $1 WHERE customer_id = $2 AND section = $3 AND row_id = $4",
                ),
                (
                    &moved.keys_moved,
                    "UPDATE customer_keys SET customer_id = $1 WHERE customer_id = $2 AND kind = $3 AND key = $4",
                ),
            ] {
                for (first, second) in pairs {
                    sqlx::query(back)
                        .bind(&gone)
                        .bind(&kept)
                        .bind(first)
                        .bind(second)
                        .execute(&mut *t)
                        .await?;
                }
            }
            for fact in &moved.facts_lost {
                sqlx::query(
                    "INSERT INTO customer_facts (customer_id, section, row_id, at, fields, updated_at) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind(&gone)
                .bind(&fact.section)
                .bind(&fact.row_id)
                .bind(fact.at)
                .bind(&fact.fields)
                .bind(fact.updated_at)
                .execute(&mut *t)
                .await?;
            }
            for (kind, key) in &moved.keys_lost {
                sqlx::query("INSERT INTO customer_keys (kind, key, customer_id) VALUES ($1, $2, $3)")
                    .bind(kind)
                    .bind(key)
                    .bind(&gone)
                    .execute(&mut *t)
                    .await?;
            }
            if let Some(tag) = &moved.tag {
                if moved.tag_moved {
                    sqlx::query("DELETE FROM profile_tags WHERE customer_id = $1 AND tagged_at = $2")
                        .bind(&kept)
                        .bind(tag.tagged_at)
                        .execute(&mut *t)
                        .await?;
                }
                sqlx::query(
                    "INSERT INTO profile_tags (customer_id, profile, tagged_by, tagged_at, expires_at) \
                     VALUES ($1, $2, $3, $4, $5)",
                )
                .bind(&gone)
                .bind(&tag.profile)
                .bind(&tag.tagged_by)
                .bind(tag.tagged_at)
                .bind(tag.expires_at)
                .execute(&mut *t)
                .await?;
            }
            if let Some((hash, set_by, set_at)) = &moved.pin {
                if moved.pin_moved {
                    sqlx::query("DELETE FROM customer_pins WHERE customer_id = $1 AND hash = $2")
                        .bind(&kept)
                        .bind(hash)
                        .execute(&mut *t)
                        .await?;
                }
                sqlx::query(
                    "INSERT INTO customer_pins (customer_id, hash, set_by, set_at) VALUES ($1, $2, $3, $4)",
                )
                .bind(&gone)
                .bind(hash)
                .bind(set_by)
                .bind(*set_at)
                .execute(&mut *t)
                .await?;
            }
            for (field, value) in &moved.filled {
                for (_, unfill) in UNFILL.iter().filter(|(known, _)| known == field) {
                    sqlx::query(*unfill).bind(&kept).bind(value).execute(&mut *t).await?;
                }
            }
            sqlx::query("UPDATE merges SET undone_at = $2, moved = '{}' WHERE merge_id = $1")
                .bind(&merge_id)
                .bind(at_ms)
                .execute(&mut *t)
                .await?;
            sqlx::query(AUDIT)
                .bind(&audit_id)
                .bind(at_ms)
                .bind(text::clean(by))
                .bind("unmerge")
                .bind(&kept)
                .bind(format!("from {gone}"))
                .execute(&mut *t)
                .await?;
            let gone_id = CustomerId::parse(&gone).ok_or_else(|| StoreError::corrupt("merges", gone))?;
            Unmerged::Done(gone_id)
        }))
    }
}
