//! The task around the switchboard: clock, journal, channels.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::acd::{QueueId, Time};
use crate::call::{CallCommand, CallEvent, CallId, PbxName, PbxReport, RingEnd, Told};
use crate::store::Journal;

use super::hours::OpeningHours;
use super::record;
use super::{
    BusinessDay, Effect, Happening, Known, Moment, PersonAct, Question, QueueLine, Refused, Repair, Roster,
    Switchboard,
};

/// Moments a consumer may lag behind before it must ask for the whole state again.
const FEED_LENGTH_MAX: usize = 65_536;

/// People's acts waiting to be told; a further one is told [`ActError::Busy`].
const REQUESTS_MAX: usize = 4_096;

/// The loop turns at least this often, so that a stuck driver is seen by those who watch its pulse.
const PULSE_INTERVAL: Duration = Duration::from_millis(500);

/// What the task is made of.
#[derive(Debug)]
pub struct Parts {
    /// The machine, new or rebuilt.
    pub switchboard: Switchboard,
    /// No moment is told to be before this.
    pub last_at: Time,
    /// The business day.
    pub day: BusinessDay,
    /// Where happenings are written.
    pub journal: Journal,
    /// What the PBXs tell.
    pub reports: mpsc::Receiver<PbxReport>,
    /// Where each PBX's commands go.
    pub commands: BTreeMap<PbxName, mpsc::Sender<CallCommand>>,
    /// Where is asked who calls; a question that finds no room is answered as nobody knows.
    pub questions: mpsc::Sender<Question>,
}

/// Why an act had no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The switchboard refused it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Too many acts wait already.
    #[error("too many requests wait; try again")]
    Busy,
    /// The daemon is going down.
    #[error("the switchboard has stopped")]
    Stopped,
}

/// The handle others hold.
#[derive(Clone, Debug)]
pub struct Driver {
    requests: mpsc::Sender<Request>,
    feed: broadcast::Sender<Moment>,
    pulse: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Request {
    Act(PersonAct, oneshot::Sender<Result<(), Refused>>),
    Catalog(i64, Arc<Roster>),
    Known(CallId, Known),
    Line(QueueId, oneshot::Sender<QueueLine>),
    Repaired(Repair),
    Alive(oneshot::Sender<BTreeSet<CallId>>),
    Announce,
}

impl Driver {
    /// Tells the switchboard what a person did and waits for its word.
    pub async fn act(&self, act: PersonAct) -> Result<(), ActError> {
        let (answer, told) = oneshot::channel();
        self.request(Request::Act(act, answer))?;
        Ok(told.await.map_err(|_| ActError::Stopped)??)
    }

    fn request(&self, request: Request) -> Result<(), ActError> {
        self.requests.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => ActError::Busy,
            mpsc::error::TrySendError::Closed(_) => ActError::Stopped,
        })
    }

    /// Who waits in a queue now.
    pub async fn line_of(&self, queue: QueueId) -> Result<QueueLine, ActError> {
        let (answer, told) = oneshot::channel();
        self.request(Request::Line(queue, answer))?;
        told.await.map_err(|_| ActError::Stopped)
    }

    /// Puts another catalog in force, on waiting calls too.
    pub async fn apply(&self, version: i64, roster: Arc<Roster>) {
        // Closed only when the daemon goes down: nothing is left to configure.
        let _ = self.requests.send(Request::Catalog(version, roster)).await;
    }

    /// Tells who a caller is, as was asked.
    pub async fn known(&self, call: CallId, known: Known) {
        // Closed only when the daemon goes down: the caller is the PBX's then.
        let _ = self.requests.send(Request::Known(call, known)).await;
    }

    /// Tells how a call went that had ended while nobody looked.
    pub async fn repaired(&self, repair: Repair) {
        // Closed only when the daemon goes down: the log is read again after the next start.
        let _ = self.requests.send(Request::Repaired(repair)).await;
    }

    /// The calls that are not over, ours to route or only watched; none once the daemon goes down.
    pub async fn alive(&self) -> BTreeSet<CallId> {
        let (answer, told) = oneshot::channel();
        let _ = self.requests.send(Request::Alive(answer)).await;
        told.await.unwrap_or_default()
    }

    /// The feed from now on. Ask for [`announce`](Self::announce) after subscribing or lagging.
    pub fn subscribe(&self) -> broadcast::Receiver<Moment> {
        self.feed.subscribe()
    }

    /// Has the whole present state told on the feed.
    pub async fn announce(&self) {
        let _ = self.requests.send(Request::Announce).await;
    }

    /// Counts the turns of the loop; a count that stands still is a driver that does.
    pub fn pulse(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.pulse)
    }
}

/// Starts the task; it ends when `cancel` says so, with everything told before written.
pub fn start(parts: Parts, cancel: CancellationToken) -> (Driver, tokio::task::JoinHandle<()>) {
    let (requests, requested) = mpsc::channel(REQUESTS_MAX);
    let (feed, _) = broadcast::channel(FEED_LENGTH_MAX);
    let driver = Driver { requests, feed: feed.clone(), pulse: Arc::default() };
    let shell = Shell {
        clock: Clock::starting_after(parts.last_at),
        switchboard: parts.switchboard,
        day: parts.day,
        journal: parts.journal,
        commands: parts.commands,
        questions: parts.questions,
        hours: OpeningHours::default(),
        feed,
        pulse: driver.pulse(),
    };
    (driver, tokio::spawn(shell.run(parts.reports, requested, cancel)))
}

/// Moments that never go backwards: the wall clock at the start, the monotonic one from there.
#[derive(Debug)]
struct Clock {
    started_at: Time,
    since: Instant,
}

impl Clock {
    fn starting_after(last_at: Time) -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = Time::from_micros(u64::try_from(wall.as_micros()).unwrap_or(u64::MAX));
        Self { started_at: wall.max(last_at), since: Instant::now() }
    }

    fn now(&self) -> Time {
        self.started_at + self.since.elapsed()
    }

    fn instant(&self, at: Time) -> Instant {
        self.since + (at - self.started_at)
    }
}

#[derive(Debug)]
struct Shell {
    clock: Clock,
    switchboard: Switchboard,
    day: BusinessDay,
    journal: Journal,
    commands: BTreeMap<PbxName, mpsc::Sender<CallCommand>>,
    questions: mpsc::Sender<Question>,
    hours: OpeningHours,
    feed: broadcast::Sender<Moment>,
    pulse: Arc<AtomicU64>,
}

impl Shell {
    async fn run(
        mut self,
        mut reports: mpsc::Receiver<PbxReport>,
        mut requests: mpsc::Receiver<Request>,
        cancel: CancellationToken,
    ) {
        self.follow_hours();
        loop {
            self.pulse.fetch_add(1, Ordering::Relaxed);
            let wake_at = self.wake_at();
            tokio::select! {
                biased;
                () = cancel.cancelled() => return,
                report = reports.recv() => match report {
                    Some(report) => self.on_report(report),
                    None => return,
                },
                Some(request) = requests.recv() => self.on_request(request),
                () = tokio::time::sleep_until(wake_at) => self.on_wake(),
            }
        }
    }

    fn wake_at(&self) -> Instant {
        let pulse = Instant::now() + PULSE_INTERVAL;
        self.switchboard.next_timeout().map_or(pulse, |at| self.clock.instant(at).min(pulse))
    }

    fn on_wake(&mut self) {
        let now = self.clock.now();
        if self.switchboard.next_timeout().is_some_and(|at| at <= now) {
            self.tell_fact(Happening::Tick);
        } else if now >= self.day.ends_at() {
            self.turn_day(now);
        }
        if self.hours.changes_at().is_some_and(|at| at <= now) {
            self.follow_hours();
        }
    }

    /// Tells which queues have opened and closed.
    fn follow_hours(&mut self) {
        let now = self.clock.now();
        for (queue, open) in self.hours.turn(now, self.switchboard.roster()) {
            self.tell_fact(Happening::Hours { queue, open });
        }
    }

    fn on_report(&mut self, report: PbxReport) {
        let PbxReport { pbx, told } = report;
        let happening = match told {
            Told::Event(event) => Happening::Call { pbx, event: *event },
            // Told on, and nothing is decided by it: no record is needed.
            Told::News(news) => {
                self.switchboard.pass_on(self.clock.now(), pbx, Arc::from(news));
                return self.drain();
            }
            Told::Queue { name, queue } => {
                self.switchboard.show_queue(self.clock.now(), pbx, name, queue.map(Arc::from));
                return self.drain();
            }
            Told::Abilities(abilities) => {
                self.switchboard.learn(self.clock.now(), &pbx, abilities);
                return self.drain();
            }
            Told::Listened { call, listeners } => {
                self.switchboard.tell_listeners(self.clock.now(), call, listeners);
                return self.drain();
            }
            Told::Refused { what, why } => {
                self.switchboard.refuse(self.clock.now(), what, why);
                return self.drain();
            }
            Told::Gap(gap) => {
                self.switchboard.tell_gap(self.clock.now(), pbx, gap);
                return self.drain();
            }
            Told::Link(link) => Happening::Link { pbx, link },
        };
        self.tell_fact(happening);
    }

    fn on_request(&mut self, request: Request) {
        match request {
            Request::Act(act, answer) => {
                // Nobody waits for the answer any more when a browser has gone: the act stands.
                let _ = answer.send(self.tell(Happening::Person(act)));
            }
            Request::Catalog(version, roster) => {
                self.tell_fact(Happening::Catalog { version, roster });
                self.follow_hours();
            }
            Request::Known(call, known) => self.tell_fact(Happening::Known { call, known }),
            Request::Line(queue, answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(self.switchboard.line_of(self.clock.now(), &queue));
            }
            Request::Repaired(repair) => self.tell_fact(Happening::Repaired(repair)),
            Request::Alive(answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(self.switchboard.alive());
            }
            Request::Announce => {
                self.switchboard.announce(self.clock.now());
                self.drain();
            }
        }
    }

    /// Tells what nobody can refuse: only a person's act is answered.
    fn tell_fact(&mut self, happening: Happening) {
        let _ = self.tell(happening);
    }

    fn tell(&mut self, happening: Happening) -> Result<(), Refused> {
        let now = self.clock.now();
        self.turn_day(now);
        if let Some(record) = record::encode(now, &happening) {
            // A full spool is counted and shown by the journal itself; routing goes on.
            let _ = self.journal.append(record);
        }
        let answer = self.switchboard.handle(now, happening);
        self.drain();
        answer
    }

    fn turn_day(&mut self, now: Time) {
        if self.day.turn(now) {
            self.switchboard.handle(now, Happening::NewDay).unwrap_or_default();
            self.drain();
        }
    }

    fn drain(&mut self) {
        while let Some(effect) = self.switchboard.poll_effect() {
            match effect {
                // No consumer is no fault: tests and tools run without any.
                Effect::Moment(moment) => drop(self.feed.send(moment)),
                Effect::Command { pbx, command } => self.command(pbx, command),
                Effect::WhoCalls(question) => self.ask(question),
            }
        }
    }

    fn ask(&mut self, question: Question) {
        let call = question.call;
        if self.questions.try_send(question).is_err() {
            tracing::warn!(call.id = %call, "too many callers are being looked up; this one is routed unknown");
            self.tell_fact(Happening::Known { call, known: Known::default() });
        }
    }

    fn command(&mut self, pbx: PbxName, command: CallCommand) {
        let sent = self.commands.get(&pbx).map(|channel| channel.try_send(command.clone()));
        if !matches!(sent, Some(Ok(()))) {
            tracing::error!(pbx = %pbx, "the PBX's command queue is full or gone");
            if let CallCommand::Ring { call, lines, .. } = command {
                for line in lines {
                    let event = CallEvent::RingEnded { call, line, why: RingEnd::Failed };
                    // It cannot go on for ever: an agent who could not be rung is passed over for a while.
                    self.tell_fact(Happening::Call { pbx: pbx.clone(), event });
                }
            }
        }
    }
}
