//! The journal's rows (architecture.md, "The journal"): what happened and what people did, in order.

use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use super::db::{Db, read, write};
use super::{StoreError, text};
use crate::call::CallId;

/// Records read at a time.
const PAGE_LENGTH: i64 = 1_000;

/// How many rows one INSERT takes, largest first. A batch is cut into these sizes and no others, so that the
/// statements stay few and prepared.
const CHUNKS: [usize; 4] = [500, 50, 5, 1];

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Position, one higher each time. The writer gives it; what stands here before does not matter.
    pub seq: i64,
    /// When, UTC microseconds; never runs backwards.
    pub at_us: i64,
    /// Which form the body has.
    pub version: u16,
    /// What sort of thing happened.
    pub kind: RecordKind,
    /// The call it is about, where it is about one.
    pub call: Option<CallId>,
    /// JSON. Kept byte for byte.
    pub body: String,
}

/// What sort of thing a record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// An input to the core that is none of the others, e.g. a time-out.
    Input,
    /// Something the PBX told.
    CallEvent,
    /// Something a person did.
    HumanAction,
    /// Another catalog came into force.
    CatalogVersion,
}

impl RecordKind {
    /// The word in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::CallEvent => "call_event",
            Self::HumanAction => "human_action",
            Self::CatalogVersion => "catalog_version",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Input, Self::CallEvent, Self::HumanAction, Self::CatalogVersion]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// The door to the journal's rows, [`Store::journal`](super::Store::journal).
#[derive(Clone, Copy, Debug)]
pub struct JournalRows<'a> {
    db: &'a Db,
}

impl<'a> JournalRows<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps records, all or none, durable when it returns. Writing the same records again changes nothing, so
    /// that a batch whose commit was cut off can be tried again.
    pub async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let rows: Vec<Row> = records.iter().map(Row::of).collect();
        let added = write!(self.db, |t| {
            let mut added = 0;
            for chunk in chunks(&rows) {
                added += insert(chunk).build().execute(&mut *t).await?.rows_affected();
            }
            added
        });
        if added < rows.len() as u64 { self.expect_same(&rows).await } else { Ok(()) }
    }

    /// The records from a moment on, oldest first, in pages.
    pub async fn since(&self, at_us: i64) -> Result<JournalPages<'a>, StoreError> {
        let first: Option<(i64,)> = read!(self.db, |x| {
            sqlx::query_as("SELECT seq FROM journal WHERE at_us >= $1 ORDER BY at_us, seq LIMIT 1")
                .bind(at_us)
                .fetch_optional(x)
                .await
        })?;
        Ok(JournalPages { db: self.db, next: first.map(|(seq,)| seq) })
    }

    /// The records of one call, oldest first.
    pub async fn of_call(&self, call: CallId) -> Result<Vec<Record>, StoreError> {
        let id = call.to_string();
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM journal WHERE call_id = $1 ORDER BY seq")
                .bind(&id)
                .fetch_all(x)
                .await
        })?;
        rows.into_iter().map(Row::into_record).collect()
    }

    /// The highest position; 0 when there is none.
    pub async fn last_seq(&self) -> Result<i64, StoreError> {
        let (seq,): (i64,) = read!(self.db, |x| {
            sqlx::query_as("SELECT coalesce(max(seq), 0) FROM journal").fetch_one(x).await
        })?;
        Ok(seq)
    }

    /// Some positions were taken already. That is well when the same records stand there.
    async fn expect_same(&self, rows: &[Row]) -> Result<(), StoreError> {
        for row in rows {
            let there: Option<Row> = read!(self.db, |x| {
                sqlx::query_as("SELECT * FROM journal WHERE seq = $1").bind(row.seq).fetch_optional(x).await
            })?;
            if there.as_ref() != Some(row) {
                return Err(StoreError::JournalForked { seq: row.seq });
            }
        }
        Ok(())
    }
}

/// The pages of [`JournalRows::since`]. Records appended meanwhile are read too.
#[derive(Debug)]
pub struct JournalPages<'a> {
    db: &'a Db,
    /// Where the next page begins; none at the end.
    next: Option<i64>,
}

impl JournalPages<'_> {
    /// The next records, oldest first; none when there are no more.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>, StoreError> {
        let Some(from) = self.next else { return Ok(None) };
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2")
                .bind(from)
                .bind(PAGE_LENGTH)
                .fetch_all(x)
                .await
        })?;
        self.next = rows.last().map(|row| row.seq + 1);
        if rows.is_empty() {
            return Ok(None);
        }
        rows.into_iter().map(Row::into_record).collect::<Result<_, _>>().map(Some)
    }
}

/// Cuts rows into the sizes of [`CHUNKS`].
fn chunks(mut rows: &[Row]) -> Vec<&[Row]> {
    let mut chunks = Vec::new();
    for size in CHUNKS {
        while rows.len() >= size {
            let (chunk, rest) = rows.split_at(size);
            chunks.push(chunk);
            rows = rest;
        }
    }
    chunks
}

fn insert<DB>(rows: &[Row]) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
    Option<String>: for<'q> Encode<'q, DB> + Type<DB>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("INSERT INTO journal (seq, at_us, version, kind, call_id, body) ");
    query.push_values(rows, |mut columns, row| {
        columns
            .push_bind(row.seq)
            .push_bind(row.at_us)
            .push_bind(row.version)
            .push_bind(row.kind.clone())
            .push_bind(row.call_id.clone())
            .push_bind(row.body.clone());
    });
    query.push("ON CONFLICT (seq) DO NOTHING");
    query
}

#[derive(PartialEq, FromRow)]
struct Row {
    seq: i64,
    at_us: i64,
    version: i64,
    kind: String,
    call_id: Option<String>,
    body: String,
}

impl Row {
    fn of(record: &Record) -> Self {
        Self {
            seq: record.seq,
            at_us: record.at_us,
            version: record.version.into(),
            kind: record.kind.as_str().to_owned(),
            call_id: record.call.map(|call| call.to_string()),
            body: text::clean(&record.body),
        }
    }

    fn into_record(self) -> Result<Record, StoreError> {
        let no_sense = |what: String| StoreError::corrupt("journal", format!("record {}: {what}", self.seq));
        let call = match &self.call_id {
            Some(id) => Some(CallId::parse(id).ok_or_else(|| no_sense(format!("call {id:?}")))?),
            None => None,
        };
        Ok(Record {
            seq: self.seq,
            at_us: self.at_us,
            version: u16::try_from(self.version)
                .map_err(|_| no_sense(format!("version {}", self.version)))?,
            kind: RecordKind::parse(&self.kind).ok_or_else(|| no_sense(format!("kind {:?}", self.kind)))?,
            call,
            body: self.body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_cut_into_few_sizes() {
        let rows: Vec<Row> = (0..1_117)
            .map(|seq| Row {
                seq,
                at_us: 0,
                version: 1,
                kind: String::new(),
                call_id: None,
                body: String::new(),
            })
            .collect();
        let lengths: Vec<usize> = chunks(&rows).iter().map(|c| c.len()).collect();
        assert_eq!(lengths, [500, 500, 50, 50, 5, 5, 5, 1, 1]);
        assert!(chunks(&[]).is_empty());
    }
}
