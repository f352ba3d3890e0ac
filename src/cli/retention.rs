//! `santral retention`: what is old and to be let go of, by category.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::config::Config;
use crate::store::{Due, Store};

use super::say;

/// Lets go of what is older than `[retention]` says, as the daemon does once a day.
#[derive(Debug, Args)]
pub(super) struct Retention {
    /// Only say what would go.
    #[arg(long)]
    dry_run: bool,
}

impl Retention {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let rules = config.retention.rules();
        if rules.is_empty() {
            bail!("[retention] names nothing: everything is kept for ever; see docs/crm.md");
        }
        let store = Store::open_beside(&config.store).await?;
        let by = std::env::var("USER").unwrap_or_else(|_| "command line".to_owned());
        for (category, days) in rules {
            let now_ms = jiff::Timestamp::now().as_millisecond();
            let due = store.retention().due(category, days, now_ms).await?;
            if self.dry_run || due.count == 0 {
                say(told(&due, days));
                continue;
            }
            let mut disposing = store.retention().begin(category, days, &by, now_ms)?;
            while store.retention().batch(&mut disposing).await? {}
            say(format_args!("{:13} {} gone", category.as_str(), disposing.count()));
        }
        store.close().await;
        if self.dry_run {
            say("nothing was disposed of (--dry-run); backups are not reached by any of this");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn told(due: &Due, days: u32) -> String {
    let oldest = due.oldest_ms.and_then(|at_ms| jiff::Timestamp::from_millisecond(at_ms).ok());
    let oldest = oldest.map_or_else(String::new, |at| format!(", the oldest of {}", at.strftime("%Y-%m-%d")));
    format!("{:13} {} older than {days} days{oldest}", due.category.as_str(), due.count)
}
