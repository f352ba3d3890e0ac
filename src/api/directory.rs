//! Whom a caller can be handed to: colleagues and queues, and who is free.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::State;

use super::SharedApp;
use super::auth::SignedIn;
use super::wire;

/// Colleagues with their phones and states, and queues with their numbers.
#[utoipa::path(get, path = "/api/v1/directory", responses((status = 200, body = wire::Directory)))]
pub(super) async fn show(State(app): State<SharedApp>, who: SignedIn) -> Json<wire::Directory> {
    let roster = app.roster.borrow().clone();
    let wall = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner);
    let herself = who.agent.as_ref().map(ToString::to_string);
    let agents =
        wall.agent_rows().filter(|row| Some(&row.id) != herself.as_ref() && !row.extension.is_empty());
    let queues = wall.queue_rows().filter_map(|row| {
        let number = roster.catalog().queue(&row.id)?.numbers.first()?.clone();
        Some(wire::DirectoryQueue {
            label: row.label.clone(),
            number,
            waiting: row.waiting,
            agents_available: row.agents_available,
        })
    });
    Json(wire::Directory {
        agents: agents
            .map(|row| wire::DirectoryAgent {
                name: row.name.clone(),
                number: row.extension.clone(),
                state: row.state,
                free: row.state == wire::AgentState::Available && row.phone == wire::PhoneState::Free,
            })
            .collect(),
        queues: queues.collect(),
    })
}
