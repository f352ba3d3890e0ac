//! `santral outbox`: what other systems were not told yet.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use uuid::Uuid;

use crate::config::Config;
use crate::store::{Letter, LetterState, Store};

use super::say;

/// What to do with letters.
#[derive(Debug, Subcommand)]
pub(super) enum Outbox {
    /// Show letters, the latest first; those given up unless told otherwise.
    List(List),
    /// Try a letter that was given up again, or all of them.
    Retry(Retry),
    /// Throw a letter away: it will not be told.
    Drop {
        /// Its id, as `list` shows it.
        letter: Uuid,
    },
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Which.
    #[arg(long, value_enum, default_value = "dead")]
    state: StateWord,
    /// Most that are shown.
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Retry {
    /// Its id, as `list` shows it.
    letter: Option<Uuid>,
    /// Every letter that was given up.
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StateWord {
    Waiting,
    Done,
    Dead,
    All,
}

impl Outbox {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&config.store).await?;
        let done = match self {
            Self::List(list) => list.run(&store).await,
            Self::Retry(Retry { letter, .. }) => retry(&store, letter).await,
            Self::Drop { letter } => drop_letter(&store, letter).await,
        };
        store.close().await;
        done.map(|()| ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let state = match self.state {
            StateWord::Waiting => Some(LetterState::Waiting),
            StateWord::Done => Some(LetterState::Done),
            StateWord::Dead => Some(LetterState::Dead),
            StateWord::All => None,
        };
        for letter in store.outbox().list(state, self.limit).await? {
            say(line(&letter));
        }
        let counts = store.outbox().counts().await?;
        say(format_args!("{} waiting, {} given up", counts.waiting, counts.dead));
        Ok(())
    }
}

/// Whom and what, never the body: it is a person's.
fn line(letter: &Letter) -> String {
    let at = jiff::Timestamp::from_millisecond(letter.made_at_ms).unwrap_or_default();
    format!(
        "{}  {:7}  {}  {}  {} {}  tried {}  {}",
        letter.id,
        letter.state.as_str(),
        at,
        letter.target,
        letter.kind,
        letter.subject,
        letter.tries,
        letter.error.as_deref().unwrap_or("")
    )
}

async fn retry(store: &Store, letter: Option<Uuid>) -> anyhow::Result<()> {
    let at_ms = jiff::Timestamp::now().as_millisecond();
    match (store.outbox().retry(letter, at_ms).await?, letter) {
        (0, Some(letter)) => bail!("there is no letter {letter} that was given up"),
        (count, _) => say(format_args!("{count} will be tried again")),
    }
    Ok(())
}

async fn drop_letter(store: &Store, letter: Uuid) -> anyhow::Result<()> {
    if !store.outbox().drop_letter(letter).await? {
        bail!("there is no letter {letter} that waits or was given up");
    }
    say("thrown away; it will not be told");
    Ok(())
}
