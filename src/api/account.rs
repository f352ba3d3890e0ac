//! One's own password and place.

use argon2::{Argon2, PasswordHasher};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::driver::PersonAct;

use super::SharedApp;
use super::auth::SignedIn;
use super::problem::ApiError;
use super::sign_in::{parse_line, verify_hash};
use super::wire;

/// Shortest password, characters.
const PASSWORD_LENGTH_MIN: usize = 12;
/// Longest, bytes.
const PASSWORD_LENGTH_MAX: usize = 256;

/// Changes one's own password; other sessions of the user end.
#[utoipa::path(put, path = "/api/v1/session/password", request_body = wire::PasswordChange,
    responses((status = 204), (status = 401, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn change_password(
    State(app): State<SharedApp>,
    who: SignedIn,
    Json(body): Json<wire::PasswordChange>,
) -> Result<StatusCode, ApiError> {
    let user = app.store.users().find(&who.login).await?.ok_or(ApiError::NotSignedIn)?;
    if !verify_hash(user.password_hash, body.old).await? {
        return Err(ApiError::BadCredentials);
    }
    let hash = hash_password(body.new).await.map_err(|error| match error {
        PasswordError::Length => ApiError::Invalid { field: "new", reason: error.to_string() },
        PasswordError::Hash => ApiError::Internal,
    })?;
    app.store.users().set_password(&who.login, &hash).await?;
    app.store.sessions().delete_all(&who.login, Some(&who.token)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sits down at another phone.
#[utoipa::path(put, path = "/api/v1/session/extension", request_body = wire::ExtensionChange,
    responses((status = 200, body = wire::Me), (status = 409, body = wire::Problem)))]
pub(super) async fn change_extension(
    State(app): State<SharedApp>,
    who: SignedIn,
    Json(body): Json<wire::ExtensionChange>,
) -> Result<Json<wire::Me>, ApiError> {
    let agent = who.agent.clone().ok_or(ApiError::NotAllowed)?;
    let line = parse_line(&body.extension)?;
    app.driver.act(PersonAct::SignIn { agent, line: line.clone() }).await?;
    app.store.sessions().set_extension(&who.token, Some(&line)).await?;
    Ok(Json(SignedIn { line: Some(line), ..who }.me()))
}

/// Why a password cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short to be safe, or longer than anybody types.
    #[error(
        "a password has at least {PASSWORD_LENGTH_MIN} characters and at most {PASSWORD_LENGTH_MAX} bytes"
    )]
    Length,
    /// It could not be hashed.
    #[error("the password could not be hashed")]
    Hash,
}

/// The argon2id hash of a password that is long enough.
pub async fn hash_password(password: String) -> Result<String, PasswordError> {
    if password.chars().count() < PASSWORD_LENGTH_MIN || password.len() > PASSWORD_LENGTH_MAX {
        return Err(PasswordError::Length);
    }
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|_| PasswordError::Hash)?
    .map_err(|_| PasswordError::Hash)
}
