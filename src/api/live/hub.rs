//! The task that folds the driver's feed into desks and the wall.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dashmap::DashMap;
use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::acd::{AgentId, AgentState, Offer, OfferEnd, QueueId, Time};
use crate::api::feed::{self, Feed};
use crate::api::wire::{self, StreamEvent};
use crate::call::{CallId, Line, RingEnd};
use crate::crm::{Asked, Crm, Filling};
use crate::driver::{AgentStanding, Call, CallChange, CallPhase, Driver, Moment, Roster, What};
use crate::pop::{Closed, Matched, Pop, Pops, Stage, Wish};
use crate::store::{Advice, CallRecord, Customer, CustomerId, Incident, Store};

use super::cards::{Cards, Reveal};
use super::{Desk, Gauges, Wall, words};

/// Look-ups and people's words waiting for the hub.
const MAILBOX_MAX: usize = 4_096;

/// What sockets read and tell.
#[derive(Clone, Debug)]
pub struct Hub {
    desks: Arc<DashMap<AgentId, Arc<Mutex<Desk>>>>,
    wall: Arc<RwLock<Wall>>,
    mailbox: mpsc::Sender<Late>,
    epoch: Arc<str>,
    feed: Feed,
    gauges: Gauges,
}

/// What reaches the hub from elsewhere than the feed.
#[derive(Debug)]
pub(crate) enum Late {
    /// A look-up came back.
    Found(Arc<str>, Matched),
    /// A browser showed a pop.
    Rendered(String),
    /// An agent said who the caller is.
    Picked(String, Option<Box<Customer>>),
    /// A wrap-up was saved, and finished or not.
    WrapUpSaved(AgentId, CallId),
    /// The customer of a call changed.
    CustomerOf(CallId, wire::CustomerRef),
    /// A call that ended before the last restart, for an agent still writing it up.
    Record(AgentId, Box<CallRecord>),
    /// A page of an agent came or went.
    Surfaces(AgentId),
    /// A part of a card came.
    Filled(Arc<str>, CustomerId, Box<Filling>),
    /// The caller of a call was verified, on this agent's screen.
    Verified(CallId, AgentId, CustomerId),
    /// What the colleague wrote who hands the caller of a pop over.
    Note(String, String),
    /// Somebody may see a hidden value of a pop's card.
    Reveal(String, Reveal),
    /// A customer's tag changed: cards of hers that are open are filled anew.
    Retagged(CustomerId),
    /// Known trouble began or ended.
    Incidents(Vec<Incident>),
    /// A supervisor wrote advice.
    Advice(Vec<Advice>),
}

/// What the task is made of.
#[derive(Debug)]
pub struct Parts {
    /// Where moments come from.
    pub driver: Driver,
    /// Where customers are looked up.
    pub crm: Crm,
    /// Where calls are kept.
    pub store: Store,
    /// The catalog in force.
    pub roster: watch::Receiver<Arc<Roster>>,
    /// Which life of the streams this is.
    pub epoch: String,
}

impl Hub {
    /// An agent's desk, made when first asked for.
    pub(crate) fn desk(&self, agent: &AgentId) -> Arc<Mutex<Desk>> {
        let fresh = || Arc::new(Mutex::new(Desk::new(self.epoch.to_string())));
        Arc::clone(&self.desks.entry(agent.clone()).or_insert_with(fresh))
    }

    /// The board.
    pub(crate) fn wall(&self) -> &RwLock<Wall> {
        &self.wall
    }

    /// What programs read.
    pub(crate) fn feed(&self) -> &Feed {
        &self.feed
    }

    /// What is counted of pops.
    pub(crate) fn gauges(&self) -> &Gauges {
        &self.gauges
    }

    /// Tells the hub something; lost only when the daemon goes down.
    pub(crate) async fn tell(&self, late: Late) {
        let _ = self.mailbox.send(late).await;
    }
}

/// Holds a desk. A panic elsewhere cannot make it unusable: every change leaves it whole.
pub(crate) fn hold(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the task.
pub fn run(parts: Parts, cancel: CancellationToken) -> (Hub, tokio::task::JoinHandle<()>) {
    let (mailbox, letters) = mpsc::channel(MAILBOX_MAX);
    let hub = Hub {
        desks: Arc::default(),
        wall: Arc::new(RwLock::new(Wall::new(parts.epoch.clone()))),
        mailbox,
        feed: Feed::new(&parts.epoch),
        gauges: Gauges::new(),
        epoch: parts.epoch.into(),
    };
    let feed = parts.driver.subscribe();
    let fold = Fold {
        hub: hub.clone(),
        crm: parts.crm,
        store: parts.store,
        roster: parts.roster,
        events: feed::Fold::default(),
        pops: Pops::default(),
        notes: BTreeMap::new(),
        cards: Cards::default(),
        calls: BTreeMap::new(),
        offers: BTreeMap::new(),
        standings: BTreeMap::new(),
        pins_tried: BTreeSet::new(),
        began: wall_clock(),
        now: wall_clock(),
    };
    let task = tokio::spawn(fold.run(parts.driver, feed, letters, cancel));
    (hub, task)
}

#[derive(Debug)]
struct Fold {
    hub: Hub,
    crm: Crm,
    store: Store,
    roster: watch::Receiver<Arc<Roster>>,
    /// The same moments, for programs.
    events: feed::Fold,
    pops: Pops,
    /// What the one who handed the caller over has written, by the pop it stands on.
    notes: BTreeMap<Arc<str>, String>,
    cards: Cards,
    /// Calls that are on somebody's screen, wrap-ups included.
    calls: BTreeMap<CallId, Arc<Call>>,
    /// The offer that brought a call to its agent, for the line "why you".
    offers: BTreeMap<CallId, Offer>,
    standings: BTreeMap<AgentId, Arc<AgentStanding>>,
    /// Calls whose code has been looked at: once is enough, however many phones ring.
    pins_tried: BTreeSet<CallId>,
    began: Time,
    now: Time,
}

impl Fold {
    async fn run(
        mut self,
        driver: Driver,
        mut feed: broadcast::Receiver<Moment>,
        mut letters: mpsc::Receiver<Late>,
        cancel: CancellationToken,
    ) {
        driver.announce().await;
        self.read_standing_words();
        loop {
            let resend = self.pops.next_timeout().map_or(Duration::from_secs(3_600), |at| at - wall_clock());
            let over = self.cards.next_incident_end().map_or(Duration::from_secs(3_600), |at_ms| {
                Duration::from_millis(u64::try_from(at_ms - now_ms(wall_clock())).unwrap_or(0))
            });
            tokio::select! {
                // What people told comes first: a wrap-up is saved before the agent's state says that it is over.
                biased;
                () = cancel.cancelled() => return,
                Some(letter) = letters.recv() => self.on_letter(letter),
                moment = feed.recv() => match moment {
                    Ok(moment) => self.on_moment(moment),
                    Err(broadcast::error::RecvError::Lagged(missed)) => {
                        tracing::warn!(missed, "the screens lagged behind the feed and take the whole state again");
                        driver.announce().await;
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                () = tokio::time::sleep(resend) => {
                    self.now = wall_clock();
                    self.pops.tick(self.now);
                }
                () = tokio::time::sleep(over) => {
                    self.now = wall_clock();
                    if self.cards.drop_ended_incidents(now_ms(self.now)) {
                        self.pops.touch_all();
                    }
                }
            }
            self.carry_out();
        }
    }

    fn on_moment(&mut self, moment: Moment) {
        self.now = moment.at;
        for event in self.events.on_moment(&moment, self.roster.borrow().numbers()) {
            self.hub.feed.push(event);
        }
        match moment.what {
            // For programs alone.
            What::News { .. } => {}
            What::PbxQueue { pbx, name, queue } => {
                let at = |line: &Line| {
                    self.standings.values().find(|standing| standing.line.as_ref() == Some(line))
                };
                let row = queue.map(|queue| {
                    words::pbx_queue(&pbx, &queue, &self.roster.borrow(), |line| {
                        at(line).map(|standing| standing.agent.clone())
                    })
                });
                self.wall().pbx_queue(words::pbx_queue_id(&pbx, &name), row);
            }
            What::Refused { agent, what, why } => self.tell(&agent, words::refused(&what, &why)),
            What::Call { change, call } => self.on_call(change, call),
            What::Agent(standing) => self.on_standing(standing),
            What::Queue(figures) => {
                let row = words::queue_row(&figures, &self.roster.borrow());
                self.wall().queue(figures.queue.clone(), row);
            }
            What::Link { pbx, link } => {
                let row = words::link(pbx.as_str(), &link, self.now);
                self.wall().link(pbx, row);
            }
            What::Catalog { .. } => self.on_catalog(),
        }
    }

    fn on_call(&mut self, change: CallChange, call: Arc<Call>) {
        if self.calls.contains_key(&call.id) {
            self.calls.insert(call.id, Arc::clone(&call));
        }
        match change {
            CallChange::Offered(offer) => {
                self.offers.insert(call.id, *offer);
            }
            CallChange::Ringing { agent, .. } => self.show_call(&agent, call, wire::CallState::Ringing),
            CallChange::Dialling { agent } | CallChange::Answered { agent } => {
                self.show_call(&agent, call, wire::CallState::Connected)
            }
            CallChange::Held => self.held(&call, wire::CallState::Held),
            CallChange::Retrieved => self.held(&call, wire::CallState::Connected),
            CallChange::Controls => self.held(&call, talking_state(&call)),
            CallChange::RingEnded { agent, why } => {
                let (how, closed) = match why {
                    RingEnd::Declined => ("rejected", Closed::Missed),
                    RingEnd::AnsweredElsewhere => ("answered_elsewhere", Closed::Rerouted),
                    RingEnd::Cancelled | RingEnd::Failed => ("withdrawn", Closed::Rerouted),
                    RingEnd::NoAnswer | RingEnd::Busy | RingEnd::Unreachable => ("missed", Closed::Missed),
                };
                self.unring(&agent, call.id, how, closed);
            }
            CallChange::OfferEnded { agent, end, .. } => {
                if end != OfferEnd::Accepted {
                    self.unring(&agent, call.id, "withdrawn", Closed::Rerouted);
                }
            }
            CallChange::AgentLeft { agent } => self.hang_up(&agent, &call),
            CallChange::Consulted { agent } => self.show_call(&agent, call, wire::CallState::Consult),
            CallChange::ConsultOver { agent } => self.end_consult(&agent, call.id),
            CallChange::Found => self.find(call),
            CallChange::Ended => {
                self.offers.remove(&call.id);
                self.pins_tried.remove(&call.id);
            }
            CallChange::Arrived | CallChange::Overflowed | CallChange::FellBack => {}
        }
    }

    /// The call is on her screen, and its pop with it.
    fn show_call(&mut self, agent: &AgentId, call: Arc<Call>, state: wire::CallState) {
        self.close_loose_ends(agent, call.id);
        let event = words::call(&call, &self.roster.borrow(), state, self.now);
        self.tell(agent, StreamEvent::Call(Box::new(event)));
        self.pops.create(self.now, call.id, asked(&call), agent);
        if let Some(by) = call.handed_by.clone().filter(|by| by != agent) {
            self.read_note(agent, call.id, by);
        }
        self.calls.insert(call.id, call);
    }

    /// A call that is not ours has no time to be written up in: its form stays until the next call.
    fn close_loose_ends(&mut self, agent: &AgentId, next: CallId) {
        let desk = self.hub.desk(agent);
        let is_loose = |id: &CallId| *id != next && self.calls.get(id).is_none_or(|call| !call.ours);
        let loose: Vec<CallId> = hold(&desk).wrap_ups.keys().copied().filter(is_loose).collect();
        for id in loose {
            self.close_wrap_up(agent, id, false);
        }
    }

    /// What the one who hands a caller over has written of him.
    fn read_note(&self, agent: &AgentId, call: CallId, by: AgentId) {
        let (store, hub, pop) = (self.store.clone(), self.hub.clone(), format!("{call}.{agent}"));
        tokio::spawn(async move {
            match store.calls().notes(call).await {
                Ok(notes) => {
                    if let Some(note) = notes.into_iter().find(|note| note.agent == by.as_str()) {
                        hub.tell(Late::Note(pop, note.text)).await;
                    }
                }
                Err(error) => tracing::warn!(%error, call.id = %call, "a colleague's note could not be read"),
            }
        });
    }

    fn end_consult(&mut self, agent: &AgentId, id: CallId) {
        let desk = self.hub.desk(agent);
        if hold(&desk).calls.get(&id).is_some_and(|call| call.state == wire::CallState::Consult) {
            self.tell(agent, StreamEvent::CallGone { call_id: id.to_string(), how: "withdrawn".to_owned() });
            self.pops.close(id, agent, Closed::Rerouted);
        }
    }

    fn held(&mut self, call: &Arc<Call>, state: wire::CallState) {
        if let Some(agent) = &call.agent {
            self.show_call(agent, Arc::clone(call), state);
        }
    }

    fn unring(&mut self, agent: &AgentId, id: CallId, how: &str, closed: Closed) {
        let desk = self.hub.desk(agent);
        if hold(&desk).calls.get(&id).is_some_and(|call| call.state == wire::CallState::Ringing) {
            self.tell(agent, StreamEvent::CallGone { call_id: id.to_string(), how: how.to_owned() });
            self.pops.close(id, agent, closed);
            self.calls.remove(&id);
        }
    }

    /// The agent's part is over: the call leaves her screen, its card stays until it is written up.
    fn hang_up(&mut self, agent: &AgentId, call: &Arc<Call>) {
        self.tell(agent, StreamEvent::CallGone { call_id: call.id.to_string(), how: "ended".to_owned() });
        self.calls.insert(call.id, Arc::clone(call));
        self.open_wrap_up(agent, call, None);
    }

    fn open_wrap_up(&self, agent: &AgentId, call: &Arc<Call>, until: Option<Time>) {
        let roster = self.roster.borrow().clone();
        let customer = self.pops.get(&format!("{}.{agent}", call.id)).and_then(Pop::customer).map(named);
        let wrap_up = wire::WrapUp {
            call_id: call.id.to_string(),
            party: words::party(&call.caller),
            customer,
            queue: call.queue.as_ref().map(|id| words::queue(&roster, id)),
            ended_at: words::rfc3339(call.agent_left_at.unwrap_or(self.now)),
            until: until.map(words::rfc3339),
            talk_ms: call.talk(self.now).map_or(0, words::ms),
        };
        self.tell(agent, StreamEvent::WrapUp(Box::new(wrap_up)));
    }

    fn close_wrap_up(&mut self, agent: &AgentId, id: CallId, saved: bool) {
        let desk = self.hub.desk(agent);
        if hold(&desk).wrap_ups.contains_key(&id) {
            self.tell(agent, StreamEvent::WrapUpClosed { call_id: id.to_string(), saved });
        }
        self.pops.close(id, agent, Closed::Ended);
        self.calls.remove(&id);
    }

    /// A call that was under way when we came up: its screen is built again, with the same pop.
    fn find(&mut self, call: Arc<Call>) {
        let Some(agent) = call.agent.clone() else { return };
        match call.phase {
            CallPhase::Ringing => self.show_call(&agent, call, wire::CallState::Ringing),
            CallPhase::Talking => {
                let state = talking_state(&call);
                self.show_call(&agent, call, state);
            }
            CallPhase::Waiting | CallPhase::FellBack | CallPhase::Over => {}
        }
    }

    fn on_standing(&mut self, standing: Arc<AgentStanding>) {
        let agent = standing.agent.clone();
        let before = self.standings.insert(agent.clone(), Arc::clone(&standing));
        self.tell_session(&standing);
        self.tell_row(&agent);
        let was = before.and_then(|before| writing_up(&before.state));
        let is = writing_up(&standing.state);
        if let Some((call, until)) = is {
            self.keep_wrap_up(&agent, call, until);
        }
        if let Some((call, _)) = was
            && is.is_none_or(|(now, _)| now != call)
        {
            self.close_wrap_up(&agent, call, false);
        }
    }

    fn keep_wrap_up(&self, agent: &AgentId, id: CallId, until: Time) {
        if let Some(call) = self.calls.get(&id).cloned() {
            self.open_wrap_up(agent, &call, Some(until));
            return;
        }
        // The call ended before we came up; the store knows it.
        let (store, hub, agent) = (self.store.clone(), self.hub.clone(), agent.clone());
        tokio::spawn(async move {
            match store.calls().get(id).await {
                Ok(Some(record)) => hub.tell(Late::Record(agent, Box::new(record))).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, call.id = %id, "a wrap-up could not be shown again"),
            }
        });
    }

    fn on_catalog(&self) {
        let roster = self.roster.borrow().clone();
        let queues: Vec<_> = roster.config().queues.iter().map(|queue| queue.id.clone()).collect();
        let agents: Vec<_> = roster.config().agents.iter().map(|agent| agent.id.clone()).collect();
        self.wall().keep(&queues, &agents);
        for standing in self.standings.values().cloned().collect::<Vec<_>>() {
            self.tell_session(&standing);
            self.tell_row(&standing.agent);
        }
    }

    fn tell_session(&self, standing: &AgentStanding) {
        let roster = self.roster.borrow().clone();
        let catalog = roster.catalog();
        let (state, reason) = words::state(&standing.state);
        let named = |id: &str, tr: &str, en: &str| wire::NamedLabel {
            id: id.to_owned(),
            label: wire::Label::new(tr, en),
        };
        let session = wire::Session {
            agent_id: standing.agent.to_string(),
            name: words::agent_name(&roster, &standing.agent).to_owned(),
            extension: standing.line.as_ref().map(ToString::to_string).unwrap_or_default(),
            state,
            reason,
            since: words::rfc3339(self.since(standing)),
            next: standing.next.as_ref().map(words::next_state),
            phone: words::phone(standing.phone),
            cooled_until: standing.cooled_until.map(words::rfc3339),
            may_dial: standing.may_dial,
            queues: roster
                .queues_of(&standing.agent)
                .map(|id| wire::SessionQueue { label: words::queue_label(&roster, id), id: id.to_string() })
                .collect(),
            reasons: catalog.reasons().iter().map(|r| named(&r.id, &r.label.tr, &r.label.en)).collect(),
            dispositions: catalog
                .dispositions()
                .iter()
                .map(|d| named(&d.id, &d.label.tr, &d.label.en))
                .collect(),
        };
        self.tell(&standing.agent, StreamEvent::Session(Box::new(session)));
    }

    /// When her state began; who has never signed in has been away since we came up, and not since 1970.
    fn since(&self, standing: &AgentStanding) -> Time {
        if standing.since == Time::ZERO { self.began } else { standing.since }
    }

    fn tell_row(&self, agent: &AgentId) {
        let Some(standing) = self.standings.get(agent) else { return };
        let roster = self.roster.borrow().clone();
        let (state, reason) = words::state(&standing.state);
        let call = on_call(&standing.state).and_then(|id| self.calls.get(&id));
        let away = state == wire::AgentState::Offline;
        let shown = hold(&self.hub.desk(agent)).has_surface() && !self.pops.is_lost(agent);
        let screen = if away || shown { wire::Screen::Ok } else { wire::Screen::Lost };
        let row = wire::AgentRow {
            id: agent.to_string(),
            name: words::agent_name(&roster, agent).to_owned(),
            extension: standing.line.as_ref().map(ToString::to_string).unwrap_or_default(),
            state,
            reason,
            since: words::rfc3339(self.since(standing)),
            phone: words::phone(standing.phone),
            screen,
            queue: standing.queue.as_ref().map(ToString::to_string),
            caller: call.and_then(|call| words::masked(&call.caller)),
            queues: roster.queues_of(agent).map(ToString::to_string).collect(),
        };
        self.wall().agent(agent.clone(), row);
    }

    fn on_letter(&mut self, letter: Late) {
        self.now = wall_clock();
        match letter {
            Late::Found(pop, matched) => self.pops.found(&pop, matched),
            Late::Rendered(pop) => {
                let fresh = self.pops.get(&pop).filter(|pop| pop.stage != Stage::Rendered).cloned();
                self.pops.rendered(&pop);
                if let Some(pop) = fresh {
                    self.hub.gauges.rendered.inc();
                    self.hub.gauges.ring_to_render.observe((self.now - pop.created_at).as_secs_f64());
                    self.tell_programs("pop.rendered", &pop);
                }
            }
            Late::Picked(pop, customer) => {
                self.pops.pick(&pop, customer.map(|customer| *customer));
            }
            Late::WrapUpSaved(agent, call) => self.close_wrap_up(&agent, call, true),
            Late::CustomerOf(call, customer) => self.on_customer_of(call, &customer),
            Late::Record(agent, record) => self.on_record(&agent, &record),
            Late::Surfaces(agent) => self.tell_row(&agent),
            Late::Filled(pop, customer, filling) => {
                if self.cards.fill(&pop, customer, *filling) {
                    self.pops.touch(&pop);
                }
            }
            Late::Verified(call, agent, customer) => {
                let pop = format!("{call}.{agent}");
                if self.cards.verify(&pop, customer) {
                    self.pops.touch(&pop);
                }
            }
            Late::Note(pop, note) => {
                if let Some(pop) = self.pops.get(&pop).map(|pop| Arc::clone(&pop.id)) {
                    self.notes.insert(Arc::clone(&pop), note);
                    self.pops.touch(&pop);
                }
            }
            Late::Reveal(pop, ask) => {
                let value = self.cards.value(&pop, &ask);
                // Who asked may have gone.
                let _ = ask.answer.send(value);
            }
            Late::Retagged(customer) => {
                for pop in self.pops.of_customer(customer) {
                    self.cards.close(&pop);
                    self.pops.touch(&pop);
                }
            }
            Late::Incidents(incidents) => {
                self.cards.set_incidents(incidents);
                self.pops.touch_all();
            }
            Late::Advice(advice) => {
                self.cards.set_advice(advice);
                self.pops.touch_all();
            }
        }
    }

    fn on_customer_of(&self, call: CallId, customer: &wire::CustomerRef) {
        let open = |desk: &Mutex<Desk>| hold(desk).wrap_ups.get(&call).cloned();
        let desks = self.hub.desks.iter();
        // Gathered first: telling takes the map's lock again, which the walk through it holds.
        let open: Vec<_> = desks.filter_map(|desk| Some((desk.key().clone(), open(desk.value())?))).collect();
        for (agent, wrap_up) in open {
            let wrap_up = wire::WrapUp { customer: Some(customer.clone()), ..wrap_up };
            self.tell(&agent, StreamEvent::WrapUp(Box::new(wrap_up)));
        }
    }

    fn on_record(&self, agent: &AgentId, record: &CallRecord) {
        let Some((id, until)) = self.standings.get(agent).and_then(|s| writing_up(&s.state)) else { return };
        if id != record.id {
            return;
        }
        let roster = self.roster.borrow().clone();
        let talk =
            record.ended_at_ms.zip(record.answered_at_ms).map_or(0, |(to, from)| to.saturating_sub(from));
        let wrap_up = wire::WrapUp {
            call_id: id.to_string(),
            party: wire::Party {
                number: words::number_of(record, &roster),
                name: record.caller_name.clone(),
            },
            customer: None,
            queue: record.queue_id.as_deref().map(|id| words::queue(&roster, &QueueId::new(id))),
            ended_at: words::rfc3339_ms(record.ended_at_ms.unwrap_or(record.began_at_ms)),
            until: Some(words::rfc3339(until)),
            talk_ms: u64::try_from(talk).unwrap_or(0),
        };
        self.tell(agent, StreamEvent::WrapUp(Box::new(wrap_up)));
    }

    fn carry_out(&mut self) {
        while let Some(wish) = self.pops.poll() {
            match wish {
                Wish::Show(pop) => {
                    if matches!(pop.stage, Stage::Sent { resends: 0, .. }) {
                        self.hub.gauges.created.inc();
                        self.tell_programs("pop.created", &pop);
                    } else {
                        self.hub.gauges.resent.inc();
                    }
                    self.show(&pop, |pop| StreamEvent::PopCreated(Box::new(pop)));
                }
                Wish::Update(pop) => {
                    self.open_card(&pop);
                    self.show(&pop, |pop| StreamEvent::PopUpdated(Box::new(pop)));
                    self.note_customer(&pop);
                }
                Wish::Close { pop, how } => {
                    self.tell_programs("pop.closed", &pop);
                    self.cards.close(&pop.id);
                    self.notes.remove(&pop.id);
                    let event =
                        StreamEvent::PopClosed { pop_id: pop.id.to_string(), how: how.as_str().to_owned() };
                    self.tell(&pop.agent, event);
                }
                Wish::LookUp { pop, asked } => self.look_up(pop, asked),
                Wish::ScreenLost(agent) => {
                    self.hub.gauges.screens_lost.inc();
                    self.tell_row(&agent);
                }
                Wish::ScreenBack(agent) => self.tell_row(&agent),
            }
        }
    }

    fn tell_programs(&self, event: &'static str, pop: &Pop) {
        if let Some(call) = self.calls.get(&pop.call) {
            self.hub.feed.push(feed::pop_event(wall_clock(), event, pop, call));
        }
    }

    fn show(&self, pop: &Pop, event: impl FnOnce(wire::Pop) -> StreamEvent) {
        let Some(call) = self.calls.get(&pop.call) else { return };
        let roster = self.roster.borrow().clone();
        let why = self
            .offers
            .get(&pop.call)
            .map_or_else(wire::Label::default, |offer| words::why(&offer.decision, &roster, &offer.queue));
        let card = self.cards.card(&pop.id, &roster);
        let queue = call.queue.as_ref().map(QueueId::as_str);
        let incidents = self.cards.incidents(&pop.id, queue, now_ms(self.now));
        let handed = call.handed_by.as_ref().filter(|by| **by != pop.agent).map(|by| wire::Handed {
            by: words::agent_name(&roster, by).to_owned(),
            note: self.notes.get(&pop.id).cloned(),
        });
        self.tell(&pop.agent, event(words::pop(pop, call, &roster, why, handed, card, incidents)));
    }

    /// The card of a certain customer fills as her sections come.
    fn open_card(&mut self, pop: &Pop) {
        let Some(customer) = pop.customer().cloned() else {
            self.cards.close(&pop.id);
            return;
        };
        if !self.cards.open(pop, &customer) {
            return;
        }
        self.try_pin(pop, customer.id);
        let mut fillings = self.crm.fill(&customer, pop.call, &pop.asked);
        let (hub, id, customer) = (self.hub.clone(), Arc::clone(&pop.id), customer.id);
        let (store, call, agent) = (self.store.clone(), pop.call, pop.agent.clone());
        tokio::spawn(async move {
            while let Some(filling) = fillings.recv().await {
                hub.tell(Late::Filled(Arc::clone(&id), customer, Box::new(filling))).await;
            }
            // After a restart of ours in mid-call: who was verified stays so.
            if let Ok(Some(verified)) = store.audit().verified(call).await {
                hub.tell(Late::Verified(call, agent, verified.customer)).await;
            }
        });
    }

    /// A code keyed in verifies the one customer the look-up is sure of; nobody an agent has picked.
    fn try_pin(&mut self, pop: &Pop, customer: CustomerId) {
        let pin = self.calls.get(&pop.call).and_then(|call| call.caller.pin.clone());
        let Some(pin) = pin.filter(|_| pop.picked.is_none()) else { return };
        if !self.pins_tried.insert(pop.call) {
            return;
        }
        let checked = super::pin::Asked {
            call: pop.call,
            agent: pop.agent.clone(),
            customer,
            number: pop.asked.number.clone(),
            pin,
        };
        tokio::spawn(super::pin::check(self.crm.clone(), self.store.clone(), self.hub.clone(), checked));
    }

    /// What was posted and written before we came up.
    fn read_standing_words(&self) {
        let (store, hub, now_ms) = (self.store.clone(), self.hub.clone(), now_ms(self.now));
        tokio::spawn(async move {
            match store.incidents().holding(now_ms).await {
                Ok(incidents) => hub.tell(Late::Incidents(incidents)).await,
                Err(error) => tracing::warn!(%error, "known trouble could not be read"),
            }
            match store.profiles().advice().await {
                Ok(advice) => hub.tell(Late::Advice(advice)).await,
                Err(error) => tracing::warn!(%error, "the supervisors' advice could not be read"),
            }
        });
    }

    /// One certain match owns the call, unless the agent says otherwise (R5, R6). What she says has been
    /// saved before it reaches us.
    fn note_customer(&self, pop: &Pop) {
        let Some(customer) = pop.customer().map(named) else { return };
        self.on_customer_of(pop.call, &customer);
        if pop.picked.is_some() {
            return;
        }
        let Some(id) = CustomerId::parse(&customer.id) else { return };
        let (store, call) = (self.store.clone(), pop.call);
        tokio::spawn(async move {
            if let Err(error) = store.calls().claim(call, id).await {
                tracing::warn!(%error, call.id = %call, "the customer of a call could not be noted");
            }
        });
    }

    fn look_up(&self, pop: Arc<str>, asked: Asked) {
        let (crm, hub) = (self.crm.clone(), self.hub.clone());
        tokio::spawn(async move {
            let found = crm.look_up(&asked).await;
            hub.tell(Late::Found(pop, found.into())).await;
        });
    }

    /// What a screen shows already is not told again.
    fn tell(&self, agent: &AgentId, event: StreamEvent) {
        let desk = self.hub.desk(agent);
        let mut desk = hold(&desk);
        if !desk.shows(&event) {
            desk.tell(self.now, event);
        }
    }

    fn wall(&self) -> std::sync::RwLockWriteGuard<'_, Wall> {
        self.hub.wall.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn talking_state(call: &Call) -> wire::CallState {
    if call.held { wire::CallState::Held } else { wire::CallState::Connected }
}

/// By what a caller is looked up.
fn asked(call: &Call) -> Asked {
    Asked {
        number: call.caller.reading.e164.clone(),
        keypad: call.caller.keypad.clone(),
        did: Some(call.did.to_string()),
        queue: call.queue.as_ref().map(ToString::to_string),
    }
}

fn named(customer: &Customer) -> wire::CustomerRef {
    wire::CustomerRef { id: customer.id.to_string(), name: customer.name.clone() }
}

fn now_ms(at: Time) -> i64 {
    i64::try_from(at.as_millis()).unwrap_or(i64::MAX)
}

fn writing_up(state: &AgentState) -> Option<(CallId, Time)> {
    match state {
        AgentState::WrapUp { call, until } => Some((CallId::from(*call), *until)),
        AgentState::Offline
        | AgentState::Available
        | AgentState::NotReady(_)
        | AgentState::Ringing { .. }
        | AgentState::OnCall { .. } => None,
    }
}

fn on_call(state: &AgentState) -> Option<CallId> {
    match state {
        AgentState::Ringing { call, .. } | AgentState::OnCall { call } => Some(CallId::from(*call)),
        AgentState::Offline | AgentState::Available | AgentState::NotReady(_) | AgentState::WrapUp { .. } => {
            None
        }
    }
}

fn wall_clock() -> Time {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_micros(u64::try_from(now.as_micros()).unwrap_or(u64::MAX))
}
