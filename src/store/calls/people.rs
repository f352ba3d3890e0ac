//! What people say of a call.

use super::Calls;
use crate::call::CallId;
use crate::store::db::{read, write};
use crate::store::outbox::put_finished;
use crate::store::{CustomerId, Note, StoreError, customers, text};

/// The form of the wrap-up as the agent left it: every save replaces the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrapUpSave {
    /// Who wrote it, by her catalog id.
    pub agent: String,
    /// What the call was, by its catalog id.
    pub disposition: Option<String>,
    /// Whether the matter was solved.
    pub solved: Option<bool>,
    /// How bad it was.
    pub severity: Option<Weight>,
    /// When she promised to call again, UTC milliseconds.
    pub follow_up_at_ms: Option<i64>,
    /// Her note, [`Note::LENGTH_MAX`] characters at most; a blank one is none.
    pub note: String,
    /// Whether she is done; else it is a draft.
    pub finished: bool,
}

/// How bad what a call was about is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It can wait.
    Low,
    /// As most are.
    Normal,
    /// It cannot wait for long.
    High,
    /// It cannot wait.
    Urgent,
}

impl Weight {
    /// The word in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// What one agent wrote of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallNote {
    /// Who, by her catalog id.
    pub agent: String,
    /// Her words.
    pub text: String,
    /// When she last saved them, UTC milliseconds.
    pub saved_at_ms: i64,
}

/// Makes the row when nobody has written a fact of the call yet; its id says when it began.
macro_rules! make_row {
    ($t:ident, $call:expr) => {
        sqlx::query(
            "INSERT INTO calls (call_id, pbx, linkedid, began_at) VALUES ($1, '', '', $2) \
             ON CONFLICT (call_id) DO NOTHING",
        )
        .bind($call.to_string())
        .bind(began_at_ms($call))
        .execute(&mut *$t)
        .await?
    };
}

impl Calls<'_> {
    /// A person says who called, or takes that back. Holds against every later look-up. False, and nothing
    /// changed, when there is no such customer.
    pub async fn set_customer(&self, call: CallId, customer: Option<CustomerId>) -> Result<bool, StoreError> {
        let id = match customer {
            Some(customer) => Some(customers::survivor(self.db, customer).await?.to_string()),
            None => None,
        };
        let set = write!(self.db, |t| {
            make_row!(t, call);
            sqlx::query(
                "UPDATE calls SET customer_id = $2, customer_by = 'person' WHERE call_id = $1 \
                 AND ($2 IS NULL OR EXISTS (SELECT 1 FROM customers WHERE customer_id = $2))",
            )
            .bind(call.to_string())
            .bind(&id)
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok(set > 0)
    }

    /// The look-up found exactly this customer: the call is hers unless a person has said otherwise, or that
    /// it was none of those found. Whether it is hers now.
    pub async fn claim(&self, call: CallId, customer: CustomerId) -> Result<bool, StoreError> {
        let customer = customers::survivor(self.db, customer).await?;
        let set = write!(self.db, |t| {
            make_row!(t, call);
            sqlx::query(
                "UPDATE calls SET customer_id = $2, customer_by = coalesce(customer_by, 'look_up') \
                 WHERE call_id = $1 AND (coalesce(customer_by, 'look_up') = 'look_up' OR customer_id = $2) \
                 AND EXISTS (SELECT 1 FROM customers WHERE customer_id = $2)",
            )
            .bind(call.to_string())
            .bind(customer.to_string())
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok(set > 0)
    }

    /// Keeps a wrap-up, draft or done, and her note beside those of others who had the call. What the call was is the
    /// word of the agent who talked last, or of the only one who has said anything. Once done it stays done from that moment; its words may still change.
    pub async fn save_wrap_up(&self, call: CallId, save: &WrapUpSave, at_ms: i64) -> Result<(), StoreError> {
        let note = text::clean_some(Some(&save.note));
        text::within("note", note.as_deref().unwrap_or(""), Note::LENGTH_MAX)?;
        let disposition = text::clean_some(save.disposition.as_deref());
        write!(self.db, |t| {
            make_row!(t, call);
            sqlx::query(
                "UPDATE calls SET disposition_id = $2, solved = $3, note = $4, wrapped_up_by = $5, \
                        wrapped_up_at = coalesce(wrapped_up_at, $6), severity = $7, follow_up_at = $8 \
                 WHERE call_id = $1 AND (wrapped_up_by IS NULL OR wrapped_up_by = $5 OR agent_id = $5)",
            )
            .bind(call.to_string())
            .bind(&disposition)
            .bind(save.solved)
            .bind(&note)
            .bind(text::clean(&save.agent))
            .bind(save.finished.then_some(at_ms))
            .bind(save.severity.map(Weight::as_str))
            .bind(save.follow_up_at_ms)
            .execute(&mut *t)
            .await?;
            match &note {
                Some(note) => {
                    sqlx::query(
                        "INSERT INTO call_notes (call_id, agent_id, note, saved_at) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT (call_id, agent_id) DO UPDATE SET note = excluded.note, saved_at = excluded.saved_at",
                    )
                    .bind(call.to_string())
                    .bind(text::clean(&save.agent))
                    .bind(note)
                    .bind(at_ms)
                    .execute(&mut *t)
                    .await?;
                }
                None => {
                    sqlx::query("DELETE FROM call_notes WHERE call_id = $1 AND agent_id = $2")
                        .bind(call.to_string())
                        .bind(text::clean(&save.agent))
                        .execute(&mut *t)
                        .await?;
                }
            }
            put_finished!(t, self.targets, call.to_string());
        });
        Ok(())
    }

    /// What each agent wrote of a call, drafts too, in the order they last saved.
    pub async fn notes(&self, call: CallId) -> Result<Vec<CallNote>, StoreError> {
        let rows: Vec<(String, String, i64)> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT agent_id, note, saved_at FROM call_notes WHERE call_id = $1 ORDER BY saved_at, agent_id",
            )
            .bind(call.to_string())
            .fetch_all(x)
            .await
        })?;
        Ok(rows.into_iter().map(|(agent, text, saved_at_ms)| CallNote { agent, text, saved_at_ms }).collect())
    }
}

/// When a call began, out of its id (RFC 9562 section 5.7: the first 48 bits are milliseconds).
fn began_at_ms(call: CallId) -> i64 {
    (call.uuid().as_u128() >> 80) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::PbxName;

    #[test]
    fn a_calls_id_says_when_it_began() {
        let id = CallId::derive(&PbxName::new("pbx1"), "1764000000.7", 1_764_000_000_123);
        assert_eq!(began_at_ms(id), 1_764_000_000_123);
    }
}
