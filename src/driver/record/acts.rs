//! What people did, as it is written.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::acd::{AgentId, Reason};
use crate::call::{CallId, Control, ControlKind, Dialled, Keys, Line, ListenMode};
use crate::driver::{AgentChoice, PersonAct};

#[derive(Serialize, Deserialize)]
#[serde(tag = "act")]
pub(super) enum ActRow {
    #[serde(rename = "agent.sign_in")]
    SignIn { agent: String, line: String },
    #[serde(rename = "agent.available")]
    Available { agent: String },
    #[serde(rename = "agent.not_ready")]
    NotReady { agent: String, reason: String },
    #[serde(rename = "agent.offline")]
    Offline { agent: String },
    #[serde(rename = "call.reject")]
    Reject { agent: String, call: Uuid },
    #[serde(rename = "call.hangup")]
    Hangup { agent: String, call: Uuid },
    #[serde(rename = "call.control")]
    Control { agent: String, call: Uuid, what: String, to: Option<String> },
    #[serde(rename = "call.dial")]
    Dial { agent: String, number: String, key: String },
    #[serde(rename = "agent.listen")]
    Listen { agent: String, line: String, mode: String, key: String },
    #[serde(rename = "agent.listen_stop")]
    StopListening { agent: String, line: Option<String> },
    #[serde(rename = "wrapup.done")]
    WrapUpDone { agent: String, call: Uuid },
    #[serde(rename = "wrapup.extend")]
    WrapUpExtend { agent: String, call: Uuid },
}

pub(super) fn act_row(act: &PersonAct) -> ActRow {
    let named = |agent: &AgentId| agent.as_str().to_owned();
    match act {
        PersonAct::SignIn { agent, line } => ActRow::SignIn { agent: named(agent), line: line.to_string() },
        PersonAct::Choose { agent, choice: AgentChoice::Available } => {
            ActRow::Available { agent: named(agent) }
        }
        PersonAct::Choose { agent, choice: AgentChoice::NotReady(reason) } => {
            ActRow::NotReady { agent: named(agent), reason: reason.to_string() }
        }
        PersonAct::Choose { agent, choice: AgentChoice::Offline } => ActRow::Offline { agent: named(agent) },
        PersonAct::Reject { agent, call } => ActRow::Reject { agent: named(agent), call: call.uuid() },
        PersonAct::Hangup { agent, call } => ActRow::Hangup { agent: named(agent), call: call.uuid() },
        PersonAct::Control { agent, call, what } => ActRow::Control {
            agent: named(agent),
            call: call.uuid(),
            what: what.kind().as_str().to_owned(),
            to: match what {
                Control::Transfer(to) | Control::Consult(to) => Some(to.to_string()),
                Control::Hold
                | Control::Resume
                | Control::Mute
                | Control::Unmute
                // What was keyed may be a card's number: that keys were pressed is all that is kept.
                | Control::Keys(_)
                | Control::Complete
                | Control::Cancel
                | Control::Park => None,
            },
        },
        PersonAct::Dial { agent, number, key } => {
            ActRow::Dial { agent: named(agent), number: number.to_string(), key: key.to_string() }
        }
        PersonAct::Listen { agent, line, mode, key } => ActRow::Listen {
            agent: named(agent),
            line: line.to_string(),
            mode: mode.as_str().to_owned(),
            key: key.to_string(),
        },
        PersonAct::StopListening { agent, line } => {
            ActRow::StopListening { agent: named(agent), line: line.as_ref().map(ToString::to_string) }
        }
        PersonAct::WrapUpDone { agent, call } => {
            ActRow::WrapUpDone { agent: named(agent), call: call.uuid() }
        }
        PersonAct::WrapUpExtend { agent, call } => {
            ActRow::WrapUpExtend { agent: named(agent), call: call.uuid() }
        }
    }
}

pub(super) fn act_call(act: &PersonAct) -> Option<CallId> {
    match act {
        PersonAct::Reject { call, .. }
        | PersonAct::Hangup { call, .. }
        | PersonAct::Control { call, .. }
        | PersonAct::WrapUpDone { call, .. }
        | PersonAct::WrapUpExtend { call, .. } => Some(*call),
        PersonAct::SignIn { .. }
        | PersonAct::Choose { .. }
        | PersonAct::Dial { .. }
        | PersonAct::Listen { .. }
        | PersonAct::StopListening { .. } => None,
    }
}

impl ActRow {
    pub(super) fn read(self) -> Option<PersonAct> {
        let choose = |agent: String, choice| PersonAct::Choose { agent: AgentId::new(agent), choice };
        Some(match self {
            Self::SignIn { agent, line } => {
                PersonAct::SignIn { agent: AgentId::new(agent), line: Line::parse(&line)? }
            }
            Self::Available { agent } => choose(agent, AgentChoice::Available),
            Self::NotReady { agent, reason } => {
                choose(agent, AgentChoice::NotReady(Reason::from(reason.as_str())))
            }
            Self::Offline { agent } => choose(agent, AgentChoice::Offline),
            Self::Reject { agent, call } => {
                PersonAct::Reject { agent: AgentId::new(agent), call: call.into() }
            }
            Self::Hangup { agent, call } => {
                PersonAct::Hangup { agent: AgentId::new(agent), call: call.into() }
            }
            Self::Control { agent, call, what, to } => PersonAct::Control {
                agent: AgentId::new(agent),
                call: call.into(),
                what: control(&what, to.as_deref())?,
            },
            Self::Dial { agent, number, key } => PersonAct::Dial {
                agent: AgentId::new(agent),
                number: Dialled::parse(&number)?,
                key: key.into(),
            },
            Self::Listen { agent, line, mode, key } => PersonAct::Listen {
                agent: AgentId::new(agent),
                line: Line::parse(&line)?,
                mode: ListenMode::parse(&mode)?,
                key: key.into(),
            },
            Self::StopListening { agent, line } => PersonAct::StopListening {
                agent: AgentId::new(agent),
                line: line.as_deref().and_then(Line::parse),
            },
            Self::WrapUpDone { agent, call } => {
                PersonAct::WrapUpDone { agent: AgentId::new(agent), call: call.into() }
            }
            Self::WrapUpExtend { agent, call } => {
                PersonAct::WrapUpExtend { agent: AgentId::new(agent), call: call.into() }
            }
        })
    }
}

/// A wish of which not all was kept reads as one with the same effect on our own state: none.
fn control(what: &str, to: Option<&str>) -> Option<Control> {
    Some(match ControlKind::parse(what)? {
        ControlKind::Hold => Control::Hold,
        ControlKind::Resume => Control::Resume,
        ControlKind::Mute => Control::Mute,
        ControlKind::Unmute => Control::Unmute,
        ControlKind::Keys => Control::Keys(Keys::forgotten()),
        ControlKind::Transfer => Control::Transfer(Dialled::parse(to?)?),
        ControlKind::Consult => Control::Consult(Dialled::parse(to?)?),
        ControlKind::Complete => Control::Complete,
        ControlKind::Cancel => Control::Cancel,
        ControlKind::Park => Control::Park,
    })
}
