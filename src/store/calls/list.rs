//! The call list, newest first, in pages.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::record::Row;
use super::{CallRecord, Calls};
use crate::call::CallId;
use crate::store::db::Db;
use crate::store::{CustomerId, StoreError, text};

/// Which calls to list; what is none does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// The caller's number, E.164.
    pub number: Option<String>,
    /// The queue, by its catalog id.
    pub queue: Option<String>,
    /// The agent who talked to the caller, by her catalog id.
    pub agent: Option<String>,
    /// Who called.
    pub customer: Option<CustomerId>,
}

/// A page of the call list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallPage {
    /// Newest first.
    pub items: Vec<CallRecord>,
    /// Where the next page begins; none at the end.
    pub next_cursor: Option<String>,
}

impl CallPage {
    /// Longest page.
    pub const LENGTH_MAX: u32 = 200;
}

impl Calls<'_> {
    /// A page of the calls that fit, by (moment they began, id) descending, after `cursor`. Calls that arrive
    /// meanwhile come before the first page and move nothing.
    pub async fn list(
        &self,
        filter: &CallFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<CallPage, StoreError> {
        let after = cursor.map(|c| Place::read(c).ok_or(StoreError::BadCursor)).transpose()?;
        let limit = limit.clamp(1, CallPage::LENGTH_MAX) as usize;
        let mut rows: Vec<Row> = match self.db {
            Db::Lite { read, .. } => query(filter, after, limit).build_query_as().fetch_all(read).await,
            Db::Pg(pool) => query(filter, after, limit).build_query_as().fetch_all(pool).await,
        }?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let items: Vec<CallRecord> = rows.into_iter().map(Row::into_record).collect::<Result<_, _>>()?;
        let next_cursor = items.last().filter(|_| more).map(|last| Place::of(last).write());
        Ok(CallPage { items, next_cursor })
    }
}

/// The statement for this filter. Conditions are put together, not switched off by `$1 IS NULL OR`: each
/// combination has an index of its own to walk. One row more than the page says whether there is a next.
fn query<DB>(filter: &CallFilter, after: Option<Place>, limit: usize) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("SELECT * FROM calls WHERE 1 = 1");
    for (condition, value) in [
        (" AND e164 = ", filter.number.as_deref().map(text::clean)),
        (" AND queue_id = ", filter.queue.as_deref().map(text::clean)),
        (" AND agent_id = ", filter.agent.as_deref().map(text::clean)),
        (" AND customer_id = ", filter.customer.map(|c| c.to_string())),
    ] {
        if let Some(value) = value {
            query.push(condition).push_bind(value);
        }
    }
    if let Some(Place { began_at_ms, id }) = after {
        query.push(" AND (began_at, call_id) < (").push_bind(began_at_ms);
        query.push(", ").push_bind(id.to_string()).push(")");
    }
    query.push(" ORDER BY began_at DESC, call_id DESC LIMIT ").push_bind(limit as i64 + 1);
    query
}

/// A place in the list: behind this call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    began_at_ms: i64,
    id: CallId,
}

impl Place {
    fn of(call: &CallRecord) -> Self {
        Self { began_at_ms: call.began_at_ms, id: call.id }
    }

    fn write(self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}.{}", self.began_at_ms, self.id))
    }

    fn read(cursor: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (began_at_ms, id) = text.split_once('.')?;
        Some(Self { began_at_ms: began_at_ms.parse().ok()?, id: CallId::parse(id)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::PbxName;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let id = CallId::derive(&PbxName::new("pbx1"), "1", 1_764_000_000_000);
        let place = Place { began_at_ms: 1_764_000_000_000, id };
        assert_eq!(Place::read(&place.write()), Some(place));
        for bad in ["", "x", "AAAA", "' OR 1=1 --", &BASE64_URL_SAFE_NO_PAD.encode("1.2")] {
            assert_eq!(Place::read(bad), None, "{bad:?}");
        }
    }
}
