//! `santral check`: settings, database, the company's own systems and PBX, tried one by one.

mod systems;

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::ami::{Ami, Incoming};
use crate::call::PbxName;
use crate::config::{Config, Mode, Pbx};
use crate::daemon;
use crate::store::Store;
use crate::telephony::missing_context;

use super::say;

/// How long a PBX may take to answer.
const PBX_WITHIN: Duration = Duration::from_secs(10);

/// Tries the parts.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The number your sources are asked for, in any form; `sample_number` of [crm] unless given.
    #[arg(long)]
    number: Option<String>,
}

impl Check {
    /// Says of each part whether it is right; 1 when one is not.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let number = self.number.as_deref().unwrap_or(&config.crm.sample_number);
        run(config, number).await
    }
}

async fn run(config: &Config, number: &str) -> anyhow::Result<ExitCode> {
    say("ok    settings");
    let mut right = database(config).await;
    right &= systems::sources(config, number).await;
    right &= systems::receivers(config).await;
    right &= systems::webhooks(config);
    if config.pbx.is_empty() {
        say("WRONG pbx: the settings name none; add a [pbx.NAME] section");
        right = false;
    }
    for (name, pbx) in &config.pbx {
        match reach(name, pbx).await {
            Ok(words) => say(format_args!("ok    pbx {name}: {words}")),
            Err(words) => {
                say(format_args!("WRONG pbx {name}: {words}"));
                right = false;
            }
        }
    }
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn database(config: &Config) -> bool {
    let tried = async {
        let store = Store::open_beside(&config.store).await?;
        let (version, roster) = daemon::in_force(&store).await?;
        let customers = store.customers().count().await?;
        store.close().await;
        anyhow::Ok((version, roster.config().queues.len(), roster.config().agents.len(), customers))
    };
    match tried.await {
        Ok((0, ..)) => {
            say(format_args!(
                "WRONG catalog: none yet in {}; run `santral apply FILE`",
                config.store.place()
            ));
            false
        }
        Ok((version, queues, agents, customers)) => {
            say(format_args!("ok    database {}: {customers} customers", config.store.place()));
            say(format_args!("ok    catalog version {version}: {queues} queues, {agents} agents"));
            true
        }
        Err(error) => {
            say(format_args!("WRONG database {}: {error:#}", config.store.place()));
            false
        }
    }
}

async fn reach(name: &str, pbx: &Pbx) -> Result<String, String> {
    let config = pbx.ami(&PbxName::new(name)).map_err(|error| error.to_string())?;
    let cancel = CancellationToken::new();
    let (ami, mut incoming) = Ami::start(config, cancel.clone());
    let answer = tokio::time::timeout(PBX_WITHIN, first_word(&mut incoming)).await;
    let result = match answer {
        Err(_) => Err(format!("no answer from {}:{} within {} s", pbx.host, pbx.port, PBX_WITHIN.as_secs())),
        Ok(Err(why)) => Err(why),
        Ok(Ok(version)) if pbx.mode == Mode::Observe => Ok(format!("Asterisk {version}, observed")),
        Ok(Ok(version)) => match missing_context(&ami).await {
            None => Ok(format!("Asterisk {version}")),
            Some(missing) => Err(missing),
        },
    };
    cancel.cancel();
    result
}

async fn first_word(incoming: &mut mpsc::Receiver<Incoming>) -> Result<String, String> {
    while let Some(told) = incoming.recv().await {
        match told {
            Incoming::Up { version, .. } => return Ok(version.to_string()),
            Incoming::Down { why } => return Err(why.to_string()),
            Incoming::Connecting { .. }
            | Incoming::ResyncBegan { .. }
            | Incoming::Event { .. }
            | Incoming::ResyncEnded { .. }
            | Incoming::Forged { .. }
            | Incoming::Overflow { .. } => {}
        }
    }
    Err("the link ended".to_owned())
}
