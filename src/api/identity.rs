//! How sure one may be of a caller: questions answered, and hidden values shown with a reason that is kept.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use tokio::sync::oneshot;

use crate::acd::AgentId;
use crate::call::CallId;
use crate::crm;
use crate::driver::Roster;
use crate::store::{AuditRecord, CustomerId, Role, Verified};

use super::SharedApp;
use super::auth::{SignedIn, may_write, now_ms};
use super::live::{AGENT, Late};
use super::problem::ApiError;
use super::wire;

/// Shortest reason for a reveal, characters.
const WHY_LENGTH_MIN: usize = 3;

/// Longest.
const WHY_LENGTH_MAX: usize = 300;

/// The questions of the catalog.
#[utoipa::path(get, path = "/api/v1/questions", responses((status = 200, body = wire::Questions)))]
pub(super) async fn questions(State(app): State<SharedApp>, _: SignedIn) -> Json<wire::Questions> {
    let roster = app.roster.borrow().clone();
    let identity = roster.catalog().identity();
    let question = |question: &crate::catalog::Question| wire::NamedLabel {
        id: question.id.clone(),
        label: wire::Label::new(question.label.tr.as_str(), question.label.en.as_str()),
    };
    let items = identity.questions.iter().map(question).collect();
    Json(wire::Questions { least: identity.questions_min, items })
}

/// Says that the caller answered enough questions rightly: fields that wait for that open.
#[utoipa::path(post, path = "/api/v1/calls/{id}/verification", request_body = wire::Verification,
    responses((status = 204), (status = 404, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn verify(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::Verification>,
) -> Result<StatusCode, ApiError> {
    let (call, agent) = her_call(&app, &who, &id).await?;
    let questions = right_answers(&app.roster.borrow(), body.questions)?;
    let record = app.store.calls().get(call).await?;
    let customer = record.and_then(|record| record.customer_id).ok_or_else(|| ApiError::Invalid {
        field: "call",
        reason: "nobody is known to be calling; say who it is first".to_owned(),
    })?;
    let at_ms = now_ms();
    let audit = AuditRecord {
        at_ms,
        who: who.login.clone(),
        what: "verify".to_owned(),
        customer: Some(customer),
        call: Some(call),
        detail: questions.join(" "),
        why: None,
    };
    app.store.audit().keep(&audit).await?;
    app.store.audit().verify(call, &Verified { customer, by: who.login, at_ms, questions }).await?;
    app.hub.tell(Late::Verified(call, agent, customer)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows one hidden value. Who, whom, what and why are kept before it is shown.
#[utoipa::path(post, path = "/api/v1/calls/{id}/reveal", request_body = wire::RevealAsk,
    responses((status = 200, body = wire::Revealed), (status = 403, body = wire::Problem),
        (status = 404, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn reveal(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::RevealAsk>,
) -> Result<Json<wire::Revealed>, ApiError> {
    let (call, agent) = her_call(&app, &who, &id).await?;
    let customer = CustomerId::parse(&body.customer_id).ok_or(ApiError::NotFound("customer"))?;
    let why = body.why.trim().to_owned();
    if !(WHY_LENGTH_MIN..=WHY_LENGTH_MAX).contains(&why.chars().count()) {
        let reason = format!("{WHY_LENGTH_MIN} to {WHY_LENGTH_MAX} characters; it is kept with your name");
        return Err(ApiError::Invalid { field: "why", reason });
    }
    let allowed = {
        let roster = app.roster.borrow();
        crm::rule(roster.catalog().identity(), &body.section, &body.field)
            .is_none_or(|rule| rule.reveal.iter().any(|role| role == AGENT))
    };
    if !allowed {
        return Err(ApiError::NotAllowed);
    }
    let audit = AuditRecord {
        at_ms: now_ms(),
        who: who.login,
        what: "reveal".to_owned(),
        customer: Some(customer),
        call: Some(call),
        detail: format!("{}.{} of {}", body.section, body.field, body.row),
        why: Some(why),
    };
    app.store.audit().keep(&audit).await?;
    let (answer, told) = oneshot::channel();
    let ask =
        super::live::Reveal { customer, section: body.section, row: body.row, field: body.field, answer };
    app.hub.tell(Late::Reveal(format!("{call}.{agent}"), ask)).await;
    let value = told.await.ok().flatten().ok_or(ApiError::NotFound("field on your screen"))?;
    Ok(Json(wire::Revealed { value: Some(value) }))
}

/// A call on the agent's own screen: only there is a card to open.
async fn her_call(app: &SharedApp, who: &SignedIn, id: &str) -> Result<(CallId, AgentId), ApiError> {
    let call = CallId::parse(id).ok_or(ApiError::NotFound("call"))?;
    let agent = who.agent.clone().filter(|_| who.role == Role::Agent).ok_or(ApiError::NotAllowed)?;
    may_write(app, who, call).await?;
    Ok((call, agent))
}

/// The questions, where they are enough and all of the catalog.
fn right_answers(roster: &Roster, mut answered: Vec<String>) -> Result<Vec<String>, ApiError> {
    let identity = roster.catalog().identity();
    answered.sort_unstable();
    answered.dedup();
    let wrong = |reason: String| ApiError::Invalid { field: "questions", reason };
    if let Some(unknown) = answered.iter().find(|id| !identity.questions.iter().any(|q| q.id == **id)) {
        return Err(wrong(format!("there is no question {unknown}")));
    }
    if identity.questions.is_empty() {
        return Err(wrong("the catalog has no questions; an admin adds them under [identity]".to_owned()));
    }
    let least = identity.questions_min as usize;
    if answered.len() < least {
        return Err(wrong(format!("{} answered rightly, {least} at least", answered.len())));
    }
    Ok(answered)
}
