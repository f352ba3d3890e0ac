//! One-time tickets for the WebSocket, so that no cookie opens one and no token lands in an address.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dashmap::DashMap;

use crate::acd::AgentId;
use crate::store::{WallToken, WallView};

use super::SharedApp;
use super::auth::SignedIn;
use super::problem::ApiError;
use super::state::Ended;
use super::wire;

/// Who opens a socket.
#[derive(Clone, Debug)]
pub(super) enum Visitor {
    /// Somebody signed in.
    Person(Box<SignedIn>),
    /// A wall display: it sees the board of its view and can do nothing.
    Wall(Arc<WallToken>),
}

impl Visitor {
    /// Whether the board is shown.
    pub(super) fn may_watch(&self) -> bool {
        match self {
            Self::Person(who) => who.watches_everybody(),
            Self::Wall(_) => true,
        }
    }

    /// The agent she is.
    pub(super) fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Person(who) => who.agent.as_ref(),
            Self::Wall(_) => None,
        }
    }

    /// Whether she may come from a page of another origin.
    pub(super) fn is_embedded(&self) -> bool {
        match self {
            Self::Person(who) => who.token.is_embedded(),
            Self::Wall(_) => false,
        }
    }

    /// What is shown of the board, where it is not all.
    pub(super) fn view(&self) -> Option<&WallView> {
        match self {
            Self::Person(_) => None,
            Self::Wall(wall) => Some(&wall.view),
        }
    }

    /// Whether this is the end of it.
    pub(super) fn is_ended_by(&self, ended: &Ended) -> bool {
        match (self, ended) {
            (Self::Person(who), Ended::Session(token)) => who.token == *token,
            (Self::Wall(wall), Ended::Wall(id)) => wall.id == *id,
            (Self::Person(_), Ended::Wall(_)) | (Self::Wall(_), Ended::Session(_)) => false,
        }
    }
}

/// Tickets handed out and not used yet.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    open: DashMap<String, (Visitor, Instant)>,
}

impl Tickets {
    /// How long a ticket is good.
    const LIFETIME: Duration = Duration::from_secs(30);
    /// Tickets open at once; more are refused until some expire.
    const OPEN_MAX: usize = 20_000;

    /// Hands one out.
    pub(super) fn hand_out(&self, who: Visitor) -> Result<wire::WsTicket, ApiError> {
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
        let expires_in_s = u32::try_from(Self::LIFETIME.as_secs()).unwrap_or(u32::MAX);
        Ok(wire::WsTicket { ticket, expires_in_s })
    }

    /// Takes a ticket: it is gone, whether it was still good or not.
    pub(super) fn take(&self, ticket: &str) -> Option<Visitor> {
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
    Ok(Json(app.tickets().hand_out(Visitor::Person(Box::new(who)))?))
}
