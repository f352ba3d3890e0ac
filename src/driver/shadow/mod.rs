//! Shadow mode: beside one of a PBX's own queues the core decides too, acts on nothing, and the difference is told.
//!
//! **The method.** Agents are at every moment as they really are: free, paused, in a call, out of reach, as the PBX
//! shows them. A caller who joins a watched queue joins the catalog's queue it stands for in a core of its own. The
//! first agent that core would ring is noted with the moment, and is taken to be occupied with that caller until he is
//! really answered or gone; then she is again what she really is. So each call is judged alone, and no mistake adds to
//! the next. What cannot be known: whether she would have answered, and whom else she would have been free or busy
//! for had the calls before gone otherwise. Compared is when the first phone would have rung with when the phone rang
//! of whoever really answered.
//!
//! Nothing of it is kept: it begins with the daemon.

mod people;
mod report;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::acd::{Acd, AgentId, Input, Join, LeftWhy, Output, QueueId, Time};
use crate::call::{CallId, CallNews, News, Party, PbxName};

use super::{Driver, Moment, Roster, What};
use people::People;
use report::Totals;
pub use report::{ShadowQueue, ShadowReport, ShadowVerdict};

/// A queue of a PBX's own, by PBX and name there.
pub type WatchedQueue = (PbxName, Arc<str>);

/// Callers followed at once; further ones are not judged.
const CALLS_MAX: usize = 10_000;

/// Verdicts that are shown one by one.
const RECENT_MAX: usize = 100;

/// **Tell it the feed's moments in order with [`hear`](Self::hear); ask for the [`report`](Self::report).**
#[derive(Debug)]
pub struct Shadow {
    acd: Acd,
    roster: Arc<Roster>,
    /// Which queue of the catalog stands for which of a PBX's.
    queues: BTreeMap<WatchedQueue, QueueId>,
    people: People,
    calls: BTreeMap<CallId, Watched>,
    totals: BTreeMap<WatchedQueue, Totals>,
    recent: VecDeque<ShadowVerdict>,
    since: Time,
}

/// A caller in a watched queue.
#[derive(Debug)]
struct Watched {
    queue: WatchedQueue,
    joined_at: Time,
    /// Whom the core would have rung first, and when.
    would: Option<(AgentId, Time)>,
    /// When each phone began to ring, by what tells it apart.
    rung: BTreeMap<String, Time>,
}

impl Shadow {
    /// One that watches these queues.
    pub fn new(roster: Arc<Roster>, queues: BTreeMap<WatchedQueue, QueueId>, now: Time) -> Self {
        Self {
            acd: Acd::new(roster.config().clone()),
            people: People::default(),
            calls: BTreeMap::new(),
            totals: queues.keys().map(|queue| (queue.clone(), Totals::default())).collect(),
            recent: VecDeque::new(),
            since: now,
            queues,
            roster,
        }
    }

    /// Another catalog is in force.
    pub fn configure(&mut self, now: Time, roster: Arc<Roster>) {
        self.roster = roster;
        self.tell(now, Input::Configure(self.roster.config().clone()));
    }

    /// Takes the next moment.
    pub fn hear(&mut self, moment: &Moment) {
        if self.queues.is_empty() {
            return;
        }
        self.pass(moment.at);
        match &moment.what {
            What::PbxQueue { pbx, name, queue } => {
                let key = (pbx.clone(), Arc::clone(name));
                if self.queues.contains_key(&key) {
                    let changes = self.people.seats(key, queue.as_deref(), self.roster.catalog());
                    self.follow(moment.at, changes);
                }
            }
            What::News { pbx, news } => self.on_news(moment.at, pbx, news),
            What::Call { .. }
            | What::Agent(_)
            | What::Queue(_)
            | What::Refused { .. }
            | What::Gap { .. }
            | What::Link { .. }
            | What::Catalog { .. } => {}
        }
    }

    /// Callers grow older: stages of theirs begin.
    fn pass(&mut self, now: Time) {
        while let Some(due) = self.acd.next_timeout().filter(|due| *due <= now) {
            self.tell(due, Input::Tick);
        }
    }

    fn on_news(&mut self, now: Time, pbx: &PbxName, told: &CallNews) {
        let changes = self.people.news(pbx, told, self.roster.catalog());
        // Who is free again is so before the next caller is looked at; who is taken is so before, too.
        self.follow(now, changes);
        let queue = told.queue.as_ref().map(|name| (pbx.clone(), Arc::clone(name)));
        match &told.news {
            News::QueueJoined { .. } => {
                if let Some(queue) = queue.filter(|queue| self.queues.contains_key(queue)) {
                    self.join(now, told.call, queue);
                }
            }
            News::Ringing { targets } => {
                if let Some(call) = self.calls.get_mut(&told.call) {
                    for target in targets {
                        call.rung.entry(name_of(target)).or_insert(now);
                    }
                }
            }
            News::Answered { party } => self.answered(now, told.call, party),
            News::QueueAbandoned { .. } => self.gone(now, told.call, true),
            News::Ended { .. } => self.gone(now, told.call, false),
            News::RingingEnded { .. }
            | News::Held { .. }
            | News::Retrieved { .. }
            | News::Parked { .. }
            | News::Transferred { .. }
            | News::QueueLeft { .. } => {}
        }
    }

    fn join(&mut self, now: Time, id: CallId, queue: WatchedQueue) {
        let Some(ours) = self.queues.get(&queue).cloned() else { return };
        if self.calls.len() >= CALLS_MAX || self.calls.contains_key(&id) {
            return;
        }
        self.calls.insert(id, Watched { queue, joined_at: now, would: None, rung: BTreeMap::new() });
        self.tell(now, Input::CallJoined(Join::new(id.into(), ours, now)));
    }

    fn answered(&mut self, now: Time, id: CallId, party: &Party) {
        let Some(call) = self.calls.remove(&id) else { return };
        self.release(now, id, &call);
        let rang_at = call.rung.get(&name_of(party)).copied().unwrap_or(now);
        let got = self.people.agent_of(party, self.roster.catalog());
        let totals = self.totals.entry(call.queue.clone()).or_default();
        totals.answered(got.as_ref(), rang_at, call.would.as_ref());
        self.note(id, call, Some((got, name_of(party), rang_at)));
    }

    /// The caller is in the queue no longer, and nobody answered.
    fn gone(&mut self, now: Time, id: CallId, gave_up: bool) {
        let Some(call) = self.calls.remove(&id) else { return };
        self.release(now, id, &call);
        if gave_up {
            self.totals.entry(call.queue.clone()).or_default().gave_up(call.would.is_some());
            self.note(id, call, None);
        }
    }

    /// Whoever was noted for him is again what she really is.
    fn release(&mut self, now: Time, id: CallId, call: &Watched) {
        match &call.would {
            Some((agent, _)) => {
                self.tell(now, Input::CallEnded { call: id.into() });
                self.tell(now, Input::WrapUpFinished { agent: agent.clone() });
            }
            None => self.tell(now, Input::CallLeft { call: id.into(), why: LeftWhy::Ended }),
        }
    }

    fn note(&mut self, call: CallId, watched: Watched, got: Option<(Option<AgentId>, String, Time)>) {
        if self.recent.len() >= RECENT_MAX {
            self.recent.pop_front();
        }
        let (pbx, queue) = watched.queue;
        self.recent.push_back(ShadowVerdict {
            call,
            pbx,
            queue,
            joined_at: watched.joined_at,
            got,
            would: watched.would,
        });
    }

    fn follow(&mut self, now: Time, changes: Vec<Input>) {
        changes.into_iter().for_each(|input| self.tell(now, input));
    }

    fn tell(&mut self, now: Time, input: Input) {
        self.acd.handle(now, input);
        let mut offers = Vec::new();
        while let Some(output) = self.acd.poll_output() {
            if let Output::OfferMade(offer) = output {
                offers.push((CallId::from(offer.call), offer.agent));
            }
        }
        for (id, agent) in offers {
            // Rung is as good as answered: whether she would have is not to be known.
            if let Some(call) = self.calls.get_mut(&id) {
                call.would.get_or_insert_with(|| (agent.clone(), now));
            }
            self.tell(now, Input::OfferAccepted { call: id.into(), agent });
        }
    }
}

/// What tells a phone apart that rings.
fn name_of(party: &Party) -> String {
    let member = party.member.as_deref();
    let line = party.line.as_ref().map(crate::call::Line::as_str);
    member.or(line).or(party.number.as_deref()).unwrap_or_default().to_owned()
}

/// A shadow that others ask while the feed goes on.
#[derive(Clone, Debug)]
pub struct ShadowHandle(Arc<Mutex<Shadow>>);

impl ShadowHandle {
    /// What it has found.
    pub fn report(&self) -> ShadowReport {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).report()
    }
}

/// Has a shadow follow the feed until `cancel`.
pub fn follow_in_shadow(
    driver: &Driver,
    shadow: Shadow,
    mut rosters: watch::Receiver<Arc<Roster>>,
    cancel: CancellationToken,
) -> (ShadowHandle, tokio::task::JoinHandle<()>) {
    let mut feed = driver.subscribe();
    let handle = ShadowHandle(Arc::new(Mutex::new(shadow)));
    let shadow = handle.clone();
    let task = tokio::spawn(async move {
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return,
                moment = feed.recv() => match moment {
                    Ok(moment) => {
                        let mut shadow = shadow.0.lock().unwrap_or_else(PoisonError::into_inner);
                        if matches!(moment.what, What::Catalog { .. }) || rosters.has_changed().unwrap_or(false) {
                            shadow.configure(moment.at, rosters.borrow_and_update().clone());
                        }
                        shadow.hear(&moment);
                    }
                    // Calls it missed the end of are never judged; the figures are of those it saw.
                    Err(broadcast::error::RecvError::Lagged(missed)) => {
                        tracing::warn!(missed, "the shadow lagged behind the feed");
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
            }
        }
    });
    (handle, task)
}
