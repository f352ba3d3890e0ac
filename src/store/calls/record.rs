//! The row of a call.

use sqlx::FromRow;

use crate::call::{CallId, EndedBy, Line, Outcome, PbxName};
use crate::store::{CustomerId, StoreError, text};

/// A call as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Our id.
    pub id: CallId,
    /// Which PBX; an empty name while only people's words are known.
    pub pbx: PbxName,
    /// The PBX's own key of the call (Asterisk: Linkedid).
    pub linkedid: String,
    /// When it began at the PBX, UTC milliseconds.
    pub began_at_ms: i64,
    /// The number that was dialled.
    pub did: Option<String>,
    /// The caller's number as it arrived.
    pub number_raw: Option<String>,
    /// The caller's number in E.164, where it could be read.
    pub e164: Option<String>,
    /// How it was read, e.g. `mobile` or `withheld`.
    pub number_kind: Option<String>,
    /// The display name the caller sent.
    pub caller_name: Option<String>,
    /// The queue, by its catalog id.
    pub queue_id: Option<String>,
    /// The agent who talked to the caller last, by her catalog id.
    pub agent_id: Option<String>,
    /// The phone she answered on.
    pub line: Option<Line>,
    /// When the caller joined the queue, UTC milliseconds.
    pub joined_at_ms: Option<i64>,
    /// When caller and agent could hear each other, UTC milliseconds.
    pub answered_at_ms: Option<i64>,
    /// When the agent's part ended, UTC milliseconds; before `ended_at_ms` where the caller lived on elsewhere.
    pub talk_ended_at_ms: Option<i64>,
    /// When the call ended, UTC milliseconds; none while it lasts.
    pub ended_at_ms: Option<i64>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Who hung up.
    pub ended_by: Option<EndedBy>,
    /// Where the facts come from; none where the PBX told them as they happened.
    pub source: Option<CallSource>,
    /// Who called. From here on people's words: read with the call, written only by their own statements.
    pub customer_id: Option<CustomerId>,
    /// What the agent says it was, by its catalog id.
    pub disposition_id: Option<String>,
    /// Whether the matter was solved, where the agent said.
    pub solved: Option<bool>,
    /// Her note.
    pub note: Option<String>,
    /// The agent who wrote it up.
    pub wrapped_up_by: Option<String>,
    /// When she finished, UTC milliseconds; none while it is a draft.
    pub wrapped_up_at_ms: Option<i64>,
    /// How bad it was, where she said.
    pub severity: Option<String>,
    /// When she promised to call again, UTC milliseconds.
    pub follow_up_at_ms: Option<i64>,
}

/// Where a call's facts come from, when the PBX did not tell them as they happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallSource {
    /// All of them from a log of the PBX's.
    QueueLog,
    /// It ended while nobody looked, and a log of the PBX's said later how.
    Repaired,
}

impl CallSource {
    /// The word in rows and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QueueLog => "queue_log",
            Self::Repaired => "repaired",
        }
    }
}

impl CallRecord {
    /// A call that has just begun and of which nothing else is known.
    pub fn new(id: CallId, pbx: PbxName, linkedid: impl Into<String>, began_at_ms: i64) -> Self {
        Self {
            id,
            pbx,
            linkedid: linkedid.into(),
            began_at_ms,
            did: None,
            number_raw: None,
            e164: None,
            number_kind: None,
            caller_name: None,
            queue_id: None,
            agent_id: None,
            line: None,
            joined_at_ms: None,
            answered_at_ms: None,
            talk_ended_at_ms: None,
            ended_at_ms: None,
            outcome: None,
            ended_by: None,
            source: None,
            customer_id: None,
            disposition_id: None,
            solved: None,
            note: None,
            wrapped_up_by: None,
            wrapped_up_at_ms: None,
            severity: None,
            follow_up_at_ms: None,
        }
    }
}

/// The columns, as they stand in the table.
#[derive(FromRow)]
pub(in crate::store) struct Row {
    pub(in crate::store) call_id: String,
    pub(in crate::store) pbx: String,
    pub(in crate::store) linkedid: String,
    pub(in crate::store) began_at: i64,
    pub(in crate::store) did: Option<String>,
    pub(in crate::store) number_raw: Option<String>,
    pub(in crate::store) e164: Option<String>,
    pub(in crate::store) number_kind: Option<String>,
    pub(in crate::store) caller_name: Option<String>,
    pub(in crate::store) queue_id: Option<String>,
    pub(in crate::store) agent_id: Option<String>,
    pub(in crate::store) line: Option<String>,
    pub(in crate::store) joined_at: Option<i64>,
    pub(in crate::store) answered_at: Option<i64>,
    pub(in crate::store) talk_ended_at: Option<i64>,
    pub(in crate::store) ended_at: Option<i64>,
    pub(in crate::store) outcome: Option<String>,
    pub(in crate::store) ended_by: Option<String>,
    pub(in crate::store) source: Option<String>,
    pub(in crate::store) customer_id: Option<String>,
    pub(in crate::store) disposition_id: Option<String>,
    pub(in crate::store) solved: Option<bool>,
    pub(in crate::store) note: Option<String>,
    pub(in crate::store) wrapped_up_by: Option<String>,
    pub(in crate::store) wrapped_up_at: Option<i64>,
    pub(in crate::store) severity: Option<String>,
    pub(in crate::store) follow_up_at: Option<i64>,
}

impl Row {
    /// When nothing more is expected to be said of it: it has ended, and nobody was there to write it up or
    /// somebody did. None before.
    pub(in crate::store) fn finished_at(&self) -> Option<i64> {
        let ended_at = self.ended_at?;
        match (self.wrapped_up_at, self.answered_at) {
            (Some(wrapped_up_at), _) => Some(wrapped_up_at.max(ended_at)),
            (None, None) => Some(ended_at),
            (None, Some(_)) => None,
        }
    }

    /// The facts of a record, cleaned; people's words are left out.
    pub(super) fn from_facts(record: &CallRecord) -> Self {
        let clean = |text: &Option<String>| text::clean_some(text.as_deref());
        Self {
            call_id: record.id.to_string(),
            pbx: text::clean(record.pbx.as_str()),
            linkedid: text::clean(&record.linkedid),
            began_at: record.began_at_ms,
            did: clean(&record.did),
            number_raw: clean(&record.number_raw),
            e164: clean(&record.e164),
            number_kind: clean(&record.number_kind),
            caller_name: clean(&record.caller_name),
            queue_id: clean(&record.queue_id),
            agent_id: clean(&record.agent_id),
            line: record.line.as_ref().map(ToString::to_string),
            joined_at: record.joined_at_ms,
            answered_at: record.answered_at_ms,
            talk_ended_at: record.talk_ended_at_ms,
            ended_at: record.ended_at_ms,
            outcome: record.outcome.map(|o| o.as_str().to_owned()),
            ended_by: record.ended_by.map(|e| ended_by_word(e).to_owned()),
            source: record.source.map(|source| source.as_str().to_owned()),
            customer_id: None,
            disposition_id: None,
            solved: None,
            note: None,
            wrapped_up_by: None,
            wrapped_up_at: None,
            severity: None,
            follow_up_at: None,
        }
    }

    pub(super) fn into_record(self) -> Result<CallRecord, StoreError> {
        Ok(CallRecord {
            id: read("call_id", &self.call_id, CallId::parse)?,
            pbx: PbxName::new(&self.pbx),
            linkedid: self.linkedid,
            began_at_ms: self.began_at,
            did: self.did,
            number_raw: self.number_raw,
            e164: self.e164,
            number_kind: self.number_kind,
            caller_name: self.caller_name,
            queue_id: self.queue_id,
            agent_id: self.agent_id,
            line: read_some("line", self.line, Line::parse)?,
            joined_at_ms: self.joined_at,
            answered_at_ms: self.answered_at,
            talk_ended_at_ms: self.talk_ended_at,
            ended_at_ms: self.ended_at,
            outcome: read_some("outcome", self.outcome, outcome)?,
            ended_by: read_some("ended_by", self.ended_by, ended_by)?,
            source: read_some("source", self.source, source)?,
            customer_id: read_some("customer_id", self.customer_id, CustomerId::parse)?,
            disposition_id: self.disposition_id,
            solved: self.solved,
            note: self.note,
            wrapped_up_by: self.wrapped_up_by,
            wrapped_up_at_ms: self.wrapped_up_at,
            severity: self.severity,
            follow_up_at_ms: self.follow_up_at,
        })
    }
}

fn read<T>(column: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    read(text).ok_or_else(|| StoreError::corrupt("calls", format!("{column} is {text:?}")))
}

fn read_some<T>(
    column: &str,
    text: Option<String>,
    reader: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    text.map(|t| read(column, &t, reader)).transpose()
}

fn outcome(word: &str) -> Option<Outcome> {
    [Outcome::Completed, Outcome::Abandoned, Outcome::FellBack, Outcome::Failed]
        .into_iter()
        .find(|o| o.as_str() == word)
}

fn source(word: &str) -> Option<CallSource> {
    [CallSource::QueueLog, CallSource::Repaired].into_iter().find(|source| source.as_str() == word)
}

fn ended_by(word: &str) -> Option<EndedBy> {
    [EndedBy::Caller, EndedBy::Agent, EndedBy::System].into_iter().find(|e| ended_by_word(*e) == word)
}

fn ended_by_word(ended_by: EndedBy) -> &'static str {
    match ended_by {
        EndedBy::Caller => "caller",
        EndedBy::Agent => "agent",
        EndedBy::System => "system",
    }
}
