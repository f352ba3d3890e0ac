//! Known trouble: posted by a supervisor, on every open card at once.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use uuid::Uuid;

use crate::store::{Incident, Scope, Severity};

use super::SharedApp;
use super::auth::{SignedIn, Supervisor, now_ms};
use super::live::{Late, incident};
use super::problem::ApiError;
use super::wire;

/// What holds now.
#[utoipa::path(get, path = "/api/v1/incidents", responses((status = 200, body = wire::IncidentList)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: SignedIn,
) -> Result<Json<wire::IncidentList>, ApiError> {
    let holding = app.store.incidents().holding(now_ms()).await?;
    Ok(Json(wire::IncidentList { items: holding.iter().map(incident).collect() }))
}

/// Posts one.
#[utoipa::path(post, path = "/api/v1/incidents", request_body = wire::IncidentPost,
    responses((status = 201, body = wire::Incident), (status = 403, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn post(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Json(body): Json<wire::IncidentPost>,
) -> Result<(StatusCode, Json<wire::Incident>), ApiError> {
    let posted = app.store.incidents().post(&read(&app, &who, body)?).await?;
    tell(&app).await?;
    Ok((StatusCode::CREATED, Json(incident(&posted))))
}

/// Ends one.
#[utoipa::path(delete, path = "/api/v1/incidents/{id}",
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn end(
    State(app): State<SharedApp>,
    _: Supervisor,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = Uuid::try_parse(&id).map_err(|_| ApiError::NotFound("incident"))?;
    if !app.store.incidents().end(id, now_ms()).await? {
        return Err(ApiError::NotFound("incident"));
    }
    tell(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells every screen what holds now.
async fn tell(app: &SharedApp) -> Result<(), ApiError> {
    let holding = app.store.incidents().holding(now_ms()).await?;
    app.hub.tell(Late::Incidents(holding)).await;
    Ok(())
}

fn read(app: &SharedApp, who: &SignedIn, body: wire::IncidentPost) -> Result<Incident, ApiError> {
    let roster = app.roster.borrow().clone();
    if let Some(unknown) = body.queues.iter().find(|queue| roster.catalog().queue(queue).is_none()) {
        return Err(ApiError::Invalid { field: "queues", reason: format!("there is no queue {unknown}") });
    }
    let until_ms = body.until.as_deref().map(moment).transpose()?;
    if until_ms.is_some_and(|until_ms| until_ms <= now_ms()) {
        return Err(ApiError::Invalid { field: "until", reason: "it is over already".to_owned() });
    }
    Ok(Incident {
        id: Uuid::nil(),
        text_tr: one_of(&body.text.tr, &body.text.en),
        text_en: one_of(&body.text.en, &body.text.tr),
        severity: match body.level {
            wire::Level::Ok => Severity::Notice,
            wire::Level::Warn => Severity::Trouble,
            wire::Level::Breach => Severity::Outage,
        },
        scope: Scope { queues: body.queues, cities: body.cities, products: body.products },
        from_ms: now_ms(),
        until_ms,
        by: who.name.clone(),
    })
}

/// A text, or the other language's where it is blank: better read than missing.
fn one_of(text: &str, other: &str) -> String {
    if text.trim().is_empty() { other.trim().to_owned() } else { text.trim().to_owned() }
}

fn moment(text: &str) -> Result<i64, ApiError> {
    let at: jiff::Timestamp = text.parse().map_err(|_| ApiError::Invalid {
        field: "until",
        reason: format!("{text:?} is no moment; write it as 2026-11-25T12:30:00Z"),
    })?;
    Ok(at.as_millisecond())
}
