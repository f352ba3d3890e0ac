//! `santral sample`: invented customers, for trying out.

use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::crm::{SAMPLE_COUNT_DEFAULT, Sample as People};
use crate::store::Store;

use super::say;

/// Fills the database with invented customers.
#[derive(Debug, Args)]
pub(super) struct Sample {
    /// How many.
    #[arg(long, default_value_t = SAMPLE_COUNT_DEFAULT)]
    customers: usize,
}

impl Sample {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let now_ms = jiff::Timestamp::now().as_millisecond();
        let store = Store::open_beside(&config.store).await?;
        let made = People::new(self.customers, now_ms).fill(&store).await?;
        store.close().await;
        say(format_args!("{made} customers with their history"));
        Ok(ExitCode::SUCCESS)
    }
}
