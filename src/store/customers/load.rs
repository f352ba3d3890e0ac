//! Reading customers: five statements, however many there are.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::{Customer, CustomerKind, Customers, survivor};
use crate::phone::E164;
use crate::store::db::{Db, read, read_listed};
use crate::store::{Contact, CustomerId, Note, StoreError, contact, note};

impl Customers<'_> {
    /// Who has this number, the one with the most recent contact first.
    pub async fn by_number(&self, number: &E164) -> Result<Vec<Customer>, StoreError> {
        let ids: Vec<(String,)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT customer_id FROM customer_numbers WHERE e164 = $1 ORDER BY customer_id LIMIT $2",
            )
            .bind(number.as_str())
            .bind(Customer::CANDIDATES_MAX as i64)
            .fetch_all(x)
            .await
        })?;
        let mut found = load(self.db, ids.into_iter().map(|(id,)| id).collect()).await?;
        found.sort_by_key(|customer| std::cmp::Reverse(customer.history.first().map(|c| c.at_ms)));
        Ok(found)
    }

    /// One customer by id; by the id of one who was made one with another, that other.
    pub async fn get(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        if let Some(found) = load(self.db, vec![id.to_string()]).await?.pop() {
            return Ok(Some(found));
        }
        let stands_for = survivor(self.db, id).await?;
        if stands_for == id {
            return Ok(None);
        }
        Ok(load(self.db, vec![stands_for.to_string()]).await?.pop())
    }

    /// The name alone, for lists.
    pub async fn name_of(&self, id: CustomerId) -> Result<Option<String>, StoreError> {
        let id = id.to_string();
        let name: Option<(String,)> = read!(self.db, |x| {
            sqlx::query_as("SELECT name FROM customers WHERE customer_id = $1")
                .bind(&id)
                .fetch_optional(x)
                .await
        })?;
        Ok(name.map(|(name,)| name))
    }

    /// How many there are.
    pub async fn count(&self) -> Result<u64, StoreError> {
        let (count,): (i64,) =
            read!(self.db, |x| sqlx::query_as("SELECT count(*) FROM customers").fetch_one(x).await)?;
        Ok(count.unsigned_abs())
    }
}

/// The customers of these ids, in this order; an id that is gone is left out.
pub(in crate::store) async fn load(db: &Db, ids: Vec<String>) -> Result<Vec<Customer>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = by_id(rows(db, &ids).await?, |row| row.customer_id.clone());
    let mut numbers = grouped(numbers(db, &ids).await?);
    let mut contacts = grouped(contact::newest(db, &ids).await?);
    let mut notes = grouped(note::newest(db, &ids).await?);
    let mut customers = Vec::with_capacity(ids.len());
    for id in &ids {
        let Some(row) = rows.remove(id) else { continue };
        let numbers = numbers.remove(id).unwrap_or_default();
        let mut history = contacts.remove(id).unwrap_or_default();
        history.truncate(Contact::SHOWN_MAX);
        customers.push(row.into_customer(&numbers, history, notes.remove(id).unwrap_or_default())?);
    }
    Ok(customers)
}

async fn rows(db: &Db, ids: &[String]) -> Result<Vec<Row>, sqlx::Error> {
    read_listed!(
        db,
        Row,
        ids,
        "SELECT customer_id, kind, name, salutation, segment, vip, language, city, email, customer_since \
         FROM customers WHERE customer_id",
        ""
    )
}

async fn numbers(db: &Db, ids: &[String]) -> Result<Vec<(String, String)>, sqlx::Error> {
    read_listed!(
        db,
        (String, String),
        ids,
        "SELECT customer_id, e164 FROM customer_numbers WHERE customer_id",
        "ORDER BY customer_id, position"
    )
}

fn by_id<T>(rows: Vec<T>, id: impl Fn(&T) -> String) -> BTreeMap<String, T> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}

fn grouped<T>(rows: Vec<(String, T)>) -> BTreeMap<String, Vec<T>> {
    let mut groups: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (id, row) in rows {
        groups.entry(id).or_default().push(row);
    }
    groups
}

#[derive(FromRow)]
struct Row {
    customer_id: String,
    kind: String,
    name: String,
    salutation: Option<String>,
    segment: Option<String>,
    vip: bool,
    language: Option<String>,
    city: Option<String>,
    email: Option<String>,
    customer_since: Option<String>,
}

impl Row {
    fn into_customer(
        self,
        numbers: &[String],
        history: Vec<Contact>,
        notes: Vec<Note>,
    ) -> Result<Customer, StoreError> {
        let no_sense = |what: &str| StoreError::corrupt("customers", what);
        Ok(Customer {
            id: CustomerId::parse(&self.customer_id).ok_or_else(|| no_sense(&self.customer_id))?,
            kind: CustomerKind::parse(&self.kind).ok_or_else(|| no_sense(&self.kind))?,
            name: self.name,
            salutation: self.salutation,
            segment: self.segment,
            vip: self.vip,
            language: self.language,
            city: self.city,
            email: self.email,
            numbers: numbers
                .iter()
                .map(|number| {
                    number.parse().map_err(|_| StoreError::corrupt("customer_numbers", number.as_str()))
                })
                .collect::<Result<_, _>>()?,
            since: self.customer_since,
            history,
            notes,
        })
    }
}
