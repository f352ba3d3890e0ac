//! Making two customers one.

use super::moved::{AUDIT, CustomerRow, FactRow, Moved, TagRow};
use super::{Customers, Merge};
use crate::store::db::write;
use crate::store::{CustomerId, StoreError, id, text};

/// Fills one field of the kept one where it is blank.
const FILL: [(&str, &str); 6] = [
    ("salutation", "UPDATE customers SET salutation = $2 WHERE customer_id = $1 AND salutation IS NULL"),
    ("segment", "UPDATE customers SET segment = $2 WHERE customer_id = $1 AND segment IS NULL"),
    ("language", "UPDATE customers SET language = $2 WHERE customer_id = $1 AND language IS NULL"),
    ("city", "UPDATE customers SET city = $2 WHERE customer_id = $1 AND city IS NULL"),
    ("email", "UPDATE customers SET email = $2 WHERE customer_id = $1 AND email IS NULL"),
    ("since", "UPDATE customers SET customer_since = $2 WHERE customer_id = $1 AND customer_since IS NULL"),
];

const CUSTOMER: &str = "SELECT customer_id, kind, name, folded, salutation, segment, vip, language, city, email, \
                        customer_since, created_at, updated_at FROM customers WHERE customer_id = $1";
const FACTS: &str = "SELECT section, row_id, at, fields, updated_at FROM customer_facts \
                     WHERE customer_id = $1 ORDER BY section, row_id";
const KEYS: &str = "SELECT kind, key FROM customer_keys WHERE customer_id = $1 ORDER BY kind, key";
const NUMBERS: &str = "SELECT e164, position FROM customer_numbers WHERE customer_id = $1 ORDER BY position";

/// Lists of ids in a transaction, one text column of one customer.
macro_rules! ids {
    ($t:ident, $sql:literal, $of:expr) => {{
        let rows: Vec<(String,)> = sqlx::query_as($sql).bind($of).fetch_all(&mut *$t).await?;
        rows.into_iter().map(|(id,)| id).collect::<Vec<String>>()
    }};
}

impl Customers<'_> {
    /// Makes two customers one: numbers, notes, contacts, calls, facts, keys of `gone` become those of `kept`, and
    /// fields `kept` has not are filled with hers. None when one of them is not there.
    pub async fn merge(
        &self,
        kept: CustomerId,
        gone: CustomerId,
        by: &str,
        at_ms: i64,
    ) -> Result<Option<Merge>, StoreError> {
        if kept == gone {
            return Err(StoreError::refused("merge", "a customer cannot be merged with herself"));
        }
        let merge = Merge {
            id: id::fresh(at_ms)?,
            kept,
            gone,
            gone_name: String::new(),
            by: text::clean(by),
            at_ms,
            undone_at_ms: None,
        };
        let audit_id = id::fresh(at_ms)?.to_string();
        let (kept, gone) = (kept.to_string(), gone.to_string());
        let name = write!(self.db, |t| {
            let stays: Option<CustomerRow> =
                sqlx::query_as(CUSTOMER).bind(&kept).fetch_optional(&mut *t).await?;
            let goes: Option<CustomerRow> =
                sqlx::query_as(CUSTOMER).bind(&gone).fetch_optional(&mut *t).await?;
            let (Some(_), Some(goes)) = (stays, goes) else { return Ok(None) };
            let facts: Vec<FactRow> = sqlx::query_as(FACTS).bind(&gone).fetch_all(&mut *t).await?;
            let keys: Vec<(String, String)> = sqlx::query_as(KEYS).bind(&gone).fetch_all(&mut *t).await?;
            let numbers: Vec<(String, i64)> = sqlx::query_as(NUMBERS).bind(&gone).fetch_all(&mut *t).await?;
            let own: Vec<(String, i64)> = sqlx::query_as(NUMBERS).bind(&kept).fetch_all(&mut *t).await?;
            let tag: Option<TagRow> = sqlx::query_as(
                "SELECT profile, tagged_by, tagged_at, expires_at FROM profile_tags WHERE customer_id = $1",
            )
            .bind(&gone)
            .fetch_optional(&mut *t)
            .await?;
            let pin: Option<(String, String, i64)> =
                sqlx::query_as("SELECT hash, set_by, set_at FROM customer_pins WHERE customer_id = $1")
                    .bind(&gone)
                    .fetch_optional(&mut *t)
                    .await?;
            let mut moved = Moved {
                pin,
                pin_moved: false,
                notes: ids!(t, "SELECT note_id FROM customer_notes WHERE customer_id = $1", &gone),
                contacts: ids!(t, "SELECT contact_id FROM contacts WHERE customer_id = $1", &gone),
                calls: ids!(t, "SELECT call_id FROM calls WHERE customer_id = $1", &gone),
                verified: ids!(t, "SELECT call_id FROM call_identity WHERE customer_id = $1", &gone),
                numbers_moved: Vec::new(),
                facts_moved: Vec::new(),
                facts_lost: Vec::new(),
                keys_moved: Vec::new(),
                keys_lost: Vec::new(),
                tag_moved: false,
                filled: Vec::new(),
                customer: goes,
                numbers,
                tag,
            };
            for whole in [
                "UPDATE customer_notes SET customer_id = $1 WHERE customer_id = $2",
                "UPDATE contacts SET customer_id = $1 WHERE customer_id = $2",
                "UPDATE calls SET customer_id = $1 WHERE customer_id = $2",
                "UPDATE call_identity SET customer_id = $1 WHERE customer_id = $2",
                "UPDATE customer_facts SET customer_id = $1 WHERE customer_id = $2 AND NOT EXISTS ( \
                   SELECT 1 FROM customer_facts k WHERE k.customer_id = $1 \
                   AND k.section = customer_facts.section AND k.row_id = customer_facts.row_id)",
                "UPDATE customer_keys SET customer_id = $1 WHERE customer_id = $2 AND NOT EXISTS ( \
                   SELECT 1 FROM customer_keys k WHERE k.customer_id = $1 \
                   AND k.kind = customer_keys.kind AND k.key = customer_keys.key)",
            ] {
                sqlx::query(whole).bind(&kept).bind(&gone).execute(&mut *t).await?;
            }
            moved.facts_lost = sqlx::query_as(FACTS).bind(&gone).fetch_all(&mut *t).await?;
            moved.keys_lost = sqlx::query_as(KEYS).bind(&gone).fetch_all(&mut *t).await?;
            let lost = |fact: &FactRow| {
                moved.facts_lost.iter().any(|l| l.section == fact.section && l.row_id == fact.row_id)
            };
            moved.facts_moved = facts
                .into_iter()
                .filter(|fact| !lost(fact))
                .map(|fact| (fact.section, fact.row_id))
                .collect();
            moved.keys_moved = keys.into_iter().filter(|key| !moved.keys_lost.contains(key)).collect();
            let mut place = own.iter().map(|(_, place)| place + 1).max().unwrap_or(0);
            for (number, _) in &moved.numbers {
                if own.iter().any(|(known, _)| known == number) {
                    continue;
                }
                sqlx::query("UPDATE customer_numbers SET customer_id = $1, position = $4 WHERE customer_id = $2 AND e164 = $3")
                    .bind(&kept)
                    .bind(&gone)
                    .bind(number)
                    .bind(place)
                    .execute(&mut *t)
                    .await?;
                place += 1;
                moved.numbers_moved.push(number.clone());
            }
            moved.tag_moved = sqlx::query(
                "UPDATE profile_tags SET customer_id = $1 WHERE customer_id = $2 \
                 AND NOT EXISTS (SELECT 1 FROM profile_tags WHERE customer_id = $1)",
            )
            .bind(&kept)
            .bind(&gone)
            .execute(&mut *t)
            .await?
            .rows_affected()
                > 0;
            moved.pin_moved = sqlx::query(
                "UPDATE customer_pins SET customer_id = $1 WHERE customer_id = $2 \
                 AND NOT EXISTS (SELECT 1 FROM customer_pins WHERE customer_id = $1)",
            )
            .bind(&kept)
            .bind(&gone)
            .execute(&mut *t)
            .await?
            .rows_affected()
                > 0;
            for ((field, fill), value) in FILL.iter().zip(moved.customer.fields()) {
                let Some(value) = value.cloned() else { continue };
                let filled =
                    sqlx::query(*fill).bind(&kept).bind(&value).execute(&mut *t).await?.rows_affected();
                if filled > 0 {
                    moved.filled.push(((*field).to_owned(), value));
                }
            }
            sqlx::query("DELETE FROM customers WHERE customer_id = $1").bind(&gone).execute(&mut *t).await?;
            // Lists of texts cannot fail to be written.
            let json = serde_json::to_string(&moved).unwrap_or_default();
            sqlx::query(
                "INSERT INTO merges (merge_id, kept_id, gone_id, gone_name, moved, merged_by, merged_at, undone_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
            )
            .bind(merge.id.to_string())
            .bind(&kept)
            .bind(&gone)
            .bind(&moved.customer.name)
            .bind(&json)
            .bind(&merge.by)
            .bind(at_ms)
            .execute(&mut *t)
            .await?;
            sqlx::query(AUDIT)
                .bind(&audit_id)
                .bind(at_ms)
                .bind(&merge.by)
                .bind("merge")
                .bind(&kept)
                .bind(format!("with {gone}"))
                .execute(&mut *t)
                .await?;
            moved.customer.name
        });
        Ok(Some(Merge { gone_name: name, ..merge }))
    }
}
