//! Who saw or did what that is nobody's business without a reason, and how sure a caller's identity is.

use sqlx::FromRow;

use super::db::{Db, read, write};
use super::{CustomerId, StoreError, id, text};
use crate::call::CallId;

/// One thing somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// The login.
    pub who: String,
    /// E.g. `reveal`, `verify`, `merge`, `erase`.
    pub what: String,
    /// Whom it was about.
    pub customer: Option<CustomerId>,
    /// During which call.
    pub call: Option<CallId>,
    /// Which field, which questions; never a value.
    pub detail: String,
    /// The reason given.
    pub why: Option<String>,
}

/// That a caller was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// As whom.
    pub customer: CustomerId,
    /// Who asked.
    pub by: String,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// The questions answered rightly, by their ids.
    pub questions: Vec<String>,
}

/// The door to the audit, [`Store::audit`](super::Store::audit).
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a> {
    db: &'a Db,
}

impl<'a> Audit<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps a record, durable when it returns: what it allows is done after it, or not at all.
    pub async fn keep(&self, record: &AuditRecord) -> Result<(), StoreError> {
        let audit_id = id::fresh(record.at_ms)?.to_string();
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO audit (audit_id, at, who, what, customer_id, call_id, detail, why) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&audit_id)
            .bind(record.at_ms)
            .bind(text::clean(&record.who))
            .bind(text::clean(&record.what))
            .bind(record.customer.map(|customer| customer.to_string()))
            .bind(record.call.map(|call| call.to_string()))
            .bind(text::clean(&record.detail))
            .bind(text::clean_some(record.why.as_deref()))
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// The newest records about a customer, newest first.
    pub async fn of_customer(
        &self,
        customer: CustomerId,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let id = customer.to_string();
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT * FROM audit WHERE customer_id = $1 ORDER BY at DESC, audit_id DESC LIMIT $2",
            )
            .bind(&id)
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        Ok(rows.into_iter().map(Row::into_record).collect())
    }

    /// The newest records of what was done, newest first.
    pub async fn latest(&self, what: &str, limit: u32) -> Result<Vec<AuditRecord>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM audit WHERE what = $1 ORDER BY at DESC, audit_id DESC LIMIT $2")
                .bind(what)
                .bind(i64::from(limit))
                .fetch_all(x)
                .await
        })?;
        Ok(rows.into_iter().map(Row::into_record).collect())
    }

    /// Keeps that the caller of a call was verified as a customer.
    pub async fn verify(&self, call: CallId, verified: &Verified) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query("DELETE FROM call_identity WHERE call_id = $1")
                .bind(call.to_string())
                .execute(&mut *t)
                .await?;
            sqlx::query(
                "INSERT INTO call_identity (call_id, customer_id, verified_by, verified_at, how) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(call.to_string())
            .bind(verified.customer.to_string())
            .bind(text::clean(&verified.by))
            .bind(verified.at_ms)
            .bind(verified.questions.join(" "))
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// As whom the caller of a call was verified.
    pub async fn verified(&self, call: CallId) -> Result<Option<Verified>, StoreError> {
        let call = call.to_string();
        let row: Option<(String, String, i64, String)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT customer_id, verified_by, verified_at, how FROM call_identity WHERE call_id = $1",
            )
            .bind(&call)
            .fetch_optional(x)
            .await
        })?;
        let Some((customer, by, at_ms, how)) = row else { return Ok(None) };
        let no_sense = || StoreError::corrupt("call_identity", customer.as_str());
        Ok(Some(Verified {
            customer: CustomerId::parse(&customer).ok_or_else(no_sense)?,
            by,
            at_ms,
            questions: how.split_whitespace().map(str::to_owned).collect(),
        }))
    }
}

#[derive(FromRow)]
struct Row {
    at: i64,
    who: String,
    what: String,
    customer_id: Option<String>,
    call_id: Option<String>,
    detail: String,
    why: Option<String>,
}

impl Row {
    fn into_record(self) -> AuditRecord {
        AuditRecord {
            at_ms: self.at,
            who: self.who,
            what: self.what,
            customer: self.customer_id.as_deref().and_then(CustomerId::parse),
            call: self.call_id.as_deref().and_then(CallId::parse),
            detail: self.detail,
            why: self.why,
        }
    }
}
