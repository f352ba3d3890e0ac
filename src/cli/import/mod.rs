//! `santral import`: what other systems know, looked at before anything is kept.

mod agents;
mod customers;
mod queue_log;
mod queues;
mod rejects;

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Config;

/// What to import.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Customers from a CSV file.
    Customers(customers::Customers),
    /// Calls of the past from Asterisk's `queue_log`.
    QueueLog(queue_log::ImportQueueLog),
    /// Queues and their members from Asterisk's queues.conf, into the catalog.
    Queues(queues::ImportQueues),
}

impl Import {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Customers(customers) => customers.run(config).await,
            Self::QueueLog(log) => log.run(config).await,
            Self::Queues(queues) => queues.run(config).await,
        }
    }
}
