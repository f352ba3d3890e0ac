//! `santral simulate`: a day's traffic through the real core.

use std::fs;
use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::acd::{AgentId, QueueId};
use crate::api::{explanation, wire};
use crate::config::Config;
use crate::simulate::theory::{self, NoTheory, Theory};
use crate::simulate::{
    Findings, Limits, Report, Scenario, Watch, account, compare, comparison_table, html, run, table,
};

use super::{day_scenario, explain, say};

/// Plays a traffic scenario through the real core.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// The scenario, TOML; docs/simulate.md describes it.
    #[arg(long, value_name = "FILE", required_unless_present = "from_journal")]
    scenario: Option<PathBuf>,
    /// Write the scenario of a day that was instead, from the database.
    #[arg(long, conflicts_with_all = ["scenario", "compare", "json", "theory", "html", "explain", "seed", "threads"])]
    from_journal: bool,
    /// Which day, YYYY-MM-DD; yesterday unless given.
    #[arg(long, value_name = "DATE", requires = "from_journal")]
    day: Option<Date>,
    /// Where to; standard output unless given.
    #[arg(long, value_name = "FILE", requires = "from_journal")]
    out: Option<PathBuf>,
    /// A second scenario, to be set beside the first.
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// One JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// Closed forms beside the figures, or why there is none.
    #[arg(long, conflicts_with = "compare")]
    theory: bool,
    /// A page with plots as well, written to this file.
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    html: Option<PathBuf>,
    /// Why the n-th caller of the first replication went where he went, from 1.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["compare", "theory", "html"])]
    explain: Option<std::num::NonZeroU64>,
    /// Another seed than the scenario's.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Most threads; the result does not depend on it.
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZeroUsize>,
}

/// The result with closed forms beside it.
#[derive(Serialize)]
struct WithTheory<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// `null` where none applies.
    theory: Option<&'a Theory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_theory: Option<String>,
}

impl Simulate {
    /// Whether there is more to read than a file.
    pub(super) fn needs_database(&self) -> bool {
        self.from_journal
    }

    pub(super) async fn run_from_journal(&self, config: &Config) -> anyhow::Result<ExitCode> {
        day_scenario::run(config, self.day, self.out.as_deref()).await
    }

    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let file = self.scenario.as_ref().context("no scenario; give one with --scenario FILE")?;
        let scenario = self.read(file)?;
        if let Some(other) = &self.compare {
            return self.run_both(&scenario, &self.read(other)?);
        }
        if let Some(number) = self.explain {
            return self.tell(&scenario, number.get());
        }
        let findings = self.play(&scenario)?;
        let theory = theory::of(&scenario);
        if let Some(file) = &self.html {
            fs::write(file, html(&scenario, &findings, &theory))
                .with_context(|| file.display().to_string())?;
        }
        let theory = self.theory.then_some(&theory);
        if self.json {
            say(as_json(&findings.report, theory)?);
        } else {
            say(table(&scenario, &findings.report, theory).trim_end());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn tell(&self, scenario: &Scenario, number: u64) -> anyhow::Result<ExitCode> {
        let Some(account) = account(scenario, number - 1) else {
            bail!("fewer than {number} callers count in the first replication; give a smaller number");
        };
        let told = explanation::in_words(&account, &Seats, &jiff::tz::TimeZone::UTC);
        if self.json {
            say(serde_json::to_string(&told)?);
        } else {
            explain::lines(&told).into_iter().for_each(say);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn run_both(&self, first: &Scenario, second: &Scenario) -> anyhow::Result<ExitCode> {
        let reports = (self.play(first)?.report, self.play(second)?.report);
        let comparison = compare((first, &reports.0), (second, &reports.1));
        if self.json {
            say(serde_json::to_string(&comparison)?);
        } else {
            say(comparison_table(first, &comparison).trim_end());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self, file: &Path) -> anyhow::Result<Scenario> {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let mut scenario = Scenario::parse(&text).with_context(|| file.display().to_string())?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        Ok(scenario)
    }

    fn play(&self, scenario: &Scenario) -> anyhow::Result<Findings> {
        let limits = Limits { threads_max: self.threads, ..Limits::NONE };
        let progress =
            Progress { replications: scenario.replications, shown: std::io::stderr().is_terminal() };
        let findings = run(scenario, limits, &progress)?;
        progress.clear();
        Ok(findings)
    }
}

fn as_json(report: &Report, theory: Option<&Result<Theory, NoTheory>>) -> serde_json::Result<String> {
    match theory {
        None => serde_json::to_string(report),
        Some(theory) => serde_json::to_string(&WithTheory {
            report,
            theory: theory.as_ref().ok(),
            no_theory: theory.as_ref().err().map(ToString::to_string),
        }),
    }
}

/// Agents and queues of a scenario have no names but their ids.
struct Seats;

impl explanation::Names for Seats {
    fn agent(&self, id: &AgentId) -> String {
        id.to_string()
    }

    fn queue(&self, id: &QueueId) -> wire::NamedLabel {
        wire::NamedLabel { id: id.to_string(), label: wire::Label::new(id.as_str(), id.as_str()) }
    }
}

/// Shows on a terminal how far a long run has come.
struct Progress {
    replications: u32,
    shown: bool,
}

impl Progress {
    fn clear(&self) {
        if self.shown {
            // A terminal that is gone needs no clearing.
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

impl Watch for Progress {
    fn done(&self, replications: u32) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r{replications} of {} replications", self.replications);
        }
    }
}
