//! The one door.

use std::fs;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::Context;
use santral::api::wire::PhoneState;
use tokio::sync::{Mutex, MutexGuard};

use super::catalog::catalog;
use super::{Board, Desk, DeskView, Pbx, Rest, Santral};
use crate::phone::{Behaviour, Caller, CallerId, Phone};

/// Everybody's password here.
pub(crate) const PASSWORD: &str = "uzun-bir-parola-1923";

/// Who sits where (`sip-config/README.md`).
const SEATS: [(&str, &str); 6] = [
    ("zeynep", "1001"),
    ("mehmet", "1002"),
    ("ayse", "1003"),
    ("deniz", "1004"),
    ("sukru", "1005"),
    ("elif", "1006"),
];

/// A phone the PBX can ring.
const REACHED: [PhoneState; 2] = [PhoneState::Free, PhoneState::InUse];

/// What a scene wants different. Times are short unless it says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// How long a phone rings, seconds.
    pub(crate) ring_timeout_s: u32,
    /// How long an agent may write up, seconds.
    pub(crate) wrap_up_s: u32,
    /// When a queue's next stage begins, seconds.
    pub(crate) stage_after_s: u32,
    /// How long a missed call keeps calls away, seconds.
    pub(crate) cool_down_s: u32,
    /// How many customers there are.
    pub(crate) customers: u32,
    /// Skills given or changed: agent, skill, level.
    pub(crate) skills: Vec<(&'static str, &'static str, i64)>,
    /// What stands in every queue beside, as TOML.
    pub(crate) queues: &'static str,
    /// Further tables of the catalog, as TOML.
    pub(crate) tables: &'static str,
    /// What stands in the PBX's own files beside: file, text.
    pub(crate) pbx_files: Vec<(&'static str, &'static str)>,
    /// The database; SQLite in the daemon's directory unless named.
    pub(crate) database: Option<String>,
    /// The daemon's log filter.
    pub(crate) log: String,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            ring_timeout_s: 15,
            wrap_up_s: 30,
            stage_after_s: 2,
            cool_down_s: 60,
            customers: 30,
            skills: Vec::new(),
            queues: "",
            tables: "",
            pbx_files: Vec::new(),
            database: None,
            log: "info,santral=debug".to_owned(),
        }
    }
}

/// A company at work.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The daemon.
    pub(crate) santral: Santral,
    /// The real Asterisk.
    pub(crate) pbx: Pbx,
    callers: AtomicU16,
    /// Last, so that the next scene begins when all the rest is down.
    _turn: MutexGuard<'static, ()>,
}

/// Scenes of one process take turns: each wants the whole machine.
static TURN: Mutex<()> = Mutex::const_new(());

impl Stage {
    /// The company with its usual times.
    pub(crate) async fn up() -> Self {
        Self::with(Setup::default()).await
    }

    /// The company as a scene wants it. Panics when it cannot be had, with the reason.
    pub(crate) async fn with(setup: Setup) -> Self {
        match Self::raise(setup).await {
            Ok(stage) => stage,
            Err(error) => panic!("the stage could not be set: {error:#}"),
        }
    }

    async fn raise(setup: Setup) -> anyhow::Result<Self> {
        let turn = TURN.lock().await;
        let pbx = Pbx::up().await?;
        for (file, more) in &setup.pbx_files {
            pbx.edit(file, |text| format!("{text}\n{more}\n"))?;
        }
        if !setup.pbx_files.is_empty() {
            pbx.restart().await?;
        }
        let mut santral = Santral::new(program(), pbx.settings()?)?;
        santral.set("SANTRAL__LOG__LEVEL", &setup.log);
        if let Some(database) = &setup.database {
            santral.set("SANTRAL__STORE__URL", database);
        }
        apply(&santral, &setup).await?;
        santral.tell(&["sample", "--customers", &setup.customers.to_string()], "").await.context("sample")?;
        santral.start().await?;
        santral.routes().await?;
        Ok(Self { santral, pbx, callers: AtomicU16::new(0), _turn: turn })
    }

    /// Puts another catalog in force while everything runs.
    pub(crate) async fn apply(&self, setup: &Setup) {
        apply(&self.santral, setup).await.unwrap_or_else(|error| panic!("{error:#}"));
    }

    /// A user who may sign in.
    pub(crate) async fn user(&self, login: &str, role: &str) {
        let added =
            self.santral.tell(&["user", "add", login, "--role", role, "--password-stdin"], PASSWORD).await;
        added.unwrap_or_else(|error| panic!("{error:#}"));
    }

    /// A supervisor.
    pub(crate) async fn board(&self) -> Board {
        self.user("sef", "supervisor").await;
        let rest = self.rest();
        rest.sign_in("sef", PASSWORD).await.expect("a supervisor signs in");
        Board { rest }
    }

    /// Another client.
    pub(crate) fn rest(&self) -> Rest {
        Rest::new(self.santral.address).expect("an HTTP client")
    }

    /// An agent's telephone, signed in at the PBX.
    pub(crate) async fn phone(&self, login: &str, behaviour: Behaviour) -> Phone {
        let phone = self.phone_out_of_reach(login, behaviour).await;
        phone.sign_in().await.unwrap_or_else(|error| panic!("{error:#}"));
        phone
    }

    /// An agent's telephone that the PBX cannot reach yet.
    pub(crate) async fn phone_out_of_reach(&self, login: &str, behaviour: Behaviour) -> Phone {
        let extension = extension(login);
        let made = Phone::new(self.pbx.sip, extension, self.pbx.password(extension), behaviour).await;
        made.unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// An agent with her page open and her phone seen by the PBX, not ready yet.
    pub(crate) async fn sits(&self, login: &str) -> Desk {
        self.user(login, "agent").await;
        let opened = Desk::open(self.rest(), login, PASSWORD).await;
        opened.unwrap_or_else(|error| panic!("{login}: {error:#}"))
    }

    /// An agent at work: phone in reach, page open, ready.
    pub(crate) async fn works(&self, login: &str, behaviour: Behaviour) -> (Phone, Desk) {
        let phone = self.phone(login, behaviour).await;
        let desk = self.sits(login).await;
        desk.ready().await;
        let reach = |view: &DeskView| view.session.as_ref().is_some_and(|s| REACHED.contains(&s.phone));
        desk.until("can be reached", Duration::from_secs(5), reach).await;
        (phone, desk)
    }

    /// Somebody calls a number of the company.
    pub(crate) async fn call(&self, did: &str, from: CallerId) -> Caller {
        let n = self.callers.fetch_add(1, Ordering::Relaxed);
        let dialled = Caller::dial(self.pbx.sip, n, did, from).await;
        dialled.unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// Everything that was started goes away; what is found wrong on the way out is told.
    pub(crate) async fn down(mut self) {
        let status = self.santral.stop().await.expect("the daemon stops");
        assert!(status.is_some_and(|status| status.success()), "{status:?}");
        let log = self.santral.log();
        let panics: Vec<&str> = log.lines().filter(|line| line.contains("panicked")).collect();
        assert!(panics.is_empty(), "the daemon panicked: {panics:?}");
    }
}

/// Puts the scene's catalog in force.
async fn apply(santral: &Santral, setup: &Setup) -> anyhow::Result<()> {
    let file = santral.dir().join("catalog.toml");
    fs::write(&file, catalog(setup)?)?;
    santral.tell(&["apply", &file.display().to_string()], "").await.context("apply")?;
    Ok(())
}

/// The extension of an agent.
fn extension(login: &str) -> &'static str {
    let seat = SEATS.iter().find(|(known, _)| *known == login);
    seat.map_or_else(|| panic!("nobody called {login} has a phone"), |(_, extension)| extension)
}

/// The binary under test: of the test's own build, or named in the environment.
fn program() -> &'static str {
    env!("CARGO_BIN_EXE_santral")
}
