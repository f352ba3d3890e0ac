//! `santral simulate`: a day's traffic through the real core.

use std::fs;
use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::simulate::{Findings, Limits, Scenario, Watch, run, table};

use super::say;

/// Plays a traffic scenario through the real core.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// The scenario, TOML; docs/simulate.md describes it.
    #[arg(long, value_name = "FILE")]
    scenario: PathBuf,
    /// One JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// Another seed than the scenario's.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Most threads; the result does not depend on it.
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZeroUsize>,
}

impl Simulate {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let scenario = self.read(&self.scenario)?;
        let findings = self.play(&scenario)?;
        if self.json {
            say(serde_json::to_string(&findings.report)?);
        } else {
            say(table(&scenario, &findings.report).trim_end());
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
