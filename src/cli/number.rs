//! `santral number`: how any input is read.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::config::Config;
use crate::daemon;
use crate::phone::{self, InternalPattern, Plan, Reading, Region};
use crate::store::Store;

use super::say;

/// Shows how numbers are read.
#[derive(Debug, Args)]
pub(super) struct Number {
    /// Numbers as a caller, a trunk or a person would write them.
    #[arg(required = true)]
    input: Vec<String>,
    /// The country a number without one belongs to, ISO 3166-1.
    #[arg(long, default_value = "TR")]
    region: Region,
    /// The company's own numbers: digits, and X for any digit, e.g. 1XXX.
    #[arg(long, value_name = "PATTERN")]
    internal: Vec<InternalPattern>,
    /// The rules of this trunk of the catalog in force, by its id.
    #[arg(long, conflicts_with_all = ["region", "internal"])]
    trunk: Option<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    e164: Option<&'a str>,
    national: Option<&'a str>,
    kind: &'a str,
    note: &'a str,
}

impl Number {
    /// Whether a trunk's rules are asked for: those stand in the catalog.
    pub(super) fn needs_catalog(&self) -> bool {
        self.trunk.is_some()
    }

    pub(super) async fn run_by_trunk(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&config.store).await?;
        let in_force = daemon::in_force(&store).await;
        store.close().await;
        let (_, roster) = in_force?;
        let known = roster.plans().trunk(self.trunk.as_deref(), None);
        let Some(trunk) = known else {
            let names: Vec<&str> = roster.plans().trunks.iter().map(|trunk| trunk.name.as_str()).collect();
            anyhow::bail!(
                "the catalog has no trunk {}; it has {}",
                self.trunk.as_deref().unwrap_or_default(),
                if names.is_empty() { "none".to_owned() } else { names.join(", ") }
            );
        };
        self.tell(&trunk.plan)
    }

    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let plan = Plan { region: self.region, internal: self.internal.clone(), ..Plan::default() };
        self.tell(&plan)
    }

    fn tell(&self, plan: &Plan) -> anyhow::Result<ExitCode> {
        for input in &self.input {
            let reading = phone::read(input, plan);
            say(if self.json { json(&reading)? } else { words(&reading) });
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn json(reading: &Reading) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&Line {
        input: &reading.input,
        e164: reading.e164.as_ref().map(phone::E164::as_str),
        national: reading.national.as_deref(),
        kind: reading.kind.as_str(),
        note: reading.note.as_str(),
    })?)
}

fn words(reading: &Reading) -> String {
    let e164 = reading.e164.as_ref().map_or("-", phone::E164::as_str);
    let national = reading.national.as_deref().unwrap_or("-");
    format!(
        "{:24}  {e164:16}  {national:18}  {:12} {}",
        reading.input.escape_debug().to_string(),
        reading.kind.as_str(),
        reading.note
    )
}
