//! Whether we live, and whether we can do our work.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::store::JournalState;

use super::SharedApp;

/// The switchboard's loop turns at least twice a second; who does not within this stands still.
const TURN_WITHIN: Duration = Duration::from_secs(2);
/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long the outbox may take to be counted.
const OUTBOX_WITHIN: Duration = Duration::from_millis(200);

/// What a load balancer or a container asks.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
    pbx: Vec<Link>,
    database: String,
    /// What keeps us from our work, in words; empty when nothing does.
    reasons: Vec<String>,
    /// What other systems were not told; none while the database does not say.
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

/// 200 while the switchboard turns: to be started anew otherwise.
pub(super) async fn live(State(app): State<SharedApp>) -> (StatusCode, &'static str) {
    let pulse = app.driver.pulse();
    let before = pulse.load(Ordering::Relaxed);
    let turns = async {
        while pulse.load(Ordering::Relaxed) == before {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    match tokio::time::timeout(TURN_WITHIN, turns).await {
        Ok(()) => (StatusCode::OK, "live\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the switchboard stands still\n"),
    }
}

/// 200 while the daemon routes, degraded or not; 503 before any PBX has been reached, with the reasons.
pub(super) async fn ready(State(app): State<SharedApp>) -> (StatusCode, Json<Health>) {
    let rows = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner).link_rows();
    let mut reasons: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("PBX {}: {}", row.pbx, row.detail.as_ref()?))).collect();
    if rows.is_empty() && app.links.is_empty() {
        reasons.push("the settings name no PBX: add a [pbx.NAME] section".to_owned());
    } else if rows.is_empty() {
        reasons.push("no PBX has been reached yet".to_owned());
    }
    if app.roster.borrow().config().queues.is_empty() {
        reasons.push("the catalog has no queue: run `santral apply FILE`".to_owned());
    }
    let database = match &*app.journal.state().borrow() {
        JournalState::Healthy => "ok".to_owned(),
        JournalState::Degraded { why, .. } => format!("degraded: {why}"),
    };
    if database != "ok" {
        reasons.push(format!("database {database}"));
    }
    let up = rows.iter().any(|row| row.up);
    let (code, status) = match (up, database == "ok") {
        (true, true) => (StatusCode::OK, "ok"),
        (true, false) => (StatusCode::OK, "degraded"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "no PBX"),
    };
    let pbx = rows.into_iter().map(|row| Link { name: row.pbx, up: row.up }).collect();
    // Given a moment and no more: health is asked most when the database is slow.
    let counts = tokio::time::timeout(OUTBOX_WITHIN, app.store.outbox().counts()).await;
    let outbox =
        counts.ok().and_then(Result::ok).map(|counts| Outbox { waiting: counts.waiting, dead: counts.dead });
    (code, Json(Health { status, pbx, database, reasons, outbox }))
}
