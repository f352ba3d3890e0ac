//! All open pops.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::acd::{AgentId, Time};
use crate::call::CallId;
use crate::crm::Asked;
use crate::store::{Customer, CustomerId};

use super::{Closed, Matched, Pop, Stage};

/// What the pops want done.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Put it on the agent's screen, for the first time or again.
    Show(Pop),
    /// More is known of it.
    Update(Pop),
    /// Take it off the screen.
    Close {
        /// The pop.
        pop: Pop,
        /// Why.
        how: Closed,
    },
    /// Ask the customer database and tell [`Pops::found`].
    LookUp {
        /// The pop.
        pop: Arc<str>,
        /// By what.
        asked: Asked,
    },
    /// No browser of this agent showed a pop in time.
    ScreenLost(AgentId),
    /// One does again.
    ScreenBack(AgentId),
}

/// The open pops. **Tell it one thing; drain [`poll`](Self::poll); call [`tick`](Self::tick) no later than
/// [`next_timeout`](Self::next_timeout).**
#[derive(Debug, Default)]
pub struct Pops {
    open: BTreeMap<Arc<str>, Pop>,
    lost: BTreeSet<AgentId>,
    wishes: VecDeque<Wish>,
}

impl Pops {
    /// Without a word from a browser for this long, a pop is sent again (web.md 3.5).
    pub const RESEND_AFTER: Duration = Duration::from_millis(1_500);

    /// After this many times a browser that comes later gets it with its snapshot.
    pub const RESENDS_MAX: u32 = 5;

    /// A phone rings, or a call was found with the agent after a restart.
    pub fn create(&mut self, now: Time, call: CallId, asked: Asked, agent: &AgentId) {
        let id: Arc<str> = format!("{call}.{agent}").into();
        if self.open.contains_key(&id) {
            return;
        }
        let known_by = asked.number.is_some() || asked.keypad.is_some();
        let pop = Pop {
            id: Arc::clone(&id),
            call,
            agent: agent.clone(),
            created_at: now,
            stage: Stage::Sent { resend_at: now + Self::RESEND_AFTER, resends: 0 },
            matched: if known_by { Matched::Pending } else { Matched::NothingToLookUp },
            asked: asked.clone(),
            picked: None,
        };
        self.wishes.push_back(Wish::Show(pop.clone()));
        if known_by {
            self.wishes.push_back(Wish::LookUp { pop: Arc::clone(&id), asked });
        }
        self.open.insert(id, pop);
    }

    /// The look-up came back; a pop that has closed since is not opened again.
    pub fn found(&mut self, id: &str, matched: Matched) {
        if let Some(pop) = self.open.get_mut(id) {
            pop.matched = matched;
            self.wishes.push_back(Wish::Update(pop.clone()));
        }
    }

    /// A browser showed it. False when it is not open any more.
    pub fn rendered(&mut self, id: &str) -> bool {
        let Some(pop) = self.open.get_mut(id) else { return false };
        pop.stage = Stage::Rendered;
        if self.lost.remove(&pop.agent) {
            self.wishes.push_back(Wish::ScreenBack(pop.agent.clone()));
        }
        true
    }

    /// Something that shows beside an open pop has changed.
    pub fn touch(&mut self, id: &str) {
        if let Some(pop) = self.open.get(id) {
            self.wishes.push_back(Wish::Update(pop.clone()));
        }
    }

    /// Something that may show beside every open pop has.
    pub fn touch_all(&mut self) {
        self.wishes.extend(self.open.values().cloned().map(Wish::Update));
    }

    /// The open pops that are about a customer.
    pub fn of_customer(&self, customer: CustomerId) -> Vec<Arc<str>> {
        let hers = |pop: &&Pop| pop.customer().is_some_and(|known| known.id == customer);
        self.open.values().filter(hers).map(|pop| Arc::clone(&pop.id)).collect()
    }

    /// The open pops on an agent's screen.
    pub fn of_agent(&self, agent: &AgentId) -> impl Iterator<Item = &Pop> {
        self.open.values().filter(move |pop| pop.agent == *agent)
    }

    /// The agent says who the caller is, or takes that back.
    pub fn pick(&mut self, id: &str, picked: Option<Customer>) -> Option<&Pop> {
        let pop = self.open.get_mut(id)?;
        pop.picked = picked;
        self.wishes.push_back(Wish::Update(pop.clone()));
        Some(pop)
    }

    /// The call left this agent's screen.
    pub fn close(&mut self, call: CallId, agent: &AgentId, how: Closed) {
        if let Some(pop) = self.open.remove(format!("{call}.{agent}").as_str()) {
            self.wishes.push_back(Wish::Close { pop, how });
        }
    }

    /// Whether a pop of this agent was not shown in time, and none has been since.
    pub fn is_lost(&self, agent: &AgentId) -> bool {
        self.lost.contains(agent)
    }

    /// An open pop.
    pub fn get(&self, id: &str) -> Option<&Pop> {
        self.open.get(id)
    }

    /// When [`tick`](Self::tick) is due.
    pub fn next_timeout(&self) -> Option<Time> {
        self.open.values().filter_map(due).min()
    }

    /// Sends again what nobody has shown.
    pub fn tick(&mut self, now: Time) {
        for pop in self.open.values_mut() {
            if let Stage::Sent { resend_at, resends } = pop.stage
                && resends < Self::RESENDS_MAX
                && resend_at <= now
            {
                pop.stage = Stage::Sent { resend_at: now + Self::RESEND_AFTER, resends: resends + 1 };
                self.wishes.push_back(Wish::Show(pop.clone()));
                if self.lost.insert(pop.agent.clone()) {
                    self.wishes.push_back(Wish::ScreenLost(pop.agent.clone()));
                }
            }
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }
}

fn due(pop: &Pop) -> Option<Time> {
    match pop.stage {
        Stage::Sent { resend_at, resends } => (resends < Pops::RESENDS_MAX).then_some(resend_at),
        Stage::Rendered => None,
    }
}
