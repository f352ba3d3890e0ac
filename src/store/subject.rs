//! Everything about one person: out as one document, or gone with only the proof left that it was.

use serde_json::{Map, Value, json};
use sqlx::Row as _;
use uuid::Uuid;

use super::customers::{survivor, went_into};
use super::db::{Db, read, read_listed, write};
use super::erased::Trait;
use super::{CustomerId, StoreError, id, text};
use crate::phone::E164;

/// Whom it is about: a customer, a number, or a customer with all her numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A customer, and the calls that are hers.
    Customer(CustomerId),
    /// A number: the calls from it, and the customer who is the only one to have it. Of several who share it
    /// each is asked for by her id.
    Number(E164),
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposal {
    /// The record that stays.
    pub id: Uuid,
    /// How many rows of what.
    pub counts: Vec<(&'static str, u64)>,
}

/// The door to subjects, [`Store::subjects`](super::Store::subjects).
#[derive(Clone, Copy, Debug)]
pub struct Subjects<'a> {
    db: &'a Db,
}

/// What is kept of a customer, by table: the name in the document, and the rows.
const OF_CUSTOMER: [(&str, &str); 10] = [
    ("customers", "SELECT * FROM customers WHERE customer_id = $1"),
    ("numbers", "SELECT e164 FROM customer_numbers WHERE customer_id = $1 ORDER BY position"),
    ("notes", "SELECT * FROM customer_notes WHERE customer_id = $1 ORDER BY written_at"),
    ("contacts", "SELECT * FROM contacts WHERE customer_id = $1 ORDER BY began_at"),
    (
        "facts",
        "SELECT section, row_id, at, fields FROM customer_facts WHERE customer_id = $1 ORDER BY section, at",
    ),
    ("keys", "SELECT kind, key FROM customer_keys WHERE customer_id = $1 ORDER BY kind, key"),
    ("profile", "SELECT profile, tagged_by, tagged_at, expires_at FROM profile_tags WHERE customer_id = $1"),
    ("calls", "SELECT * FROM calls WHERE customer_id = $1 ORDER BY began_at"),
    ("seen_by", "SELECT at, who, what, detail, why FROM audit WHERE customer_id = $1 ORDER BY at"),
    ("merges", "SELECT * FROM merges WHERE kept_id = $1 OR gone_id = $1 ORDER BY merged_at"),
];

/// What is kept of a number.
const OF_NUMBER: [(&str, &str); 1] = [("calls", "SELECT * FROM calls WHERE e164 = $1 ORDER BY began_at")];

/// Events with a number in them that wait to be told: their calls have no row when they were in no queue of ours.
const EVENTS_WITH_NUMBER: &str = "SELECT * FROM outbox WHERE kind = 'webhook' AND body LIKE $1";

/// The pattern of a JSON text that is this number.
fn in_quotes(number: &str) -> String {
    format!("%\"{number}\"%")
}

impl<'a> Subjects<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Everything there is, as one JSON object of lists; none where there is nothing.
    pub async fn export(&self, subject: &Subject) -> Result<Option<Value>, StoreError> {
        let mut document = Map::new();
        match subject {
            Subject::Customer(_) => {}
            Subject::Number(number) => {
                self.collect(&OF_NUMBER, number.as_str(), &mut document).await?;
            }
        }
        let customers = self.customers_of(subject).await?;
        for id in &customers {
            self.collect(&OF_CUSTOMER, id, &mut document).await?;
        }
        let calls = self.calls_of(subject).await?;
        for call in &calls {
            self.collect(
                &[("journal", "SELECT at_us, kind, body FROM journal WHERE call_id = $1 ORDER BY seq")],
                call,
                &mut document,
            )
            .await?;
            self.collect(&[("offers", "SELECT * FROM offers WHERE call_id = $1")], call, &mut document)
                .await?;
            self.collect(&[("notes", "SELECT * FROM call_notes WHERE call_id = $1")], call, &mut document)
                .await?;
            self.collect(&[("outbox", "SELECT * FROM outbox WHERE call_id = $1")], call, &mut document)
                .await?;
        }
        for number in self.numbers_of(subject, &customers).await? {
            let query = [("outbox", EVENTS_WITH_NUMBER)];
            self.collect(&query, &in_quotes(&number), &mut document).await?;
        }
        Ok((!document.is_empty()).then_some(Value::Object(document)))
    }

    /// Erases it, all in one transaction, and keeps that it was: who did it, when, why, how many rows of what.
    /// Calls stay for the counts, without number, name, notes and customer.
    pub async fn erase(
        &self,
        subject: &Subject,
        by: &str,
        why: &str,
        at_ms: i64,
    ) -> Result<Option<Disposal>, StoreError> {
        let customers = self.customers_of(subject).await?;
        let calls = self.calls_of(subject).await?;
        let scrubbed = self.scrubbed(&calls).await?;
        let numbers = self.numbers_of(subject, &customers).await?;
        let traits = self.traits_of(&customers, &numbers).await?;
        let disposal = id::fresh(at_ms)?;
        let (mut erased, mut calls_erased, mut letters) = (0, 0, 0);
        let counts = write!(self.db, |t| {
            for customer in &customers {
                // Facts, numbers, notes, contacts, keys and tags go with her.
                for statement in [
                    "DELETE FROM merges WHERE kept_id = $1 OR gone_id = $1",
                    "DELETE FROM pin_tries WHERE tried = $1",
                    "DELETE FROM call_identity WHERE customer_id = $1",
                    "UPDATE audit SET customer_id = NULL WHERE customer_id = $1",
                ] {
                    sqlx::query(statement).bind(customer).execute(&mut *t).await?;
                }
                erased += sqlx::query("DELETE FROM customers WHERE customer_id = $1")
                    .bind(customer)
                    .execute(&mut *t)
                    .await?
                    .rows_affected();
            }
            for call in &calls {
                sqlx::query("DELETE FROM call_notes WHERE call_id = $1").bind(call).execute(&mut *t).await?;
                letters += sqlx::query("DELETE FROM outbox WHERE call_id = $1")
                    .bind(call)
                    .execute(&mut *t)
                    .await?
                    .rows_affected();
                calls_erased += sqlx::query(
                    "UPDATE calls SET number_raw = NULL, e164 = NULL, number_kind = NULL, caller_name = NULL, \
                            customer_id = NULL, customer_by = NULL, note = NULL WHERE call_id = $1",
                )
                .bind(call)
                .execute(&mut *t)
                .await?
                .rows_affected();
            }
            for number in &numbers {
                letters += sqlx::query("DELETE FROM outbox WHERE kind = 'webhook' AND body LIKE $1")
                    .bind(in_quotes(number))
                    .execute(&mut *t)
                    .await?
                    .rows_affected();
            }
            for (seq, body) in &scrubbed {
                sqlx::query("UPDATE journal SET body = $2 WHERE seq = $1")
                    .bind(*seq)
                    .bind(body)
                    .execute(&mut *t)
                    .await?;
            }
            let counts = [
                ("customers", erased),
                ("calls", calls_erased),
                ("journal records", scrubbed.len() as u64),
                ("letters", letters),
            ];
            if counts.iter().any(|(_, count)| *count > 0) {
                for hash in &traits {
                    sqlx::query(
                        "INSERT INTO erased (hash, disposal_id, erased_at) VALUES ($1, $2, $3) \
                         ON CONFLICT (hash) DO UPDATE SET disposal_id = excluded.disposal_id, \
                                erased_at = excluded.erased_at",
                    )
                    .bind(hash)
                    .bind(disposal.to_string())
                    .bind(at_ms)
                    .execute(&mut *t)
                    .await?;
                }
                let told: Map<String, Value> =
                    counts.iter().map(|(what, count)| ((*what).to_owned(), json!(count))).collect();
                sqlx::query("INSERT INTO disposals (disposal_id, at, by_whom, why, counts) VALUES ($1, $2, $3, $4, $5)")
                    .bind(disposal.to_string())
                    .bind(at_ms)
                    .bind(text::clean(by))
                    .bind(text::clean(why))
                    .bind(Value::Object(told).to_string())
                    .execute(&mut *t)
                    .await?;
            }
            counts
        });
        let any = counts.iter().any(|(_, count)| *count > 0);
        Ok(any.then(|| Disposal { id: disposal, counts: counts.to_vec() }))
    }

    /// The numbers that are hers alone, and the one that was asked for.
    async fn numbers_of(&self, subject: &Subject, customers: &[String]) -> Result<Vec<String>, StoreError> {
        let mut hers = Vec::new();
        if let Subject::Number(number) = subject {
            hers.push(number.as_str().to_owned());
        }
        let numbers = read_listed!(
            self.db,
            (String, String),
            customers,
            "SELECT e164, customer_id FROM customer_numbers WHERE customer_id",
            ""
        )?;
        for (number, _) in numbers {
            // A number others have too is not hers alone: it would keep them out.
            let shared = match number.parse() {
                Ok(number) => self.sharing(&number).await?.iter().any(|id| !customers.contains(id)),
                Err(_) => true,
            };
            if !shared {
                hers.push(number);
            }
        }
        Ok(hers)
    }

    /// What she is known again by, as hashes.
    async fn traits_of(&self, customers: &[String], numbers: &[String]) -> Result<Vec<String>, StoreError> {
        let mut hashes: Vec<String> = customers.iter().map(|id| Trait::Id(id).hash()).collect();
        hashes.extend(numbers.iter().map(|number| Trait::Number(number).hash()));
        let keys = read_listed!(
            self.db,
            (String, String),
            customers,
            "SELECT key, customer_id FROM customer_keys WHERE customer_id",
            ""
        )?;
        hashes.extend(keys.iter().map(|(key, _)| Trait::Key(key).hash()));
        Ok(hashes)
    }

    /// The customers who are the subject: one, and those who went into her.
    async fn customers_of(&self, subject: &Subject) -> Result<Vec<String>, StoreError> {
        let id = match subject {
            Subject::Customer(id) => Some(survivor(self.db, *id).await?.to_string()),
            Subject::Number(number) => self.owner(number).await?,
        };
        match id {
            Some(id) => went_into(self.db, id).await,
            None => Ok(Vec::new()),
        }
    }

    /// The calls that are the subject's.
    async fn calls_of(&self, subject: &Subject) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = match subject {
            Subject::Customer(id) => {
                let id = survivor(self.db, *id).await?.to_string();
                read!(self.db, |x| {
                    sqlx::query_as("SELECT call_id FROM calls WHERE customer_id = $1 ORDER BY began_at")
                        .bind(&id)
                        .fetch_all(x)
                        .await
                })?
            }
            Subject::Number(number) => {
                let owner = self.owner(number).await?;
                read!(self.db, |x| {
                    sqlx::query_as(
                        "SELECT call_id FROM calls WHERE e164 = $1 OR customer_id = $2 ORDER BY began_at",
                    )
                    .bind(number.as_str())
                    .bind(&owner)
                    .fetch_all(x)
                    .await
                })?
            }
        };
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Who shares a number, by id: with more than one it stands for nobody in particular.
    pub async fn sharing(&self, number: &E164) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT customer_id FROM customer_numbers WHERE e164 = $1 ORDER BY customer_id LIMIT 20",
            )
            .bind(number.as_str())
            .fetch_all(x)
            .await
        })?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// The one customer who has this number; none where several share it.
    async fn owner(&self, number: &E164) -> Result<Option<String>, StoreError> {
        let mut sharing = self.sharing(number).await?;
        Ok(sharing.pop().filter(|_| sharing.is_empty()))
    }

    /// The journal's records of these calls that hold a number, a name or something keyed in, without it.
    async fn scrubbed(&self, calls: &[String]) -> Result<Vec<(i64, String)>, StoreError> {
        let mut scrubbed = Vec::new();
        for call in calls {
            let rows: Vec<(i64, String)> = read!(self.db, |x| {
                sqlx::query_as("SELECT seq, body FROM journal WHERE call_id = $1")
                    .bind(call)
                    .fetch_all(x)
                    .await
            })?;
            scrubbed
                .extend(rows.into_iter().filter_map(|(seq, body)| Some((seq, without_person(&body, None)?))));
        }
        if calls.is_empty() {
            return Ok(scrubbed);
        }
        // A list of all that was alive when the PBX was read names calls inside one record of nobody's.
        let rows: Vec<(i64, String)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT seq, body FROM journal WHERE call_id IS NULL AND body LIKE '%\"live\":[{%'",
            )
            .fetch_all(x)
            .await
        })?;
        scrubbed.extend(
            rows.into_iter().filter_map(|(seq, body)| Some((seq, without_person(&body, Some(calls))?))),
        );
        Ok(scrubbed)
    }

    async fn collect(
        &self,
        queries: &[(&str, &'static str)],
        key: &str,
        document: &mut Map<String, Value>,
    ) -> Result<(), StoreError> {
        for (name, query) in queries {
            let rows: Vec<Value> = match self.db {
                Db::Lite { read, .. } => {
                    let rows = sqlx::query(*query).bind(key).fetch_all(read).await?;
                    rows.iter().map(lite_row).collect()
                }
                Db::Pg(pool) => {
                    let rows = sqlx::query(*query).bind(key).fetch_all(pool).await?;
                    rows.iter().map(pg_row).collect()
                }
            };
            if rows.is_empty() {
                continue;
            }
            if let Value::Array(list) = document.entry((*name).to_owned()).or_insert_with(|| json!([])) {
                let news: Vec<Value> = rows.into_iter().filter(|row| !list.contains(row)).collect();
                list.extend(news);
            }
        }
        Ok(())
    }
}

/// A record's body without what says who called; none when nothing in it does. With `calls`, a list of calls
/// of which only these are the person's.
fn without_person(body: &str, calls: Option<&[String]>) -> Option<String> {
    let mut value: Value = serde_json::from_str(body).ok()?;
    let changed = match calls {
        None => scrub(&mut value),
        Some(calls) => {
            let live = value.get_mut("live").and_then(Value::as_array_mut)?;
            let hers =
                |call: &&mut Value| call["call"].as_str().is_some_and(|id| calls.iter().any(|one| one == id));
            // Every one, not the first alone: her call may stand in the list twice.
            live.iter_mut().filter(hers).map(scrub).filter(|changed| *changed).count() > 0
        }
    };
    changed.then(|| value.to_string())
}

/// Takes out who called; whether there was anything.
fn scrub(value: &mut Value) -> bool {
    let Value::Object(members) = value else { return false };
    let mut changed = false;
    for key in ["number", "name", "keypad", "path"] {
        if members.get(key).is_some_and(|value| !value.is_null()) {
            members.insert(key.to_owned(), Value::Null);
            changed = true;
        }
    }
    changed
}

/// A row of either database as an object: our columns are texts, whole numbers and truth values.
macro_rules! row_as_object {
    ($name:ident, $row:ty) => {
        fn $name(row: &$row) -> Value {
            use sqlx::Column;
            let value = |place: usize| {
                row.try_get::<Option<String>, _>(place)
                    .map(|text| text.map_or(Value::Null, Value::String))
                    .or_else(|_| row.try_get::<Option<i64>, _>(place).map(|number| json!(number)))
                    .or_else(|_| row.try_get::<Option<bool>, _>(place).map(|truth| json!(truth)))
                    .unwrap_or(Value::Null)
            };
            let columns = row.columns().iter().enumerate();
            Value::Object(columns.map(|(place, column)| (column.name().to_owned(), value(place))).collect())
        }
    };
}

row_as_object!(lite_row, sqlx::sqlite::SqliteRow);
row_as_object!(pg_row, sqlx::postgres::PgRow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_loses_who_called_and_nothing_else() {
        let body = r#"{"pbx":"pbx1","event":"call.arrived","did":"5552001","number":"0532","name":"Mehmet"}"#;
        let left = without_person(body, None).unwrap();
        assert!(!left.contains("0532") && !left.contains("Mehmet") && left.contains("5552001"), "{left}");
        assert_eq!(without_person(r#"{"event":"call.ringing","line":"1001"}"#, None), None);
    }

    #[test]
    fn of_a_list_of_calls_only_the_persons_are_changed() {
        let body = r#"{"pbx":"p","event":"resynced","live":[{"call":"a","number":"0532"},{"call":"b","number":"0533"}]}"#;
        let left = without_person(body, Some(&["a".to_owned()])).unwrap();
        assert!(!left.contains("0532") && left.contains("0533"), "{left}");
        assert_eq!(without_person(body, Some(&["c".to_owned()])), None);
    }
}
