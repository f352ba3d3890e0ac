//! Builds the parts, connects them, and takes them down in order.

mod catalog;
mod repair;
mod retention;
mod tail;
mod who_calls;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::acd::{QueueId, Time};
use crate::api::{self, App, AppParts, HubParts, SharedApp};
use crate::call::{CallCommand, LinkFigures, PbxName, PbxReport};
use crate::config::{Config, Mode};
use crate::crm::{Crm, WriteBack, deliver};
use crate::driver::{self, BusinessDay, Roster, Shadow, WatchedQueue};
use crate::hooks::{self, Letters, Webhook};
use crate::phone::Plans;
use crate::store::{JournalWriter, Store};
use crate::telephony::asterisk;

pub use catalog::{Version, in_force};

/// Reports of all PBXs that may wait for the driver. Full, the adapters wait, and behind them the AMI link
/// resynchronises.
const REPORTS_MAX: usize = 16_384;

/// A daemon that runs.
#[derive(Debug)]
pub struct Daemon {
    /// Where browsers reach it.
    pub address: SocketAddr,
    /// Its handles.
    pub app: SharedApp,
    stops: Stops,
    tasks: Tasks,
    store: Store,
    /// Kept open while the daemon runs: without a PBX the driver still has people to listen to.
    _reports: mpsc::Sender<PbxReport>,
}

/// Taken down in this order: pages, PBXs, switchboard, rows, journal.
#[derive(Debug, Default)]
struct Stops {
    pages: CancellationToken,
    pbxs: CancellationToken,
    driver: CancellationToken,
    rows: CancellationToken,
    journal: CancellationToken,
}

#[derive(Debug)]
struct Tasks {
    pages: Vec<JoinHandle<()>>,
    pbxs: Vec<JoinHandle<()>>,
    driver: JoinHandle<()>,
    rows: JoinHandle<()>,
}

impl Daemon {
    /// Starts everything. An error here is one sentence for the admin; nothing runs then.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        let store = Store::open(&config.store).await?;
        let zone = config.zone()?;
        let (version, roster) = in_force(&store).await?;
        let began = Instant::now();
        let now = now();
        let rebuilt = driver::rebuild(&store, Arc::clone(&roster), zone.clone(), now).await?;
        tracing::info!(
            records = rebuilt.records,
            calls = rebuilt.switchboard.calls().count(),
            took_ms = began.elapsed().as_millis(),
            "the state was rebuilt from the journal"
        );

        let told = config.crm.write_back.iter().map(WriteBack::new).collect::<Result<Vec<_>, _>>()?;
        store.tell_finished_to(told.iter().map(|receiver| receiver.name().to_owned()).collect());
        let webhooks = Webhook::all(&config.webhooks)?;
        let stops = Stops::default();
        let journal = JournalWriter::start(store.clone(), stops.journal.clone());
        let (reports_in, reports) = mpsc::channel(REPORTS_MAX);
        let links = links(config)?;
        let heard_ms = (rebuilt.records > 0).then(|| rebuilt.last_at.as_millis());
        let (commands, receivers) = command_channels(&links);
        let (questions, asked) = mpsc::channel(who_calls::QUESTIONS_MAX);
        let parts = driver::Parts {
            switchboard: rebuilt.switchboard,
            last_at: rebuilt.last_at,
            day: BusinessDay::holding(now, zone),
            journal: journal.clone(),
            reports,
            commands,
            questions,
        };
        let (driver, driver_task) = driver::start(parts, stops.driver.clone());
        let rows = driver::record(&driver, store.clone(), stops.rows.clone());
        let answers =
            tokio::spawn(who_calls::answer(asked, store.clone(), driver.clone(), stops.driver.clone()));
        let telling = tokio::spawn(deliver(store.clone(), told, stops.driver.clone()));
        let hooked = tokio::spawn(hooks::deliver(store.clone(), webhooks.clone(), stops.driver.clone()));
        let pulse = driver.pulse();
        let (plans, numbers) = watch::channel(roster.plans().clone());
        let (pbxs, counted) =
            start_links(links, receivers, &numbers, &reports_in, &pulse, heard_ms, &stops.pbxs);
        let (rosters, roster_watch) = watch::channel(roster);
        let crm = Crm::new(store.clone(), config.crm.clone())?;
        let epoch = epoch()?;
        let letters = Letters::new(store.clone(), &webhooks, &epoch);
        let hub = HubParts {
            driver: driver.clone(),
            crm: crm.clone(),
            store: store.clone(),
            roster: roster_watch.clone(),
            zone: config.zone()?,
            epoch,
        };
        let (hub, hub_task) = api::run_hub(hub, stops.rows.clone());
        let repairs = repair::Parts {
            store: store.clone(),
            driver: driver.clone(),
            roster: roster_watch.clone(),
            logs: config.pbx.iter().map(|(name, pbx)| (PbxName::new(name), pbx.queue_log.clone())).collect(),
        };
        let repairing = tokio::spawn(repair::watch(repairs, stops.driver.clone()));
        let watched = shadowed(config, &roster_watch.borrow());
        let shadow = Shadow::new(roster_watch.borrow().clone(), watched, now);
        let (shadow, shadowing) =
            driver::follow_in_shadow(&driver, shadow, roster_watch.clone(), stops.driver.clone());
        let handing = tokio::spawn(api::feed::hand_over(hub.feed().clone(), letters, stops.rows.clone()));
        let app = App::new(AppParts {
            store: store.clone(),
            journal,
            driver: driver.clone(),
            hub,
            crm,
            zone: config.zone()?,
            roster: roster_watch,
            access: config.http.access(),
            embed: config.embed.open()?,
            links: counted,
            shadow,
            webhooks,
            drain: stops.pages.clone(),
        });
        let follow = catalog::Follower { store: store.clone(), driver, rosters, plans, version };
        let follow = tokio::spawn(follow.run(stops.driver.clone()));
        let sweep = tokio::spawn(sweep_sessions(store.clone(), stops.driver.clone()));
        let retention =
            retention::daily(store.clone(), config.retention.clone(), config.zone()?, stops.driver.clone());
        let retention = tokio::spawn(retention);
        let (address, serving) =
            api::serve(&config.http, api::router(Arc::clone(&app)), stops.pages.clone()).await?;
        let tasks = Tasks {
            pages: vec![
                serving, hub_task, follow, sweep, answers, telling, hooked, handing, retention, repairing,
                shadowing,
            ],
            pbxs,
            driver: driver_task,
            rows,
        };
        Ok(Self { address, app, stops, tasks, store, _reports: reports_in })
    }

    /// Takes everything down, with what was told written. Calls go on: they are the PBX's.
    pub async fn stop(self) {
        let Self { stops, tasks, store, app, .. } = self;
        stops.pages.cancel();
        stops.pbxs.cancel();
        join(tasks.pbxs).await;
        stops.driver.cancel();
        join(vec![tasks.driver]).await;
        stops.rows.cancel();
        join(vec![tasks.rows]).await;
        join(tasks.pages).await;
        stops.journal.cancel();
        app.journal.ended().await;
        drop(app);
        store.close().await;
    }
}

/// How often sessions that are over are taken out of the database.
const SWEEP_INTERVAL: Duration = Duration::from_secs(3_600);

async fn sweep_sessions(store: Store, cancel: CancellationToken) {
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(SWEEP_INTERVAL) => {}
        }
        if let Err(error) = store.sessions().sweep(jiff::Timestamp::now().as_millisecond()).await {
            tracing::warn!(%error, "sessions that are over could not be taken out of the database");
        }
    }
}

async fn join(tasks: Vec<JoinHandle<()>>) {
    for task in tasks {
        if let Err(error) = task.await {
            tracing::error!(%error, "a task did not end well");
        }
    }
}

/// Each with whether it is only observed.
type Links = Vec<(PbxName, crate::ami::Config, bool)>;

fn links(config: &Config) -> anyhow::Result<Links> {
    let links = config.pbx.iter().map(|(name, pbx)| {
        let name = PbxName::new(name);
        let ami = pbx.ami(&name)?;
        anyhow::Ok((name, ami, pbx.mode == Mode::Observe))
    });
    links.collect()
}

type Commands = BTreeMap<PbxName, mpsc::Sender<CallCommand>>;

fn command_channels(links: &Links) -> (Commands, Vec<mpsc::Receiver<CallCommand>>) {
    let channels = links.iter().map(|(name, ..)| {
        let (sender, receiver) = mpsc::channel(asterisk::COMMANDS_MAX);
        ((name.clone(), sender), receiver)
    });
    channels.unzip()
}

fn start_links(
    links: Links,
    receivers: Vec<mpsc::Receiver<CallCommand>>,
    numbers: &watch::Receiver<Plans>,
    reports: &mpsc::Sender<PbxReport>,
    pulse: &Arc<AtomicU64>,
    heard_ms: Option<u64>,
    cancel: &CancellationToken,
) -> (Vec<JoinHandle<()>>, BTreeMap<PbxName, watch::Receiver<LinkFigures>>) {
    let started = links.into_iter().zip(receivers).map(|((pbx, ami, observe), commands)| {
        let (figures, counted) = watch::channel(LinkFigures::default());
        let name = pbx.clone();
        let parts = asterisk::Parts {
            pbx,
            ami,
            observe,
            numbers: numbers.clone(),
            reports: reports.clone(),
            commands,
            pulse: Arc::clone(pulse),
            heard_ms,
            figures,
        };
        (asterisk::start(parts, cancel.clone()), (name, counted))
    });
    started.unzip()
}

/// The PBXs' own queues that are decided beside.
fn shadowed(config: &Config, roster: &Roster) -> BTreeMap<WatchedQueue, QueueId> {
    let mut shadowed = BTreeMap::new();
    for (name, pbx) in &config.pbx {
        for (theirs, ours) in &pbx.shadow {
            if roster.catalog().queue(ours).is_none() {
                tracing::warn!(
                    pbx = name,
                    queue = theirs,
                    "the catalog has no queue {ours} to decide beside it"
                );
            }
            shadowed.insert((PbxName::new(name), theirs.as_str().into()), QueueId::new(ours.as_str()));
        }
    }
    shadowed
}

/// A random name for this life of the streams.
fn epoch() -> anyhow::Result<String> {
    let mut bits = [0_u8; 8];
    getrandom::fill(&mut bits).map_err(|error| anyhow::anyhow!("no random numbers to be had: {error}"))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bits)))
}

fn now() -> Time {
    let now = jiff::Timestamp::now().as_microsecond();
    Time::from_micros(u64::try_from(now).unwrap_or(0))
}

/// Runs the daemon until it is told to stop (SIGINT, SIGTERM).
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let daemon = Daemon::start(config).await?;
    tracing::info!(address = %daemon.address, "santral serves");
    if config.pbx.is_empty() {
        tracing::warn!("the settings name no PBX: there is nothing to route; add a [pbx.NAME] section");
    }
    stop_signal().await.context("cannot listen for signals")?;
    tracing::info!("stopping; calls go on in the PBX");
    daemon.stop().await;
    Ok(())
}

async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}
