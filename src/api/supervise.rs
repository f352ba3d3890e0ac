//! What a supervisor may do to an agent's state; each with a reason, and in the audit before it is done.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::acd::AgentId;
use crate::driver::{AgentChoice, PersonAct};
use crate::store::AuditRecord;

use super::SharedApp;
use super::auth::{SignedIn, Supervisor, now_ms};
use super::problem::ApiError;
use super::wire;
use super::ws::choice_of;

/// Shortest reason that says something, characters.
const WHY_LENGTH_MIN: usize = 3;
/// Longest, characters.
const WHY_LENGTH_MAX: usize = 300;

/// Sets an agent's state, or her next one while she is in a call. She must be signed in.
#[utoipa::path(put, path = "/api/v1/agents/{id}/state", request_body = wire::StateOrder,
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem), (status = 409, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn set_state(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::StateOrder>,
) -> Result<StatusCode, ApiError> {
    app.roster.borrow().catalog().agent(&id).ok_or(ApiError::NotFound("agent"))?;
    let why = checked_why(&body.why)?;
    let choice = choice_of(&app, body.state, body.reason)?;
    let detail = match &choice {
        AgentChoice::Available => format!("{id} available"),
        AgentChoice::NotReady(reason) => format!("{id} not_ready {reason}"),
        AgentChoice::Offline => format!("{id} offline"),
    };
    app.store.audit().keep(&record(who.login, "agent.state", detail, Some(why))).await?;
    app.driver.act(PersonAct::Choose { agent: AgentId::new(id.as_str()), choice }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The reasons for not being ready that agents may choose.
#[utoipa::path(get, path = "/api/v1/reasons", responses((status = 200, body = wire::ReasonList)))]
pub(super) async fn reasons(State(app): State<SharedApp>, _: SignedIn) -> Json<wire::ReasonList> {
    let roster = app.roster.borrow().clone();
    let named = roster.catalog().reasons().iter().map(|reason| wire::NamedLabel {
        id: reason.id.to_string(),
        label: wire::Label::new(&reason.label.tr, &reason.label.en),
    });
    Json(wire::ReasonList { items: named.collect() })
}

/// What a supervisor is about to do, for the audit.
pub(super) fn record(who: String, what: &str, detail: String, why: Option<String>) -> AuditRecord {
    AuditRecord { at_ms: now_ms(), who, what: what.to_owned(), customer: None, call: None, detail, why }
}

/// A reason that says something.
pub(super) fn checked_why(why: &str) -> Result<String, ApiError> {
    let why = why.trim();
    if (WHY_LENGTH_MIN..=WHY_LENGTH_MAX).contains(&why.chars().count()) {
        return Ok(why.to_owned());
    }
    let reason = format!("say why in {WHY_LENGTH_MIN} to {WHY_LENGTH_MAX} characters");
    Err(ApiError::Invalid { field: "why", reason })
}
