//! What is to be told to other systems, until it is: at least once, with an id the receiver can know it again by.

use sqlx::FromRow;
use uuid::Uuid;

use super::db::{Db, read, write};
use super::{StoreError, id, text};

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The idempotency key of the receiver: the same letter has the same key however often it is tried.
    pub id: Uuid,
    /// To whom, by the name in the settings.
    pub target: String,
    /// What it is about, e.g. a call's id.
    pub subject: String,
    /// JSON.
    pub body: String,
    /// How often it has been tried.
    pub tries: u32,
    /// What the last try came to.
    pub error: Option<String>,
}

/// How many letters are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Still to be told.
    pub waiting: i64,
    /// Given up.
    pub dead: i64,
}

/// The door to the outbox, [`Store::outbox`](super::Store::outbox).
#[derive(Clone, Copy, Debug)]
pub struct Outbox<'a> {
    db: &'a Db,
}

impl<'a> Outbox<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps a letter. One that is about the same for the same target takes its place and keeps its id, so that
    /// a wrap-up changed before it was told is told once, as it is now.
    pub async fn put(&self, target: &str, subject: &str, body: &str, at_ms: i64) -> Result<(), StoreError> {
        let letter_id = id::fresh(at_ms)?.to_string();
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO outbox (outbox_id, target, subject, body, made_at, next_at, tries, state) \
                 VALUES ($1, $2, $3, $4, $5, $5, 0, 'waiting') \
                 ON CONFLICT (target, subject) DO UPDATE SET \
                        body = excluded.body, next_at = excluded.next_at, tries = 0, state = 'waiting', error = NULL",
            )
            .bind(&letter_id)
            .bind(text::clean(target))
            .bind(text::clean(subject))
            .bind(text::clean(body))
            .bind(at_ms)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// The letters that are due, oldest first.
    pub async fn due(&self, at_ms: i64, limit: u32) -> Result<Vec<Letter>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT outbox_id, target, subject, body, tries, error FROM outbox \
                 WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, outbox_id LIMIT $2",
            )
            .bind(at_ms)
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(Row::into_letter).collect()
    }

    /// It was told.
    pub async fn done(&self, letter: &Letter) -> Result<(), StoreError> {
        self.set(letter, "done", None, 0).await
    }

    /// It was not; it is tried again then.
    pub async fn again(&self, letter: &Letter, error: &str, next_ms: i64) -> Result<(), StoreError> {
        self.set(letter, "waiting", Some(error), next_ms).await
    }

    /// It will not be tried any more.
    pub async fn give_up(&self, letter: &Letter, error: &str) -> Result<(), StoreError> {
        self.set(letter, "dead", Some(error), 0).await
    }

    /// How many wait, and how many were given up.
    pub async fn counts(&self) -> Result<OutboxCounts, StoreError> {
        let rows: Vec<(String, i64)> = read!(self.db, |x| {
            sqlx::query_as("SELECT state, count(*) FROM outbox WHERE state <> 'done' GROUP BY state")
                .fetch_all(x)
                .await
        })?;
        let count = |word: &str| rows.iter().find(|(state, _)| state == word).map_or(0, |(_, count)| *count);
        Ok(OutboxCounts { waiting: count("waiting"), dead: count("dead") })
    }

    /// Forgets what was told before this moment; how many that were.
    pub async fn sweep(&self, before_ms: i64) -> Result<u64, StoreError> {
        Ok(write!(self.db, |t| {
            sqlx::query("DELETE FROM outbox WHERE state = 'done' AND made_at < $1")
                .bind(before_ms)
                .execute(&mut *t)
                .await?
                .rows_affected()
        }))
    }

    /// A letter changed meanwhile is left alone: its body is another one.
    async fn set(
        &self,
        letter: &Letter,
        state: &str,
        error: Option<&str>,
        next_ms: i64,
    ) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "UPDATE outbox SET state = $2, error = $3, next_at = $4, tries = tries + 1 \
                 WHERE outbox_id = $1 AND body = $5",
            )
            .bind(letter.id.to_string())
            .bind(state)
            .bind(text::clean_some(error))
            .bind(next_ms)
            .bind(&letter.body)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }
}

#[derive(FromRow)]
struct Row {
    outbox_id: String,
    target: String,
    subject: String,
    body: String,
    tries: i64,
    error: Option<String>,
}

impl Row {
    fn into_letter(self) -> Result<Letter, StoreError> {
        let no_sense = || StoreError::corrupt("outbox", self.outbox_id.as_str());
        Ok(Letter {
            id: Uuid::try_parse(&self.outbox_id).map_err(|_| no_sense())?,
            target: self.target,
            subject: self.subject,
            body: self.body,
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
            error: self.error,
        })
    }
}
