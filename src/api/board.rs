//! The board, whole.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::State;

use super::SharedApp;
use super::auth::Supervisor;
use super::live::words;
use super::wire;

/// The board as it stands. Follow it on the WebSocket's `board` stream.
#[utoipa::path(get, path = "/api/v1/board", responses((status = 200, body = wire::Board), (status = 403, body = wire::Problem)))]
pub(super) async fn show(State(app): State<SharedApp>, _: Supervisor) -> Json<wire::Board> {
    let wall = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner);
    Json(wall.board(words::service_level_formula()))
}
