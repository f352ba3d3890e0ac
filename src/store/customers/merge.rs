//! Two customers who are one person: made one, and taken apart again to the row.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::Customers;
use super::write::TOKENS_MAX;
use crate::store::db::{Db, read, write};
use crate::store::{CustomerId, StoreError, id, text, words};

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

/// What was the gone one's, and what moved: enough to put it back.
#[derive(Debug, Serialize, Deserialize)]
struct Moved {
    customer: CustomerRow,
    /// Her numbers and their places.
    numbers: Vec<(String, i64)>,
    /// Of those, the ones the kept one had not.
    numbers_moved: Vec<String>,
    notes: Vec<String>,
    contacts: Vec<String>,
    calls: Vec<String>,
    verified: Vec<String>,
    facts_moved: Vec<(String, String)>,
    /// Rows the kept one had of her own under the same id.
    facts_lost: Vec<FactRow>,
    keys_moved: Vec<(String, String)>,
    keys_lost: Vec<(String, String)>,
    tag: Option<TagRow>,
    tag_moved: bool,
    /// Her code's hash, who set it, when.
    #[serde(default)]
    pin: Option<(String, String, i64)>,
    #[serde(default)]
    pin_moved: bool,
    /// Fields the kept one had not, filled with hers.
    filled: Vec<(String, String)>,
}

#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
struct CustomerRow {
    customer_id: String,
    kind: String,
    name: String,
    folded: String,
    salutation: Option<String>,
    segment: Option<String>,
    vip: bool,
    language: Option<String>,
    city: Option<String>,
    email: Option<String>,
    customer_since: Option<String>,
    created_at: i64,
    updated_at: i64,
}

#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
struct FactRow {
    section: String,
    row_id: String,
    at: i64,
    fields: String,
    updated_at: i64,
}

#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
struct TagRow {
    profile: String,
    tagged_by: String,
    tagged_at: i64,
    expires_at: i64,
}

/// Fills one field of the kept one where it is blank.
const FILL: [(&str, &str); 6] = [
    ("salutation", "UPDATE customers SET salutation = $2 WHERE customer_id = $1 AND salutation IS NULL"),
    ("segment", "UPDATE customers SET segment = $2 WHERE customer_id = $1 AND segment IS NULL"),
    ("language", "UPDATE customers SET language = $2 WHERE customer_id = $1 AND language IS NULL"),
    ("city", "UPDATE customers SET city = $2 WHERE customer_id = $1 AND city IS NULL"),
    ("email", "UPDATE customers SET email = $2 WHERE customer_id = $1 AND email IS NULL"),
    ("since", "UPDATE customers SET customer_since = $2 WHERE customer_id = $1 AND customer_since IS NULL"),
];

/// Blanks it again, unless somebody has changed it since.
const UNFILL: [(&str, &str); 6] = [
    ("salutation", "UPDATE customers SET salutation = NULL WHERE customer_id = $1 AND salutation = $2"),
    ("segment", "UPDATE customers SET segment = NULL WHERE customer_id = $1 AND segment = $2"),
    ("language", "UPDATE customers SET language = NULL WHERE customer_id = $1 AND language = $2"),
    ("city", "UPDATE customers SET city = NULL WHERE customer_id = $1 AND city = $2"),
    ("email", "UPDATE customers SET email = NULL WHERE customer_id = $1 AND email = $2"),
    ("since", "UPDATE customers SET customer_since = NULL WHERE customer_id = $1 AND customer_since = $2"),
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

impl CustomerRow {
    fn fields(&self) -> [Option<&String>; 6] {
        [
            self.salutation.as_ref(),
            self.segment.as_ref(),
            self.language.as_ref(),
            self.city.as_ref(),
            self.email.as_ref(),
            self.customer_since.as_ref(),
        ]
    }
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

const AUDIT: &str = "INSERT INTO audit (audit_id, at, who, what, customer_id, call_id, detail, why) \
                     VALUES ($1, $2, $3, $4, $5, NULL, $6, NULL)";

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
