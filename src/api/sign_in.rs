//! Signing in and out.

use std::time::{Duration, Instant};

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dashmap::DashMap;
use tokio::sync::Semaphore;

use crate::acd::AgentId;
use crate::call::Line;
use crate::driver::{AgentChoice, PersonAct};
use crate::store::User;

use super::SharedApp;
use super::auth::{SignedIn, cookie_name, now_ms};
use super::problem::ApiError;
use super::wire;

/// How long a session lasts without being used.
pub(super) const SESSION_LIFETIME: Duration = Duration::from_secs(12 * 3_600);

/// Signs in: a session cookie, and for an agent her place at a phone.
#[utoipa::path(post, path = "/api/v1/session", request_body = wire::SignIn,
    responses((status = 200, body = wire::Me), (status = 401, body = wire::Problem), (status = 429, body = wire::Problem)))]
pub(super) async fn create(
    State(app): State<SharedApp>,
    Json(body): Json<wire::SignIn>,
) -> Result<Response, ApiError> {
    app.tries().admit(&body.login)?;
    let user = app.store.users().find(&body.login).await?;
    let hash = user.as_ref().map_or_else(|| NOBODY.to_owned(), |user| user.password_hash.clone());
    let right = verify_hash(hash, body.password).await?;
    let Some(user) = user.filter(|user| right && !user.disabled) else {
        app.tries().failed(&body.login);
        tracing::info!(user.login = %body.login.escape_debug(), "a sign-in was refused");
        return Err(ApiError::BadCredentials);
    };
    app.tries().succeeded(&body.login);
    let line = seat(&app, &user, body.extension.as_deref()).await?;
    let now = now_ms();
    let ends_at = now + i64::try_from(SESSION_LIFETIME.as_millis()).unwrap_or(i64::MAX);
    let token = app.store.sessions().create(&user.login, line.as_ref(), now, ends_at).await?;
    let me = SignedIn {
        token,
        login: user.login,
        name: user.name,
        role: user.role,
        agent: user.agent_id.map(AgentId::new),
        line,
    };
    let cookie = set_cookie(app.access.secure, me.token.as_str(), SESSION_LIFETIME);
    Ok(([(header::SET_COOKIE, cookie)], Json(me.me())).into_response())
}

/// Says who is signed in.
#[utoipa::path(get, path = "/api/v1/session",
    responses((status = 200, body = wire::Me), (status = 401, body = wire::Problem)))]
pub(super) async fn show(who: SignedIn) -> Json<wire::Me> {
    Json(who.me())
}

/// Signs out; an agent goes offline, after the call when she is in one.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204)))]
pub(super) async fn delete(State(app): State<SharedApp>, who: SignedIn) -> Result<Response, ApiError> {
    app.store.sessions().delete(&who.token).await?;
    app.end_session(who.token);
    if let Some(agent) = who.agent {
        // Refused only when she was not signed in at a phone: nothing to leave.
        let _ = app.driver.act(PersonAct::Choose { agent, choice: AgentChoice::Offline }).await;
    }
    let cookie = set_cookie(app.access.secure, "", Duration::ZERO);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Puts an agent at a phone: the one asked for, else the catalog's.
pub(super) async fn seat(
    app: &SharedApp,
    user: &User,
    asked: Option<&str>,
) -> Result<Option<Line>, ApiError> {
    let Some(agent) = user.agent_id.as_deref().map(AgentId::new) else { return Ok(None) };
    let line = match asked.filter(|text| !text.is_empty()) {
        Some(text) => parse_line(text)?,
        None => catalog_line(app, &agent)?,
    };
    app.driver.act(PersonAct::SignIn { agent, line: line.clone() }).await?;
    Ok(Some(line))
}

pub(super) fn parse_line(text: &str) -> Result<Line, ApiError> {
    Line::parse(text).ok_or_else(|| ApiError::Invalid {
        field: "extension",
        reason: "letters, digits, '-', '_' and '.' only, 32 at most".to_owned(),
    })
}

fn catalog_line(app: &SharedApp, agent: &AgentId) -> Result<Line, ApiError> {
    let roster = app.roster.borrow().clone();
    let known = roster.catalog().agent(agent.as_str()).ok_or(ApiError::NotFound("agent"))?;
    known.extension.clone().ok_or_else(|| ApiError::Invalid {
        field: "extension",
        reason: "the catalog gives you no phone; say which one you sit at".to_owned(),
    })
}

fn set_cookie(secure: bool, value: &str, age: Duration) -> HeaderValue {
    let name = cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{secure}", age.as_secs());
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Hashes in flight at once: argon2 is dear on purpose, and calls are routed on the same cores.
static HASHES: Semaphore = Semaphore::const_new(2);

/// A hash of nothing anybody knows, so that an unknown name takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FudHJhbC1ub2JvZHk$\
                      Ww0gM9d6o7S0o2YqO0m1n6m0l4m3m5q7d8f9g0h1j2k";

/// Whether a password belongs to a hash.
pub(super) async fn verify_hash(hash: String, password: String) -> Result<bool, ApiError> {
    let _turn = HASHES.acquire().await.map_err(|_| ApiError::Internal)?;
    tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await
    .map_err(|_| ApiError::Internal)
}

/// Wrong passwords lately, by login name. There is no lock: after five the next try waits, twice as long
/// each time, a minute at most.
#[derive(Debug, Default)]
pub(super) struct Tries {
    by_login: DashMap<String, Wrong>,
}

#[derive(Clone, Copy, Debug)]
struct Wrong {
    count: u32,
    last: Instant,
}

impl Tries {
    /// Wrong tries before waiting begins.
    const FREE: u32 = 5;
    /// Names remembered; past that the oldest are forgotten first.
    const NAMES_MAX: usize = 10_000;
    /// A name is forgotten after this long a quiet.
    const MEMORY: Duration = Duration::from_secs(3_600);

    fn admit(&self, login: &str) -> Result<(), ApiError> {
        let Some(wrong) = self.by_login.get(login).map(|wrong| *wrong) else { return Ok(()) };
        let over = (wrong.count + 1).saturating_sub(Self::FREE);
        let wait =
            Duration::from_secs(if over == 0 { 0 } else { 1 << over.min(6) }).min(Duration::from_secs(60));
        match wait.checked_sub(wrong.last.elapsed()) {
            Some(left) if !left.is_zero() => Err(ApiError::TooManyTries(left.as_secs() + 1)),
            Some(_) | None => Ok(()),
        }
    }

    fn failed(&self, login: &str) {
        if self.by_login.len() >= Self::NAMES_MAX {
            self.by_login.retain(|_, wrong| wrong.last.elapsed() < Self::MEMORY);
        }
        if self.by_login.len() < Self::NAMES_MAX {
            let mut wrong =
                self.by_login.entry(login.to_owned()).or_insert(Wrong { count: 0, last: Instant::now() });
            wrong.count += 1;
            wrong.last = Instant::now();
        }
    }

    fn succeeded(&self, login: &str) {
        self.by_login.remove(login);
    }
}
