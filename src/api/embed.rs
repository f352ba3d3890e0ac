//! The agent's desk on the company's own pages, on other origins: who may stand there, and with what proof.
//!
//! The company's back end vouches for its agent with a key and gets a token of hers; the page hands it to the
//! element. No cookie goes to another origin, and a token of this kind is good for nothing else: it is no cookie, and it
//! opens what an agent may do, whoever she becomes.

use std::path::{Path, PathBuf};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::net::Secret;
use crate::store::Role;

use super::SharedApp;
use super::auth::now_ms;
use super::problem::ApiError;
use super::sign_in::{SESSION_LIFETIME, seat};
use super::wire;

/// Shortest key, characters.
const KEY_LENGTH_MIN: usize = 32;

/// `[embed]` in the settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmbedConfig {
    /// Origins of the pages that may carry the agent's desk, e.g. `https://crm.example.com`.
    pub origins: Vec<String>,
    /// The file with the key by which the company's back end vouches for its agents.
    pub key_file: Option<PathBuf>,
}

/// Why `[embed]` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// An origin is none.
    #[error(
        "[embed] origins has {0:?}: write scheme and host alone, as in https://crm.example.com; plain http for this machine only"
    )]
    Origin(String),
    /// The key cannot be read.
    #[error("[embed] key_file {file}: {why}")]
    Key {
        /// Which file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// Pages that may carry the desk, and nobody who could vouch for an agent.
    #[error("[embed] has origins and no key_file: write one with `head -c 32 /dev/urandom | base64`")]
    NoKey,
}

/// Who may carry the agent's desk.
#[derive(Clone, Debug, Default)]
pub struct Embed {
    origins: Vec<HeaderValue>,
    key: Option<Secret>,
}

impl EmbedConfig {
    /// Reads the key and looks at the origins.
    pub fn open(&self) -> Result<Embed, EmbedError> {
        let origins = self.origins.iter().map(|text| {
            let origin = origin(text).and_then(|origin| HeaderValue::from_str(origin).ok());
            origin.ok_or_else(|| EmbedError::Origin(text.clone()))
        });
        let origins = origins.collect::<Result<Vec<_>, _>>()?;
        let key = self.key_file.as_deref().map(read_key).transpose()?;
        if key.is_none() && !origins.is_empty() {
            return Err(EmbedError::NoKey);
        }
        Ok(Embed { origins, key })
    }
}

impl Embed {
    /// Whether a page of this origin may carry the desk; so may whoever says nothing of one and is no browser.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        headers.get(header::ORIGIN).is_none_or(|origin| self.origins.contains(origin))
    }

    /// Leave for those pages' scripts to read what they ask for.
    pub(super) fn cors(&self) -> CorsLayer {
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.origins.clone()))
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers([
                header::AUTHORIZATION,
                header::CONTENT_TYPE,
                HeaderName::from_static("x-requested-with"),
            ])
    }

    fn knows(&self, key: &str) -> bool {
        let Some(known) = &self.key else { return false };
        Sha256::digest(key.as_bytes()).ct_eq(&Sha256::digest(known.expose().as_bytes())).into()
    }
}

/// Gives a token for an agent's desk on a page of the company's. The key of `[embed]` goes into `Authorization: Bearer`.
#[utoipa::path(post, path = "/api/v1/embed-tokens", request_body = wire::EmbedAsk,
    responses((status = 200, body = wire::EmbedToken), (status = 401, body = wire::Problem), (status = 404, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn create(
    State(app): State<SharedApp>,
    headers: HeaderMap,
    Json(body): Json<wire::EmbedAsk>,
) -> Result<Json<wire::EmbedToken>, ApiError> {
    if !bearer(&headers).is_some_and(|key| app.embed.knows(key)) {
        return Err(ApiError::BadCredentials);
    }
    let user = app.store.users().find(&body.login).await?.filter(|user| !user.disabled);
    let user = user.ok_or(ApiError::NotFound("user"))?;
    if user.role != Role::Agent || user.agent_id.is_none() {
        return Err(ApiError::Invalid { field: "login", reason: "is no agent's".to_owned() });
    }
    let line = seat(&app, &user, body.extension.as_deref()).await?;
    let ends_at = now_ms() + i64::try_from(SESSION_LIFETIME.as_millis()).unwrap_or(i64::MAX);
    let token = app.store.sessions().create_embedded(&user.login, line.as_ref(), now_ms(), ends_at).await?;
    let expires_in_s = u32::try_from(SESSION_LIFETIME.as_secs()).unwrap_or(u32::MAX);
    Ok(Json(wire::EmbedToken { token: token.as_str().to_owned(), expires_in_s }))
}

/// What stands behind `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

fn origin(text: &str) -> Option<&str> {
    let (scheme, host) = text.split_once("://")?;
    let bare = !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    (bare && (scheme == "https" || (scheme == "http" && local))).then_some(text)
}

fn read_key(file: &Path) -> Result<Secret, EmbedError> {
    let wrong = |why: String| EmbedError::Key { file: file.to_owned(), why };
    let key = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let key = key.trim();
    if key.len() < KEY_LENGTH_MIN {
        return Err(wrong(format!("the key is shorter than {KEY_LENGTH_MIN} characters")));
    }
    Ok(Secret::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for good in [
            "https://crm.example.com",
            "https://crm.example.com:8443",
            "http://127.0.0.1:3000",
            "http://localhost",
        ] {
            assert_eq!(origin(good), Some(good));
        }
        for bad in [
            "*",
            "https://*",
            "crm.example.com",
            "http://crm.example.com",
            "https://a/b",
            "https://u@a",
            "https://",
        ] {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }

    #[test]
    fn pages_without_somebody_to_vouch_for_an_agent_are_a_mistake() {
        let config = EmbedConfig { origins: vec!["https://crm.example.com".into()], key_file: None };
        assert!(matches!(config.open(), Err(EmbedError::NoKey)));
    }
}
