//! Happenings as journal bodies. What is written here stays readable: a changed shape gets a new
//! [`VERSION`] and a function that lifts the old one; records are never rewritten.

mod acts;
mod repairs;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::acd::{AgentId, QueueId, Time};
use crate::call::{
    CallEvent, CallId, Caller, EndedBy, Line, LineState, LinkState, LiveCall, LivePhase, Outcome, PbxName,
    RingEnd,
};
use crate::catalog::Catalog;
use crate::phone::Plans;
use crate::store::{Record, RecordKind};

use self::acts::{ActRow, act_call, act_row};
use self::repairs::RepairRow;
use super::{Happening, Known, Roster};

/// The shape written today.
pub(super) const VERSION: u16 = 1;

/// A record that this version cannot read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It was written by a newer version.
    #[error("journal record {seq} has version {version}; this version of Santral reads up to {VERSION}")]
    FromTheFuture {
        /// Which record.
        seq: i64,
        /// Its version.
        version: u16,
    },
    /// It is damaged.
    #[error("journal record {seq} cannot be read: {reason}")]
    Damaged {
        /// Which record.
        seq: i64,
        /// What is wrong with it.
        reason: String,
    },
}

/// The record of a happening; the writer numbers it. A new day needs none: it follows from the
/// records' times.
pub(super) fn encode(at: Time, happening: &Happening) -> Option<Record> {
    let (kind, call, body) = match happening {
        Happening::Call { pbx, event } => (
            RecordKind::CallEvent,
            event.call(),
            json(&CallBody { pbx: pbx.as_str(), event: event_row(event) }),
        ),
        Happening::Link { pbx, link } => (RecordKind::CallEvent, None, json(&link_row(pbx, link))),
        Happening::Person(act) => (RecordKind::HumanAction, act_call(act), json(&act_row(act))),
        Happening::Catalog { version, roster } => (
            RecordKind::CatalogVersion,
            None,
            json(&CatalogRow { version: *version, text: roster.catalog().to_toml() }),
        ),
        Happening::Known { call, known } => {
            (RecordKind::Input, Some(*call), json(&InputRow::known(*call, known)))
        }
        Happening::Repaired(repair) => {
            (RecordKind::Input, Some(repair.call), json(&InputRow::Repaired(RepairRow::of(repair))))
        }
        Happening::Hours { queue, open } => (
            RecordKind::Input,
            None,
            json(&InputRow::Hours { queue: queue.as_str().to_owned(), open: *open }),
        ),
        Happening::Tick => (RecordKind::Input, None, json(&InputRow::Tick)),
        Happening::NewDay => return None,
    };
    let at_us = i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
    Some(Record { seq: 0, at_us, version: VERSION, kind, call, body })
}

/// The happening of a record. Numbers are read again under the plan of their trunk.
pub(super) fn decode(record: &Record, plans: &Plans) -> Result<Happening, RecordError> {
    let seq = record.seq;
    if record.version > VERSION {
        return Err(RecordError::FromTheFuture { seq, version: record.version });
    }
    let damaged = |reason: String| RecordError::Damaged { seq, reason };
    match record.kind {
        RecordKind::CallEvent => match parse::<EitherRow>(&record.body).map_err(damaged)? {
            EitherRow::Link { link, detail } => Ok(Happening::Link {
                pbx: PbxName::new(&link),
                link: detail.map_or(LinkState::Up, |d| LinkState::Down { detail: d.into() }),
            }),
            EitherRow::Call { pbx, event } => Ok(Happening::Call {
                pbx: PbxName::new(&pbx),
                event: event
                    .read(plans)
                    .ok_or_else(|| damaged("a line or an id in it is malformed".to_owned()))?,
            }),
        },
        RecordKind::HumanAction => parse::<ActRow>(&record.body)
            .map_err(damaged)?
            .read()
            .map(Happening::Person)
            .ok_or_else(|| damaged("a line in it is malformed".to_owned())),
        RecordKind::CatalogVersion => {
            let row = parse::<CatalogRow>(&record.body).map_err(damaged)?;
            let catalog = Catalog::parse(&row.text).map_err(|e| damaged(e.to_string()))?;
            let roster = Arc::new(Roster::new(Arc::new(catalog)));
            Ok(Happening::Catalog { version: row.version, roster })
        }
        RecordKind::Input => parse::<InputRow>(&record.body)
            .map_err(damaged)?
            .read()
            .ok_or_else(|| damaged("a line in it is malformed".to_owned())),
    }
}

fn json(row: &impl Serialize) -> String {
    // Rows hold text and numbers only; serde_json fails on neither.
    serde_json::to_string(row).unwrap_or_default()
}

fn parse<T: for<'a> Deserialize<'a>>(body: &str) -> Result<T, String> {
    serde_json::from_str(body).map_err(|e| e.to_string())
}

#[derive(Serialize)]
struct CallBody<'a> {
    pbx: &'a str,
    #[serde(flatten)]
    event: EventRow,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EitherRow {
    Link {
        link: String,
        detail: Option<String>,
    },
    Call {
        pbx: String,
        #[serde(flatten)]
        event: EventRow,
    },
}

#[derive(Serialize)]
struct LinkRow<'a> {
    link: &'a str,
    detail: Option<&'a str>,
}

fn link_row<'a>(pbx: &'a PbxName, link: &'a LinkState) -> LinkRow<'a> {
    let detail = match link {
        LinkState::Up => None,
        LinkState::Down { detail } => Some(&**detail),
    };
    LinkRow { link: pbx.as_str(), detail }
}

#[derive(Serialize, Deserialize)]
struct CatalogRow {
    version: i64,
    text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "time", rename_all = "snake_case")]
enum InputRow {
    Tick,
    Known { call: Uuid, segment: Option<String>, vip: bool, last_agent: Option<String> },
    Hours { queue: String, open: bool },
    Repaired(RepairRow),
}

impl InputRow {
    fn known(call: CallId, known: &Known) -> Self {
        Self::Known {
            call: call.uuid(),
            segment: known.segment.clone(),
            vip: known.vip,
            last_agent: known.last_agent.as_ref().map(|agent| agent.as_str().to_owned()),
        }
    }

    fn read(self) -> Option<Happening> {
        Some(match self {
            Self::Tick => Happening::Tick,
            Self::Repaired(row) => Happening::Repaired(row.read()?),
            Self::Known { call, segment, vip, last_agent } => Happening::Known {
                call: call.into(),
                known: Known { segment, vip, last_agent: last_agent.map(AgentId::new) },
            },
            Self::Hours { queue, open } => Happening::Hours { queue: QueueId::new(queue), open },
        })
    }
}

#[derive(Serialize, Deserialize)]
struct LiveRow {
    call: Uuid,
    linkedid: String,
    began_at_ms: u64,
    did: String,
    number: Option<String>,
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keypad: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trunk: Option<String>,
    #[serde(default)]
    phase: PhaseRow,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhaseRow {
    #[default]
    Waiting,
    Ringing(String),
    Talking(String),
    FellBack,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "event")]
enum EventRow {
    #[serde(rename = "call.arrived")]
    Arrived(LiveRow),
    #[serde(rename = "call.ringing")]
    Ringing { call: Uuid, line: String },
    #[serde(rename = "call.ringing_ended")]
    RingEnded { call: Uuid, line: String, reason: RingEndRow },
    #[serde(rename = "call.answered")]
    Answered { call: Uuid, line: String },
    #[serde(rename = "call.held")]
    Held {
        call: Uuid,
        #[serde(default)]
        here: bool,
    },
    #[serde(rename = "call.retrieved")]
    Retrieved { call: Uuid },
    #[serde(rename = "call.agent_left")]
    AgentLeft { call: Uuid, line: String },
    #[serde(rename = "call.fell_back")]
    FellBack { call: Uuid },
    #[serde(rename = "call.ended")]
    Ended { call: Uuid, by: EndedByRow },
    #[serde(rename = "line")]
    Line { line: String, state: LineRow },
    #[serde(rename = "resynced")]
    Resynced { live: Vec<LiveRow> },
}

/// A plain word list and its domain twin.
macro_rules! words {
    ($row:ident, $domain:ident { $($word:ident),+ }) => {
        #[derive(Clone, Copy, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum $row { $($word),+ }
        impl From<$domain> for $row {
            fn from(value: $domain) -> Self { match value { $($domain::$word => Self::$word),+ } }
        }
        impl From<$row> for $domain {
            fn from(value: $row) -> Self { match value { $($row::$word => Self::$word),+ } }
        }
    };
}

words!(RingEndRow, RingEnd { NoAnswer, Busy, Declined, Unreachable, Cancelled, AnsweredElsewhere, Failed });

words!(OutcomeRow, Outcome { Completed, Abandoned, FellBack, Failed });

words!(EndedByRow, EndedBy { Caller, Agent, System });

words!(LineRow, LineState { Free, InUse, Unreachable });

fn event_row(event: &CallEvent) -> EventRow {
    match event {
        CallEvent::Arrived { call, linkedid, began_at_ms, did, caller } => EventRow::Arrived(LiveRow {
            call: call.uuid(),
            linkedid: linkedid.to_string(),
            began_at_ms: *began_at_ms,
            did: did.to_string(),
            number: caller.raw.clone(),
            name: caller.name.clone(),
            keypad: caller.keypad.clone(),
            path: caller.path.clone(),
            trunk: caller.trunk.as_deref().map(str::to_owned),
            phase: PhaseRow::Waiting,
        }),
        CallEvent::Ringing { call, line } => EventRow::Ringing { call: call.uuid(), line: line.to_string() },
        CallEvent::RingEnded { call, line, why } => {
            EventRow::RingEnded { call: call.uuid(), line: line.to_string(), reason: (*why).into() }
        }
        CallEvent::Answered { call, line } => {
            EventRow::Answered { call: call.uuid(), line: line.to_string() }
        }
        CallEvent::Held { call, here } => EventRow::Held { call: call.uuid(), here: *here },
        CallEvent::Retrieved { call } => EventRow::Retrieved { call: call.uuid() },
        CallEvent::AgentLeft { call, line } => {
            EventRow::AgentLeft { call: call.uuid(), line: line.to_string() }
        }
        CallEvent::FellBack { call } => EventRow::FellBack { call: call.uuid() },
        CallEvent::Ended { call, by } => EventRow::Ended { call: call.uuid(), by: (*by).into() },
        CallEvent::Line { line, state } => EventRow::Line { line: line.to_string(), state: (*state).into() },
        CallEvent::Resynced { live } => EventRow::Resynced { live: live.iter().map(live_row).collect() },
    }
}

fn live_row(live: &LiveCall) -> LiveRow {
    LiveRow {
        call: live.call.uuid(),
        linkedid: live.linkedid.to_string(),
        began_at_ms: live.began_at_ms,
        did: live.did.to_string(),
        number: live.caller.raw.clone(),
        name: live.caller.name.clone(),
        keypad: live.caller.keypad.clone(),
        path: live.caller.path.clone(),
        trunk: live.caller.trunk.as_deref().map(str::to_owned),
        phase: match &live.phase {
            LivePhase::Waiting => PhaseRow::Waiting,
            LivePhase::Ringing(line) => PhaseRow::Ringing(line.to_string()),
            LivePhase::Talking(line) => PhaseRow::Talking(line.to_string()),
            LivePhase::FellBack => PhaseRow::FellBack,
        },
    }
}

impl LiveRow {
    fn read(self, plans: &Plans) -> Option<LiveCall> {
        Some(LiveCall {
            call: self.call.into(),
            linkedid: self.linkedid.into(),
            began_at_ms: self.began_at_ms,
            did: self.did.into(),
            caller: Caller::by_trunk(
                self.number.as_deref(),
                self.name.as_deref(),
                self.trunk.as_deref(),
                plans,
            )
            .with_menu(self.keypad.as_deref(), self.path.as_deref()),
            phase: match self.phase {
                PhaseRow::Waiting => LivePhase::Waiting,
                PhaseRow::Ringing(line) => LivePhase::Ringing(Line::parse(&line)?),
                PhaseRow::Talking(line) => LivePhase::Talking(Line::parse(&line)?),
                PhaseRow::FellBack => LivePhase::FellBack,
            },
        })
    }
}

impl EventRow {
    fn read(self, plans: &Plans) -> Option<CallEvent> {
        Some(match self {
            Self::Arrived(row) => {
                let LiveCall { call, linkedid, began_at_ms, did, caller, .. } = row.read(plans)?;
                CallEvent::Arrived { call, linkedid, began_at_ms, did, caller: Box::new(caller) }
            }
            Self::Ringing { call, line } => {
                CallEvent::Ringing { call: call.into(), line: Line::parse(&line)? }
            }
            Self::RingEnded { call, line, reason } => {
                CallEvent::RingEnded { call: call.into(), line: Line::parse(&line)?, why: reason.into() }
            }
            Self::Answered { call, line } => {
                CallEvent::Answered { call: call.into(), line: Line::parse(&line)? }
            }
            Self::Held { call, here } => CallEvent::Held { call: call.into(), here },
            Self::Retrieved { call } => CallEvent::Retrieved { call: call.into() },
            Self::AgentLeft { call, line } => {
                CallEvent::AgentLeft { call: call.into(), line: Line::parse(&line)? }
            }
            Self::FellBack { call } => CallEvent::FellBack { call: call.into() },
            Self::Ended { call, by } => CallEvent::Ended { call: call.into(), by: by.into() },
            Self::Line { line, state } => CallEvent::Line { line: Line::parse(&line)?, state: state.into() },
            Self::Resynced { live } => CallEvent::Resynced {
                live: live.into_iter().map(|row| row.read(plans)).collect::<Option<_>>()?,
            },
        })
    }
}
