//! Many customers at once: a few statements a batch, whatever its length.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Database, Encode, QueryBuilder, Type};

use super::write::{Row, TOKENS_MAX};
use super::{CustomerEdit, Customers};
use crate::store::db::{Db, read, read_listed, write};
use crate::store::{CustomerId, Erased, StoreError, facts, text, words};

/// Rows one INSERT takes. Other lengths would be other statements to prepare; the last of a batch is one more.
const CHUNK: usize = 500;

/// A customer of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCustomer {
    /// The id she is to have: the same for the same row of the same file, so that a file may be read again.
    pub id: CustomerId,
    /// Who she is.
    pub customer: CustomerEdit,
    /// Her own id in the company's systems, where the file has one.
    pub key: Option<String>,
}

/// A customer of a file who breaks a rule, by her place in the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Place in the batch, from 0.
    pub place: usize,
    /// Why.
    pub why: String,
}

impl Customers<'_> {
    /// Makes room for a file's worth of customers while nobody else has the database: SQLite keeps the pages it
    /// writes in memory, a gigabyte at most (with its usual two megabytes every batch would read and write most of
    /// the database again), and does not look up whose each row is, which [`bulk`](Self::bulk) sees to by itself.
    pub async fn expect_many(&self) -> Result<(), StoreError> {
        if let Db::Lite { write, .. } = self.db {
            for pragma in ["PRAGMA cache_size = -1048576", "PRAGMA foreign_keys = OFF"] {
                sqlx::query(pragma).execute(write).await?;
            }
        }
        Ok(())
    }

    /// All who were erased, for a file that may hold them still.
    pub async fn erased(&self) -> Result<Erased, StoreError> {
        Erased::read(self.db).await
    }

    /// Keeps those who are new and keep the rules, in one transaction; says how many that were and who broke
    /// which rule. Who is there already is left as she is.
    pub async fn bulk(&self, batch: &[FileCustomer], at_ms: i64) -> Result<(u64, Vec<Rejected>), StoreError> {
        // In the order of the tables' own keys, neighbours on one page.
        let mut order: Vec<usize> = (0..batch.len()).collect();
        order.sort_by_key(|place| batch[*place].id);
        let known = known(self.db, order.iter().map(|place| batch[*place].id.to_string()).collect()).await?;
        let (mut rows, mut rejected) = (Vec::<(Row, Option<String>)>::with_capacity(batch.len()), Vec::new());
        for place in order {
            let one = &batch[place];
            match Row::checked(one.id, &one.customer) {
                Ok(row) if known.contains(&row.id) => {}
                // Twice in the file: the first that keeps the rules is kept.
                Ok(row) if rows.last().is_some_and(|(last, _)| last.id == row.id) => {}
                Ok(row) => {
                    rows.push((row, one.key.as_deref().map(facts::folded_key).filter(|key| !key.is_empty())));
                }
                Err(error) => rejected.push(Rejected { place, why: error.to_string() }),
            }
        }
        rejected.sort_unstable_by_key(|one| one.place);
        let added = rows.len() as u64;
        let by_hand = indexes_by_hand(self.db, added).await?;
        write!(self.db, |t| {
            for (name, _) in &by_hand {
                sqlx::query(AssertSqlSafe(format!("DROP INDEX {name}"))).execute(&mut *t).await?;
            }
            for chunk in rows.chunks(CHUNK) {
                customers(chunk, at_ms).build().execute(&mut *t).await?;
            }
            let numbers: Vec<_> = rows.iter().flat_map(|(row, _)| numbers_of(row)).collect();
            for chunk in numbers.chunks(CHUNK) {
                insert_numbers(chunk).build().execute(&mut *t).await?;
            }
            let mut tokens: Vec<_> = rows.iter().flat_map(|(row, _)| tokens_of(row)).collect();
            tokens.sort_unstable();
            for chunk in tokens.chunks(CHUNK) {
                insert_tokens(chunk).build().execute(&mut *t).await?;
            }
            let mut keys: Vec<_> =
                rows.iter().filter_map(|(row, key)| Some((row.id.as_str(), key.as_deref()?))).collect();
            keys.sort_unstable_by_key(|(_, key)| *key);
            for chunk in keys.chunks(CHUNK) {
                insert_keys(chunk).build().execute(&mut *t).await?;
            }
            for (_, sql) in by_hand {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *t).await?;
            }
        });
        Ok((added, rejected))
    }
}

/// The indexes that are cheaper built anew from all rows, sorted, than grown by `added` rows in any order: name and
/// statement of each, as the migrations made them. They go and come back within one transaction, so nobody ever
/// finds them missing. PostgreSQL grows its own well enough.
async fn indexes_by_hand(db: &Db, added: u64) -> Result<Vec<(String, String)>, StoreError> {
    /// Fewer rows than this are added in no time.
    const ADDED_MIN: u64 = 20_000;
    /// So many rows are sorted into an index in the time in which one is put into its place.
    const SORTED_FOR_ONE: u64 = 4;
    let Db::Lite { read, .. } = db else { return Ok(Vec::new()) };
    if added < ADDED_MIN {
        return Ok(Vec::new());
    }
    let (there,): (i64,) = sqlx::query_as("SELECT count(*) FROM customers").fetch_one(read).await?;
    if there.unsigned_abs() + added > added * SORTED_FOR_ONE {
        return Ok(Vec::new());
    }
    let indexes = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL \
                   AND tbl_name IN ('customers', 'customer_numbers', 'customer_tokens', 'customer_keys')";
    Ok(sqlx::query_as(indexes).fetch_all(read).await?)
}

async fn known(db: &Db, ids: Vec<String>) -> Result<BTreeSet<String>, StoreError> {
    let (any,): (bool,) =
        read!(db, |x| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM customers)").fetch_one(x).await)?;
    if !any {
        return Ok(BTreeSet::new());
    }
    let mut rows =
        read_listed!(db, (String,), &ids, "SELECT customer_id FROM customers WHERE customer_id", "")?;
    // Who was made one with another is there, under the other's id.
    rows.extend(read_listed!(
        db,
        (String,),
        &ids,
        "SELECT gone_id FROM merges WHERE undone_at IS NULL AND gone_id",
        ""
    )?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

fn customers<DB>(rows: &[(Row, Option<String>)], at_ms: i64) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
    Option<String>: for<'q> Encode<'q, DB> + Type<DB>,
    bool: for<'q> Encode<'q, DB> + Type<DB>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(
        "INSERT INTO customers (customer_id, kind, name, folded, salutation, segment, vip, language, city, email, \
         customer_since, created_at, updated_at) ",
    );
    query.push_values(rows, |mut columns, (row, _)| {
        columns
            .push_bind(row.id.clone())
            .push_bind(row.kind.as_str().to_owned())
            .push_bind(row.name.clone())
            .push_bind(row.folded.clone())
            .push_bind(row.salutation.clone())
            .push_bind(row.segment.clone())
            .push_bind(row.vip)
            .push_bind(row.language.clone())
            .push_bind(row.city.clone())
            .push_bind(row.email.clone())
            .push_bind(row.since.clone())
            .push_bind(at_ms)
            .push_bind(at_ms);
    });
    query.push(" ON CONFLICT (customer_id) DO NOTHING");
    query
}

/// Whose, number, digits reversed, place.
type NumberRow<'a> = (&'a str, &'a str, String, i64);

fn numbers_of(row: &Row) -> impl Iterator<Item = NumberRow<'_>> {
    row.numbers.iter().enumerate().map(|(place, number)| {
        (row.id.as_str(), number.as_str(), number.digits().chars().rev().collect(), place as i64)
    })
}

fn insert_numbers<DB>(rows: &[NumberRow<'_>]) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query =
        QueryBuilder::new("INSERT INTO customer_numbers (customer_id, e164, reversed, position) ");
    query.push_values(rows, |mut columns, (id, number, reversed, place)| {
        columns
            .push_bind((*id).to_owned())
            .push_bind((*number).to_owned())
            .push_bind(reversed.clone())
            .push_bind(*place);
    });
    query.push(" ON CONFLICT DO NOTHING");
    query
}

fn tokens_of(row: &Row) -> impl Iterator<Item = (&str, &str)> {
    words(&row.folded).into_iter().take(TOKENS_MAX).map(|word| (word, row.id.as_str()))
}

fn insert_tokens<DB>(rows: &[(&str, &str)]) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("INSERT INTO customer_tokens (token, customer_id) ");
    query.push_values(rows, |mut columns, (token, id)| {
        columns.push_bind((*token).to_owned()).push_bind((*id).to_owned());
    });
    query.push(" ON CONFLICT DO NOTHING");
    query
}

fn insert_keys<DB>(rows: &[(&str, &str)]) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("INSERT INTO customer_keys (kind, key, customer_id) ");
    query.push_values(rows, |mut columns, (id, key)| {
        columns.push_bind("customer".to_owned()).push_bind(text::clean(key)).push_bind((*id).to_owned());
    });
    query.push(" ON CONFLICT DO NOTHING");
    query
}
