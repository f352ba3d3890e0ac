//! What is to be told to other systems, until it is: at least once, with a key the receiver knows it again by.
//!
//! ```text
//!  put ──► waiting ──take──► (tried) ──done──► done ── kept a while, forgotten
//!             ▲                 │ again
//!             └─────────────────┤
//!             ▲                 │ give_up
//!             └──── retry ──── dead
//! ```
//!
//! A letter is put in the transaction that makes what it tells of. One about the same thing takes the place of
//! the one before; when that had been tried already it has the next revision, because the receiver may know the
//! old one.

pub(super) mod interaction;

use sqlx::FromRow;
use uuid::Uuid;

use super::db::{Db, read, write};
use super::{StoreError, id, text};

/// Most letters of a kind that wait for one target; one that is away takes no room from another.
///
/// An interaction that comes then is dead at once, and seen. An event is not put, which its receiver is told.
pub const LETTERS_WAITING_MAX: i64 = 100_000;

/// Longest a letter that was told is kept, so that the same is not told again: 30 days.
const DONE_KEPT_MS: i64 = 30 * 86_400_000;

/// How long whoever took a letter may be away with it before it is tried by another.
const TAKEN_MS: i64 = 120_000;

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Our id.
    pub id: Uuid,
    /// What it tells: `interaction` or `webhook`.
    pub kind: String,
    /// To whom, by the name in the settings.
    pub target: String,
    /// What it is about: a call's id, or an event's.
    pub subject: String,
    /// From 1; counts up when what was tried once is told anew.
    pub revision: u32,
    /// A JSON object.
    pub body: String,
    /// When it was put, UTC milliseconds.
    pub made_at_ms: i64,
    /// When it is tried next, UTC milliseconds.
    pub next_at_ms: i64,
    /// How often this revision has been tried, the try under way with it.
    pub tries: u32,
    /// How far it is.
    pub state: LetterState,
    /// What the last try came to.
    pub error: Option<String>,
}

impl Letter {
    /// What the receiver may know it again by: the same for every try of one revision.
    pub fn key(&self) -> String {
        format!("{}.{}", self.subject, self.revision)
    }
}

/// How far a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// To be told.
    Waiting,
    /// Told.
    Done,
    /// Given up; somebody must look at it.
    Dead,
}

impl LetterState {
    /// The word in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Done, Self::Dead].into_iter().find(|state| state.as_str() == word)
    }
}

/// How many letters are to be told and how many were given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Still to be told.
    pub waiting: u64,
    /// Given up.
    pub dead: u64,
}

/// An event on its way to one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLetter {
    /// To whom, by the name in the settings.
    pub target: String,
    /// The event's id.
    pub event_id: String,
    /// The call it is about.
    pub call_id: Option<String>,
    /// Its place among the events of this life; letters put at the same moment go out by it.
    pub place: u32,
    /// The event, a JSON object.
    pub body: String,
}

/// The door to the outbox, [`Store::outbox`](super::Store::outbox).
#[derive(Clone, Copy, Debug)]
pub struct Outbox<'a> {
    db: &'a Db,
    targets: &'a [String],
}

/// Puts a letter to each target in a transaction. A macro, because the two transactions are two types.
macro_rules! put_letters {
    ($t:ident, $targets:expr, $kind:expr, $subject:expr, $body:expr, $at_ms:expr) => {
        for target in $targets {
            sqlx::query($crate::store::outbox::PUT)
                .bind($crate::store::id::fresh($at_ms)?.to_string())
                .bind($kind)
                .bind(target)
                .bind($subject)
                .bind($body)
                .bind($at_ms)
                .bind($crate::store::outbox::LETTERS_WAITING_MAX)
                .execute(&mut *$t)
                .await?;
        }
    };
}

pub(super) use interaction::put_finished;
pub(super) use put_letters;

pub use interaction::INTERACTION;

/// The kind of a letter that tells an event of the feed.
pub const WEBHOOK: &str = "webhook";

/// See [`put_letters`].
pub(super) const PUT: &str = "\
    INSERT INTO outbox (letter_id, kind, target, subject, call_id, revision, body, made_at, next_at, tries, state, error) \
    SELECT $1, $2, $3, $4, $4, 1, $5, $6, $6, 0, \
           CASE WHEN waiting.n >= $7 THEN 'dead' ELSE 'waiting' END, \
           CASE WHEN waiting.n >= $7 THEN 'too many letters wait' END \
    FROM (SELECT count(*) AS n FROM \
            (SELECT 1 FROM outbox WHERE state = 'waiting' AND target = $3 AND kind = $2 LIMIT $7) AS few) AS waiting \
    WHERE TRUE \
    ON CONFLICT (kind, target, subject) DO UPDATE SET \
           body = excluded.body, next_at = excluded.next_at, tries = 0, state = excluded.state, \
           error = excluded.error, \
           revision = outbox.revision + CASE WHEN outbox.tries > 0 THEN 1 ELSE 0 END \
    WHERE outbox.body <> excluded.body";

impl<'a> Outbox<'a> {
    pub(super) fn new(db: &'a Db, targets: &'a [String]) -> Self {
        Self { db, targets }
    }

    /// Makes everything of a kind that waits for one target due at once: after a start nobody has a letter in
    /// hand.
    pub async fn begin(&self, kind: &str, target: &str, at_ms: i64) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "UPDATE outbox SET next_at = $3 \
                 WHERE state = 'waiting' AND target = $2 AND kind = $1 AND next_at > $3",
            )
            .bind(kind)
            .bind(target)
            .bind(at_ms)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// Takes letters of a kind to one target that are due, oldest first. They count as tried, and are due again
    /// when nothing is heard of them for two minutes.
    pub async fn take(
        &self,
        kind: &str,
        target: &str,
        at_ms: i64,
        limit: u32,
    ) -> Result<Vec<Letter>, StoreError> {
        let mut rows: Vec<Row> = write!(self.db, |t| {
            sqlx::query_as(
                "UPDATE outbox SET tries = tries + 1, next_at = $5 WHERE letter_id IN ( \
                   SELECT letter_id FROM outbox \
                   WHERE state = 'waiting' AND target = $2 AND kind = $1 AND next_at <= $3 \
                   ORDER BY letter_id LIMIT $4 \
                 ) RETURNING *",
            )
            .bind(kind)
            .bind(target)
            .bind(at_ms)
            .bind(i64::from(limit))
            .bind(at_ms + TAKEN_MS)
            .fetch_all(&mut *t)
            .await?
        });
        rows.sort_by(|a, b| (a.made_at, &a.letter_id).cmp(&(b.made_at, &b.letter_id)));
        rows.into_iter().map(Row::into_letter).collect()
    }

    /// How many more events may wait for a target.
    pub async fn room(&self, target: &str) -> Result<u64, StoreError> {
        let (waiting,): (i64,) = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT count(*) FROM (SELECT 1 FROM outbox \
                 WHERE state = 'waiting' AND target = $2 AND kind = $1 LIMIT $3) AS few",
            )
            .bind(WEBHOOK)
            .bind(target)
            .bind(LETTERS_WAITING_MAX)
            .fetch_one(x)
            .await
        })?;
        Ok((LETTERS_WAITING_MAX - waiting).unsigned_abs())
    }

    /// Puts events, all in one transaction; one that is there already is left alone.
    pub async fn put_events(&self, letters: &[EventLetter], at_ms: i64) -> Result<(), StoreError> {
        write!(self.db, |t| {
            for letter in letters {
                sqlx::query(
                    "INSERT INTO outbox (letter_id, kind, target, subject, call_id, revision, body, \
                                         made_at, next_at, tries, state) \
                     VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7, 0, 'waiting') \
                     ON CONFLICT (kind, target, subject) DO NOTHING",
                )
                .bind(id::in_order(at_ms, letter.place)?.to_string())
                .bind(WEBHOOK)
                .bind(&letter.target)
                .bind(&letter.event_id)
                .bind(&letter.call_id)
                .bind(&letter.body)
                .bind(at_ms)
                .execute(&mut *t)
                .await?;
            }
        });
        Ok(())
    }

    /// They were told, and are forgotten at once: there is nothing that would tell them anew.
    pub async fn forget(&self, letters: &[&Letter]) -> Result<(), StoreError> {
        write!(self.db, |t| {
            for letter in letters {
                sqlx::query("DELETE FROM outbox WHERE letter_id = $1")
                    .bind(letter.id.to_string())
                    .execute(&mut *t)
                    .await?;
            }
        });
        Ok(())
    }

    /// It was told.
    pub async fn done(&self, letter: &Letter) -> Result<(), StoreError> {
        self.set(letter, LetterState::Done, None, 0).await
    }

    /// It was not; it is tried again then.
    pub async fn again(&self, letter: &Letter, error: &str, next_ms: i64) -> Result<(), StoreError> {
        self.set(letter, LetterState::Waiting, Some(error), next_ms).await
    }

    /// It will not be tried any more until somebody says so.
    pub async fn give_up(&self, letter: &Letter, error: &str) -> Result<(), StoreError> {
        self.set(letter, LetterState::Dead, Some(error), 0).await
    }

    /// Puts back what was taken and not tried: it does not count as a try.
    pub async fn untake(&self, letter: &Letter, next_ms: i64) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "UPDATE outbox SET tries = tries - 1, next_at = $3 \
                 WHERE letter_id = $1 AND revision = $2 AND state = 'waiting' AND tries > 0",
            )
            .bind(letter.id.to_string())
            .bind(i64::from(letter.revision))
            .bind(next_ms)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// Letters, the latest first; those in one state where one is given.
    pub async fn list(&self, state: Option<LetterState>, limit: u32) -> Result<Vec<Letter>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT * FROM outbox WHERE ($1 IS NULL OR state = $1) ORDER BY made_at DESC, letter_id DESC LIMIT $2",
            )
            .bind(state.map(LetterState::as_str))
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(Row::into_letter).collect()
    }

    /// Tries a letter that was given up again, or all of them; how many that were.
    pub async fn retry(&self, letter: Option<Uuid>, at_ms: i64) -> Result<u64, StoreError> {
        Ok(write!(self.db, |t| {
            sqlx::query(
                "UPDATE outbox SET state = 'waiting', next_at = $2, tries = 1 \
                 WHERE state = 'dead' AND ($1 IS NULL OR letter_id = $1)",
            )
            .bind(letter.map(|id| id.to_string()))
            .bind(at_ms)
            .execute(&mut *t)
            .await?
            .rows_affected()
        }))
    }

    /// Throws away a letter that waits or was given up; whether there was one.
    pub async fn drop_letter(&self, letter: Uuid) -> Result<bool, StoreError> {
        let dropped = write!(self.db, |t| {
            sqlx::query("DELETE FROM outbox WHERE letter_id = $1 AND state <> 'done'")
                .bind(letter.to_string())
                .execute(&mut *t)
                .await?
                .rows_affected()
        });
        Ok(dropped > 0)
    }

    /// How many wait, and how many were given up.
    pub async fn counts(&self) -> Result<OutboxCounts, StoreError> {
        let rows: Vec<(String, i64)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT state, count(*) FROM outbox WHERE state IN ('waiting', 'dead') GROUP BY state",
            )
            .fetch_all(x)
            .await
        })?;
        let count = |state: LetterState| {
            let row = rows.iter().find(|(word, _)| word == state.as_str());
            row.map_or(0, |(_, count)| count.unsigned_abs())
        };
        Ok(OutboxCounts { waiting: count(LetterState::Waiting), dead: count(LetterState::Dead) })
    }

    /// Forgets what was told long ago; how many that were.
    pub async fn sweep(&self, at_ms: i64) -> Result<u64, StoreError> {
        Ok(write!(self.db, |t| {
            sqlx::query("DELETE FROM outbox WHERE state = 'done' AND made_at < $1")
                .bind(at_ms - DONE_KEPT_MS)
                .execute(&mut *t)
                .await?
                .rows_affected()
        }))
    }

    /// A revision that has been replaced meanwhile is left alone: its body is another one.
    async fn set(
        &self,
        letter: &Letter,
        state: LetterState,
        error: Option<&str>,
        next_ms: i64,
    ) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "UPDATE outbox SET state = $3, error = $4, next_at = $5 \
                 WHERE letter_id = $1 AND revision = $2 AND state = 'waiting'",
            )
            .bind(letter.id.to_string())
            .bind(i64::from(letter.revision))
            .bind(state.as_str())
            .bind(text::clean_some(error))
            .bind(next_ms)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }
}

#[derive(FromRow)]
struct Row {
    letter_id: String,
    kind: String,
    target: String,
    subject: String,
    revision: i64,
    body: String,
    made_at: i64,
    next_at: i64,
    tries: i64,
    state: String,
    error: Option<String>,
}

impl Row {
    fn into_letter(self) -> Result<Letter, StoreError> {
        let no_sense = || StoreError::corrupt("outbox", self.letter_id.as_str());
        Ok(Letter {
            id: Uuid::try_parse(&self.letter_id).map_err(|_| no_sense())?,
            state: LetterState::parse(&self.state).ok_or_else(no_sense)?,
            kind: self.kind,
            target: self.target,
            subject: self.subject,
            revision: u32::try_from(self.revision).unwrap_or(u32::MAX),
            body: self.body,
            made_at_ms: self.made_at,
            next_at_ms: self.next_at,
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
            error: self.error,
        })
    }
}
