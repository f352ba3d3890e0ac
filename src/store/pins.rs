//! Codes customers key in, as hashes, and how often somebody tried.

use super::db::{Db, read, write};
use super::{CustomerId, StoreError, text};
use crate::phone::E164;

/// Tries without a right one, of one customer or from one number.
const TRIES_MAX: i64 = 5;

/// After so long they are forgotten: a day.
const TRIES_KEPT_MS: i64 = 86_400_000;

/// The door to codes, [`Store::pins`](super::Store::pins).
#[derive(Clone, Copy, Debug)]
pub struct Pins<'a> {
    db: &'a Db,
}

impl<'a> Pins<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Sets a customer's code by its hash, or takes it away. False when there is no such customer.
    pub async fn set(
        &self,
        customer: CustomerId,
        hash: Option<&str>,
        by: &str,
        at_ms: i64,
    ) -> Result<bool, StoreError> {
        let id = customer.to_string();
        let set = write!(self.db, |t| {
            sqlx::query("DELETE FROM customer_pins WHERE customer_id = $1")
                .bind(&id)
                .execute(&mut *t)
                .await?;
            sqlx::query("DELETE FROM pin_tries WHERE tried = $1").bind(&id).execute(&mut *t).await?;
            match hash {
                None => 1,
                Some(hash) => sqlx::query(
                    "INSERT INTO customer_pins (customer_id, hash, set_by, set_at) \
                     SELECT customer_id, $2, $3, $4 FROM customers WHERE customer_id = $1",
                )
                .bind(&id)
                .bind(hash)
                .bind(text::clean(by))
                .bind(at_ms)
                .execute(&mut *t)
                .await?
                .rows_affected(),
            }
        });
        Ok(set > 0)
    }

    /// The hash of a customer's code, where she has one.
    pub async fn hash_of(&self, customer: CustomerId) -> Result<Option<String>, StoreError> {
        let id = customer.to_string();
        let row: Option<(String,)> = read!(self.db, |x| {
            sqlx::query_as("SELECT hash FROM customer_pins WHERE customer_id = $1")
                .bind(&id)
                .fetch_optional(x)
                .await
        })?;
        Ok(row.map(|(hash,)| hash))
    }

    /// Counts a try before it is made, of this customer and from this number. False when there were too many.
    pub async fn may_try(
        &self,
        customer: CustomerId,
        number: Option<&E164>,
        at_ms: i64,
    ) -> Result<bool, StoreError> {
        let tried = tried(customer, number);
        Ok(write!(self.db, |t| {
            let mut may = true;
            for one in &tried {
                sqlx::query("DELETE FROM pin_tries WHERE tried = $1 AND since_at < $2")
                    .bind(one)
                    .bind(at_ms - TRIES_KEPT_MS)
                    .execute(&mut *t)
                    .await?;
                let (tries,): (i64,) = sqlx::query_as(
                    "INSERT INTO pin_tries (tried, tries, since_at) VALUES ($1, 1, $2) \
                     ON CONFLICT (tried) DO UPDATE SET tries = pin_tries.tries + 1 RETURNING tries",
                )
                .bind(one)
                .bind(at_ms)
                .fetch_one(&mut *t)
                .await?;
                may &= tries <= TRIES_MAX;
            }
            may
        }))
    }

    /// The try was right: those before it are forgotten.
    pub async fn was_right(&self, customer: CustomerId, number: Option<&E164>) -> Result<(), StoreError> {
        let tried = tried(customer, number);
        write!(self.db, |t| {
            for one in &tried {
                sqlx::query("DELETE FROM pin_tries WHERE tried = $1").bind(one).execute(&mut *t).await?;
            }
        });
        Ok(())
    }
}

fn tried(customer: CustomerId, number: Option<&E164>) -> Vec<String> {
    [Some(customer.to_string()), number.map(|number| number.as_str().to_owned())]
        .into_iter()
        .flatten()
        .collect()
}
