//! Wall displays: a token opens the board of one view, read-only, and nothing else.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use uuid::Uuid;

use crate::store::{AuditRecord, SessionToken, WallToken, WallView};

use super::SharedApp;
use super::auth::{SignedIn, Supervisor, now_ms};
use super::live::words::rfc3339_ms;
use super::problem::ApiError;
use super::tickets::Visitor;
use super::wire;

/// Longest name of a display, characters.
const NAME_LENGTH_MAX: usize = 100;
/// Displays there may be.
const DISPLAYS_MAX: usize = 200;
/// How soon and how late the next queues may be shown, seconds.
const ROTATE_S: std::ops::RangeInclusive<u32> = 5..=3_600;

/// Makes a display's address.
#[utoipa::path(post, path = "/api/v1/wall-tokens", request_body = wire::WallOrder,
    responses((status = 201, body = wire::WallAddress), (status = 403, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn create(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Json(body): Json<wire::WallOrder>,
) -> Result<(StatusCode, Json<wire::WallAddress>), ApiError> {
    let view = checked(&app, &body)?;
    if app.store.wall_tokens().list().await?.len() >= DISPLAYS_MAX {
        let reason = format!("{DISPLAYS_MAX} displays at most: revoke one first");
        return Err(ApiError::Invalid { field: "name", reason });
    }
    let detail = format!("{} names={} {}", view.name, view.shows_names, view.queues.join(" "));
    keep(&app, &who, "wall.create", detail.trim_end().to_owned()).await?;
    let (id, token) = app.store.wall_tokens().create(&view, &who.login, now_ms()).await?;
    let rotate = body.rotate_s.map(|seconds| format!("&rotate={seconds}")).unwrap_or_default();
    let url = format!("/wall?token={}{rotate}", token.as_str());
    Ok((StatusCode::CREATED, Json(wire::WallAddress { id: id.to_string(), url })))
}

/// The displays there are; their tokens are not told again.
#[utoipa::path(get, path = "/api/v1/wall-tokens", responses((status = 200, body = wire::WallList), (status = 403, body = wire::Problem)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: Supervisor,
) -> Result<Json<wire::WallList>, ApiError> {
    let items = app.store.wall_tokens().list().await?.into_iter().map(display).collect();
    Ok(Json(wire::WallList { items }))
}

/// Takes a display's right away; what it shows ends at once.
#[utoipa::path(delete, path = "/api/v1/wall-tokens/{id}", responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn revoke(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let wall = Uuid::try_parse(&id).map_err(|_| ApiError::NotFound("display"))?;
    keep(&app, &who, "wall.revoke", id).await?;
    if !app.store.wall_tokens().revoke(wall).await? {
        return Err(ApiError::NotFound("display"));
    }
    app.end_wall(wall);
    Ok(StatusCode::NO_CONTENT)
}

/// Hands a display a ticket for one WebSocket.
#[utoipa::path(post, path = "/api/v1/wall-ticket", request_body = wire::WallTicketAsk,
    responses((status = 200, body = wire::WsTicket), (status = 401, body = wire::Problem)))]
pub(super) async fn ticket(
    State(app): State<SharedApp>,
    Json(body): Json<wire::WallTicketAsk>,
) -> Result<Json<wire::WsTicket>, ApiError> {
    let token = SessionToken::parse(&body.token).ok_or(ApiError::NotSignedIn)?;
    let wall = app.store.wall_tokens().find(&token).await?.ok_or(ApiError::NotSignedIn)?;
    Ok(Json(app.tickets().hand_out(Visitor::Wall(Arc::new(wall)))?))
}

fn checked(app: &SharedApp, body: &wire::WallOrder) -> Result<WallView, ApiError> {
    let name = body.name.trim();
    if !(1..=NAME_LENGTH_MAX).contains(&name.chars().count()) {
        let reason = format!("1 to {NAME_LENGTH_MAX} characters");
        return Err(ApiError::Invalid { field: "name", reason });
    }
    let roster = app.roster.borrow().clone();
    if let Some(unknown) = body.queues.iter().find(|id| roster.catalog().queue(id).is_none()) {
        return Err(ApiError::Invalid { field: "queues", reason: format!("there is no queue {unknown}") });
    }
    if body.rotate_s.is_some_and(|seconds| !ROTATE_S.contains(&seconds)) {
        let reason = format!("{} to {} seconds", ROTATE_S.start(), ROTATE_S.end());
        return Err(ApiError::Invalid { field: "rotate_s", reason });
    }
    Ok(WallView { name: name.to_owned(), queues: body.queues.clone(), shows_names: body.shows_names })
}

async fn keep(app: &SharedApp, who: &SignedIn, what: &str, detail: String) -> Result<(), ApiError> {
    let (who, what) = (who.login.clone(), what.to_owned());
    let record = AuditRecord { at_ms: now_ms(), who, what, customer: None, call: None, detail, why: None };
    Ok(app.store.audit().keep(&record).await?)
}

fn display(wall: WallToken) -> wire::WallDisplay {
    wire::WallDisplay {
        id: wall.id.to_string(),
        name: wall.view.name,
        queues: wall.view.queues,
        shows_names: wall.view.shows_names,
        created_at: rfc3339_ms(wall.created_at_ms),
        created_by: wall.created_by,
    }
}
