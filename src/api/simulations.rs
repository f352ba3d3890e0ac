//! What if: a scenario played through the core, beside the daemon and not in its way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tokio_util::sync::CancellationToken;

use crate::simulate::{Limits, Report, RunError, Scenario, ScenarioError, Watch, run};

use super::SharedApp;
use super::auth::Supervisor;
use super::problem::ApiError;
use super::wire;

/// Most callers a scenario may be expected to have, all replications together.
const CALLS_MAX: f64 = 2_000_000.0;
/// Most agents it may have.
const AGENTS_MAX: usize = 1_000;
/// Longest time it may take.
const TIME_MAX: Duration = Duration::from_secs(30);

/// Plays a scenario: TOML, or JSON of the same keys where the content type says so (docs/simulate.md). Answers with
/// the object that `santral simulate --json` prints. One at a time.
#[utoipa::path(post, path = "/api/v1/simulations",
    request_body(content = String, description = "A scenario, TOML, or JSON of the same keys", content_type = "application/toml"),
    responses((status = 200, description = "The result, as docs/simulate.md describes it", content_type = "application/json"),
        (status = 403, body = wire::Problem), (status = 422, body = wire::Problem), (status = 429, body = wire::Problem)))]
pub(super) async fn create(
    State(app): State<SharedApp>,
    _: Supervisor,
    headers: HeaderMap,
    body: String,
) -> Result<Response, ApiError> {
    let scenario = read(&headers, &body).map_err(|error| invalid(error.to_string()))?;
    let turn = Arc::clone(app.simulating()).try_acquire_owned();
    // No longer than this can the other one take.
    let turn = turn.map_err(|_| ApiError::Simulating(TIME_MAX.as_secs()))?;
    let asked = Arc::new(AtomicBool::new(true));
    // Whoever asked and went away is waited for no longer.
    let _gone = Gone(Arc::clone(&asked));
    let patience = Patience { asked, drain: app.drain.clone(), until: Instant::now() + TIME_MAX };
    let played = tokio::task::spawn_blocking(move || {
        let played = play(&scenario, &patience);
        drop(turn);
        played
    });
    let report = played.await.map_err(|error| {
        tracing::error!(%error, "a simulation broke off");
        ApiError::Internal
    })??;
    let json = serde_json::to_string(&report).map_err(|_| ApiError::Internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

fn read(headers: &HeaderMap, body: &str) -> Result<Scenario, ScenarioError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/json")) {
        Scenario::parse_json(body)
    } else {
        Scenario::parse(body)
    }
}

fn play(scenario: &Scenario, patience: &Patience) -> Result<Report, ApiError> {
    // One thread: the daemon needs the others.
    let limits =
        Limits { calls_max: CALLS_MAX, agents_max: AGENTS_MAX, threads_max: std::num::NonZeroUsize::new(1) };
    match run(scenario, limits, patience) {
        Ok(findings) => Ok(findings.report),
        Err(RunError::Stopped) => Err(invalid(format!(
            "it took longer than {} s and was stopped; shorten duration_s, take fewer replications or agents",
            TIME_MAX.as_secs()
        ))),
        Err(error @ (RunError::TooManyCalls { .. } | RunError::TooManyAgents { .. })) => {
            Err(invalid(error.to_string()))
        }
    }
}

fn invalid(reason: String) -> ApiError {
    ApiError::Invalid { field: "scenario", reason }
}

/// How long a simulation may go on.
struct Patience {
    asked: Arc<AtomicBool>,
    drain: CancellationToken,
    until: Instant,
}

impl Watch for Patience {
    fn go_on(&self) -> bool {
        self.asked.load(Ordering::Relaxed) && !self.drain.is_cancelled() && Instant::now() < self.until
    }
}

/// Says so when the request is no longer waited for.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
