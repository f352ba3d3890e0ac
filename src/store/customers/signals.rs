//! What speaks for one candidate before another: who was confirmed, who has something open, who called this
//! line before; and how often somebody calls.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Customer, Customers};
use crate::call::CallId;
use crate::phone::E164;
use crate::store::db::{Db, read, read_listed};
use crate::store::{CustomerId, StoreError};

/// Words that say a ticket or an order is over, folded.
const CLOSED: [&str; 12] = [
    "closed",
    "done",
    "solved",
    "cancelled",
    "delivered",
    "kapali",
    "kapandi",
    "cozuldu",
    "tamamlandi",
    "iptal",
    "teslim",
    "bitti",
];

/// Digits that must agree at the end for a number to be possible.
const ALIKE_DIGITS: usize = 7;

/// Most calls looked at for one number.
const CALLS_MAX: i64 = 100;

/// What speaks for a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// How often a person said that this number is this customer.
    pub confirmed: u32,
    /// How often this customer called the same dialled number before.
    pub same_line: u32,
    /// Tickets and orders that are not over.
    pub open: u32,
}

/// An earlier call, for the badge of one who comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierCall {
    /// When it began, UTC milliseconds.
    pub at_ms: i64,
    /// What it was, by its catalog id.
    pub disposition: Option<String>,
}

impl Customers<'_> {
    /// What speaks for each of these.
    pub async fn signals(
        &self,
        number: Option<&E164>,
        did: Option<&str>,
        candidates: &[CustomerId],
    ) -> Result<BTreeMap<CustomerId, Signals>, StoreError> {
        let ids: Vec<String> = candidates.iter().map(ToString::to_string).collect();
        let mut signals: BTreeMap<CustomerId, Signals> =
            candidates.iter().map(|id| (*id, Signals::default())).collect();
        let mut count = |rows: Vec<(String, i64)>, add: fn(&mut Signals, u32)| {
            for (id, count) in rows {
                if let Some(of) = CustomerId::parse(&id).and_then(|id| signals.get_mut(&id)) {
                    add(of, u32::try_from(count).unwrap_or(u32::MAX));
                }
            }
        };
        if let Some(number) = number {
            count(confirmed(self.db, number).await?, |of, n| of.confirmed += n);
        }
        if let Some(did) = did {
            count(same_line(self.db, did, &ids).await?, |of, n| of.same_line += n);
        }
        count(open(self.db, &ids).await?, |of, n| of.open += n);
        Ok(signals)
    }

    /// Customers one of whose numbers ends in the same seven digits: possible, and no more than that.
    pub async fn ends_alike(&self, digits: &str) -> Result<Vec<Customer>, StoreError> {
        let reversed: String = digits.chars().rev().filter(char::is_ascii_digit).take(ALIKE_DIGITS).collect();
        if reversed.len() < ALIKE_DIGITS {
            return Ok(Vec::new());
        }
        let ids: Vec<(String,)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT DISTINCT customer_id FROM customer_numbers \
                 WHERE reversed >= $1 AND reversed < $2 ORDER BY customer_id LIMIT $3",
            )
            .bind(&reversed)
            .bind(format!("{reversed}\u{10ffff}"))
            .bind(Customer::CANDIDATES_MAX as i64)
            .fetch_all(x)
            .await
        })?;
        super::load(self.db, ids.into_iter().map(|(id,)| id).collect()).await
    }

    /// The calls of a customer, or of a number nobody is known for, since a moment, newest first; without the
    /// one that is under way.
    pub async fn earlier_calls(
        &self,
        customer: Option<CustomerId>,
        number: Option<&E164>,
        since_ms: i64,
        without: CallId,
    ) -> Result<Vec<EarlierCall>, StoreError> {
        let (customer, number) = (customer.map(|id| id.to_string()), number.map(E164::as_str));
        let rows: Vec<(i64, Option<String>)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT began_at, disposition_id FROM ( \
                   SELECT call_id, began_at, disposition_id FROM calls WHERE customer_id = $1 AND began_at >= $3 \
                   UNION \
                   SELECT call_id, began_at, disposition_id FROM calls \
                   WHERE e164 = $2 AND began_at >= $3 AND (customer_id IS NULL OR customer_id = $1) \
                 ) AS mine WHERE call_id <> $4 ORDER BY began_at DESC LIMIT $5",
            )
            .bind(&customer)
            .bind(number)
            .bind(since_ms)
            .bind(without.to_string())
            .bind(CALLS_MAX)
            .fetch_all(x)
            .await
        })?;
        Ok(rows.into_iter().map(|(at_ms, disposition)| EarlierCall { at_ms, disposition }).collect())
    }

    /// Gives a customer the earlier calls of a number that are nobody's; how many that were.
    pub async fn take_earlier_calls(&self, id: CustomerId, number: &E164) -> Result<u64, StoreError> {
        let id = id.to_string();
        Ok(crate::store::db::write!(self.db, |t| {
            sqlx::query(
                "UPDATE calls SET customer_id = $1, customer_by = 'person' \
                 WHERE e164 = $2 AND customer_id IS NULL AND customer_by IS NULL \
                 AND EXISTS (SELECT 1 FROM customers WHERE customer_id = $1)",
            )
            .bind(&id)
            .bind(number.as_str())
            .execute(&mut *t)
            .await?
            .rows_affected()
        }))
    }
}

async fn confirmed(db: &Db, number: &E164) -> Result<Vec<(String, i64)>, sqlx::Error> {
    read!(db, |x| {
        sqlx::query_as(
            "SELECT customer_id, count(*) FROM ( \
               SELECT customer_id FROM calls WHERE e164 = $1 AND customer_by = 'person' \
               AND customer_id IS NOT NULL ORDER BY began_at DESC LIMIT $2 \
             ) AS said GROUP BY customer_id",
        )
        .bind(number.as_str())
        .bind(CALLS_MAX)
        .fetch_all(x)
        .await
    })
}

async fn same_line(db: &Db, did: &str, ids: &[String]) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = read_listed!(
        db,
        (String, Option<String>),
        ids,
        "SELECT customer_id, did FROM calls WHERE did IS NOT NULL AND customer_id",
        "ORDER BY began_at DESC LIMIT 1000"
    )?;
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (id, _) in rows.into_iter().filter(|(_, line)| line.as_deref() == Some(did)) {
        *counts.entry(id).or_default() += 1;
    }
    Ok(counts.into_iter().collect())
}

async fn open(db: &Db, ids: &[String]) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = read_listed!(
        db,
        (String, String),
        ids,
        "SELECT customer_id, fields FROM customer_facts WHERE section IN ('tickets', 'orders') AND customer_id",
        "ORDER BY at DESC LIMIT 1000"
    )?;
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (id, _) in rows.into_iter().filter(|(_, fields)| is_open(fields)) {
        *counts.entry(id).or_default() += 1;
    }
    Ok(counts.into_iter().collect())
}

/// Whether a row's status is there and is none of those that say it is over.
fn is_open(fields: &str) -> bool {
    let fields: Value = serde_json::from_str(fields).unwrap_or(Value::Null);
    fields["status"].as_str().is_some_and(|status| {
        let status = crate::store::fold(status);
        !CLOSED.iter().any(|closed| status.starts_with(closed))
    })
}
