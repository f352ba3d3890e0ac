//! The machine between the PBX, the people and the core. One file a direction: what comes in from the PBX
//! (`pbx`, `joining`) and from people (`people`, `controls`, `listening`), what the core wants (`wishes`), what everybody is told (`telling`).

mod controls;
mod handing;
mod joining;
mod line;
mod listening;
mod observed;
mod pbx;
mod people;
mod repaired;
mod telling;
mod wishes;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::acd::{Account, Acd, AgentId, AgentState, Input, OfferId, QueueId, Time};
use crate::call::{Abilities, CallCommand, CallId, CallNews, Line, LineState, LinkState, PbxName, PbxQueue};
use crate::driver::{Call, CallChange, Happening, Moment, Question, QueueFigures, Refused, Roster, What};
use crate::stats::{Convention, QueueDay};

use handing::Consult;
pub use line::{QueueLine, Waiting};
use repaired::Lost;

/// What the switchboard wants done or known.
#[derive(Clone, Debug)]
pub enum Effect {
    /// To the PBX.
    Command {
        /// Which PBX.
        pbx: PbxName,
        /// What.
        command: CallCommand,
    },
    /// To whoever knows customers: answer with [`Happening::Known`].
    WhoCalls(Question),
    /// To everybody.
    Moment(Moment),
}

/// The phones to be rung for a call.
#[derive(Clone, Debug)]
struct ToRing {
    pbx: PbxName,
    lines: Vec<Line>,
    ring_timeout: std::time::Duration,
}

/// **Tell it one happening; drain [`poll_effect`](Self::poll_effect); sleep no later than
/// [`next_timeout`](Self::next_timeout).** The core's own loop runs inside each telling.
#[derive(Debug)]
pub struct Switchboard {
    acd: Acd,
    roster: Arc<Roster>,
    calls: BTreeMap<CallId, Arc<Call>>,
    /// Callers held back until somebody knows who they are, and until when at most.
    held: BTreeMap<CallId, Time>,
    /// Calls that are not ours to route, at our agents' phones.
    observed: BTreeMap<CallId, Arc<Call>>,
    /// Colleagues who are being asked about a caller.
    consults: Vec<Consult>,
    /// Calls that ended while nobody looked, until a log of the PBX's says how.
    lost: Lost,
    seats: BTreeMap<AgentId, Line>,
    /// Phones by the PBX that tells of them: two PBXs may have extensions alike.
    lines: BTreeMap<(PbxName, Line), LineState>,
    links: BTreeMap<PbxName, LinkState>,
    abilities: BTreeMap<PbxName, Abilities>,
    pbx_queues: BTreeMap<(PbxName, Arc<str>), Arc<PbxQueue>>,
    days: BTreeMap<QueueId, QueueDay>,
    told: BTreeMap<QueueId, Arc<QueueFigures>>,
    dirty: BTreeSet<QueueId>,
    effects: VecDeque<Effect>,
    /// Phones to be rung once the core has said all: several for one call are rung together.
    to_ring: BTreeMap<CallId, ToRing>,
    seq: u64,
    /// The account of the one call somebody asked about, while a day is replayed for it.
    account: Option<Account>,
}

impl Switchboard {
    /// A switchboard with nobody signed in and no call.
    pub fn new(roster: Arc<Roster>) -> Self {
        Self {
            acd: Acd::new(roster.config().clone()),
            calls: BTreeMap::new(),
            held: BTreeMap::new(),
            observed: BTreeMap::new(),
            consults: Vec::new(),
            lost: Lost::default(),
            seats: BTreeMap::new(),
            lines: BTreeMap::new(),
            links: BTreeMap::new(),
            abilities: BTreeMap::new(),
            pbx_queues: BTreeMap::new(),
            days: BTreeMap::new(),
            told: BTreeMap::new(),
            dirty: BTreeSet::new(),
            effects: VecDeque::new(),
            to_ring: BTreeMap::new(),
            seq: 0,
            account: None,
            roster,
        }
    }

    /// Tells one happening. Only a person's act can be refused; nothing has changed then.
    pub fn handle(&mut self, now: Time, happening: Happening) -> Result<(), Refused> {
        let answer = match happening {
            Happening::Call { pbx, event } => {
                self.on_call_event(now, &pbx, event);
                Ok(())
            }
            Happening::Link { pbx, link } => {
                self.on_link(now, pbx, link);
                Ok(())
            }
            Happening::Person(act) => self.on_person(now, act),
            Happening::Catalog { version, roster } => {
                self.on_catalog(now, version, roster);
                Ok(())
            }
            Happening::Repaired(repair) => {
                self.on_repaired(now, &repair);
                Ok(())
            }
            Happening::NewDay => {
                self.days.clear();
                self.lost.new_day();
                self.dirty.extend(self.roster.members().keys().cloned());
                Ok(())
            }
            Happening::Known { call, known } => {
                self.on_known(now, call, &known);
                Ok(())
            }
            Happening::Hours { queue, open } => {
                self.tell_core(now, Input::QueueHours { queue, open });
                Ok(())
            }
            Happening::Tick => {
                self.tell_core(now, Input::Tick);
                self.join_overdue(now);
                Ok(())
            }
        };
        self.tell_figures(now);
        answer
    }

    /// The next thing to be done or known.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Happening::Tick`] is due.
    pub fn next_timeout(&self) -> Option<Time> {
        self.held.values().copied().chain(self.acd.next_timeout()).min()
    }

    /// From here on, keeps the account of one call.
    pub fn keep_account_of(&mut self, call: CallId) {
        self.account = Some(Account::of(call.into()));
    }

    /// The account kept, where one was asked for.
    pub fn into_account(self) -> Option<Account> {
        self.account
    }

    /// The catalog in force.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// The calls that are not over.
    pub fn calls(&self) -> impl Iterator<Item = &Arc<Call>> {
        self.calls.values()
    }

    /// The calls that are not over, ours to route or only watched.
    pub fn alive(&self) -> BTreeSet<CallId> {
        self.calls.keys().chain(self.observed.keys()).copied().collect()
    }

    /// Tells everybody what happened to a call of a PBX. Nothing is routed by it; but the story of a caller who is
    /// about to be handed over goes ahead of him.
    pub fn pass_on(&mut self, now: Time, pbx: PbxName, news: Arc<CallNews>) {
        self.on_news(now, &news);
        self.observe(now, &pbx, &news);
        self.moment(now, What::News { pbx, news });
    }

    /// Tells everybody how one of a PBX's own queues stands; none where it is gone.
    pub fn show_queue(&mut self, now: Time, pbx: PbxName, name: Arc<str>, queue: Option<Arc<PbxQueue>>) {
        let key = (pbx.clone(), Arc::clone(&name));
        match &queue {
            Some(queue) => drop(self.pbx_queues.insert(key, Arc::clone(queue))),
            None => drop(self.pbx_queues.remove(&key)),
        }
        self.moment(now, What::PbxQueue { pbx, name, queue });
    }

    /// Tells the whole present state as moments, for consumers that have just started.
    pub fn announce(&mut self, now: Time) {
        for (pbx, link) in self.links.clone() {
            self.moment(now, What::Link { pbx, link });
        }
        for agent in self.acd.agents().map(|agent| agent.id.clone()).collect::<Vec<_>>() {
            self.tell_agent(now, &agent);
        }
        for call in self.calls.values().chain(self.observed.values()).cloned().collect::<Vec<_>>() {
            self.moment(now, What::Call { change: CallChange::Found, call });
        }
        for ((pbx, name), queue) in self.pbx_queues.clone() {
            self.moment(now, What::PbxQueue { pbx, name, queue: Some(queue) });
        }
        self.told.clear();
        self.dirty.extend(self.roster.members().keys().cloned());
        self.tell_figures(now);
    }

    fn change(&mut self, id: CallId, how: impl FnOnce(&mut Call)) -> Option<Arc<Call>> {
        let call = self.calls.get_mut(&id)?;
        how(Arc::make_mut(call));
        Some(Arc::clone(call))
    }

    /// How a phone is: in use where any PBX says so, else free where any does. None where none has said.
    fn line_state(&self, line: &Line) -> Option<LineState> {
        let told = || self.lines.iter().filter(|((_, known), _)| known == line).map(|(_, state)| *state);
        let any = |wanted: LineState| told().find(|state| *state == wanted);
        any(LineState::InUse).or_else(|| any(LineState::Free)).or_else(|| told().next())
    }

    fn agent_at(&self, line: &Line) -> Option<AgentId> {
        self.seats.iter().find(|(_, seat)| *seat == line).map(|(agent, _)| agent.clone())
    }

    fn open_offer(&self, agent: &AgentId, id: CallId) -> Option<OfferId> {
        let AgentState::Ringing { offer, call } = &self.acd.agent(agent)?.state else { return None };
        (CallId::from(*call) == id).then_some(*offer)
    }

    fn day_of(&mut self, call: &Call) -> Option<(&mut QueueDay, Convention)> {
        let queue = call.queue.as_ref()?;
        let convention = self.roster.convention(queue);
        Some((self.days.entry(queue.clone()).or_default(), convention))
    }
}
