//! Notes on customers.

use super::customers::{Customers, survivor};
use super::db::{Db, read_listed, write};
use super::{CustomerId, StoreError, id, text};

/// What an agent wrote about a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// Who: the name to show, as it was then.
    pub by: String,
    /// What.
    pub text: String,
}

impl Note {
    /// Longest text, in characters.
    pub const LENGTH_MAX: usize = 4_000;

    /// Most notes a card shows.
    pub const SHOWN_MAX: usize = 5;
}

impl Customers<'_> {
    /// Keeps a note on a customer; none when there is no such customer.
    pub async fn add_note(
        &self,
        customer: CustomerId,
        by: &str,
        words: &str,
        at_ms: i64,
    ) -> Result<Option<Note>, StoreError> {
        let note = checked(by, words, at_ms)?;
        let owner = survivor(self.db, customer).await?.to_string();
        let note_id = id::fresh(at_ms)?.to_string();
        let added = write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO customer_notes (note_id, customer_id, written_at, written_by, text) \
                 SELECT $1, customer_id, $3, $4, $5 FROM customers WHERE customer_id = $2",
            )
            .bind(&note_id)
            .bind(&owner)
            .bind(note.at_ms)
            .bind(&note.by)
            .bind(&note.text)
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok((added > 0).then_some(note))
    }
}

/// The note as it will be kept, or why it cannot be.
pub(super) fn checked(by: &str, words: &str, at_ms: i64) -> Result<Note, StoreError> {
    let words = text::clean(words).trim().to_owned();
    if words.is_empty() {
        return Err(StoreError::refused("note", "it is empty"));
    }
    text::within("note", &words, Note::LENGTH_MAX)?;
    Ok(Note { at_ms, by: text::clean(by), text: words })
}

/// The newest notes of each of these customers, newest first.
pub(super) async fn newest(db: &Db, ids: &[String]) -> Result<Vec<(String, Note)>, StoreError> {
    let rows = read_listed!(
        db,
        (String, i64, String, String),
        ids,
        "SELECT customer_id, written_at, written_by, text FROM ( \
           SELECT customer_id, written_at, written_by, text, \
                  row_number() OVER (PARTITION BY customer_id ORDER BY written_at DESC, note_id DESC) AS place \
           FROM customer_notes WHERE customer_id",
        ") AS ranked WHERE place <= 5 ORDER BY customer_id, place"
    )?;
    Ok(rows.into_iter().map(|(id, at_ms, by, text)| (id, Note { at_ms, by, text })).collect())
}
