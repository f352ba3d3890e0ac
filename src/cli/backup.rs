//! `santral backup`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::store::Store;

use super::say;

/// Copies the database while it is in use.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write; it must not exist.
    file: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&config.store).await?;
        store.backup(&self.file).await?;
        store.close().await;
        say(format_args!("{} written", self.file.display()));
        Ok(ExitCode::SUCCESS)
    }
}
