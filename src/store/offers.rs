//! Offers: each time a call was shown to an agent, and how that ended.

use sqlx::FromRow;

use super::db::{Db, read, write};
use super::{StoreError, text};
use crate::call::{CallId, Line};

/// One offer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRecord {
    /// The call.
    pub call: CallId,
    /// The core's number of the offer; with the call and the moment it is unique.
    pub offer: i64,
    /// To whom, by her catalog id.
    pub agent_id: String,
    /// On which phone.
    pub line: Option<Line>,
    /// When her phone was asked to ring, UTC milliseconds.
    pub made_at_ms: i64,
    /// When it ended, UTC milliseconds; none while it is open.
    pub ended_at_ms: Option<i64>,
    /// How it ended: `accepted`, `declined`, `unanswered`, `withdrawn` ...
    pub end: Option<String>,
    /// The stage of the queue that admitted her; 0 is the queue's own requirement.
    pub stage: u32,
    /// The rule that chose among the candidates, e.g. `longest-idle`.
    pub rule: String,
    /// What set her apart from the next in order, e.g. `only-candidate`.
    pub tie_break: String,
    /// How many agents could have had it.
    pub considered: u32,
}

/// The door to offers, [`Store::offers`](super::Store::offers).
#[derive(Clone, Copy, Debug)]
pub struct Offers<'a> {
    db: &'a Db,
}

impl<'a> Offers<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps an offer, new or known. An offer that has ended does not open again.
    pub async fn upsert(&self, offer: &OfferRecord) -> Result<(), StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO offers (call_id, offer_id, made_at, agent_id, line, ended_at, end_kind, stage, rule, \
                                     tie_break, considered) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                 ON CONFLICT (call_id, made_at, offer_id) DO UPDATE SET \
                        ended_at = coalesce(offers.ended_at, excluded.ended_at), \
                        end_kind = coalesce(offers.end_kind, excluded.end_kind)",
            )
            .bind(offer.call.to_string())
            .bind(offer.offer)
            .bind(offer.made_at_ms)
            .bind(text::clean(&offer.agent_id))
            .bind(offer.line.as_ref().map(Line::to_string))
            .bind(offer.ended_at_ms)
            .bind(text::clean_some(offer.end.as_deref()))
            .bind(i64::from(offer.stage))
            .bind(text::clean(&offer.rule))
            .bind(text::clean(&offer.tie_break))
            .bind(i64::from(offer.considered))
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// The offers of a call, oldest first.
    pub async fn of_call(&self, call: CallId) -> Result<Vec<OfferRecord>, StoreError> {
        let id = call.to_string();
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM offers WHERE call_id = $1 ORDER BY made_at, offer_id")
                .bind(&id)
                .fetch_all(x)
                .await
        })?;
        rows.into_iter().map(|row| row.into_offer(call)).collect()
    }
}

#[derive(FromRow)]
struct Row {
    offer_id: i64,
    made_at: i64,
    agent_id: String,
    line: Option<String>,
    ended_at: Option<i64>,
    end_kind: Option<String>,
    stage: i64,
    rule: String,
    tie_break: String,
    considered: i64,
}

impl Row {
    fn into_offer(self, call: CallId) -> Result<OfferRecord, StoreError> {
        let small =
            |n: i64| u32::try_from(n).map_err(|_| StoreError::corrupt("offers", format!("{n} is no count")));
        Ok(OfferRecord {
            call,
            offer: self.offer_id,
            agent_id: self.agent_id,
            line: self.line.as_deref().and_then(Line::parse),
            made_at_ms: self.made_at,
            ended_at_ms: self.ended_at,
            end: self.end_kind,
            stage: small(self.stage)?,
            rule: self.rule,
            tie_break: self.tie_break,
            considered: small(self.considered)?,
        })
    }
}
