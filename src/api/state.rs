//! What the endpoints share.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::sync::{Semaphore, broadcast, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::call::{LinkFigures, PbxName};
use crate::crm::Crm;
use crate::driver::{Driver, Roster, ShadowHandle};
use crate::hooks::Webhook;
use crate::store::{Journal, SessionToken, Store};

use super::embed::Embed;
use super::events;
use super::live::Hub;
use super::serve::Access;
use super::sign_in::Tries;
use super::tickets::Tickets;
use super::ws::Keys;

/// Sign-outs a socket may lag behind before it closes by itself.
const SESSIONS_ENDED_MAX: usize = 1_024;

/// Calls explained side by side; each replays up to a day and a half of the journal.
const EXPLAINED_AT_ONCE_MAX: usize = 2;

/// The handles of a running application.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The journal's writer, for its health.
    pub journal: Journal,
    /// The switchboard.
    pub driver: Driver,
    /// What is on the screens.
    pub hub: Hub,
    /// Where customers are looked up.
    pub crm: Crm,
    /// The company's time zone: moments in texts are told in it.
    pub zone: TimeZone,
    /// The catalog in force.
    pub roster: watch::Receiver<Arc<Roster>>,
    /// How we are reached.
    pub access: Access,
    /// Whose pages may carry the agent's desk.
    pub embed: Embed,
    /// What each link has counted.
    pub links: LinkCounts,
    /// What would have been decided beside the PBXs' own queues.
    pub shadow: ShadowHandle,
    /// Programs that are told events.
    pub webhooks: Vec<Arc<Webhook>>,
    pub(super) drain: CancellationToken,
    ended: broadcast::Sender<Ended>,
    tickets: Tickets,
    tries: Tries,
    keys: Keys,
    simulating: Arc<Semaphore>,
    readers: Arc<Semaphore>,
    searching: Semaphore,
    explaining: Semaphore,
}

/// What it is made of.
#[derive(Debug)]
#[expect(missing_docs, reason = "the same as in `App`")]
pub struct Parts {
    pub store: Store,
    pub journal: Journal,
    pub driver: Driver,
    pub hub: Hub,
    pub crm: Crm,
    pub zone: TimeZone,
    pub roster: watch::Receiver<Arc<Roster>>,
    pub access: Access,
    pub embed: Embed,
    pub links: LinkCounts,
    pub shadow: ShadowHandle,
    pub webhooks: Vec<Arc<Webhook>>,
    /// Cancelled when the daemon goes down: long answers end.
    pub drain: CancellationToken,
}

/// Whose sockets close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// A person has signed out.
    Session(SessionToken),
    /// A display's right was taken away.
    Wall(Uuid),
}

/// What each link has counted, told once a second.
pub type LinkCounts = BTreeMap<PbxName, watch::Receiver<LinkFigures>>;

/// How the endpoints hold it.
pub type SharedApp = Arc<App>;

impl App {
    /// An application of these handles.
    pub fn new(parts: Parts) -> SharedApp {
        let Parts {
            store,
            journal,
            driver,
            hub,
            crm,
            zone,
            roster,
            access,
            embed,
            links,
            shadow,
            webhooks,
            drain,
        } = parts;
        Arc::new(Self {
            drain,
            ended: broadcast::Sender::new(SESSIONS_ENDED_MAX),
            store,
            journal,
            driver,
            hub,
            crm,
            zone,
            roster,
            access,
            embed,
            links,
            shadow,
            webhooks,
            tickets: Tickets::default(),
            tries: Tries::default(),
            keys: Keys::default(),
            simulating: Arc::new(Semaphore::new(1)),
            readers: Arc::new(Semaphore::new(events::READERS_MAX)),
            searching: Semaphore::new(1),
            explaining: Semaphore::new(EXPLAINED_AT_ONCE_MAX),
        })
    }

    /// The sockets of this session close at once.
    pub(super) fn end_session(&self, token: SessionToken) {
        // Nobody listens when no socket is open.
        let _ = self.ended.send(Ended::Session(token));
    }

    /// The sockets of this display close at once.
    pub(super) fn end_wall(&self, wall: Uuid) {
        // Nobody listens when no socket is open.
        let _ = self.ended.send(Ended::Wall(wall));
    }

    pub(super) fn sessions_ended(&self) -> broadcast::Receiver<Ended> {
        self.ended.subscribe()
    }

    pub(super) fn tickets(&self) -> &Tickets {
        &self.tickets
    }

    pub(super) fn tries(&self) -> &Tries {
        &self.tries
    }

    /// Whose turn it is to simulate: one at a time.
    pub(super) fn simulating(&self) -> &Arc<Semaphore> {
        &self.simulating
    }

    /// Seats of programs that read the feed.
    pub(super) fn readers(&self) -> &Arc<Semaphore> {
        &self.readers
    }

    /// Whose turn it is to search for doubles: one at a time.
    pub(super) fn searching(&self) -> &Semaphore {
        &self.searching
    }

    /// Whose turn it is to have a call explained.
    pub(super) fn explaining(&self) -> &Semaphore {
        &self.explaining
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }
}
