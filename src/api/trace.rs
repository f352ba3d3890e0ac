//! How a call came to the screens, or why it did not.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use crate::call::CallId;

use super::auth::{SignedIn, Supervisor, may_write};
use super::live::Teller;
use super::problem::ApiError;
use super::{App, SharedApp, wire};

/// Most traces a page may have.
const LIMIT_MAX: usize = 200;
/// And has unless asked for.
const LIMIT: usize = 50;

/// The chain from the PBX's event to the screen, for each phone that rang, with the first broken link in words.
/// An agent is told of a call that is on her screen or that she answered; of all others a supervisor.
#[utoipa::path(get, path = "/api/v1/calls/{id}/trace",
    responses((status = 200, body = wire::CallTrace), (status = 404, body = wire::Problem)))]
pub(super) async fn show(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<wire::CallTrace>, ApiError> {
    let id = CallId::parse(&id).ok_or(ApiError::NotFound("call"))?;
    may_write(&app, &who, id).await?;
    if let Some(trace) = in_memory(&app, id) {
        return Ok(Json(trace));
    }
    let kept = app.store.traces().get(id).await?.ok_or(ApiError::NotFound("trace"))?;
    let trace = serde_json::from_str(&kept).map_err(|error| {
        tracing::error!(call.id = %id, %error, "a kept trace could not be read");
        ApiError::Internal
    })?;
    Ok(Json(trace))
}

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct ListQuery {
    /// How many, 1..=200; 50 unless asked for.
    limit: Option<usize>,
    /// Only those with a broken link.
    #[serde(default)]
    broken: bool,
}

/// The chains of the last calls in memory, newest first, calls in no queue of ours too.
#[utoipa::path(get, path = "/api/v1/traces", params(ListQuery), responses((status = 200, body = wire::TraceList)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: Supervisor,
    Query(query): Query<ListQuery>,
) -> Json<wire::TraceList> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    Json(wire::TraceList { items: latest(&app, limit, query.broken) })
}

/// The newest of them, with a broken link only where asked for.
pub(super) fn latest(app: &App, limit: usize, broken: bool) -> Vec<wire::CallTrace> {
    let roster = app.roster.borrow().clone();
    let teller = Teller { roster: &roster, zone: &app.zone };
    let is_broken = |trace: &wire::CallTrace| {
        trace.fault.as_ref().is_some_and(|fault| fault.state == wire::TraceState::Broken)
    };
    let traces = app.hub.traces();
    let told = traces.latest().map(|trace| teller.trace(trace));
    told.filter(|trace| !broken || is_broken(trace)).take(limit).collect()
}

fn in_memory(app: &App, id: CallId) -> Option<wire::CallTrace> {
    let roster = app.roster.borrow().clone();
    let traces = app.hub.traces();
    traces.get(id).map(|trace| Teller { roster: &roster, zone: &app.zone }.trace(trace))
}
