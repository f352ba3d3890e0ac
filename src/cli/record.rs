//! `santral record`: what a PBX tells, byte for byte, for `santral replay`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};
use tokio_util::sync::CancellationToken;

use crate::ami::{Ami, Incoming, Masker};
use crate::call::PbxName;
use crate::config::Config;

use super::say;

/// Writes the events of a PBX to a file until it is stopped.
#[derive(Debug, Args)]
pub(super) struct Record {
    /// Where to; it must not be there yet.
    out: PathBuf,
    /// Which PBX of the settings; the only one unless given.
    #[arg(long, value_name = "NAME")]
    pbx: Option<String>,
    /// Stop after so many seconds; otherwise Ctrl-C does.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Numbers of seven digits and more, and names, replaced: each by the same one throughout.
    #[arg(long)]
    mask: bool,
}

/// A recording nobody limits ends with Ctrl-C.
const FOR_EVER_S: u64 = u32::MAX as u64;

/// How often is said how far it has come.
const PROGRESS_EVERY: Duration = Duration::from_secs(5);

impl Record {
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let (name, pbx) = match (&self.pbx, config.pbx.len()) {
            (Some(name), _) => {
                let pbx =
                    config.pbx.get(name).with_context(|| format!("the settings have no [pbx.{name}]"))?;
                (name.as_str(), pbx)
            }
            (None, 1) => {
                config.pbx.iter().next().map(|(name, pbx)| (name.as_str(), pbx)).context("no PBX")?
            }
            (None, 0) => bail!("the settings name no PBX; add a [pbx.NAME] section"),
            (None, _) => bail!("the settings name several PBXs; say which with --pbx"),
        };
        let file = File::create_new(&self.out).await.with_context(|| self.out.display().to_string())?;
        let cancel = CancellationToken::new();
        let (ami, mut incoming, mut packets) =
            Ami::start_recording(pbx.ami(&PbxName::new(name))?, cancel.clone());
        let mut out = BufWriter::new(file);
        let mut masker = self.mask.then(Masker::default);
        let mut count = 0_u64;
        let ends = tokio::time::sleep(Duration::from_secs(self.seconds.unwrap_or(FOR_EVER_S)));
        tokio::pin!(ends);
        let mut progress = tokio::time::interval(PROGRESS_EVERY);
        let result = loop {
            tokio::select! {
                biased;
                _ = tokio::signal::ctrl_c() => break Ok(()),
                () = &mut ends => break Ok(()),
                _ = progress.tick() => say(format_args!("{count} messages")),
                told = incoming.recv() => match told {
                    Some(Incoming::Down { why }) => break Err(why.to_string()),
                    Some(
                        Incoming::Connecting { .. }
                        | Incoming::Up { .. }
                        | Incoming::ResyncBegan { .. }
                        | Incoming::Event { .. }
                        | Incoming::ResyncEnded { .. }
                        | Incoming::Forged { .. }
                        | Incoming::Overflow { .. },
                    ) => {}
                    None => break Err("the link ended".to_owned()),
                },
                packet = packets.recv() => {
                    let Some(packet) = packet else { break Err("the disk was slower than the PBX".to_owned()) };
                    let bytes = match &mut masker {
                        Some(masker) => masker.mask(&packet),
                        None => Some(packet.as_bytes().clone()),
                    };
                    if let Some(bytes) = bytes {
                        out.write_all(&bytes).await?;
                        out.write_all(b"\r\n").await?;
                        count += 1;
                    }
                }
            }
        };
        cancel.cancel();
        drop(ami);
        out.flush().await?;
        match result {
            Ok(()) => {
                say(format_args!("{count} messages in {}", self.out.display()));
                Ok(ExitCode::SUCCESS)
            }
            Err(why) => bail!("the recording ends after {count} messages: {why}"),
        }
    }
}
