//! Keeping customers.

use super::{Customer, CustomerEdit, CustomerKind, Customers, Imported};
use crate::phone::E164;
use crate::store::db::write;
use crate::store::{CustomerId, NewContact, StoreError, fold, id, note, text, words};

/// Adds one row of `customers`, its numbers and words to a transaction; the number of rows is 0 when the id is
/// there already. A macro, because the two transactions are two types.
macro_rules! insert {
    ($t:ident, $row:expr, $at_ms:expr) => {{
        let row: &Row = $row;
        let added = sqlx::query(
            "INSERT INTO customers (customer_id, kind, name, folded, salutation, segment, vip, language, city, \
                                    email, customer_since, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) \
             ON CONFLICT (customer_id) DO NOTHING",
        )
        .bind(&row.id)
        .bind(row.kind.as_str())
        .bind(&row.name)
        .bind(&row.folded)
        .bind(&row.salutation)
        .bind(&row.segment)
        .bind(row.vip)
        .bind(&row.language)
        .bind(&row.city)
        .bind(&row.email)
        .bind(&row.since)
        .bind($at_ms)
        .execute(&mut *$t)
        .await?
        .rows_affected();
        if added > 0 {
            insert_lists!($t, row);
        }
        added
    }};
}

macro_rules! insert_lists {
    ($t:ident, $row:expr) => {
        for (position, number) in $row.numbers.iter().enumerate() {
            sqlx::query(
                "INSERT INTO customer_numbers (customer_id, e164, reversed, position) VALUES ($1, $2, $3, $4)",
            )
            .bind(&$row.id)
            .bind(number.as_str())
            .bind(number.digits().chars().rev().collect::<String>())
            .bind(position as i64)
            .execute(&mut *$t)
            .await?;
        }
        for word in words(&$row.folded).into_iter().take(TOKENS_MAX) {
            sqlx::query("INSERT INTO customer_tokens (token, customer_id) VALUES ($1, $2)")
                .bind(word)
                .bind(&$row.id)
                .execute(&mut *$t)
                .await?;
        }
    };
}

/// Most words of one name that are searched.
pub(super) const TOKENS_MAX: usize = 24;

impl Customers<'_> {
    /// Makes a customer.
    pub async fn create(&self, edit: &CustomerEdit, at_ms: i64) -> Result<Customer, StoreError> {
        let id = CustomerId::from(id::fresh(at_ms)?);
        let row = Row::checked(id, edit)?;
        write!(self.db, |t| { insert!(t, &row, at_ms) });
        Ok(row.into_customer(id))
    }

    /// Changes a customer; none when there is no such customer. Her numbers become these, in one transaction.
    pub async fn update(
        &self,
        id: CustomerId,
        edit: &CustomerEdit,
        at_ms: i64,
    ) -> Result<Option<Customer>, StoreError> {
        let row = Row::checked(id, edit)?;
        let changed = write!(self.db, |t| {
            let changed = sqlx::query(
                "UPDATE customers SET kind = $2, name = $3, folded = $4, salutation = $5, segment = $6, \
                        vip = $7, language = $8, city = $9, email = $10, \
                        customer_since = coalesce($11, customer_since), updated_at = $12 \
                 WHERE customer_id = $1",
            )
            .bind(&row.id)
            .bind(row.kind.as_str())
            .bind(&row.name)
            .bind(&row.folded)
            .bind(&row.salutation)
            .bind(&row.segment)
            .bind(row.vip)
            .bind(&row.language)
            .bind(&row.city)
            .bind(&row.email)
            .bind(&row.since)
            .bind(at_ms)
            .execute(&mut *t)
            .await?
            .rows_affected();
            if changed > 0 {
                for lists in [
                    "DELETE FROM customer_numbers WHERE customer_id = $1",
                    "DELETE FROM customer_tokens WHERE customer_id = $1",
                ] {
                    sqlx::query(lists).bind(&row.id).execute(&mut *t).await?;
                }
                insert_lists!(t, row);
            }
            changed
        });
        if changed == 0 { Ok(None) } else { self.get(id).await }
    }

    /// Brings customers over with their past, all or none; who is there already is left as she is. Says how
    /// many were new.
    pub async fn import(&self, imported: &[Imported], at_ms: i64) -> Result<u64, StoreError> {
        let rows: Vec<Row> =
            imported.iter().map(|i| Row::checked(i.id, &i.customer)).collect::<Result<_, _>>()?;
        let notes = imported
            .iter()
            .map(|i| i.notes.iter().map(|n| note::checked(&n.by, &n.text, n.at_ms)).collect())
            .collect::<Result<Vec<Vec<_>>, _>>()?;
        let added = write!(self.db, |t| {
            let mut added = 0;
            for ((row, notes), from) in rows.iter().zip(&notes).zip(imported) {
                if insert!(t, row, at_ms) == 0 {
                    continue;
                }
                added += 1;
                for note in notes {
                    sqlx::query(
                        "INSERT INTO customer_notes (note_id, customer_id, written_at, written_by, text) \
                         VALUES ($1, $2, $3, $4, $5)",
                    )
                    .bind(id::fresh(note.at_ms)?.to_string())
                    .bind(&row.id)
                    .bind(note.at_ms)
                    .bind(&note.by)
                    .bind(&note.text)
                    .execute(&mut *t)
                    .await?;
                }
                for contact in &from.contacts {
                    let contact = cleaned(contact);
                    sqlx::query(
                        "INSERT INTO contacts (contact_id, customer_id, began_at, channel, queue, agent, \
                                               disposition, solved, summary) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    )
                    .bind(id::fresh(contact.at_ms)?.to_string())
                    .bind(&row.id)
                    .bind(contact.at_ms)
                    .bind(&contact.channel)
                    .bind(&contact.queue)
                    .bind(&contact.agent)
                    .bind(&contact.disposition)
                    .bind(contact.solved)
                    .bind(&contact.summary)
                    .execute(&mut *t)
                    .await?;
                }
            }
            added
        });
        Ok(added)
    }
}

fn cleaned(contact: &NewContact) -> NewContact {
    NewContact {
        at_ms: contact.at_ms,
        channel: text::clean(&contact.channel),
        queue: text::clean_some(contact.queue.as_deref()),
        agent: text::clean_some(contact.agent.as_deref()),
        disposition: text::clean_some(contact.disposition.as_deref()),
        solved: contact.solved,
        summary: text::clean_some(contact.summary.as_deref()),
    }
}

/// An edit that keeps the rules, as it goes into columns.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) kind: CustomerKind,
    pub(super) name: String,
    pub(super) folded: String,
    pub(super) salutation: Option<String>,
    pub(super) segment: Option<String>,
    pub(super) vip: bool,
    pub(super) language: Option<String>,
    pub(super) city: Option<String>,
    pub(super) email: Option<String>,
    pub(super) since: Option<String>,
    pub(super) numbers: Vec<E164>,
}

impl Row {
    pub(super) fn checked(id: CustomerId, edit: &CustomerEdit) -> Result<Self, StoreError> {
        let name = text::clean(&edit.name).trim().to_owned();
        if name.is_empty() {
            return Err(StoreError::refused("name", "it is empty"));
        }
        text::within("name", &name, Customer::NAME_LENGTH_MAX)?;
        Ok(Self {
            id: id.to_string(),
            kind: edit.kind,
            folded: fold(&name),
            name,
            salutation: field("salutation", edit.salutation.as_deref())?,
            segment: field("segment", edit.segment.as_deref())?,
            vip: edit.vip,
            language: field("language", edit.language.as_deref())?,
            city: field("city", edit.city.as_deref())?,
            email: field("email", edit.email.as_deref())?,
            since: field("since", edit.since.as_deref())?,
            numbers: numbers(edit)?,
        })
    }

    fn into_customer(self, id: CustomerId) -> Customer {
        Customer {
            id,
            kind: self.kind,
            name: self.name,
            salutation: self.salutation,
            segment: self.segment,
            vip: self.vip,
            language: self.language,
            city: self.city,
            email: self.email,
            numbers: self.numbers,
            since: self.since,
            history: Vec::new(),
            notes: Vec::new(),
        }
    }
}

fn field(what: &'static str, value: Option<&str>) -> Result<Option<String>, StoreError> {
    let value = text::clean_some(value);
    if let Some(value) = &value {
        text::within(what, value, Customer::FIELD_LENGTH_MAX)?;
    }
    Ok(value)
}

fn numbers(edit: &CustomerEdit) -> Result<Vec<E164>, StoreError> {
    let mut numbers: Vec<E164> = Vec::new();
    for number in &edit.numbers {
        if !numbers.contains(number) {
            numbers.push(number.clone());
        }
    }
    if numbers.len() > Customer::NUMBERS_MAX {
        let why = format!("{} of them, {} at most", numbers.len(), Customer::NUMBERS_MAX);
        return Err(StoreError::refused("numbers", why));
    }
    Ok(numbers)
}
