//! What other systems were not told yet: for admins.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use crate::store::{AuditRecord, Letter, LetterState};

use super::SharedApp;
use super::auth::{Admin, SignedIn, now_ms};
use super::live::words;
use super::problem::ApiError;
use super::wire;

/// Most letters a list has.
const LISTED_MAX: u32 = 200;

/// Which to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct ListQuery {
    /// `waiting`, `done` or `dead`; all unless given.
    state: Option<String>,
}

/// Letters, the latest first, without their bodies; and how many wait and were given up.
#[utoipa::path(get, path = "/api/v1/outbox", params(ListQuery),
    responses((status = 200, body = wire::Outbox), (status = 403, body = wire::Problem)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: Admin,
    Query(query): Query<ListQuery>,
) -> Result<Json<wire::Outbox>, ApiError> {
    let unknown = |word: &str| ApiError::Invalid {
        field: "state",
        reason: format!("{word:?}; write waiting, done or dead"),
    };
    let state = query.state.as_deref().filter(|word| !word.is_empty());
    let state = state.map(|word| LetterState::parse(word).ok_or_else(|| unknown(word))).transpose()?;
    let letters = app.store.outbox().list(state, LISTED_MAX).await?;
    let counts = app.store.outbox().counts().await?;
    Ok(Json(wire::Outbox {
        waiting: counts.waiting,
        dead: counts.dead,
        items: letters.iter().map(letter).collect(),
    }))
}

/// Tries a letter that was given up again.
#[utoipa::path(post, path = "/api/v1/outbox/{id}/retry",
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn retry(
    State(app): State<SharedApp>,
    _: Admin,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = read_id(&id)?;
    keep(&app, &who, "outbox.retry", id).await?;
    if app.store.outbox().retry(Some(id), now_ms()).await? == 0 {
        return Err(ApiError::NotFound("letter that was given up"));
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Throws a letter away: it will not be told.
#[utoipa::path(delete, path = "/api/v1/outbox/{id}",
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn drop_letter(
    State(app): State<SharedApp>,
    _: Admin,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = read_id(&id)?;
    keep(&app, &who, "outbox.drop", id).await?;
    if !app.store.outbox().drop_letter(id).await? {
        return Err(ApiError::NotFound("letter that waits or was given up"));
    }
    Ok(StatusCode::NO_CONTENT)
}

fn read_id(id: &str) -> Result<Uuid, ApiError> {
    Uuid::try_parse(id).map_err(|_| ApiError::NotFound("letter"))
}

async fn keep(app: &SharedApp, who: &SignedIn, what: &str, letter: Uuid) -> Result<(), ApiError> {
    let record = AuditRecord {
        at_ms: now_ms(),
        who: who.login.clone(),
        what: what.to_owned(),
        customer: None,
        call: None,
        detail: letter.to_string(),
        why: None,
    };
    Ok(app.store.audit().keep(&record).await?)
}

fn letter(letter: &Letter) -> wire::Letter {
    wire::Letter {
        id: letter.id.to_string(),
        kind: letter.kind.clone(),
        target: letter.target.clone(),
        subject: letter.subject.clone(),
        revision: letter.revision,
        made_at: words::rfc3339_ms(letter.made_at_ms),
        next_at: (letter.state == LetterState::Waiting).then(|| words::rfc3339_ms(letter.next_at_ms)),
        tries: letter.tries,
        state: letter.state.as_str().to_owned(),
        error: letter.error.clone(),
    }
}
