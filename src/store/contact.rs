//! Contacts: a customer's calls, and what was brought over from elsewhere.

use sqlx::FromRow;

use super::customers::Customers;
use super::db::{Db, read, read_listed};
use super::{CustomerId, StoreError};
use crate::call::CallId;

/// One earlier contact with a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When it began, UTC milliseconds.
    pub at_ms: i64,
    /// The call, where it was one of ours.
    pub call: Option<CallId>,
    /// Over what, e.g. `phone`.
    pub channel: String,
    /// Queue: a catalog id, or a name where it came from elsewhere. Whoever shows it looks the id up in the
    /// catalog and shows the text itself when it is not there.
    pub queue: Option<String>,
    /// Agent: a catalog id or a name, likewise.
    pub agent: Option<String>,
    /// What it was: a catalog id or words, likewise.
    pub disposition: Option<String>,
    /// Whether the matter was solved, where somebody said.
    pub solved: Option<bool>,
    /// What it was about.
    pub summary: Option<String>,
}

impl Contact {
    /// Most contacts a card shows.
    pub const SHOWN_MAX: usize = 5;
}

/// A contact brought over from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContact {
    /// When it began, UTC milliseconds.
    pub at_ms: i64,
    /// Over what, e.g. `phone`.
    pub channel: String,
    /// Queue: a catalog id or a name.
    pub queue: Option<String>,
    /// Agent: a catalog id or a name.
    pub agent: Option<String>,
    /// What it was: a catalog id or words.
    pub disposition: Option<String>,
    /// Whether the matter was solved, where somebody said.
    pub solved: Option<bool>,
    /// What it was about.
    pub summary: Option<String>,
}

impl Customers<'_> {
    /// A customer's contacts, newest first.
    pub async fn contacts(&self, customer: CustomerId, limit: u32) -> Result<Vec<Contact>, StoreError> {
        let id = customer.to_string();
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT customer_id, began_at, call_id, 'phone' AS channel, queue_id AS queue, \
                        agent_id AS agent, disposition_id AS disposition, solved, note AS summary, call_id AS place \
                 FROM calls WHERE customer_id = $1 \
                 UNION ALL \
                 SELECT customer_id, began_at, NULL, channel, queue, agent, disposition, solved, summary, contact_id \
                 FROM contacts WHERE customer_id = $1 \
                 ORDER BY began_at DESC, place DESC LIMIT $2",
            )
            .bind(&id)
            .bind(i64::from(limit))
            .fetch_all(x)
            .await
        })?;
        rows.into_iter().map(|row| row.into_contact().map(|(_, contact)| contact)).collect()
    }
}

/// The newest contacts of each of these customers, newest first.
pub(super) async fn newest(db: &Db, ids: &[String]) -> Result<Vec<(String, Contact)>, StoreError> {
    let mut rows = read_listed!(
        db,
        Row,
        ids,
        "SELECT * FROM ( \
           SELECT customer_id, began_at, call_id, 'phone' AS channel, queue_id AS queue, agent_id AS agent, \
                  disposition_id AS disposition, solved, note AS summary, \
                  row_number() OVER (PARTITION BY customer_id ORDER BY began_at DESC, call_id DESC) AS place \
           FROM calls WHERE customer_id",
        ") AS ranked WHERE place <= 5"
    )?;
    rows.extend(read_listed!(
        db,
        Row,
        ids,
        "SELECT * FROM ( \
           SELECT customer_id, began_at, NULL AS call_id, channel, queue, agent, disposition, solved, summary, \
                  row_number() OVER (PARTITION BY customer_id ORDER BY began_at DESC, contact_id DESC) AS place \
           FROM contacts WHERE customer_id",
        ") AS ranked WHERE place <= 5"
    )?);
    rows.sort_by_key(|row| std::cmp::Reverse(row.began_at));
    rows.into_iter().map(Row::into_contact).collect()
}

#[derive(FromRow)]
struct Row {
    customer_id: String,
    began_at: i64,
    call_id: Option<String>,
    channel: String,
    queue: Option<String>,
    agent: Option<String>,
    disposition: Option<String>,
    solved: Option<bool>,
    summary: Option<String>,
}

impl Row {
    fn into_contact(self) -> Result<(String, Contact), StoreError> {
        let call = match self.call_id {
            Some(id) => Some(CallId::parse(&id).ok_or_else(|| StoreError::corrupt("calls", id))?),
            None => None,
        };
        let contact = Contact {
            at_ms: self.began_at,
            call,
            channel: self.channel,
            queue: self.queue,
            agent: self.agent,
            disposition: self.disposition,
            solved: self.solved,
            summary: self.summary,
        };
        Ok((self.customer_id, contact))
    }
}
