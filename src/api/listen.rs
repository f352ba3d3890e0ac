//! Supervisors who listen, whisper, join and take over; each with a reason, and in the audit before it is done.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::acd::AgentId;
use crate::call::{Line, ListenMode};
use crate::driver::PersonAct;

use super::SharedApp;
use super::auth::{SignedIn, Supervisor};
use super::problem::ApiError;
use super::supervise::{checked_why, record};
use super::wire;

/// Whose part ends.
#[derive(Debug, Deserialize)]
pub(super) struct Whose {
    /// The extension of the phone; everybody's where it is left out.
    phone: Option<String>,
}

/// Rings a supervisor's phone and lets her take part in the agent's conversation.
#[utoipa::path(post, path = "/api/v1/agents/{id}/spy", request_body = wire::ListenOrder,
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem), (status = 409, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn begin(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::ListenOrder>,
) -> Result<StatusCode, ApiError> {
    app.roster.borrow().catalog().agent(&id).ok_or(ApiError::NotFound("agent"))?;
    let why = checked_why(&body.why)?;
    let line = phone(&body.phone)?;
    let mode = match body.mode {
        wire::ListenMode::Listen => ListenMode::Listen,
        wire::ListenMode::Whisper => ListenMode::Whisper,
        wire::ListenMode::Join => ListenMode::Join,
        wire::ListenMode::Take => ListenMode::Take,
    };
    let detail = format!("{id} {} {line}", mode.as_str());
    app.store.audit().keep(&record(who.login, "agent.spy", detail, Some(why))).await?;
    let key = format!("santral-{}", uuid::Uuid::now_v7()).into();
    app.driver.act(PersonAct::Listen { agent: AgentId::new(id), line, mode, key }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends it: at one phone, or for everybody who takes part.
#[utoipa::path(delete, path = "/api/v1/agents/{id}/spy",
    params(("phone" = Option<String>, Query, description = "the extension of the phone; everybody's where it is left out")),
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem), (status = 409, body = wire::Problem)))]
pub(super) async fn end(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Path(id): Path<String>,
    Query(whose): Query<Whose>,
) -> Result<StatusCode, ApiError> {
    app.roster.borrow().catalog().agent(&id).ok_or(ApiError::NotFound("agent"))?;
    let line = whose.phone.as_deref().map(phone).transpose()?;
    let detail = format!("{id} {}", line.as_ref().map_or("all", Line::as_str));
    app.store.audit().keep(&record(who.login, "agent.spy_stop", detail, None)).await?;
    app.driver.act(PersonAct::StopListening { agent: AgentId::new(id), line }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn phone(text: &str) -> Result<Line, ApiError> {
    let reason = "the extension of a phone".to_owned();
    Line::parse(text.trim()).ok_or(ApiError::Invalid { field: "phone", reason })
}
