//! `santral explain`: why a call went where it went.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::tz::TimeZone;

use crate::api::{explanation, wire};
use crate::call::CallId;
use crate::config::Config;
use crate::daemon;
use crate::store::Store;

use super::say;

/// Tells, for every second a call waited, who was considered and why not, and by what rule it was offered.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The call's id, as its page and the feed show it.
    call: String,
    /// The whole account as one JSON object.
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let Some(id) = CallId::parse(&self.call) else {
            bail!("{:?} is no call id; it looks like 0192e4a0-5b7c-7def-8123-456789abcdef", self.call);
        };
        let store = Store::open_beside(&config.store).await?;
        let told = self.tell(&store, id, &config.zone()?).await;
        store.close().await;
        told
    }

    async fn tell(&self, store: &Store, id: CallId, zone: &TimeZone) -> anyhow::Result<ExitCode> {
        let Some(record) = store.calls().get(id).await? else {
            bail!("the database has no call {id}");
        };
        let (_, roster) = daemon::in_force(store).await?;
        let account = explanation::account_of(store, &record).await?;
        let told = explanation::in_words(&account, roster.as_ref(), zone);
        if self.json {
            say(serde_json::to_string(&told)?);
        } else {
            lines(&told).into_iter().for_each(say);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The account as lines for a person.
pub(super) fn lines(told: &wire::CallExplanation) -> Vec<String> {
    let mut lines = vec![format!("call {}", told.call_id)];
    lines.extend(told.steps.iter().map(|step| format!("  {}  {}", step.at, step.text.en)));
    lines.push("where it stood".to_owned());
    lines.extend(told.places.iter().map(|place| {
        let span = span(&place.from, place.until.as_deref());
        format!("  {span}  {} in {}, stage {}", place.phase, place.queue.label.en, place.stage)
    }));
    lines.push("who was considered".to_owned());
    for agent in &told.agents {
        lines.push(format!("  {} ({})", agent.name, agent.agent));
        lines.extend(agent.spans.iter().map(|verdict| {
            format!("    {}  {}", span(&verdict.from, verdict.until.as_deref()), verdict.text.en)
        }));
    }
    if told.cut {
        lines.push("  … and more: the account was cut".to_owned());
    }
    lines
}

fn span(from: &str, until: Option<&str>) -> String {
    format!("{from} .. {}", until.unwrap_or("now"))
}
