//! The tasks that empty the outbox, one for each target.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_util::sync::CancellationToken;

use super::Webhook;
use super::client::{Again, NotTaken};
use crate::net::Backoff;
use crate::store::{Letter, Store, StoreError, WEBHOOK};

/// How often the outbox is looked into for letters that are to be tried again.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// Letters taken at once; they are told one after the other, in their order, and forgotten together.
const TAKEN_MAX: u32 = 16;

/// Waits of a letter that was not taken: the longest before the second try, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(900));

/// Waits of a target that takes nothing, whatever it is.
const REST: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// A letter is tried for a day.
const KEPT_MS: i64 = 24 * 3_600_000;

/// Tries of a letter that the receiver finds wrong.
const WRONG_TRIES_MAX: u32 = 3;

/// Tells what is in the outbox until it is told to stop. A letter that is under way then is told again after the
/// next start.
pub async fn deliver(store: Store, webhooks: Vec<Arc<Webhook>>, cancel: CancellationToken) {
    let mut tasks = tokio::task::JoinSet::new();
    for webhook in webhooks {
        let rest = Backoff::new(REST.0, REST.1);
        let round = Round { store: store.clone(), webhook, rest, failing: false, begun: false };
        tasks.spawn(round.run(cancel.clone()));
    }
    tasks.join_all().await;
}

/// One target's.
struct Round {
    store: Store,
    webhook: Arc<Webhook>,
    rest: Backoff,
    failing: bool,
    /// Whether what an earlier life took and did not finish is due again.
    begun: bool,
}

/// How a turn ended.
enum Turn {
    /// There may be more.
    On,
    /// Nothing is due.
    Idle,
    /// The target is left alone for so long.
    Rest(Duration),
}

impl Round {
    async fn run(mut self, cancel: CancellationToken) {
        let webhook = Arc::clone(&self.webhook);
        while !cancel.is_cancelled() {
            let turn = self.turn(&cancel).await.unwrap_or_else(|error| {
                tracing::debug!(%error, "the outbox cannot be looked into for now");
                Turn::Rest(LOOK_INTERVAL)
            });
            match turn {
                Turn::On => {}
                Turn::Idle => tokio::select! {
                    () = cancel.cancelled() => {}
                    () = webhook.wake.notified() => {}
                    () = tokio::time::sleep(LOOK_INTERVAL) => {}
                },
                Turn::Rest(rest) => tokio::select! {
                    () = cancel.cancelled() => {}
                    () = tokio::time::sleep(rest) => {}
                },
            }
        }
    }

    /// Tells what is due.
    async fn turn(&mut self, cancel: &CancellationToken) -> Result<Turn, StoreError> {
        let store = self.store.clone();
        let outbox = store.outbox();
        if !self.begun {
            outbox.begin(WEBHOOK, self.webhook.name(), now_ms()).await?;
            self.begun = true;
        }
        let letters = outbox.take(WEBHOOK, self.webhook.name(), now_ms(), TAKEN_MAX).await?;
        let mut taken = Vec::new();
        let turn = self.tell(&letters, &mut taken, cancel).await;
        // Also when the rest went wrong: what was taken is not told again without need.
        if !taken.is_empty() {
            outbox.forget(&taken).await?;
        }
        turn
    }

    async fn tell<'a>(
        &mut self,
        letters: &'a [Letter],
        taken: &mut Vec<&'a Letter>,
        cancel: &CancellationToken,
    ) -> Result<Turn, StoreError> {
        for (n, letter) in letters.iter().enumerate() {
            let told = tokio::select! {
                biased;
                () = cancel.cancelled() => {
                    self.put_back(&letters[n..]).await?;
                    return Ok(Turn::On);
                }
                told = self.webhook.client.tell(letter, now_ms() / 1_000) => told,
            };
            let Err(not_taken) = told else {
                taken.push(letter);
                self.is_well();
                continue;
            };
            count(&self.webhook.counted.failed);
            if let Some(rest) = self.again(letter, &not_taken).await? {
                self.put_back(&letters[n + 1..]).await?;
                return Ok(Turn::Rest(rest));
            }
        }
        Ok(if letters.is_empty() { Turn::Idle } else { Turn::On })
    }

    async fn put_back(&self, untried: &[Letter]) -> Result<(), StoreError> {
        for letter in untried {
            self.store.outbox().untake(letter, now_ms()).await?;
        }
        Ok(())
    }

    fn is_well(&mut self) {
        count(&self.webhook.counted.delivered);
        self.rest.reset();
        if std::mem::take(&mut self.failing) {
            tracing::info!(webhook = self.webhook.name(), "it takes events again");
        }
    }

    /// Puts a letter off or gives it up; how long the target is left alone. It is when it was away at a letter's
    /// first try, which keeps the order through a short trouble, and when it asks for it. So a letter that alone is
    /// not taken holds up nobody a second time, one that the target finds wrong nobody at all, and a target that
    /// is down is asked for no more than one new letter a rest.
    async fn again(&mut self, letter: &Letter, not_taken: &NotTaken) -> Result<Option<Duration>, StoreError> {
        let NotTaken { why, again } = not_taken;
        let tired = match again {
            Again::Never => true,
            Again::AFewTimes => letter.tries >= WRONG_TRIES_MAX,
            Again::Later(_) => now_ms() - letter.made_at_ms >= KEPT_MS,
        };
        if tired {
            self.give_up(letter, why).await?;
            return Ok(None);
        }
        if !std::mem::replace(&mut self.failing, true) {
            tracing::warn!(webhook = self.webhook.name(), why, "an event was not taken; it is tried again");
        }
        let asked = if let Again::Later(asked) = again { *asked } else { None };
        let first = letter.tries <= 1 && *again != Again::AFewTimes;
        let rest =
            (first || asked.is_some()).then(|| self.rest.next(random()).max(asked.unwrap_or_default()));
        let wait = match rest {
            // It is due again as soon as the target is.
            Some(rest) if first => rest,
            _ => own_wait(letter.tries).max(asked.unwrap_or_default()),
        };
        let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        self.store.outbox().again(letter, why, now_ms().saturating_add(wait_ms)).await?;
        Ok(rest)
    }

    async fn give_up(&self, letter: &Letter, why: &str) -> Result<(), StoreError> {
        count(&self.webhook.counted.dead);
        tracing::error!(
            webhook = self.webhook.name(),
            letter.id = %letter.id,
            letter.tries = letter.tries,
            why,
            "an event was given up; see `santral outbox list`"
        );
        self.store.outbox().give_up(letter, why).await
    }
}

/// The wait after so many tries: it doubles with each, and how many there were is in the letter, so that a restart
/// changes nothing.
fn own_wait(tries: u32) -> Duration {
    let mut backoff = Backoff::new(RETRY.0, RETRY.1);
    (0..tries.min(32)).map(|_| backoff.next(random())).last().unwrap_or_default()
}

fn count(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
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
