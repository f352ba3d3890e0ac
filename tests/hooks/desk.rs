//! A feed, an outbox on a disk, and the two tasks between them and the receivers.

use std::time::Duration;

use santral::api::feed::{Feed, hand_over};
use santral::api::wire::{FeedDetail, FeedEvent, FeedParty};
use santral::hooks::{Config, Counts, Letters, Webhook, deliver};
use santral::store::{self, Letter, LetterState, Store, StoreError};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::receiver::Receiver;

/// What signs.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub(crate) struct Desk {
    folder: TempDir,
    configs: Vec<Config>,
    pub(crate) feed: Feed,
    pub(crate) store: Store,
    webhooks: Vec<std::sync::Arc<Webhook>>,
    cancel: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    lives: u32,
}

impl Desk {
    /// A running one that tells these receivers, by the names `t0`, `t1` …
    pub(crate) async fn open(receivers: &[&Receiver], further: &str) -> Self {
        let urls: Vec<String> =
            receivers.iter().map(|receiver| format!("http://127.0.0.1:{}/in", receiver.port)).collect();
        Self::open_to(&urls, &format!("allow_private = true\n{further}")).await
    }

    pub(crate) async fn open_to(urls: &[String], further: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
        let config = |(n, url): (usize, &String)| {
            let secret = secret.display();
            toml::from_str(&format!("name = 't{n}'\nurl = '{url}'\nsecret_file = '{secret}'\n{further}"))
                .unwrap()
        };
        let configs: Vec<Config> = urls.iter().enumerate().map(config).collect();
        let store = open_store(&folder).await;
        let mut desk = Self {
            folder,
            configs,
            feed: Feed::new("-"),
            store,
            webhooks: Vec::new(),
            cancel: CancellationToken::new(),
            tasks: Vec::new(),
            lives: 0,
        };
        desk.start();
        desk
    }

    fn start(&mut self) {
        self.lives += 1;
        let epoch = format!("e{}", self.lives);
        self.feed = Feed::new(&epoch);
        self.cancel = CancellationToken::new();
        self.webhooks = Webhook::all(&self.configs).unwrap();
        let letters = Letters::new(self.store.clone(), &self.webhooks, &epoch);
        self.tasks = vec![
            tokio::spawn(hand_over(self.feed.clone(), letters, self.cancel.clone())),
            tokio::spawn(deliver(self.store.clone(), self.webhooks.clone(), self.cancel.clone())),
        ];
    }

    pub(crate) async fn stop(&mut self) {
        self.cancel.cancel();
        for task in self.tasks.drain(..) {
            task.await.unwrap();
        }
    }

    pub(crate) async fn stops_and_starts_again(&mut self) {
        self.stop().await;
        self.start();
    }

    /// Killed and started again: whatever was under way is cut off, and nobody says so.
    pub(crate) async fn is_killed_and_starts_again(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
            let _ = task.await;
        }
        self.webhooks.clear();
        self.store = Store::open(&store::Config::at("sqlite::memory:")).await.unwrap();
        self.store = open_store(&self.folder).await;
        self.start();
    }

    /// Tells events of these names.
    pub(crate) fn tell(&self, names: &[&'static str]) {
        for name in names {
            self.feed.push(event(name));
        }
    }

    pub(crate) async fn letters(&self, state: LetterState) -> Vec<Letter> {
        self.store.outbox().list(Some(state), 1_000).await.unwrap()
    }

    pub(crate) fn counts(&self, n: usize) -> Counts {
        self.webhooks[n].counts()
    }

    /// The database file, for whoever comes in from the side.
    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("santral.db").display())
    }
}

async fn open_store(folder: &TempDir) -> Store {
    let config = store::Config::at(format!("sqlite:{}", folder.path().join("santral.db").display()));
    // The one before is let go of when the last of its tasks is gone.
    until("the database is free", async || {
        !matches!(Store::open(&config).await, Err(StoreError::Held { .. }))
    })
    .await;
    Store::open(&config).await.unwrap()
}

/// An event of this name about a caller.
pub(crate) fn event(name: &'static str) -> FeedEvent {
    FeedEvent {
        id: String::new(),
        at: "2026-11-25T09:12:44.120Z".into(),
        event: name,
        call_id: Some("01a2".into()),
        pbx: Some("merkez".into()),
        linkedid: Some("1764000000.1".into()),
        queue: None,
        caller: Some(FeedParty {
            number: Some("05320000012".into()),
            e164: Some("+905320000012".into()),
            name: Some("Ayşe \"; DROP\u{0}".into()),
            ..FeedParty::default()
        }),
        detail: FeedDetail::QueueJoined { position: 1 },
    }
}

pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..1_200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come to this: {what}");
}
