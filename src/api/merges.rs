//! Customers who are one person: found, made one, taken apart again. For supervisors.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use crate::store::{CustomerId, Duplicate, DuplicateReason, DuplicateSide, Merge, Unmerged};

use super::SharedApp;
use super::auth::{SignedIn, Supervisor, now_ms};
use super::live::words;
use super::problem::ApiError;
use super::wire::{self, Label};

/// Most pairs and merges a list has.
const LISTED_MAX: usize = 200;

/// Pairs of customers who may be one, the surest first; 200 at most.
#[utoipa::path(get, path = "/api/v1/customers/duplicates",
    responses((status = 200, body = wire::DuplicateList), (status = 403, body = wire::Problem), (status = 429, body = wire::Problem)))]
pub(super) async fn duplicates(
    State(app): State<SharedApp>,
    _: Supervisor,
) -> Result<Json<wire::DuplicateList>, ApiError> {
    // A pass over a million customers takes a while: one at a time.
    let _turn = app.searching().try_acquire().map_err(|_| ApiError::OneAtATime(RETRY_AFTER_S))?;
    let found = app.store.customers().duplicates(LISTED_MAX).await?;
    Ok(Json(wire::DuplicateList { items: found.iter().map(duplicate).collect() }))
}

/// How soon another search is likely to find room, seconds.
const RETRY_AFTER_S: u64 = 5;

/// Makes two customers one: everything of the second becomes the first's.
#[utoipa::path(post, path = "/api/v1/customers/merges", request_body = wire::MergeAsk,
    responses((status = 201, body = wire::Merge), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn merge(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Json(body): Json<wire::MergeAsk>,
) -> Result<(StatusCode, Json<wire::Merge>), ApiError> {
    let (kept, gone) = (read_id(&body.kept)?, read_id(&body.gone)?);
    if kept == gone {
        return Err(ApiError::Invalid { field: "gone", reason: "it is the same customer".to_owned() });
    }
    let merged = app.store.customers().merge(kept, gone, &who.login, now_ms()).await?;
    let merged = merged.ok_or(ApiError::NotFound("customer"))?;
    Ok((StatusCode::CREATED, Json(told(&merged))))
}

/// Which merges.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct MergesQuery {
    /// Only those this customer stayed or went in.
    customer: Option<String>,
}

/// Merges, the latest first.
#[utoipa::path(get, path = "/api/v1/customers/merges", params(MergesQuery),
    responses((status = 200, body = wire::MergeList), (status = 403, body = wire::Problem)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: Supervisor,
    Query(query): Query<MergesQuery>,
) -> Result<Json<wire::MergeList>, ApiError> {
    let of = query.customer.as_deref().filter(|id| !id.is_empty()).map(read_id).transpose()?;
    let merges = app.store.customers().merges(of, LISTED_MAX as u32).await?;
    Ok(Json(wire::MergeList { items: merges.iter().map(told).collect() }))
}

/// Takes a merge back.
#[utoipa::path(delete, path = "/api/v1/customers/merges/{id}",
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn unmerge(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = Uuid::try_parse(&id).map_err(|_| ApiError::NotFound("merge"))?;
    let refused = |reason: String| ApiError::Invalid { field: "merge", reason };
    match app.store.customers().unmerge(id, &who.login, now_ms()).await? {
        Unmerged::Done(_) => Ok(StatusCode::NO_CONTENT),
        Unmerged::Unknown => Err(ApiError::NotFound("merge that could be taken back")),
        Unmerged::LaterFirst(later) => {
            Err(refused(format!("who stayed has gone into another since; take {later} back first")))
        }
        Unmerged::KeptIsGone => Err(refused("who stayed is not there any more".to_owned())),
    }
}

fn read_id(id: &str) -> Result<CustomerId, ApiError> {
    CustomerId::parse(id).ok_or(ApiError::NotFound("customer"))
}

fn told(merge: &Merge) -> wire::Merge {
    wire::Merge {
        id: merge.id.to_string(),
        kept: merge.kept.to_string(),
        gone: wire::CustomerRef { id: merge.gone.to_string(), name: merge.gone_name.clone() },
        by: merge.by.clone(),
        at: words::rfc3339_ms(merge.at_ms),
        undone_at: merge.undone_at_ms.map(words::rfc3339_ms),
    }
}

fn duplicate(duplicate: &Duplicate) -> wire::Duplicate {
    let side = |side: &DuplicateSide| wire::CustomerRef { id: side.id.to_string(), name: side.name.clone() };
    wire::Duplicate {
        first: side(&duplicate.first),
        second: side(&duplicate.second),
        confidence: duplicate.confidence.as_str().to_owned(),
        reasons: duplicate.reasons.iter().map(reason).collect(),
    }
}

fn reason(reason: &DuplicateReason) -> Label {
    match reason {
        DuplicateReason::SameKey(kind) => {
            Label::new(format!("aynı {kind} numarası"), format!("same {kind} id"))
        }
        DuplicateReason::SameEmail => Label::new("aynı e-posta", "same e-mail"),
        DuplicateReason::SameNumber(number) => {
            Label::new(format!("aynı numara {number}"), format!("same number {number}"))
        }
        DuplicateReason::SameName => Label::new("aynı ad", "same name"),
        DuplicateReason::SimilarName => Label::new("benzer ad", "similar name"),
    }
}
