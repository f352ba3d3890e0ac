//! One-time tickets for the WebSocket, so that no cookie opens one and no token lands in an address.

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dashmap::DashMap;

use super::SharedApp;
use super::auth::SignedIn;
use super::problem::ApiError;
use super::wire;

/// Tickets handed out and not used yet.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    open: DashMap<String, (SignedIn, Instant)>,
}

impl Tickets {
    /// How long a ticket is good.
    const LIFETIME: Duration = Duration::from_secs(30);
    /// Tickets open at once; more are refused until some expire.
    const OPEN_MAX: usize = 20_000;

    fn issue(&self, who: SignedIn) -> Result<String, ApiError> {
        if self.open.len() >= Self::OPEN_MAX {
            self.open.retain(|_, (_, at)| at.elapsed() < Self::LIFETIME);
        }
        if self.open.len() >= Self::OPEN_MAX {
            return Err(ApiError::TooManyTries(Self::LIFETIME.as_secs()));
        }
        let mut bits = [0_u8; 16];
        getrandom::fill(&mut bits).map_err(|_| ApiError::Internal)?;
        let ticket = URL_SAFE_NO_PAD.encode(bits);
        self.open.insert(ticket.clone(), (who, Instant::now()));
        Ok(ticket)
    }

    /// Takes a ticket: it is gone, whether it was still good or not.
    pub(super) fn take(&self, ticket: &str) -> Option<SignedIn> {
        let (_, (who, at)) = self.open.remove(ticket)?;
        (at.elapsed() < Self::LIFETIME).then_some(who)
    }
}

/// Hands out a ticket for one WebSocket.
#[utoipa::path(post, path = "/api/v1/ws-ticket", responses((status = 200, body = wire::WsTicket)))]
pub(super) async fn create(
    State(app): State<SharedApp>,
    who: SignedIn,
) -> Result<Json<wire::WsTicket>, ApiError> {
    let ticket = app.tickets().issue(who)?;
    let expires_in_s = u32::try_from(Tickets::LIFETIME.as_secs()).unwrap_or(u32::MAX);
    Ok(Json(wire::WsTicket { ticket, expires_in_s }))
}
