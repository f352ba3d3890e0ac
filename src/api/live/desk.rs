//! One agent's screen, as every browser of hers must show it.

use std::collections::BTreeMap;

use tokio::sync::watch;

use crate::acd::Time;
use crate::api::wire::{AgentSnapshot, Call, Pop, Session, StreamEvent, WrapUp};
use crate::call::CallId;

use super::Log;

/// What one agent's browsers show, and the log they resume from.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Her stream.
    pub(crate) log: Log,
    /// Herself; none until the driver has told of her.
    pub(crate) session: Option<Session>,
    /// Her calls.
    pub(crate) calls: BTreeMap<CallId, Call>,
    /// Her open pops, by pop id.
    pub(crate) pops: BTreeMap<String, Pop>,
    /// Her open wrap-ups.
    pub(crate) wrap_ups: BTreeMap<CallId, WrapUp>,
    surfaces: Vec<Page>,
    changed: watch::Sender<u64>,
}

/// A page, and whether she can see it.
#[derive(Debug)]
struct Page {
    surface: Surface,
    visible: bool,
}

/// One connected page of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Surface(pub(crate) String);

impl Desk {
    /// An empty desk of a new epoch.
    pub(crate) fn new(epoch: String) -> Self {
        Self {
            log: Log::new(epoch),
            session: None,
            calls: BTreeMap::new(),
            pops: BTreeMap::new(),
            wrap_ups: BTreeMap::new(),
            surfaces: Vec::new(),
            changed: watch::Sender::new(0),
        }
    }

    /// Tells her browsers one event; the state it changes is changed with it.
    pub(crate) fn tell(&mut self, at: Time, event: StreamEvent) {
        self.apply(&event);
        self.log.push(at, event);
        self.wake();
    }

    /// Whether this is what her screen shows already. A pop sent again is meant to be.
    pub(crate) fn shows(&self, event: &StreamEvent) -> bool {
        match event {
            StreamEvent::Session(session) => self.session.as_ref() == Some(session),
            StreamEvent::WrapUp(wrap_up) => {
                self.wrap_ups.values().any(|shown| shown.call_id == wrap_up.call_id && shown == &**wrap_up)
            }
            StreamEvent::Call(_)
            | StreamEvent::CallRefused { .. }
            | StreamEvent::CallGone { .. }
            | StreamEvent::PopCreated(_)
            | StreamEvent::PopUpdated(_)
            | StreamEvent::PopClosed { .. }
            | StreamEvent::WrapUpClosed { .. }
            | StreamEvent::Queue(_)
            | StreamEvent::PbxQueue(_)
            | StreamEvent::Agent(_)
            | StreamEvent::Link(_) => false,
        }
    }

    fn apply(&mut self, event: &StreamEvent) {
        match event {
            StreamEvent::Session(session) => self.session = Some((**session).clone()),
            StreamEvent::Call(call) => {
                if let Some(id) = CallId::parse(&call.call_id) {
                    self.calls.insert(id, (**call).clone());
                }
            }
            StreamEvent::CallGone { call_id, .. } => {
                CallId::parse(call_id).map(|id| self.calls.remove(&id));
            }
            StreamEvent::PopCreated(pop) | StreamEvent::PopUpdated(pop) => {
                self.pops.insert(pop.pop_id.clone(), (**pop).clone());
            }
            StreamEvent::PopClosed { pop_id, .. } => {
                self.pops.remove(pop_id);
            }
            StreamEvent::WrapUp(wrap_up) => {
                if let Some(id) = CallId::parse(&wrap_up.call_id) {
                    self.wrap_ups.insert(id, (**wrap_up).clone());
                }
            }
            StreamEvent::WrapUpClosed { call_id, .. } => {
                CallId::parse(call_id).map(|id| self.wrap_ups.remove(&id));
            }
            StreamEvent::CallRefused { .. }
            | StreamEvent::Queue(_)
            | StreamEvent::PbxQueue(_)
            | StreamEvent::Agent(_)
            | StreamEvent::Link(_) => {}
        }
    }

    /// Whether a call is on her screen, ringing, in conversation or being written up.
    pub(crate) fn has_call(&self, call: CallId) -> bool {
        self.calls.contains_key(&call) || self.wrap_ups.contains_key(&call)
    }

    /// Everything that is open; none until the driver has told of her.
    pub(crate) fn snapshot(&self) -> Option<AgentSnapshot> {
        Some(AgentSnapshot {
            session: self.session.clone()?,
            calls: self.calls.values().cloned().collect(),
            pops: self.pops.values().cloned().collect(),
            wrap_ups: self.wrap_ups.values().cloned().collect(),
        })
    }

    /// Wakes at every change.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// A page connected. The first is the one that acts. False when she has too many already.
    pub(crate) fn enter(&mut self, surface: Surface) -> bool {
        let fits = self.surfaces.len() < Self::SURFACES_MAX;
        if fits {
            self.surfaces.push(Page { surface, visible: true });
            self.wake();
        }
        fits
    }

    /// A page went.
    pub(crate) fn leave(&mut self, surface: &Surface) {
        self.surfaces.retain(|page| page.surface != *surface);
        self.wake();
    }

    /// Whether this page is the one that sounds and notifies: of the connected ones, the oldest.
    pub(crate) fn is_primary(&self, surface: &Surface) -> bool {
        self.surfaces.first().is_some_and(|page| page.surface == *surface)
    }

    /// A page says whether she can see it.
    pub(crate) fn see(&mut self, surface: &Surface, visible: bool) {
        if let Some(page) = self.surfaces.iter_mut().find(|page| page.surface == *surface) {
            page.visible = visible;
        }
    }

    /// How many pages are connected, and how many of them she can see.
    pub(crate) fn pages(&self) -> (usize, usize) {
        (self.surfaces.len(), self.surfaces.iter().filter(|page| page.visible).count())
    }

    /// Whether any page is connected.
    pub(crate) fn has_surface(&self) -> bool {
        !self.surfaces.is_empty()
    }

    /// Connections one agent may hold (web.md 3.8).
    pub(crate) const SURFACES_MAX: usize = 10;

    fn wake(&self) {
        self.changed.send_modify(|n| *n += 1);
    }
}
