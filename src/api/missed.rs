//! Callers who gave up waiting: who of them is still to be called back.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::acd::{AgentId, QueueId};
use crate::call::CallId;
use crate::driver::Roster;
use crate::store::Missed;

use super::SharedApp;
use super::auth::{SignedIn, now_ms};
use super::calls;
use super::live::words;
use super::problem::ApiError;
use super::wire;

/// Longest list.
const LISTED_MAX: usize = 200;
/// How far back it looks unless asked otherwise, hours.
const HOURS: u32 = 24;
/// And at most.
const HOURS_MAX: u32 = 24 * 7;

const HOUR_MS: i64 = 3_600_000;

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct MissedQuery {
    /// How many hours back, 1..=168; a day unless given.
    hours: Option<u32>,
    /// Only this queue.
    queue: Option<String>,
    /// Only those nobody has talked to since.
    open: Option<bool>,
}

/// Callers who gave up waiting, each number once, the latest first; agents see those of queues they serve.
#[utoipa::path(get, path = "/api/v1/missed", params(MissedQuery),
    responses((status = 200, body = wire::MissedList), (status = 403, body = wire::Problem)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    who: SignedIn,
    Query(query): Query<MissedQuery>,
) -> Result<Json<wire::MissedList>, ApiError> {
    let roster = app.roster.borrow().clone();
    let hours = query.hours.unwrap_or(HOURS).clamp(1, HOURS_MAX);
    let missed = app.store.calls().missed(now_ms() - i64::from(hours) * HOUR_MS).await?;
    let queue = query.queue.filter(|queue| !queue.is_empty());
    let seen: Vec<&Missed> = missed
        .iter()
        .filter(|missed| may_see(&who, &roster, missed))
        .filter(|missed| queue.is_none() || missed.call.queue_id == queue)
        .collect();
    let open = seen.iter().filter(|missed| missed.is_open()).count() as u32;
    let listed = seen.into_iter().filter(|missed| !query.open.unwrap_or(false) || missed.is_open());
    let mut items = Vec::new();
    for missed in listed.take(LISTED_MAX) {
        items.push(told(&app, &roster, missed).await?);
    }
    let mut promised = Vec::new();
    for record in app.store.calls().promised().await? {
        let hers = record.agent_id.as_deref() == who.agent.as_ref().map(AgentId::as_str);
        if who.watches_everybody() || hers {
            promised.push(wire::PromisedCall {
                call: calls::row(&app, &roster, &record).await?,
                at: words::rfc3339_ms(record.follow_up_at_ms.unwrap_or_default()),
                severity: record.severity.clone(),
                note: record.note.clone(),
            });
        }
    }
    Ok(Json(wire::MissedList { items, open, promised }))
}

/// Says that the caller of a call given up has been called back.
#[utoipa::path(post, path = "/api/v1/missed/{id}/called-back",
    responses((status = 204), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn called_back(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let call = CallId::parse(&id).ok_or(ApiError::NotFound("call"))?;
    let record = app.store.calls().get(call).await?.ok_or(ApiError::NotFound("call"))?;
    let hers = who.agent.is_some() && record.agent_id.as_deref() == who.agent.as_ref().map(AgentId::as_str);
    if !hers && !serves(&who, &app.roster.borrow().clone(), record.queue_id.as_deref()) {
        return Err(ApiError::NotFound("call"));
    }
    if app.store.calls().called_back(call, &who.name, now_ms()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NotFound("call that was given up"))
    }
}

fn may_see(who: &SignedIn, roster: &Roster, missed: &Missed) -> bool {
    serves(who, roster, missed.call.queue_id.as_deref())
}

/// Whether somebody has to do with the calls of a queue: an agent with those she serves.
fn serves(who: &SignedIn, roster: &Roster, queue: Option<&str>) -> bool {
    if who.watches_everybody() {
        return true;
    }
    let (Some(agent), Some(queue)) = (&who.agent, queue) else { return false };
    let queue = QueueId::new(queue);
    roster.queues_of(agent).any(|served| *served == queue)
}

async fn told(app: &SharedApp, roster: &Roster, missed: &Missed) -> Result<wire::MissedCall, ApiError> {
    Ok(wire::MissedCall {
        call: calls::row(app, roster, &missed.call).await?,
        times: missed.times,
        called_back: missed
            .called_back
            .as_ref()
            .map(|(at_ms, by)| wire::CalledBack { at: words::rfc3339_ms(*at_ms), by: by.clone() }),
        came_back_at: missed.came_back_at_ms.map(words::rfc3339_ms),
    })
}
