//! `santral apply` and `santral export`: the catalog as a file.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;

use crate::catalog::{Catalog, diff};
use crate::config::Config;
use crate::store::Store;

use super::say;

/// Puts a catalog file in force.
#[derive(Debug, Args)]
pub(super) struct Apply {
    /// The catalog, TOML.
    file: PathBuf,
    /// Only show the difference.
    #[arg(long)]
    dry_run: bool,
    /// Take out queues that still hold callers; they keep their place and the queue's last settings.
    #[arg(long)]
    force: bool,
}

/// Calls named where a queue is in use.
const CALLS_NAMED_MAX: u32 = 3;

impl Apply {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let text = fs::read_to_string(&self.file).with_context(|| self.file.display().to_string())?;
        let catalog = Catalog::parse(&text).with_context(|| self.file.display().to_string())?;
        for warning in catalog.warnings() {
            say(format_args!("warning: {warning}"));
        }
        let store = Store::open_beside(&config.store).await?;
        let latest = store.catalog_versions().latest().await?;
        let old = latest.as_ref().map(|latest| Catalog::parse(&latest.text)).transpose()?.unwrap_or_default();
        let changes = diff(&old, &catalog);
        for change in &changes {
            say(change);
        }
        let in_use = in_use(&store, &old, &catalog).await?;
        in_use.iter().for_each(|why| say(format_args!("in use: {why}")));
        if changes.is_empty() {
            say("nothing changes");
        } else if self.dry_run {
            say(format_args!("{} changes; nothing was applied (--dry-run)", changes.len()));
        } else if !in_use.is_empty() && !self.force {
            store.close().await;
            bail!(
                "nothing was applied: a queue that goes still holds callers; wait until they are served, or say --force"
            );
        } else {
            let author = std::env::var("USER").unwrap_or_else(|_| "command line".to_owned());
            let at_ms = jiff::Timestamp::now().as_millisecond();
            let version = store.catalog_versions().save(&catalog.to_toml(), &author, at_ms).await?;
            say(format_args!("catalog version {version} is in force"));
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Which queues would go while callers are in them, with those callers.
async fn in_use(store: &Store, old: &Catalog, new: &Catalog) -> anyhow::Result<Vec<String>> {
    let mut told = Vec::new();
    for queue in old.queues().iter().filter(|queue| new.queue(&queue.id).is_none()) {
        let (count, calls) = store.calls().open_in(&queue.id, CALLS_NAMED_MAX).await?;
        if count > 0 {
            let calls: Vec<String> = calls.iter().map(ToString::to_string).collect();
            let more = if count > i64::from(CALLS_NAMED_MAX) { " …" } else { "" };
            told.push(format!(
                "queue {} has {count} calls that are not over: {}{more}",
                queue.id,
                calls.join(" ")
            ));
        }
    }
    Ok(told)
}

/// Writes the catalog in force.
pub(super) async fn export(config: &Config) -> anyhow::Result<ExitCode> {
    let store = Store::open_beside(&config.store).await?;
    let latest =
        store.catalog_versions().latest().await?.context("there is no catalog yet; `santral apply FILE`")?;
    say(latest.text.trim_end());
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
