//! What went wrong, told by one body everywhere (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::driver::{ActError, Refused};
use crate::store::StoreError;

use super::wire::Problem;

/// Why a request was refused. The one `match` in [`parts`](ApiError::parts) picks the status.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// Login and password do not belong together.
    #[error("the login name or the password is wrong")]
    BadCredentials,
    /// Too many wrong passwords from this address or for this name.
    #[error("too many tries; wait {0} s")]
    TooManyTries(u64),
    /// Somebody else's simulation is going on; it takes so many seconds at most.
    #[error("another simulation is going on; try again, in {0} s at the latest")]
    Simulating(u64),
    /// As many programs read the feed as may.
    #[error("too many programs read the feed already; end one of them first")]
    TooManyReaders,
    /// Others have the same heavy work done; it is done for few at a time.
    #[error("others are having the same done, and it is heavy work; try again in {0} s")]
    OneAtATime(u64),
    /// Her role does not allow it.
    #[error("your role does not allow this")]
    NotAllowed,
    /// There is no such thing, or not for her.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Something in the request is not as it must be.
    #[error("{field}: {reason}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What is wrong and what is right.
        reason: String,
    },
    /// The request did not come from one of our pages.
    #[error("the request does not come from a page of this server")]
    ForeignOrigin,
    /// The switchboard refused.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The database did not do it. Nothing was saved.
    #[error("the database did not answer; nothing was saved, try again")]
    Store(#[from] StoreError),
    /// A fault of ours.
    #[error("something went wrong here; it has been logged")]
    Internal,
}

impl ApiError {
    fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, "not-signed-in", "Not signed in"),
            Self::BadCredentials => (StatusCode::UNAUTHORIZED, "bad-credentials", "Wrong login or password"),
            Self::TooManyTries(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "Too many tries"),
            Self::Simulating(_) => (StatusCode::TOO_MANY_REQUESTS, "simulating", "One at a time"),
            Self::TooManyReaders => (StatusCode::TOO_MANY_REQUESTS, "too-many-readers", "Too many readers"),
            Self::OneAtATime(_) => (StatusCode::TOO_MANY_REQUESTS, "one-at-a-time", "One at a time"),
            Self::NotAllowed => (StatusCode::FORBIDDEN, "not-allowed", "Not allowed"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", "Not found"),
            Self::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Not valid"),
            Self::ForeignOrigin => (StatusCode::FORBIDDEN, "foreign-origin", "Foreign origin"),
            Self::Act(ActError::Refused(refused)) => refused_parts(*refused),
            Self::Act(ActError::Busy | ActError::Stopped) => {
                (StatusCode::SERVICE_UNAVAILABLE, "busy", "Try again")
            }
            Self::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "database-away", "Database away"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Our fault"),
        }
    }

    /// After how many seconds it is worth trying again, where that is known.
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::TooManyTries(wait_s) | Self::Simulating(wait_s) | Self::OneAtATime(wait_s) => Some(*wait_s),
            Self::NotSignedIn
            | Self::BadCredentials
            | Self::TooManyReaders
            | Self::NotAllowed
            | Self::NotFound(_)
            | Self::Invalid { .. }
            | Self::ForeignOrigin
            | Self::Act(_)
            | Self::Store(_)
            | Self::Internal => None,
        }
    }

    /// The stable word of the problem.
    pub(crate) fn word(&self) -> &'static str {
        self.parts().1
    }
}

fn refused_parts(refused: Refused) -> (StatusCode, &'static str, &'static str) {
    match refused {
        Refused::UnknownAgent => (StatusCode::CONFLICT, "unknown-agent", "No such agent"),
        Refused::NotSignedIn => (StatusCode::CONFLICT, "agent-offline", "Agent offline"),
        Refused::LineTaken => (StatusCode::CONFLICT, "line-taken", "Phone taken"),
        Refused::NotYourCall => (StatusCode::CONFLICT, "not-your-call", "Not your call"),
        Refused::NotAble => (StatusCode::CONFLICT, "not-able", "Not possible here"),
        Refused::NotTalking => (StatusCode::CONFLICT, "not-talking", "In no conversation"),
        Refused::NoSuchPhone => (StatusCode::CONFLICT, "no-such-phone", "Phone out of reach"),
        Refused::InACall => (StatusCode::CONFLICT, "in-a-call", "In a call"),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, kind, title) = self.parts();
        if let Self::Store(error) = &self {
            tracing::error!(%error, "a request failed on the database");
        }
        let problem = Problem {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.to_string(),
        };
        let mut response = (status, Json(problem)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(wait_s) = self.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
        }
        response
    }
}
