//! Letting go of what is old, by category: looked at first, disposed of in small batches, with a record that stays.

use serde::Deserialize;
use serde_json::{Map, json};
use uuid::Uuid;

use super::db::{Db, read, write};
use super::{StoreError, id, text};

/// Rows disposed of in one transaction: others write in between.
const BATCH: i64 = 500;

/// The journal of so many days is needed to come up again and to explain yesterday's calls.
const JOURNAL_DAYS_MIN: u32 = 7;

const DAY_MS: i64 = 86_400_000;

/// The settings of `[retention]`: how many days each category is kept; for ever unless given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionConfig {
    /// Calls, with their offers, notes of the wrap-up, verifications and letters.
    pub interactions_days: Option<u32>,
    /// Contacts brought over from elsewhere.
    pub contacts_days: Option<u32>,
    /// Notes on customers.
    pub notes_days: Option<u32>,
    /// The journal.
    pub journal_days: Option<u32>,
    /// Who saw or did what.
    pub audit_days: Option<u32>,
    /// Letters to other systems that were given up.
    pub letters_days: Option<u32>,
    /// At which hour of the company's day the daemon does it, 0 to 23; 3 unless given.
    pub hour: Option<i8>,
}

impl RetentionConfig {
    /// What is to be let go of: each category with its days.
    pub fn rules(&self) -> Vec<(Category, u32)> {
        [
            (Category::Interactions, self.interactions_days),
            (Category::Contacts, self.contacts_days),
            (Category::Notes, self.notes_days),
            (Category::Journal, self.journal_days),
            (Category::Audit, self.audit_days),
            (Category::Letters, self.letters_days),
        ]
        .into_iter()
        .filter_map(|(category, days)| Some((category, days?)))
        .collect()
    }

    /// At which hour of the company's day.
    pub fn hour(&self) -> i8 {
        self.hour.unwrap_or(3)
    }

    /// What is wrong with it, if anything, and what to write.
    pub fn mistake(&self) -> Option<String> {
        let hour = self.hour();
        if !(0..=23).contains(&hour) {
            return Some(format!("hour = {hour}; write 0 to 23"));
        }
        if let Some(days) = self.journal_days.filter(|days| *days < JOURNAL_DAYS_MIN) {
            return Some(format!(
                "journal_days = {days}; {JOURNAL_DAYS_MIN} at least: the state after a restart is read from it"
            ));
        }
        let zero = self.rules().into_iter().find(|(_, days)| *days == 0);
        zero.map(|(category, _)| {
            format!("{}_days = 0; leave it out to keep them for ever", category.as_str())
        })
    }
}

/// What is let go of together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Calls with all that hangs on them.
    Interactions,
    /// Contacts brought over from elsewhere.
    Contacts,
    /// Notes on customers.
    Notes,
    /// The journal.
    Journal,
    /// Who saw or did what.
    Audit,
    /// Letters that were given up.
    Letters,
}

impl Category {
    /// The word in settings, on the command line and in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interactions => "interactions",
            Self::Contacts => "contacts",
            Self::Notes => "notes",
            Self::Journal => "journal",
            Self::Audit => "audit",
            Self::Letters => "letters",
        }
    }

    /// How many are older than a moment, and when the oldest was.
    fn count(self) -> &'static str {
        match self {
            Self::Interactions => "SELECT count(*), min(began_at) FROM calls WHERE began_at < $1",
            Self::Contacts => "SELECT count(*), min(began_at) FROM contacts WHERE began_at < $1",
            Self::Notes => "SELECT count(*), min(written_at) FROM customer_notes WHERE written_at < $1",
            Self::Journal => "SELECT count(*), min(at_us) / 1000 FROM journal WHERE at_us < $1 * 1000",
            Self::Audit => "SELECT count(*), min(at) FROM audit WHERE at < $1",
            Self::Letters => {
                "SELECT count(*), min(made_at) FROM outbox WHERE state = 'dead' AND made_at < $1"
            }
        }
    }

    /// Lets go of the oldest; the last statement's rows are counted.
    fn dispose(self) -> &'static [&'static str] {
        match self {
            Self::Interactions => &[
                "DELETE FROM offers WHERE call_id IN (SELECT call_id FROM calls WHERE began_at < $1 ORDER BY began_at, call_id LIMIT $2)",
                "DELETE FROM call_identity WHERE call_id IN (SELECT call_id FROM calls WHERE began_at < $1 ORDER BY began_at, call_id LIMIT $2)",
                "DELETE FROM outbox WHERE call_id IN (SELECT call_id FROM calls WHERE began_at < $1 ORDER BY began_at, call_id LIMIT $2)",
                // More of them than calls: some rang nobody of ours. Twice a batch keeps up with both.
                "DELETE FROM call_traces WHERE call_id IN (SELECT call_id FROM call_traces WHERE began_at < $1 ORDER BY began_at LIMIT 2 * $2)",
                "DELETE FROM calls WHERE call_id IN (SELECT call_id FROM calls WHERE began_at < $1 ORDER BY began_at, call_id LIMIT $2)",
            ],
            Self::Contacts => &[
                "DELETE FROM contacts WHERE contact_id IN (SELECT contact_id FROM contacts WHERE began_at < $1 LIMIT $2)",
            ],
            Self::Notes => &[
                "DELETE FROM customer_notes WHERE note_id IN (SELECT note_id FROM customer_notes WHERE written_at < $1 LIMIT $2)",
            ],
            Self::Journal => &[
                "DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE at_us < $1 * 1000 ORDER BY at_us, seq LIMIT $2)",
            ],
            Self::Audit => &[
                "DELETE FROM audit WHERE audit_id IN (SELECT audit_id FROM audit WHERE at < $1 ORDER BY at, audit_id LIMIT $2)",
            ],
            Self::Letters => &[
                "DELETE FROM outbox WHERE letter_id IN (SELECT letter_id FROM outbox WHERE state = 'dead' AND made_at < $1 LIMIT $2)",
            ],
        }
    }
}

/// What is due to be let go of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Of which category.
    pub category: Category,
    /// Rows older than this, UTC milliseconds.
    pub before_ms: i64,
    /// How many.
    pub count: u64,
    /// When the oldest was, UTC milliseconds.
    pub oldest_ms: Option<i64>,
}

/// One disposal under way: its record counts up with every batch.
#[derive(Debug)]
pub struct Disposing {
    id: Uuid,
    category: Category,
    before_ms: i64,
    by: String,
    why: String,
    at_ms: i64,
    count: u64,
}

impl Disposing {
    /// How many rows are gone so far.
    pub fn count(&self) -> u64 {
        self.count
    }
}

/// The door to retention, [`Store::retention`](super::Store::retention).
#[derive(Clone, Copy, Debug)]
pub struct Retention<'a> {
    db: &'a Db,
}

impl<'a> Retention<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// What is older than so many days.
    pub async fn due(&self, category: Category, days: u32, now_ms: i64) -> Result<Due, StoreError> {
        let before_ms = now_ms - i64::from(days) * DAY_MS;
        let (count, oldest_ms): (i64, Option<i64>) =
            read!(self.db, |x| sqlx::query_as(category.count()).bind(before_ms).fetch_one(x).await)?;
        Ok(Due { category, before_ms, count: count.unsigned_abs(), oldest_ms })
    }

    /// Begins to let go of what is older than so many days.
    pub fn begin(
        &self,
        category: Category,
        days: u32,
        by: &str,
        now_ms: i64,
    ) -> Result<Disposing, StoreError> {
        Ok(Disposing {
            id: id::fresh(now_ms)?,
            category,
            before_ms: now_ms - i64::from(days) * DAY_MS,
            by: text::clean(by),
            why: format!("{} older than {days} days", category.as_str()),
            at_ms: now_ms,
            count: 0,
        })
    }

    /// Lets go of one batch, and says so in the record, in one transaction. False when nothing is left.
    pub async fn batch(&self, disposing: &mut Disposing) -> Result<bool, StoreError> {
        let count = write!(self.db, |t| {
            let mut gone = 0;
            for statement in disposing.category.dispose() {
                gone = sqlx::query(*statement)
                    .bind(disposing.before_ms)
                    .bind(BATCH)
                    .execute(&mut *t)
                    .await?
                    .rows_affected();
            }
            let count = disposing.count + gone;
            if gone > 0 {
                let counts = Map::from_iter([(disposing.category.as_str().to_owned(), json!(count))]);
                sqlx::query(
                    "INSERT INTO disposals (disposal_id, at, by_whom, why, counts) VALUES ($1, $2, $3, $4, $5) \
                     ON CONFLICT (disposal_id) DO UPDATE SET counts = excluded.counts",
                )
                .bind(disposing.id.to_string())
                .bind(disposing.at_ms)
                .bind(&disposing.by)
                .bind(&disposing.why)
                .bind(serde_json::Value::Object(counts).to_string())
                .execute(&mut *t)
                .await?;
            }
            count
        });
        let any = count > disposing.count;
        disposing.count = count;
        Ok(any)
    }
}
