//! The adapter for Asterisk: an AMI link in front, [`PbxReport`]s and [`CallCommand`]s behind.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::ami::{Action, ActionError, Ami, DownWhy, Event, GapWhy, Incoming, Version};
use crate::call::{
    CallCommand, CallEvent, Denied, EndedBy, Gap, Line, LinkFigures, LinkState, PbxName, PbxReport, RingEnd,
    Told,
};
use crate::phone::Plans;

use super::dialplan::{extras, missing_context};
use super::heartbeat::Heartbeat;
use super::naming::line_of;
use super::{Dialplan, Observer, PbxQueues, PlanError, Tracker, plan};

/// Commands that may wait for one PBX.
pub const COMMANDS_MAX: usize = 4_096;

/// How often waiting callers are told that we live. The dialplan looks every five seconds.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(1);
/// The first Asterisk that tells what route mode relies on (`TechCause`, new-style event filters).
const MAJOR_MIN: u16 = 22;

/// What an adapter is made of.
#[derive(Debug)]
pub struct Parts {
    /// The PBX's name in the settings.
    pub pbx: PbxName,
    /// How to reach it.
    pub ami: crate::ami::Config,
    /// Nothing in its dialplan is ours: it is only watched.
    pub observe: bool,
    /// How its callers' numbers are read; a change holds from the next caller on.
    pub numbers: watch::Receiver<Plans>,
    /// Where reports go.
    pub reports: mpsc::Sender<PbxReport>,
    /// Where commands come from.
    pub commands: mpsc::Receiver<CallCommand>,
    /// The driver's pulse: while it stands still, no heartbeat goes out.
    pub pulse: Arc<AtomicU64>,
    /// When the PBX was heard last in an earlier life of ours, UTC milliseconds.
    pub heard_ms: Option<u64>,
    /// Where is said, once a second, what has been counted.
    pub figures: watch::Sender<LinkFigures>,
}

/// Starts the adapter.
pub fn start(parts: Parts, cancel: CancellationToken) -> tokio::task::JoinHandle<()> {
    let (ami, incoming) = Ami::start(parts.ami, cancel.clone());
    let (results, failed) = mpsc::channel(COMMANDS_MAX);
    let numbers = parts.numbers.borrow().clone();
    let adapter = Adapter {
        tracker: Tracker::new(parts.pbx.clone(), numbers),
        observer: Observer::new(parts.pbx.clone()),
        queues: PbxQueues::default(),
        numbers: parts.numbers,
        pbx: parts.pbx,
        ami,
        reports: parts.reports,
        results,
        heartbeat: Heartbeat::of(parts.pulse),
        routing: false,
        dialplan: Dialplan::default(),
        unfit: false,
        observe: parts.observe,
        dialling: BTreeSet::new(),
        figures: Arc::new(parts.figures),
        gap: parts.heard_ms.map(|heard_ms| (heard_ms, "Santral was not running".into())),
        lag_ms: 0,
    };
    tokio::spawn(adapter.run(incoming, parts.commands, failed, cancel))
}

#[derive(Debug)]
struct Adapter {
    pbx: PbxName,
    /// Callers of ours and the phones that ring for them.
    tracker: Tracker,
    /// Every call there is, for those who read along.
    observer: Observer,
    /// The PBX's own queues.
    queues: PbxQueues,
    numbers: watch::Receiver<Plans>,
    ami: Ami,
    reports: mpsc::Sender<PbxReport>,
    results: mpsc::Sender<Verdict>,
    heartbeat: Heartbeat,
    /// The link is up, the dialplan is ours, and the state has been read: callers may be moved.
    routing: bool,
    /// What the dialplan has beyond what it must have.
    dialplan: Dialplan,
    /// This Asterisk is too old for route mode; until the next link nothing is asked of it.
    unfit: bool,
    /// Nothing in its dialplan is ours.
    observe: bool,
    /// Phones that ring for a number their agent wants to call, until Asterisk says how that ended.
    dialling: BTreeSet<Line>,
    figures: Arc<watch::Sender<LinkFigures>>,
    /// Since when, and why, the PBX was not heard, while its state is read again.
    gap: Option<(u64, Arc<str>)>,
    /// The longest an event took to us since the figures were last told.
    lag_ms: u64,
}

/// What became of something that was asked of Asterisk.
#[derive(Debug)]
enum Verdict {
    /// A phone could not be rung.
    RingFailed(CallCommand),
    /// An agent's wish was refused.
    Refused { what: Denied, why: Arc<str> },
    /// The dialplan has what route mode needs.
    DialplanFits(Dialplan),
    /// It does not, or it could not be asked.
    DialplanWrong(String),
}

impl Adapter {
    async fn run(
        mut self,
        mut incoming: mpsc::Receiver<Incoming>,
        mut commands: mpsc::Receiver<CallCommand>,
        mut verdicts: mpsc::Receiver<Verdict>,
        cancel: CancellationToken,
    ) {
        let mut heartbeat = tokio::time::interval(HEARTBEAT_INTERVAL);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let going = tokio::select! {
                biased;
                () = cancel.cancelled() => return,
                Some(told) = incoming.recv() => self.on_incoming(told).await,
                Some(command) = commands.recv() => { self.on_command(command).await; true }
                Some(verdict) = verdicts.recv() => self.on_verdict(verdict).await,
                _ = heartbeat.tick() => {
                    self.beat();
                    self.count(incoming.len());
                    self.report_queues().await
                }
                else => return,
            };
            if !going {
                return;
            }
        }
    }

    /// False when nobody listens any more.
    async fn on_incoming(&mut self, incoming: Incoming) -> bool {
        match incoming {
            Incoming::Event { at, event } => {
                let read_at_ms = now_ms();
                let at_ms = at.map_or(read_at_ms, |at_us| at_us / 1_000);
                self.lag_ms = self.lag_ms.max(read_at_ms.saturating_sub(at_ms));
                self.observer.handle(at_ms, &event);
                self.queues.handle(at_ms, &event);
                if !self.report_news().await {
                    return false;
                }
                if self.numbers.has_changed().unwrap_or(false) {
                    self.tracker.set_numbers(self.numbers.borrow_and_update().clone());
                }
                self.tracker.handle(&event);
                if !self.report_dialled(&event).await {
                    return false;
                }
                if matches!(event, Event::Reload { .. }) && !self.unfit {
                    self.check_dialplan();
                }
                if self.routing {
                    return self.report_events().await && self.report_listeners().await;
                }
                // Nobody acts on it; when callers may be moved, the whole state is told.
                self.tracker.tell_nothing();
                true
            }
            Incoming::ResyncBegan { gap, .. } => {
                if let Some(gap) = gap {
                    tracing::warn!(pbx = %self.pbx, ?gap, "events were missed; the state is read again");
                    // One that is not over yet goes on.
                    self.gap.get_or_insert_with(|| (ms_of(gap.from), gap_words(&gap.why).into()));
                }
                self.tracker.begin_resync();
                self.observer.begin_resync();
                self.queues.begin_resync();
                true
            }
            Incoming::ResyncEnded { channels, .. } => {
                tracing::info!(pbx = %self.pbx, channels, "the state of the PBX was read");
                self.tracker.end_resync();
                self.observer.end_resync(now_ms());
                self.queues.end_resync();
                if !self.report_news().await || !self.report_gap().await {
                    return false;
                }
                if self.routing {
                    return self.report_events().await && self.report_listeners().await;
                }
                if !self.unfit {
                    self.check_dialplan();
                }
                true
            }
            Incoming::Up { version, .. } => self.on_up(&version).await,
            Incoming::Down { why } => {
                self.routing = false;
                self.report(Told::Link(LinkState::Down { detail: down_words(&why).into() })).await
            }
            Incoming::Forged { count } => {
                tracing::warn!(pbx = %self.pbx, count, "packets with headers of somebody's own were withheld");
                true
            }
            Incoming::Overflow { dropped } => {
                tracing::error!(pbx = %self.pbx, dropped, "events came faster than they were taken");
                true
            }
            Incoming::Connecting { attempt } => {
                tracing::debug!(pbx = %self.pbx, attempt, "connecting");
                true
            }
        }
    }

    async fn on_up(&mut self, version: &Version) -> bool {
        self.routing = false;
        self.unfit = !self.observe && version.major != 0 && version.major < MAJOR_MIN;
        tracing::info!(pbx = %self.pbx, asterisk.version = %version, "the link is up");
        if self.unfit {
            let detail =
                format!("this is Asterisk {version}; route mode needs Asterisk {MAJOR_MIN} or newer");
            tracing::error!(pbx = %self.pbx, "{detail}");
            return self.report(Told::Link(LinkState::Down { detail: detail.into() })).await;
        }
        true
    }

    /// A Redirect to a context that does not exist hangs the caller up, so they are looked for first.
    fn check_dialplan(&self) {
        if self.observe {
            // Full only when as many verdicts wait: one of them will do.
            let _ = self.results.try_send(Verdict::DialplanFits(Dialplan::default()));
            return;
        }
        let (ami, results) = (self.ami.clone(), self.results.clone());
        tokio::spawn(async move {
            let verdict = match missing_context(&ami).await {
                None => Verdict::DialplanFits(extras(&ami).await),
                Some(reason) => Verdict::DialplanWrong(reason),
            };
            // The adapter has ended: nobody is left to tell.
            let _ = results.send(verdict).await;
        });
    }

    async fn on_verdict(&mut self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::RingFailed(CallCommand::Ring { call, lines, .. }) => {
                for line in lines {
                    let event = CallEvent::RingEnded { call, line, why: RingEnd::Failed };
                    if !self.report(Told::Event(Box::new(event))).await {
                        return false;
                    }
                }
                true
            }
            Verdict::RingFailed(_) => true,
            Verdict::Refused { what, why } => self.report(Told::Refused { what, why }).await,
            Verdict::DialplanFits(extras) if self.routing => {
                self.dialplan = extras;
                self.report(Told::Abilities(extras.abilities)).await
            }
            Verdict::DialplanFits(extras) => {
                self.dialplan = extras;
                self.routing = true;
                self.beat();
                self.tracker.tell_all();
                self.report(Told::Link(LinkState::Up)).await
                    && self.report(Told::Abilities(extras.abilities)).await
                    && self.report_events().await
                    && self.report_listeners().await
            }
            Verdict::DialplanWrong(detail) => {
                self.routing = false;
                tracing::error!(pbx = %self.pbx, "{detail}");
                self.report(Told::Link(LinkState::Down { detail: detail.into() })).await
            }
        }
    }

    async fn on_command(&mut self, command: CallCommand) {
        let actions = match plan(&command, &self.tracker, self.dialplan) {
            Ok(actions) if self.routing => actions,
            Ok(_) => {
                // No link: the core hears of a ring that failed; all else the next resync sets right. A full
                // channel of our own is nothing to wait for: the core has its own deadline.
                let _ = self.results.try_send(refusal(command, "the link is down"));
                return;
            }
            Err(error @ (PlanError::NoPhone | PlanError::NoRingAll)) => {
                tracing::error!(pbx = %self.pbx, ?command, "{error}");
                let _ = self.results.try_send(Verdict::RingFailed(command));
                return;
            }
            // An agent's wish that came too late; that her call is over is told by itself.
            Err(error @ PlanError::CallGone)
                if matches!(command, CallCommand::Control { .. } | CallCommand::Listen { .. }) =>
            {
                let _ = self.results.try_send(refusal(command, &error.to_string()));
                return;
            }
            Err(PlanError::CallGone) => {
                tracing::debug!(pbx = %self.pbx, ?command, "a command came for a call that is gone");
                self.report(Told::Event(Box::new(CallEvent::Ended {
                    call: command.call(),
                    by: EndedBy::System,
                })))
                .await;
                return;
            }
        };
        if let CallCommand::Dial { line, .. } = &command {
            self.dialling.insert(line.clone());
        }
        let (results, pbx) = (self.results.clone(), self.pbx.clone());
        let answers = self.ami.post(actions);
        tokio::spawn(async move {
            let failed = answers.await.into_iter().find_map(Result::err);
            match failed {
                None => {}
                // Perhaps it was done: what happens next tells, and the core's own deadline if nothing does.
                Some(ActionError::TimedOut) => {
                    tracing::warn!(%pbx, ?command, "the PBX did not answer in time")
                }
                Some(error) => {
                    tracing::info!(%pbx, ?command, %error, "the PBX refused");
                    let _ = results.send(refusal(command, &error.to_string())).await;
                }
            }
        });
    }

    async fn report_gap(&mut self) -> bool {
        let Some((from_ms, why)) = self.gap.take() else { return true };
        self.report(Told::Gap(Gap { from_ms, until_ms: now_ms(), why })).await
    }

    /// Tells of an agent's own phone that did not take the call she wanted to make.
    async fn report_dialled(&mut self, event: &Event) -> bool {
        let Event::OriginateResponse { success, channel, reason, .. } = event else { return true };
        let line = if *success { line_of(channel) } else { Line::of_member(channel) };
        let Some(line) = line.filter(|line| self.dialling.remove(line)) else { return true };
        if *success {
            return true;
        }
        let why = match reason {
            Some(3) => "no answer",
            Some(5) => "busy",
            Some(_) | None => "unreachable",
        };
        self.report(Told::Refused { what: Denied::OwnPhone(line), why: why.into() }).await
    }

    /// Tells waiting callers that we live, as long as the driver does.
    fn beat(&mut self) {
        if !self.routing || self.observe || !self.heartbeat.driver_turns() {
            return;
        }
        let beat = Action::setvar_global("CTI_HB", &self.heartbeat.next());
        let ami = self.ami.clone();
        tokio::spawn(async move {
            if let Err(error) = ami.send(beat).await {
                tracing::warn!(%error, "a heartbeat did not arrive");
            }
        });
    }

    /// At most once a second for each, however much happens in it.
    async fn report_queues(&mut self) -> bool {
        for (name, queue) in self.queues.take_changed() {
            if !self.report(Told::Queue { name, queue: queue.map(Box::new) }).await {
                return false;
            }
        }
        true
    }

    /// Says what has been counted, without waiting for it.
    fn count(&mut self, waiting: usize) {
        let (ami, figures) = (self.ami.clone(), Arc::clone(&self.figures));
        let (lag_ms, unfollowed) = (std::mem::take(&mut self.lag_ms), self.observer.unfollowed());
        tokio::spawn(async move {
            let Some(tally) = ami.tally().await else { return };
            figures.send_replace(LinkFigures {
                events: tally.events,
                unknown: tally.unknown,
                forged: tally.forged,
                withheld: tally.withheld,
                oversized: tally.oversized,
                orphans: tally.orphans,
                dropped: tally.dropped,
                resyncs: tally.resyncs,
                links: tally.links,
                unfollowed,
                stall_us: u64::try_from(tally.stall.as_micros()).unwrap_or(u64::MAX),
                waiting: waiting as u64,
                lag_ms,
            });
        });
    }

    async fn report_events(&mut self) -> bool {
        while let Some(event) = self.tracker.poll_event() {
            if !self.report(Told::Event(Box::new(event))).await {
                return false;
            }
        }
        true
    }

    async fn report_listeners(&mut self) -> bool {
        while let Some((call, listeners)) = self.tracker.poll_listened() {
            if !self.report(Told::Listened { call, listeners }).await {
                return false;
            }
        }
        true
    }

    async fn report_news(&mut self) -> bool {
        while let Some(news) = self.observer.poll() {
            if !self.report(Told::News(Box::new(news))).await {
                return false;
            }
        }
        true
    }

    async fn report(&self, told: Told) -> bool {
        self.reports.send(PbxReport { pbx: self.pbx.clone(), told }).await.is_ok()
    }
}

/// What a refusal of the PBX means for a command.
fn refusal(command: CallCommand, why: &str) -> Verdict {
    let what = match &command {
        CallCommand::Control { call, what } => Denied::Control(*call, what.kind()),
        CallCommand::Dial { line, .. } => Denied::Dial(line.clone()),
        CallCommand::Listen { call, .. } => Denied::Listen(*call),
        CallCommand::Ring { .. }
        | CallCommand::StopRinging { .. }
        | CallCommand::GiveBack { .. }
        | CallCommand::Hangup { .. }
        | CallCommand::Joined { .. }
        | CallCommand::Requeue { .. }
        | CallCommand::StopListening { .. } => return Verdict::RingFailed(command),
    };
    Verdict::Refused { what, why: why.into() }
}

/// The wall clock, for what Asterisk wrote no time on.
fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

fn gap_words(why: &GapWhy) -> String {
    match why {
        GapWhy::Link(why) => down_words(why),
        GapWhy::Overflow => "events came faster than they were taken".to_owned(),
        GapWhy::Withheld => "packets with headers of somebody's own were withheld".to_owned(),
    }
}

fn ms_of(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn down_words(why: &DownWhy) -> String {
    why.to_string()
}
