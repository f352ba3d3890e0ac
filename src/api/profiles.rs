//! How to meet callers: the profiles, a supervisor's advice, a customer's tag.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::crm::{CALLER_PROFILES, TAG_HOLDS, caller_profile};
use crate::store::{Advice, AuditRecord, CustomerId, ProfileTag};

use super::SharedApp;
use super::auth::{SignedIn, Supervisor, now_ms};
use super::live::{Late, profile};
use super::problem::ApiError;
use super::wire;

/// All profiles with the advice in force.
#[utoipa::path(get, path = "/api/v1/profiles", responses((status = 200, body = wire::ProfileList)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: SignedIn,
) -> Result<Json<wire::ProfileList>, ApiError> {
    let advice = app.store.profiles().advice().await?;
    let items = CALLER_PROFILES.iter().filter_map(|known| profile(known.id, &advice)).collect();
    Ok(Json(wire::ProfileList { items }))
}

/// Writes advice in place of the house's own.
#[utoipa::path(put, path = "/api/v1/profiles/{id}/advice", request_body = wire::AdviceEdit,
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn advise(
    State(app): State<SharedApp>,
    _: Supervisor,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::AdviceEdit>,
) -> Result<StatusCode, ApiError> {
    caller_profile(&id).ok_or(ApiError::NotFound("profile"))?;
    let advice = Advice { profile: id, tr: body.advice.tr, en: body.advice.en };
    app.store.profiles().advise(&advice, &who.login, now_ms()).await?;
    app.hub.tell(Late::Advice(app.store.profiles().advice().await?)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Tags a customer, or takes the tag off. The tag wears off by itself.
#[utoipa::path(put, path = "/api/v1/customers/{id}/profile", request_body = wire::ProfileTag,
    responses((status = 204), (status = 404, body = wire::Problem)))]
pub(super) async fn tag(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::ProfileTag>,
) -> Result<StatusCode, ApiError> {
    let customer = CustomerId::parse(&id).ok_or(ApiError::NotFound("customer"))?;
    let at_ms = now_ms();
    let tag = match &body.profile {
        None => None,
        Some(id) => {
            caller_profile(id).ok_or(ApiError::NotFound("profile"))?;
            let holds_ms = i64::try_from(TAG_HOLDS.as_millis()).unwrap_or(i64::MAX);
            Some(ProfileTag {
                profile: id.clone(),
                by: who.login.clone(),
                at_ms,
                expires_ms: at_ms + holds_ms,
            })
        }
    };
    if !app.store.profiles().tag(customer, tag.as_ref()).await? {
        return Err(ApiError::NotFound("customer"));
    }
    // What is said of a person is said by somebody.
    let record = AuditRecord {
        at_ms,
        who: who.login,
        what: "profile".to_owned(),
        customer: Some(customer),
        call: None,
        detail: body.profile.unwrap_or_else(|| "-".to_owned()),
        why: None,
    };
    app.store.audit().keep(&record).await?;
    app.hub.tell(Late::Retagged(customer)).await;
    Ok(StatusCode::NO_CONTENT)
}
