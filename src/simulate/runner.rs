//! Replications side by side.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use super::Scenario;
use super::cpu_time;
use super::engine::{Engine, Observer};
use super::report::Report;
use super::samples::{DaySample, Totals};

/// How much a simulation may be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// Most callers all replications together may be expected to have.
    pub calls_max: f64,
    /// Most agents.
    pub agents_max: usize,
    /// Most threads; `None`: as many as the machine has processors.
    pub threads_max: Option<NonZeroUsize>,
}

impl Limits {
    /// Whatever the machine can bear.
    pub const NONE: Self = Self { calls_max: f64::INFINITY, agents_max: usize::MAX, threads_max: None };
}

/// Why a simulation gave no result.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum RunError {
    /// More callers than [`Limits::calls_max`]; nothing was played.
    #[error(
        "about {expected:.0} callers in all, {most:.0} at most; shorten duration_s or take fewer replications"
    )]
    TooManyCalls {
        /// How many are expected.
        expected: f64,
        /// The limit.
        most: f64,
    },
    /// More agents than [`Limits::agents_max`]; nothing was played.
    #[error("{agents} agents, {most} at most; make the groups smaller")]
    TooManyAgents {
        /// How many there are.
        agents: usize,
        /// The limit.
        most: usize,
    },
    /// It was told to stop.
    #[error("the simulation was stopped before its end")]
    Stopped,
}

/// What a run asks and tells while it goes on; from several threads.
pub trait Watch: Sync {
    /// Whether to go on; asked every few thousand events.
    fn go_on(&self) -> bool {
        true
    }

    /// So many replications are done.
    fn done(&self, replications: u32) {
        let _ = replications;
    }
}

/// Lets it run.
impl Watch for () {}

/// What a run found, with what plots need beside the report.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The figures.
    pub report: Report,
    pub(super) totals: Totals,
}

/// Plays one replication, the same as [`run`] would, with somebody looking on.
pub fn observe<O: Observer>(scenario: &Scenario, replication: u32, observer: O) -> O {
    Engine::new(scenario, replication, observer).run(&|| true).1
}

/// Plays all replications and reports. The result is the same for any number of threads.
pub fn run(scenario: &Scenario, limits: Limits, watch: &dyn Watch) -> Result<Findings, RunError> {
    within(scenario, limits)?;
    let shared = Shared { next: AtomicU32::new(0), done: AtomicU32::new(0), stopped: AtomicBool::new(false) };
    let gathered = Mutex::new(Gathered::new(scenario));
    let threads = threads(scenario, limits);
    if threads == 1 {
        play(scenario, &shared, watch, &gathered);
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| play(scenario, &shared, watch, &gathered));
            }
        });
    }
    if shared.stopped.load(Ordering::Relaxed) {
        return Err(RunError::Stopped);
    }
    let gathered = gathered.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(gathered.findings(scenario))
}

fn within(scenario: &Scenario, limits: Limits) -> Result<(), RunError> {
    let (expected, agents) = (scenario.calls_expected(), scenario.agent_count());
    if expected > limits.calls_max {
        return Err(RunError::TooManyCalls { expected, most: limits.calls_max });
    }
    if agents > limits.agents_max {
        return Err(RunError::TooManyAgents { agents, most: limits.agents_max });
    }
    Ok(())
}

fn threads(scenario: &Scenario, limits: Limits) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let most = limits.threads_max.map_or(processors, NonZeroUsize::get);
    most.min(scenario.replications as usize).max(1)
}

/// What the threads take turns at.
struct Shared {
    /// The next replication to play.
    next: AtomicU32,
    done: AtomicU32,
    stopped: AtomicBool,
}

/// What the threads have found so far.
struct Gathered {
    totals: Totals,
    /// With their replications' numbers, in the order they were done.
    days: Vec<(u32, DaySample)>,
    cpu_time: Duration,
}

/// One thread's share of the work.
fn play(scenario: &Scenario, shared: &Shared, watch: &dyn Watch, gathered: &Mutex<Gathered>) {
    let mut mine = Gathered::new(scenario);
    let go_on = || watch.go_on() && !shared.stopped.load(Ordering::Relaxed);
    loop {
        let replication = shared.next.fetch_add(1, Ordering::Relaxed);
        if replication >= scenario.replications || !go_on() {
            shared.stopped.fetch_or(replication < scenario.replications, Ordering::Relaxed);
            break;
        }
        let before = cpu_time::of_this_thread();
        let (Some(day), ()) = Engine::new(scenario, replication, ()).run(&go_on) else {
            shared.stopped.store(true, Ordering::Relaxed);
            break;
        };
        let sample = mine.totals.add(day);
        mine.days.push((replication, sample));
        mine.cpu_time += cpu_time::of_this_thread().saturating_sub(before);
        watch.done(shared.done.fetch_add(1, Ordering::Relaxed) + 1);
    }
    gathered.lock().unwrap_or_else(std::sync::PoisonError::into_inner).merge(mine);
}

impl Gathered {
    fn new(scenario: &Scenario) -> Self {
        Self { totals: Totals::new(scenario), days: Vec::new(), cpu_time: Duration::ZERO }
    }

    fn merge(&mut self, other: Self) {
        self.totals.merge(&other.totals);
        self.days.extend(other.days);
        self.cpu_time += other.cpu_time;
    }

    fn findings(mut self, scenario: &Scenario) -> Findings {
        self.days.sort_by_key(|(replication, _)| *replication);
        let days: Vec<DaySample> = self.days.into_iter().map(|(_, day)| day).collect();
        let mut report = self.totals.report(scenario, &days);
        let calls = report.overall.arrived as f64;
        report.calls_per_cpu_second = (!self.cpu_time.is_zero()).then(|| calls / self.cpu_time.as_secs_f64());
        Findings { report, totals: self.totals }
    }
}
