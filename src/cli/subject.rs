//! `santral subject`: everything about one person, out as one file or gone.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::config::Config;
use crate::daemon;
use crate::phone;
use crate::store::{AuditRecord, CustomerId, Store, Subject};

use super::say;

/// What to do with what is known of somebody.
#[derive(Debug, Subcommand)]
pub(super) enum SubjectCommand {
    /// Write everything about one person as one JSON document.
    Export(Export),
    /// Erase everything about one person; only the record that it was done stays.
    Erase(Erase),
}

/// Who.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Who {
    /// A number, in any form people write.
    #[arg(long)]
    number: Option<String>,
    /// A customer's id.
    #[arg(long)]
    id: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    who: Who,
    /// Where to; standard output unless given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Erase {
    #[command(flatten)]
    who: Who,
    /// On what ground; it is kept.
    #[arg(long)]
    why: String,
    /// Do it. Without this it is only said what would go.
    #[arg(long)]
    yes: bool,
}

impl SubjectCommand {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&config.store).await?;
        let done = match self {
            Self::Export(export) => export.run(&store).await,
            Self::Erase(erase) => erase.run(&store).await,
        };
        store.close().await;
        done
    }
}

impl Who {
    async fn subject(&self, store: &Store) -> anyhow::Result<Subject> {
        if let Some(id) = &self.id {
            let Some(id) = CustomerId::parse(id) else { bail!("{id:?} is no customer id") };
            return Ok(Subject::Customer(id));
        }
        let written = self.number.as_deref().unwrap_or_default();
        let (_, roster) = daemon::in_force(store).await?;
        let reading = phone::read(written, roster.numbers());
        let kind = reading.kind.as_str();
        let number =
            reading.e164.with_context(|| format!("{written:?} cannot be read as a full number ({kind})"))?;
        let sharing = store.subjects().sharing(&number).await?;
        if sharing.len() > 1 {
            let (count, ids) = (sharing.len(), sharing.join(" "));
            bail!("{count} customers share {}; say which with --id: {ids}", number.as_str());
        }
        Ok(Subject::Number(number))
    }
}

impl Export {
    async fn run(self, store: &Store) -> anyhow::Result<ExitCode> {
        let subject = self.who.subject(store).await?;
        let Some(document) = store.subjects().export(&subject).await? else {
            bail!("nothing is known about {subject:?}");
        };
        keep(store, "export", &subject, None).await?;
        let text = serde_json::to_string_pretty(&document)?;
        match self.out {
            Some(path) => std::fs::write(&path, text).with_context(|| path.display().to_string())?,
            None => say(text),
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Erase {
    async fn run(self, store: &Store) -> anyhow::Result<ExitCode> {
        let subject = self.who.subject(store).await?;
        let Some(document) = store.subjects().export(&subject).await? else {
            bail!("nothing is known about {subject:?}");
        };
        for (what, rows) in document.as_object().into_iter().flatten() {
            say(format_args!("{what}: {}", rows.as_array().map_or(0, Vec::len)));
        }
        if !self.yes {
            say("nothing was erased; say --yes to do it");
            return Ok(ExitCode::SUCCESS);
        }
        let by = std::env::var("USER").unwrap_or_else(|_| "command line".to_owned());
        let at_ms = jiff::Timestamp::now().as_millisecond();
        match store.subjects().erase(&subject, &by, &self.why, at_ms).await? {
            Some(disposal) => say(format_args!("erased; the record of it is {}", disposal.id)),
            None => say("there was nothing to erase"),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// That somebody took everything out is itself something to be known.
async fn keep(store: &Store, what: &str, subject: &Subject, why: Option<String>) -> anyhow::Result<()> {
    let record = AuditRecord {
        at_ms: jiff::Timestamp::now().as_millisecond(),
        who: std::env::var("USER").unwrap_or_else(|_| "command line".to_owned()),
        what: what.to_owned(),
        customer: match subject {
            Subject::Customer(id) => Some(*id),
            Subject::Number(_) => None,
        },
        call: None,
        detail: "everything".to_owned(),
        why,
    };
    Ok(store.audit().keep(&record).await?)
}
