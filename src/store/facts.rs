//! What a card shows beside name, history and notes: rows of fields by section, and the customer's own ids.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::db::{Db, read, write};
use super::{Customer, CustomerId, StoreError, customers, text};

/// One row of a section: a ticket, an order, a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its id where it comes from; unique in the customer's section.
    pub row: String,
    /// What it is sorted by, UTC milliseconds, newest first.
    pub at_ms: i64,
    /// Its fields in the order they are shown: id and text.
    pub fields: Vec<(String, String)>,
}

impl Fact {
    /// Most rows one section of a card shows.
    pub const SHOWN_MAX: i64 = 10;

    /// Most fields of one row.
    pub const FIELDS_MAX: usize = 40;

    /// Longest field, in characters.
    pub const FIELD_LENGTH_MAX: usize = 2_000;
}

/// The door to facts and keys, [`Store::facts`](super::Store::facts).
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    db: &'a Db,
}

impl<'a> Facts<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The newest rows of every section of a customer.
    pub async fn of(&self, customer: CustomerId) -> Result<BTreeMap<String, Vec<Fact>>, StoreError> {
        let id = customer.to_string();
        let rows: Vec<(String, String, i64, String)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT section, row_id, at, fields FROM ( \
                   SELECT section, row_id, at, fields, \
                          row_number() OVER (PARTITION BY section ORDER BY at DESC, row_id) AS place \
                   FROM customer_facts WHERE customer_id = $1 \
                 ) AS ranked WHERE place <= $2 ORDER BY section, place",
            )
            .bind(&id)
            .bind(Fact::SHOWN_MAX)
            .fetch_all(x)
            .await
        })?;
        let mut sections: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
        for (section, row, at_ms, fields) in rows {
            let fact = Fact { row, at_ms, fields: read_fields(&fields)? };
            sections.entry(section).or_default().push(fact);
        }
        Ok(sections)
    }

    /// The rows of one section since a moment, newest first, a thousand at most.
    pub async fn since(
        &self,
        customer: CustomerId,
        section: &str,
        since_ms: i64,
    ) -> Result<Vec<Fact>, StoreError> {
        let id = customer.to_string();
        let rows: Vec<(String, i64, String)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT row_id, at, fields FROM customer_facts \
                 WHERE customer_id = $1 AND section = $2 AND at >= $3 ORDER BY at DESC, row_id LIMIT 1000",
            )
            .bind(&id)
            .bind(section)
            .bind(since_ms)
            .fetch_all(x)
            .await
        })?;
        rows.into_iter()
            .map(|(row, at_ms, fields)| Ok(Fact { row, at_ms, fields: read_fields(&fields)? }))
            .collect()
    }

    /// Keeps a row, new or known. False when there is no such customer.
    pub async fn put(
        &self,
        customer: CustomerId,
        section: &str,
        fact: &Fact,
        at_ms: i64,
    ) -> Result<bool, StoreError> {
        let (id, section, row) = (customer.to_string(), text::clean(section), text::clean(&fact.row));
        let fields = write_fields(&fact.fields)?;
        let kept = write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO customer_facts (customer_id, section, row_id, at, fields, updated_at) \
                 SELECT customer_id, $2, $3, $4, $5, $6 FROM customers WHERE customer_id = $1 \
                 ON CONFLICT (customer_id, section, row_id) DO UPDATE SET \
                        at = excluded.at, fields = excluded.fields, updated_at = excluded.updated_at",
            )
            .bind(&id)
            .bind(&section)
            .bind(&row)
            .bind(fact.at_ms)
            .bind(&fields)
            .bind(at_ms)
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok(kept > 0)
    }

    /// Keeps an id the customer has in one of the company's systems. False when there is no such customer.
    pub async fn put_key(&self, customer: CustomerId, kind: &str, key: &str) -> Result<bool, StoreError> {
        let (id, kind, key) = (customer.to_string(), text::clean(kind), folded_key(key));
        if key.is_empty() {
            return Err(StoreError::refused("key", "it is empty"));
        }
        let kept = write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO customer_keys (kind, key, customer_id) \
                 SELECT $2, $3, customer_id FROM customers WHERE customer_id = $1 ON CONFLICT DO NOTHING",
            )
            .bind(&id)
            .bind(&kind)
            .bind(&key)
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok(kept > 0)
    }

    /// Who has this id, of whatever kind: as keyed in, or as a person types it.
    pub async fn by_key(&self, key: &str) -> Result<Vec<Customer>, StoreError> {
        let key = folded_key(key);
        let ids: Vec<(String,)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT DISTINCT customer_id FROM customer_keys WHERE key = $1 ORDER BY customer_id LIMIT $2",
            )
            .bind(&key)
            .bind(Customer::CANDIDATES_MAX as i64)
            .fetch_all(x)
            .await
        })?;
        customers::load(self.db, ids.into_iter().map(|(id,)| id).collect()).await
    }

    /// The ids a customer has in the company's systems: kind and id.
    pub async fn keys_of(&self, customer: CustomerId) -> Result<Vec<(String, String)>, StoreError> {
        let id = customer.to_string();
        Ok(read!(self.db, |x| {
            sqlx::query_as("SELECT kind, key FROM customer_keys WHERE customer_id = $1 ORDER BY kind, key")
                .bind(&id)
                .fetch_all(x)
                .await
        })?)
    }
}

/// An id as it is compared: upper case, letters and digits only, so that `t-100` and `T 100` are one.
pub(super) fn folded_key(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn read_fields(json: &str) -> Result<Vec<(String, String)>, StoreError> {
    let object: Map<String, Value> =
        serde_json::from_str(json).map_err(|e| StoreError::corrupt("customer_facts", e.to_string()))?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    };
    Ok(object.into_iter().map(|(id, value)| (id, text(value))).collect())
}

fn write_fields(fields: &[(String, String)]) -> Result<String, StoreError> {
    if fields.len() > Fact::FIELDS_MAX {
        let why = format!("{} fields, {} at most", fields.len(), Fact::FIELDS_MAX);
        return Err(StoreError::refused("fields", why));
    }
    let mut object = Map::new();
    for (id, value) in fields {
        text::within("field", value, Fact::FIELD_LENGTH_MAX)?;
        object.insert(text::clean(id), Value::String(text::clean(value)));
    }
    Ok(Value::Object(object).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_however_it_is_written() {
        for written in ["T-100", "t 100", "T100", " t.100 "] {
            assert_eq!(folded_key(written), "T100");
        }
    }
}
