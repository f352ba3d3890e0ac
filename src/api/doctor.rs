//! What `santral doctor` asks the running daemon.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::State;

use crate::acd::AgentId;
use crate::call::Line;
use crate::store::JournalState;

use super::auth::Supervisor;
use super::live::hold;
use super::live::words::rfc3339_ms;
use super::{App, SharedApp, auth, trace, wire};

/// Traces told.
const TRACES: usize = 50;

/// How the links, the agents' phones and pages, and the last calls stand. For those who see every call.
#[utoipa::path(get, path = "/api/v1/doctor", responses((status = 200, body = wire::DoctorState)))]
pub(super) async fn show(State(app): State<SharedApp>, _: Supervisor) -> Json<wire::DoctorState> {
    let database = match &*app.journal.state().borrow() {
        JournalState::Healthy => "ok".to_owned(),
        JournalState::Degraded { why, .. } => why.clone(),
    };
    Json(wire::DoctorState {
        at: rfc3339_ms(auth::now_ms()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database,
        pbx: links(&app),
        agents: agents(&app),
        unmapped: unmapped(&app),
        traces: trace::latest(&app, TRACES, false),
    })
}

fn links(app: &App) -> Vec<wire::DoctorPbx> {
    let rows = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner).link_rows();
    let link = |name: &str, figures: crate::call::LinkFigures| {
        let row = rows.iter().find(|row| row.pbx == name);
        wire::DoctorPbx {
            name: name.to_owned(),
            up: row.is_some_and(|row| row.up),
            detail: row.and_then(|row| row.detail.clone()),
            events: figures.events,
            forged: figures.forged,
            dropped: figures.dropped,
            lag_ms: figures.lag_ms,
            unknown: figures.unknown,
        }
    };
    app.links.iter().map(|(name, figures)| link(name.as_str(), figures.borrow().clone())).collect()
}

fn agents(app: &App) -> Vec<wire::DoctorAgent> {
    let roster = app.roster.borrow().clone();
    // Sockets hold a desk while they read the wall: never the other way round.
    let rows: Vec<wire::AgentRow> = {
        let wall = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner);
        wall.agent_rows().cloned().collect()
    };
    let agents = rows.into_iter().map(|row| {
        let known = roster.catalog().agent(&row.id);
        let (pages, visible) = hold(&app.hub.desk(&AgentId::new(row.id.as_str()))).pages();
        wire::DoctorAgent {
            id: row.id,
            name: row.name,
            extension: known.and_then(|agent| agent.extension.as_ref()).map(Line::to_string),
            phone: Some(row.extension).filter(|phone| !phone.is_empty()),
            state: row.state,
            phone_state: row.phone,
            pages,
            visible,
        }
    });
    agents.collect()
}

fn unmapped(app: &App) -> Vec<wire::UnmappedMember> {
    let wall = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner);
    let rows = wall.pbx_queue_rows().flat_map(|row| {
        let strangers = row.members.iter().filter(|member| member.agent.is_none());
        strangers
            .map(|member| wire::UnmappedMember { queue: row.id.clone(), interface: member.interface.clone() })
    });
    rows.collect()
}
