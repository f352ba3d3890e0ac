//! `santral customers`: who may be one person, made one and taken apart again.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use uuid::Uuid;

use crate::call::Pin;
use crate::config::Config;
use crate::crm::PinKey;
use crate::store::{CustomerId, Duplicate, DuplicateReason, Merge, Store, Unmerged};

use super::say;

/// What to do with customers.
#[derive(Debug, Subcommand)]
pub(super) enum Customers {
    /// Show customers who may be one person, the surest first.
    Duplicates(Duplicates),
    /// Make two customers one: everything of the second becomes the first's.
    Merge(MergeTwo),
    /// Take a merge back.
    Unmerge {
        /// Its id, as `merge` and `merges` show it.
        merge: Uuid,
    },
    /// Set the code a customer keys in to be recognised for sure, read from standard input; or take it away.
    Pin(SetPin),
    /// Show merges, the latest first.
    Merges(Merges),
}

#[derive(Debug, Args)]
pub(super) struct Duplicates {
    /// The search ends with so many.
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

#[derive(Debug, Args)]
pub(super) struct MergeTwo {
    /// The id of who stays.
    kept: String,
    /// The id of who goes into her; it finds who stayed from then on.
    gone: String,
}

#[derive(Debug, Args)]
pub(super) struct SetPin {
    /// The customer's id.
    customer: String,
    /// Take it away.
    #[arg(long)]
    remove: bool,
}

#[derive(Debug, Args)]
pub(super) struct Merges {
    /// Those this customer stayed or went in.
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Most that are shown.
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

impl Customers {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&config.store).await?;
        let done = match self {
            Self::Duplicates(duplicates) => duplicates.run(&store).await,
            Self::Merge(two) => two.run(&store).await,
            Self::Unmerge { merge } => unmerge(&store, merge).await,
            Self::Pin(pin) => pin.run(&store, config).await,
            Self::Merges(merges) => merges.run(&store).await,
        };
        store.close().await;
        done.map(|()| ExitCode::SUCCESS)
    }
}

impl Duplicates {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let found = store.customers().duplicates(self.limit).await?;
        found.iter().for_each(|duplicate| say(pair(duplicate)));
        match found.len() {
            0 => say("nobody is there twice, as far as numbers, e-mail addresses and ids tell"),
            count if count >= self.limit => {
                say(format_args!("the first {count}; there may be more (--limit)"))
            }
            count => {
                say(format_args!("{count} pairs; `santral customers merge FIRST SECOND` makes one of two"))
            }
        }
        Ok(())
    }
}

fn pair(Duplicate { first, second, reasons, confidence }: &Duplicate) -> String {
    let reasons: Vec<String> = reasons.iter().map(reason).collect();
    format!(
        "{:8}  {}  {}  {} | {}  {}",
        confidence.as_str(),
        first.id,
        second.id,
        first.name,
        second.name,
        reasons.join(", ")
    )
}

fn reason(reason: &DuplicateReason) -> String {
    match reason {
        DuplicateReason::SameKey(kind) => format!("same {kind} id"),
        DuplicateReason::SameEmail => "same e-mail".to_owned(),
        DuplicateReason::SameNumber(number) => format!("same number {number}"),
        DuplicateReason::SameName => "same name".to_owned(),
        DuplicateReason::SimilarName => "similar name".to_owned(),
    }
}

impl MergeTwo {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let (kept, gone) = (read_id(&self.kept)?, read_id(&self.gone)?);
        let merge = store.customers().merge(kept, gone, &by(), now_ms()).await?;
        let Some(merge) = merge else { bail!("one of the two is not there; see `santral customers merges`") };
        say(format_args!("{} is one with {kept} now", merge.gone_name));
        say(format_args!("`santral customers unmerge {}` takes it back", merge.id));
        Ok(())
    }
}

async fn unmerge(store: &Store, merge: Uuid) -> anyhow::Result<()> {
    match store.customers().unmerge(merge, &by(), now_ms()).await? {
        Unmerged::Done(customer) => say(format_args!("customer {customer} is there again")),
        Unmerged::Unknown => bail!("there is no merge {merge} that could be taken back"),
        Unmerged::LaterFirst(later) => {
            bail!("who stayed has gone into another since; take {later} back first")
        }
        Unmerged::KeptIsGone => bail!("who stayed is not there any more"),
    }
    Ok(())
}

impl SetPin {
    async fn run(self, store: &Store, config: &Config) -> anyhow::Result<()> {
        let customer = read_id(&self.customer)?;
        let hash = if self.remove { None } else { Some(hash(config)?) };
        if !store.pins().set(customer, hash.as_deref(), &by(), now_ms()).await? {
            bail!("there is no customer {customer}");
        }
        say(if self.remove { "she has no code any more" } else { "her code is set" });
        Ok(())
    }
}

/// The hash of the code on standard input.
fn hash(config: &Config) -> anyhow::Result<String> {
    let file = config.crm.pin_key_file.as_deref();
    let file = file.context("[crm] names no pin_key_file: the secret that codes are hashed with")?;
    let mut text = String::new();
    std::io::stdin().read_line(&mut text)?;
    let pin = Pin::parse(text.trim()).context("a code is 4 to 12 digits")?;
    PinKey::read(file)?.hash(&pin).map_err(|error| anyhow::anyhow!("the code cannot be hashed: {error}"))
}

impl Merges {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let of = self.customer.as_deref().map(read_id).transpose()?;
        let merges = store.customers().merges(of, self.limit).await?;
        merges.iter().for_each(|merge| say(line(merge)));
        if merges.is_empty() {
            say("none");
        }
        Ok(())
    }
}

fn line(merge: &Merge) -> String {
    let at = jiff::Timestamp::from_millisecond(merge.at_ms).unwrap_or_default();
    let undone = if merge.undone_at_ms.is_some() { "  taken back" } else { "" };
    format!(
        "{}  {at}  {} ({}) into {} by {}{undone}",
        merge.id, merge.gone, merge.gone_name, merge.kept, merge.by
    )
}

fn read_id(text: &str) -> anyhow::Result<CustomerId> {
    CustomerId::parse(text).with_context(|| format!("{text:?} is no customer id"))
}

fn by() -> String {
    std::env::var("USER").unwrap_or_else(|_| "command line".to_owned())
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
