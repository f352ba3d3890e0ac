//! The call list and a call's page.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use crate::acd::{AgentId, QueueId};
use crate::call::CallId;
use crate::driver::{Roster, story};
use crate::store::{CallFilter, CallRecord};

use super::SharedApp;
use super::auth::SignedIn;
use super::live::words;
use super::problem::ApiError;
use super::wire;

/// Most calls a page may have.
const LIMIT_MAX: u32 = 200;
/// And has unless asked for.
const LIMIT: u32 = 50;

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct ListQuery {
    /// Where the last page ended.
    cursor: Option<String>,
    /// How many, 1..=200.
    limit: Option<u32>,
    /// Only this caller, in any form people write.
    number: Option<String>,
    /// Only this queue.
    queue: Option<String>,
    /// Only this agent; agents see their own calls whatever they ask for.
    agent: Option<String>,
}

/// Calls, newest first.
#[utoipa::path(get, path = "/api/v1/calls", params(ListQuery), responses((status = 200, body = wire::CallPage)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    who: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<Json<wire::CallPage>, ApiError> {
    let roster = app.roster.borrow().clone();
    let agent = if who.watches_everybody() {
        query.agent
    } else {
        Some(who.agent.ok_or(ApiError::NotAllowed)?.to_string())
    };
    let filter = CallFilter {
        number: query.number.filter(|n| !n.is_empty()).map(|n| read_number(&n, &roster)),
        queue: query.queue.filter(|q| !q.is_empty()),
        agent,
        customer: None,
    };
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let page = app.store.calls().list(&filter, query.cursor.as_deref(), limit).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for record in &page.items {
        items.push(row(&app, &roster, record).await?);
    }
    Ok(Json(wire::CallPage { items, next_cursor: page.next_cursor }))
}

/// One call with its story.
#[utoipa::path(get, path = "/api/v1/calls/{id}", responses((status = 200, body = wire::CallStory), (status = 404, body = wire::Problem)))]
pub(super) async fn show(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<wire::CallStory>, ApiError> {
    let id = CallId::parse(&id).ok_or(ApiError::NotFound("call"))?;
    let record = app.store.calls().get(id).await?.ok_or(ApiError::NotFound("call"))?;
    if !who.watches_everybody()
        && (who.agent.is_none() || record.agent_id.as_deref() != who.agent.as_ref().map(AgentId::as_str))
    {
        return Err(ApiError::NotFound("call"));
    }
    let roster = app.roster.borrow().clone();
    let journal = app.store.journal().of_call(id).await?;
    let offers = app.store.offers().of_call(id).await?;
    let notes = app.store.calls().notes(id).await?;
    let story = story::tell(&journal, &offers, &record, &roster)
        .into_iter()
        .map(|line| wire::StoryLine {
            at: words::rfc3339_ms(line.at_ms),
            event: line.event,
            text: wire::Label::new(line.tr, line.en),
        })
        .collect();
    Ok(Json(wire::CallStory {
        call: row(&app, &roster, &record).await?,
        note: record.note,
        notes: notes
            .into_iter()
            .map(|note| wire::CallNote {
                by: words::agent_name(&roster, &AgentId::new(note.agent.as_str())).to_owned(),
                at: words::rfc3339_ms(note.saved_at_ms),
                text: note.text,
            })
            .collect(),
        solved: record.solved,
        story,
    }))
}

/// A number as the caller list keeps it; what cannot be read is looked for as it stands.
fn read_number(text: &str, roster: &Roster) -> String {
    crate::phone::read(text, roster.numbers())
        .e164
        .map_or_else(|| text.to_owned(), |e164| e164.as_str().to_owned())
}

/// A call as a line of a list.
pub(super) async fn row(
    app: &SharedApp,
    roster: &Roster,
    record: &CallRecord,
) -> Result<wire::CallRow, ApiError> {
    let span = |from: Option<i64>, to: Option<i64>| Some(u64::try_from(to? - from?).unwrap_or(0));
    let customer = match record.customer_id {
        Some(id) => app
            .store
            .customers()
            .name_of(id)
            .await?
            .map(|name| wire::CustomerRef { id: id.to_string(), name }),
        None => None,
    };
    Ok(wire::CallRow {
        call_id: record.id.to_string(),
        started_at: words::rfc3339_ms(record.began_at_ms),
        party: wire::Party { number: words::number_of(record, roster), name: record.caller_name.clone() },
        customer,
        queue: record.queue_id.as_ref().map(|id| words::queue(roster, &QueueId::new(id.as_str()))),
        agent: record
            .agent_id
            .as_ref()
            .map(|id| words::agent_name(roster, &AgentId::new(id.as_str())).to_owned()),
        wait_ms: span(record.joined_at_ms, record.answered_at_ms.or(record.ended_at_ms)),
        talk_ms: span(record.answered_at_ms, record.talk_ended_at_ms.or(record.ended_at_ms)),
        outcome: record.outcome.map(|outcome| outcome.as_str().to_owned()),
        disposition: record.disposition_id.as_deref().map(|id| words::disposition(roster, id)),
        source: record.source.map(|source| source.as_str().to_owned()),
    })
}
