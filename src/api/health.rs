//! Whether we can do our work.

use std::sync::PoisonError;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::store::JournalState;

use super::SharedApp;

/// How long the outbox may take to be counted.
const OUTBOX_WITHIN: Duration = Duration::from_millis(200);

/// What a load balancer or a container asks.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
    pbx: Vec<Link>,
    database: String,
    /// What the company's systems were not told; none while the database does not say.
    outbox: Option<Outbox>,
}

#[derive(Debug, Serialize)]
struct Outbox {
    waiting: u64,
    dead: u64,
}

#[derive(Debug, Serialize)]
struct Link {
    name: String,
    up: bool,
}

/// 200 while the daemon routes, degraded or not; 503 before any PBX has been reached.
pub(super) async fn health(State(app): State<SharedApp>) -> (StatusCode, Json<Health>) {
    let links = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner).links();
    let pbx: Vec<_> = links.into_iter().map(|(name, up)| Link { name, up }).collect();
    let database = match &*app.journal.state().borrow() {
        JournalState::Healthy => "ok".to_owned(),
        JournalState::Degraded { why, .. } => format!("degraded: {why}"),
    };
    let up = pbx.iter().any(|link| link.up);
    let (code, status) = match (up, database == "ok") {
        (true, true) => (StatusCode::OK, "ok"),
        (true, false) => (StatusCode::OK, "degraded"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "no PBX"),
    };
    // Given a moment and no more: health is asked most when the database is slow.
    let counts = tokio::time::timeout(OUTBOX_WITHIN, app.store.outbox().counts()).await;
    let outbox =
        counts.ok().and_then(Result::ok).map(|counts| Outbox { waiting: counts.waiting, dead: counts.dead });
    (code, Json(Health { status, pbx, database, outbox }))
}
