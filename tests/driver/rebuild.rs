//! After a restart the board shows what it showed, and every agent stands where she stood.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::tz::TimeZone;
use santral::acd::{AgentId, Time};
use santral::call::{CallCommand, CallEvent, EndedBy, LineState, LinkState, PbxReport, Told};
use santral::driver::{self, AgentChoice, BusinessDay, Driver, Moment, PersonAct, What};
use santral::store::{Config, JournalWriter, Store};
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;

use crate::desk::{arrives, call, line, pbx, roster};

/// A life of the driver over a database.
pub(crate) struct Life {
    pub(crate) driver: Driver,
    pub(crate) reports: mpsc::Sender<PbxReport>,
    _wishes: mpsc::Receiver<CallCommand>,
    feed: broadcast::Receiver<Moment>,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
    journal_stop: CancellationToken,
    journal: santral::store::Journal,
}

impl Life {
    pub(crate) async fn begin(store: &Store) -> Self {
        let now = now();
        let rebuilt = driver::rebuild(store, roster(), TimeZone::UTC, now).await.unwrap();
        let (stop, journal_stop) = (CancellationToken::new(), CancellationToken::new());
        let journal = JournalWriter::start(store.clone(), journal_stop.clone());
        let (reports, told) = mpsc::channel(64);
        let (commands, wishes) = mpsc::channel(64);
        let parts = driver::Parts {
            switchboard: rebuilt.switchboard,
            last_at: rebuilt.last_at,
            day: BusinessDay::holding(now, TimeZone::UTC),
            journal: journal.clone(),
            reports: told,
            commands: BTreeMap::from([(pbx(), commands)]),
            questions: mpsc::channel(1).0,
        };
        let (driver, task) = driver::start(parts, stop.clone());
        let feed = driver.subscribe();
        Self { driver, reports, _wishes: wishes, feed, stop, task, journal_stop, journal }
    }

    pub(crate) async fn pbx(&self, event: CallEvent) {
        self.reports.send(PbxReport { pbx: pbx(), told: Told::Event(Box::new(event)) }).await.unwrap();
    }

    /// What the feed says of the present state, as lines.
    pub(crate) async fn state(&mut self) -> Vec<String> {
        // Reports and acts come by two roads: an act's answer tells that the reports before it were taken.
        while self.reports.capacity() != self.reports.max_capacity() {
            tokio::task::yield_now().await;
        }
        let nobody = PersonAct::Choose { agent: AgentId::new("nobody"), choice: AgentChoice::Offline };
        self.driver.act(nobody).await.unwrap_err();
        while self.feed.try_recv().is_ok() {}
        self.driver.announce().await;
        let mut lines = Vec::new();
        let mut queues = 0;
        while queues < 2 {
            let moment =
                tokio::time::timeout(Duration::from_secs(10), self.feed.recv()).await.unwrap().unwrap();
            match moment.what {
                What::Agent(standing) => {
                    lines.push(format!("{} {:?} at {:?}", standing.agent, standing.state, standing.line))
                }
                What::Call { call, .. } => {
                    lines.push(format!("{} {:?} {:?}", call.linkedid, call.phase, call.agent))
                }
                What::Queue(figures) => {
                    queues += 1;
                    lines.push(format!("{} waiting {} {:?}", figures.queue, figures.waiting, figures.day));
                }
                What::News { .. }
                | What::Refused { .. }
                | What::PbxQueue { .. }
                | What::Gap { .. }
                | What::Link { .. }
                | What::Catalog { .. } => {}
            }
        }
        lines
    }

    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.task.await.unwrap();
        self.journal_stop.cancel();
        self.journal.ended().await;
    }
}

fn now() -> Time {
    Time::from_micros(jiff::Timestamp::now().as_microsecond().unsigned_abs())
}

#[tokio::test]
async fn a_restart_finds_agents_calls_and_counts_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("santral.db").display());
    let store = Store::open(&Config::at(url)).await.unwrap();
    let mut life = Life::begin(&store).await;
    life.reports.send(PbxReport { pbx: pbx(), told: Told::Link(LinkState::Up) }).await.unwrap();
    for extension in ["1001", "1002"] {
        life.pbx(CallEvent::Line { line: line(extension), state: LineState::Free }).await;
    }
    for (agent, extension) in [("zeynep", "1001"), ("mehmet", "1002")] {
        let agent = AgentId::new(agent);
        life.driver.act(PersonAct::SignIn { agent: agent.clone(), line: line(extension) }).await.unwrap();
        life.driver.act(PersonAct::Choose { agent, choice: AgentChoice::Available }).await.unwrap();
    }
    for n in 1..=4 {
        life.pbx(arrives(n, "5552001")).await;
    }
    life.pbx(CallEvent::Answered { call: call(1), line: line("1001") }).await;
    life.pbx(CallEvent::Ringing { call: call(2), line: line("1002") }).await;
    life.pbx(CallEvent::Ended { call: call(3), by: EndedBy::Caller }).await;
    let before = life.state().await;
    assert!(before.iter().any(|line| line.contains("OnCall")), "{before:?}");
    life.end().await;

    let mut again = Life::begin(&store).await;
    assert_eq!(again.state().await, before);
    again.end().await;
}

#[tokio::test]
async fn the_journal_tells_when_agents_took_calls() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("santral.db").display());
    let store = Store::open(&Config::at(url)).await.unwrap();
    let life = Life::begin(&store).await;
    // The driver has a clock of its own; a minute before and after is wide enough.
    let from = Time::from_micros(now().as_micros() - 60_000_000);
    let choose = |agent: &str, choice| PersonAct::Choose { agent: AgentId::new(agent), choice };
    for (agent, extension) in [("zeynep", "1001"), ("mehmet", "1002")] {
        let sign_in = PersonAct::SignIn { agent: AgentId::new(agent), line: line(extension) };
        life.driver.act(sign_in).await.unwrap();
    }
    life.driver.act(choose("zeynep", AgentChoice::Available)).await.unwrap();
    life.driver.act(choose("zeynep", AgentChoice::Offline)).await.unwrap();
    life.driver.act(choose("mehmet", AgentChoice::Available)).await.unwrap();
    life.end().await;
    let to = now() + Duration::from_secs(60);
    let times = driver::work_times(&store, roster(), from, to).await.unwrap();
    let agents: Vec<&str> = times.iter().map(|time| time.agent.as_str()).collect();
    assert_eq!(agents, ["mehmet", "zeynep"]);
    // Mehmet is at it still, Zeynep was for a moment; nobody was before.
    assert!(from < times[1].from && times[1].from < times[1].to, "{times:?}");
    assert!(times[1].to <= times[0].from && times[0].to == to, "{times:?}");
    assert_eq!(driver::work_times(&store, roster(), from, times[1].from).await.unwrap(), []);
}
