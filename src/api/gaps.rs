//! Times in which a PBX was not heard, and what became of the calls in them.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::SharedApp;
use super::auth::{Supervisor, now_ms};
use super::live::words;
use super::problem::ApiError;
use super::wire;

/// Days looked back unless asked for others.
const DAYS: u32 = 7;

/// Most days looked back.
const DAYS_MAX: u32 = 400;

/// How far back.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct ListQuery {
    /// Gaps of the last so many days, 1..=400; 7 unless given.
    days: Option<u32>,
}

/// Gaps, the latest first: figures of their time are short by what was missed.
#[utoipa::path(get, path = "/api/v1/gaps", params(ListQuery),
    responses((status = 200, body = wire::GapList), (status = 403, body = wire::Problem)))]
pub(super) async fn list(
    State(app): State<SharedApp>,
    _: Supervisor,
    Query(query): Query<ListQuery>,
) -> Result<Json<wire::GapList>, ApiError> {
    let days = query.days.unwrap_or(DAYS).clamp(1, DAYS_MAX);
    let gaps = app.store.gaps().since(now_ms() - i64::from(days) * 86_400_000).await?;
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let items = gaps
        .into_iter()
        .map(|gap| wire::GapRow {
            pbx: gap.pbx,
            from: words::rfc3339_ms(gap.began_at_ms),
            until: words::rfc3339_ms(gap.ended_at_ms),
            why: gap.why,
            lost: count(gap.lost),
            repaired: count(gap.repaired),
            found: count(gap.found),
        })
        .collect();
    Ok(Json(wire::GapList { items }))
}
