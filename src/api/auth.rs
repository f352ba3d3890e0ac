//! Who asks, and whether the request comes from one of our pages.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::acd::AgentId;
use crate::call::{CallId, Line};
use crate::store::{Role, SessionToken};

use super::SharedApp;
use super::embed::bearer;
use super::live::hold;
use super::problem::ApiError;
use super::wire;

/// The header every changing request of our pages carries; a form on a foreign page cannot set it.
pub(super) const OUR_PAGE: &str = "x-requested-with";

/// Somebody signed in.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    pub(super) token: SessionToken,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) agent: Option<AgentId>,
    pub(super) line: Option<Line>,
}

impl SignedIn {
    pub(super) fn me(&self) -> wire::Me {
        wire::Me {
            login: self.login.clone(),
            name: self.name.clone(),
            role: match self.role {
                Role::Agent => wire::Role::Agent,
                Role::Supervisor => wire::Role::Supervisor,
                Role::Admin => wire::Role::Admin,
            },
            agent_id: self.agent.as_ref().map(ToString::to_string),
            extension: self.line.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn watches_everybody(&self) -> bool {
        matches!(self.role, Role::Supervisor | Role::Admin)
    }
}

impl FromRequestParts<SharedApp> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, ApiError> {
        signed_in(app, &parts.headers).await
    }
}

/// A supervisor or an admin.
#[derive(Clone, Debug)]
pub(super) struct Supervisor;

impl FromRequestParts<SharedApp> for Supervisor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, ApiError> {
        let who = signed_in(app, &parts.headers).await?;
        if who.watches_everybody() { Ok(Self) } else { Err(ApiError::NotAllowed) }
    }
}

/// An admin.
#[derive(Clone, Debug)]
pub(super) struct Admin;

impl FromRequestParts<SharedApp> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, ApiError> {
        let who = signed_in(app, &parts.headers).await?;
        if who.role == Role::Admin { Ok(Self) } else { Err(ApiError::NotAllowed) }
    }
}

async fn signed_in(app: &SharedApp, headers: &HeaderMap) -> Result<SignedIn, ApiError> {
    // Who bears a token is meant by it, whatever cookie the browser adds.
    let token = match bearer(headers) {
        Some(text) => SessionToken::parse_embedded(text),
        None => cookie(headers, app.access.secure),
    };
    let token = token.ok_or(ApiError::NotSignedIn)?;
    let session = app.store.sessions().find(&token, now_ms()).await?.ok_or(ApiError::NotSignedIn)?;
    let user = session.user;
    if token.is_embedded() && user.role != Role::Agent {
        return Err(ApiError::NotSignedIn);
    }
    Ok(SignedIn {
        token,
        login: user.login,
        name: user.name,
        role: user.role,
        agent: user.agent_id.map(AgentId::new),
        line: session.extension,
    })
}

/// Whether a call may be written to by this person: by a supervisor any, by an agent only one that is on her
/// screen or that she answered. A call that is not hers is none to her.
pub(super) async fn may_write(app: &SharedApp, who: &SignedIn, call: CallId) -> Result<(), ApiError> {
    if who.watches_everybody() {
        return Ok(());
    }
    let agent = who.agent.as_ref().ok_or(ApiError::NotAllowed)?;
    if hold(&app.hub.desk(agent)).has_call(call) {
        return Ok(());
    }
    let record = app.store.calls().get(call).await?;
    let hers = record.and_then(|record| record.agent_id).is_some_and(|id| id == agent.as_str());
    if hers { Ok(()) } else { Err(ApiError::NotFound("call")) }
}

/// The wall clock, UTC milliseconds.
pub(super) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The name of the session cookie; over TLS it is bound to this host alone.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-cti" } else { "cti" }
}

fn cookie(headers: &HeaderMap, secure: bool) -> Option<SessionToken> {
    let prefix = format!("{}=", cookie_name(secure));
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(prefix.as_str()))
        .and_then(SessionToken::parse)
}

/// Refuses changing requests that do not come from a page of ours, nor from one that may carry the agent's desk.
pub(super) async fn guard(State(app): State<SharedApp>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let ours = same_site(headers) && headers.contains_key(OUR_PAGE);
    // No form and no link carries this header, and a script of a page we do not know may not add it.
    let embedded = bearer(headers).is_some() && (same_site(headers) || app.embed.admits(headers));
    if changes && !ours && !embedded {
        return ApiError::ForeignOrigin.into_response();
    }
    next.run(request).await
}

/// Whether the browser says that the request comes from our own origin. Programs that are no browser say
/// nothing and carry no cookie by themselves.
pub(super) fn same_site(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let fetch_site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if !matches!(fetch_site, None | Some("same-origin" | "none")) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text(header::HOST)
}
