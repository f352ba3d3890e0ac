//! How the company's own systems have been doing.

use axum::Json;
use axum::extract::State;

use crate::crm::{SourceHealth, SourceKind};

use super::SharedApp;
use super::auth::Supervisor;
use super::live::words;
use super::problem::ApiError;
use super::wire;

/// Every source of the settings: whether it is left alone, how fast it answers, why it failed last.
#[utoipa::path(get, path = "/api/v1/crm/sources",
    responses((status = 200, body = wire::SourceList), (status = 403, body = wire::Problem)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: Supervisor,
) -> Result<Json<wire::SourceList>, ApiError> {
    Ok(Json(wire::SourceList { items: app.crm.source_health().iter().map(source).collect() }))
}

fn source(health: &SourceHealth) -> wire::SourceRow {
    let [p50_ms, p95_ms, p99_ms] = health.within_ms;
    wire::SourceRow {
        name: health.name.clone(),
        section: health.section.clone(),
        kind: match health.kind {
            SourceKind::Sql => "sql",
            SourceKind::Http => "http",
        }
        .to_owned(),
        resting_s: health.resting.map(|rest| rest.as_secs() + 1),
        asked: health.asked,
        failed: health.failed,
        kept: health.kept,
        p50_ms,
        p95_ms,
        p99_ms,
        last_fault: health.last_fault.as_ref().map(|(at_ms, fault)| wire::SourceFault {
            at: words::rfc3339_ms(*at_ms),
            text: fault.to_string(),
        }),
    }
}
