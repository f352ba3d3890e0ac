//! The task that folds the driver's feed into desks and the wall.

mod calls;
mod letters;
mod pops;
mod rows;
mod traces;
mod wrap_ups;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dashmap::DashMap;
use jiff::tz::TimeZone;
use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::acd::{AgentId, Offer, Time};
use crate::api::feed::{self, Feed};
use crate::api::wire::{self, StreamEvent};
use crate::call::{CallId, Line};
use crate::crm::{Crm, Filling};
use crate::driver::{AgentStanding, Call, Driver, Moment, Roster, What};
use crate::pop::trace::{Trace, Traces};
use crate::pop::{Matched, Pops};
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
    traces: Arc<Mutex<Traces>>,
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
    /// The company's clock: moments in texts are told by it.
    pub zone: TimeZone,
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

    /// What waits for the hub.
    pub(crate) fn waiting(&self) -> usize {
        self.mailbox.max_capacity() - self.mailbox.capacity()
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
        traces: Arc::default(),
        epoch: parts.epoch.into(),
    };
    let (saves, saved) = mpsc::channel(traces::SAVES_MAX);
    let (roster, zone) = (parts.roster.clone(), parts.zone);
    let told = move |trace: &Trace| traces::in_words(&roster.borrow(), &zone, trace);
    tokio::spawn(traces::save(parts.store.clone(), saved, told, cancel.clone()));
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
        saves,
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
    /// Traces of calls that are over, on their way to the database.
    saves: mpsc::Sender<Trace>,
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
                        self.hub.gauges.lagged.inc();
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
            What::News { pbx, news } => self.trace_news(&pbx, &news),
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
                self.trace_link(&pbx, &link);
                let row = words::link(pbx.as_str(), &link, self.now);
                self.wall().link(pbx, row);
            }
            What::Catalog { .. } => self.on_catalog(),
            // Kept by whoever looks what happened in it.
            What::Gap { .. } => {}
        }
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

fn now_ms(at: Time) -> i64 {
    i64::try_from(at.as_millis()).unwrap_or(i64::MAX)
}

fn wall_clock() -> Time {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_micros(u64::try_from(now.as_micros()).unwrap_or(u64::MAX))
}
