//! `santral serve`.

use std::process::ExitCode;

use crate::config::Config;
use crate::daemon;

use super::log;

/// Runs the daemon until it is told to stop.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    log::start(&config.log)?;
    daemon::run(config).await?;
    Ok(ExitCode::SUCCESS)
}
