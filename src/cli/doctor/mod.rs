//! `santral doctor`: every link from the PBX to the agents' screens, and where it breaks.
//!
//! What `check` tries before the daemon runs, and what only the running daemon knows: the doctor looks at both, follows a
//! call on request, and packs what it found for whoever helps.

mod bundle;
mod call;
mod daemon;
mod disk;
mod finding;
mod pbx;
mod rights;
mod screens;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::api::wire::{DoctorState, Label};
use crate::call::Line;
use crate::config::Config;
use crate::driver::Roster;
use crate::store::Store;

use super::say;
use daemon::Visit;
pub(super) use daemon::here;
use finding::{Finding, Grade, Lang};

/// Looks at everything between the PBX and the screens.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
    /// The language of the lines; the terminal's unless given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// Also follow a call through every link: one placed by us where --number says whereto, else the next that comes.
    #[arg(long)]
    call: bool,
    #[command(flatten)]
    test: call::TestCall,
    /// Write what was found to a file for whoever helps, without secrets, numbers and names.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
}

/// All that was found.
#[derive(Debug, Serialize)]
struct Report {
    /// Whether nothing is wrong.
    ok: bool,
    findings: Vec<Finding>,
    /// How the daemon stands; none where it could not be asked.
    daemon: Option<DoctorState>,
}

impl Doctor {
    /// Exit code 1 when something is wrong.
    pub(super) async fn run(self, config: &Config, path: Option<PathBuf>) -> anyhow::Result<ExitCode> {
        let lang = Lang::chosen(self.lang);
        let mut findings = Findings { lang, shown: !self.json, all: Vec::new() };
        findings.add(Finding::ok("settings", "okundu", "read"));
        findings.extend(disk::look(config));
        let store = match Store::open_beside(&config.store).await {
            Ok(store) => store,
            Err(error) => {
                findings.add(no_database(config, &error.to_string()));
                let roster = Roster::new(std::sync::Arc::default());
                let examined = examine(config, &roster, &mut findings).await;
                drop(examined);
                return self.finish(config, path, findings, None, None, &roster);
            }
        };
        let looked = self.look(config, path, &store, findings).await;
        store.close().await;
        looked
    }

    async fn look(
        self,
        config: &Config,
        path: Option<PathBuf>,
        store: &Store,
        mut findings: Findings,
    ) -> anyhow::Result<ExitCode> {
        let (version, roster) = crate::daemon::in_force(store).await?;
        findings.add(catalog(config, version, &roster));
        let may_originate = examine(config, &roster, &mut findings).await;
        let visit = match Visit::begin(config, store).await {
            Ok(visit) => visit,
            Err(error) => {
                findings.add(no_daemon(&format!("{error:#}")));
                return self.finish(config, path, findings, None, None, &roster);
            }
        };
        let (mut state, mut metrics) = (None, None);
        match visit.state().await {
            Ok(told) => {
                findings.extend(screens::judge(&told));
                if self.call {
                    findings.extend(
                        call::follow(&self.test, config, &visit, &may_originate, &told, findings.teller())
                            .await,
                    );
                }
                // Once more: what the call did is part of what is packed.
                state = Some(visit.state().await.unwrap_or(told));
                metrics = visit.metrics().await.ok();
            }
            Err(error) => findings.add(no_daemon(&format!("{error:#}"))),
        }
        visit.leave(store).await;
        self.finish(config, path, findings, state, metrics, &roster)
    }

    fn finish(
        self,
        config: &Config,
        path: Option<PathBuf>,
        mut findings: Findings,
        daemon: Option<DoctorState>,
        metrics: Option<String>,
        roster: &Roster,
    ) -> anyhow::Result<ExitCode> {
        let ok = findings.all.iter().all(|finding| finding.grade != Grade::Wrong);
        if let Some(file) = &self.bundle {
            let packed = bundle::Bundle {
                settings: path.unwrap_or_else(|| PathBuf::from(Config::PATH)),
                config,
                roster,
                findings: &findings.all,
                daemon: daemon.as_ref(),
                metrics: metrics.as_deref(),
            };
            packed.write(file)?;
            let name = file.display();
            findings.add(Finding::ok("bundle", format!("{name} yazıldı"), format!("{name} is written")));
        }
        if self.json {
            say(serde_json::to_string(&Report { ok, findings: findings.all, daemon })?);
        }
        Ok(if ok { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// What has been found so far, shown as it comes.
struct Findings {
    lang: Lang,
    shown: bool,
    all: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, finding: Finding) {
        if self.shown {
            say(finding.line(self.lang));
        }
        self.all.push(finding);
    }

    fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }

    /// How somebody is told what goes on, between findings.
    fn teller(&self) -> Option<Lang> {
        self.shown.then_some(self.lang)
    }
}

/// Every PBX of the settings; which of them would place a call for us.
async fn examine(config: &Config, roster: &Roster, findings: &mut Findings) -> Vec<String> {
    if config.pbx.is_empty() {
        let what = Label::new("ayarlarda santral yok", "the settings name no PBX");
        findings.add(Finding::wrong(
            "pbx",
            what,
            Label::new("bir [pbx.AD] bölümü ekleyin", "add a [pbx.NAME] section"),
        ));
    }
    let agents = roster.catalog().agents();
    let phones: Vec<(String, Line)> =
        agents.iter().filter_map(|agent| Some((agent.name.clone(), agent.extension.clone()?))).collect();
    let mut may_originate = Vec::new();
    for (name, pbx) in &config.pbx {
        let examined = pbx::examine(name, pbx, &phones).await;
        findings.extend(examined.findings);
        if examined.may_originate {
            may_originate.push(name.clone());
        }
    }
    may_originate
}

fn catalog(config: &Config, version: i64, roster: &Roster) -> Finding {
    if version == 0 {
        let what = Label::new("katalog yok", "there is no catalog yet");
        return Finding::wrong(
            "catalog",
            what,
            Label::new("`santral apply DOSYA`", "run `santral apply FILE`"),
        );
    }
    let (queues, agents) = (roster.config().queues.len(), roster.config().agents.len());
    let place = config.store.place();
    Finding::ok(
        "database",
        format!("{place}: katalog {version}, {queues} kuyruk, {agents} temsilci"),
        format!("{place}: catalog {version}, {queues} queues, {agents} agents"),
    )
}

fn no_database(config: &Config, why: &str) -> Finding {
    let place = config.store.place();
    let what = Label::new(format!("{place}: {why}"), format!("{place}: {why}"));
    Finding::wrong(
        "database",
        what,
        Label::new("[store] url değerine ve sunucuya bakın", "look at [store] url and at the server"),
    )
}

fn no_daemon(why: &str) -> Finding {
    let what = Label::new(format!("sorulamadı: {why}"), format!("could not be asked: {why}"));
    let next = Label::new(
        "`santral serve` çalışıyor mu; `systemctl status santral`",
        "does `santral serve` run? `systemctl status santral`",
    );
    Finding::wrong("daemon", what, next)
}
