//! The tasks that empty the outbox.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_util::sync::CancellationToken;

use super::{NotTold, WriteBack};
use crate::net::Backoff;
use crate::store::{INTERACTION, Letter, Store, StoreError};

/// How often the outbox is looked into while it is empty.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// Letters taken at once; they are told one after the other, in their order.
const TAKEN_MAX: u32 = 8;

/// Waits of a receiver that does not answer at all, whoever the letter is about: the first, and the longest.
const REST: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// How often calls that nobody wrote up are looked for, and told letters forgotten.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// An answered call that nobody has written up so long after its end is told as it is.
const UNWRITTEN_AFTER_MS: i64 = 30 * 60_000;

/// Calls that began longer ago are not looked at any more.
const UNWRITTEN_WITHIN_MS: i64 = 24 * 3_600_000;

/// Tells the letters of the outbox until it is told to stop. What was taken and not answered then is tried again
/// after the next start.
pub async fn deliver(store: Store, receivers: Vec<Arc<WriteBack>>, cancel: CancellationToken) {
    let mut tasks = tokio::task::JoinSet::new();
    for receiver in receivers {
        let round = Round {
            store: store.clone(),
            receiver,
            rest: Backoff::new(REST.0, REST.1),
            failing: false,
            begun: false,
        };
        tasks.spawn(round.run(cancel.clone()));
    }
    if !tasks.is_empty() {
        tasks.spawn(sweep(store, cancel));
    }
    tasks.join_all().await;
}

/// One receiver's.
struct Round {
    store: Store,
    receiver: Arc<WriteBack>,
    rest: Backoff,
    failing: bool,
    /// Whether what an earlier life took and did not finish is due again.
    begun: bool,
}

impl Round {
    async fn run(mut self, cancel: CancellationToken) {
        loop {
            let pause = match self.turn(&cancel).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::debug!(%error, "the outbox cannot be looked into for now");
                    LOOK_INTERVAL
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Tells what is due; how long to pause then.
    async fn turn(&mut self, cancel: &CancellationToken) -> Result<Duration, StoreError> {
        let store = self.store.clone();
        let outbox = store.outbox();
        if !self.begun {
            outbox.begin(INTERACTION, self.receiver.name(), now_ms()).await?;
            self.begun = true;
        }
        let letters = outbox.take(INTERACTION, self.receiver.name(), now_ms(), TAKEN_MAX).await?;
        let mut due = letters.iter();
        for letter in due.by_ref() {
            if cancel.is_cancelled() {
                outbox.untake(letter, now_ms()).await?;
                continue;
            }
            match self.receiver.tell(letter).await {
                Ok(()) => {
                    outbox.done(letter).await?;
                    self.rest.reset();
                    if std::mem::take(&mut self.failing) {
                        tracing::info!(write_back = self.receiver.name(), "it takes what it is told again");
                    }
                }
                Err(NotTold::Never(why)) => self.give_up(letter, &why).await?,
                Err(NotTold::Later(why)) => {
                    self.later(letter, &why).await?;
                    let rest = self.rest.next(random());
                    for untried in due {
                        outbox.untake(untried, now_ms()).await?;
                    }
                    return Ok(rest);
                }
            }
        }
        Ok(if letters.is_empty() { LOOK_INTERVAL } else { Duration::ZERO })
    }

    async fn later(&mut self, letter: &Letter, why: &str) -> Result<(), StoreError> {
        if letter.tries >= self.receiver.tries_max {
            return self.give_up(letter, why).await;
        }
        if !std::mem::replace(&mut self.failing, true) {
            tracing::warn!(
                write_back = self.receiver.name(),
                why,
                "an interaction could not be told; it is tried again"
            );
        }
        let mut backoff = Backoff::new(self.receiver.retry_first, self.receiver.retry_longest);
        let mut wait = Duration::ZERO;
        // The wait doubles with each try; how often is in the letter, so that a restart changes nothing.
        for _ in 0..letter.tries.min(32) {
            wait = backoff.next(random());
        }
        let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        self.store.outbox().again(letter, why, now_ms().saturating_add(wait_ms)).await
    }

    async fn give_up(&self, letter: &Letter, why: &str) -> Result<(), StoreError> {
        tracing::error!(
            write_back = self.receiver.name(),
            letter.id = %letter.id,
            letter.tries = letter.tries,
            why,
            "an interaction was given up; see `santral outbox list`"
        );
        self.store.outbox().give_up(letter, why).await
    }
}

async fn sweep(store: Store, cancel: CancellationToken) {
    loop {
        let outbox = store.outbox();
        let now_ms = now_ms();
        let swept = async {
            outbox.tell_unwritten(now_ms - UNWRITTEN_WITHIN_MS, now_ms - UNWRITTEN_AFTER_MS).await?;
            outbox.sweep(now_ms).await
        };
        if let Err(error) = swept.await {
            tracing::debug!(%error, "the outbox cannot be swept for now");
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(SWEEP_INTERVAL) => {}
        }
    }
}

fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

/// Spreads the tries of many; without random numbers they come together, no worse.
fn random() -> u64 {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).map_or(u64::MAX, |()| u64::from_ne_bytes(bits))
}
