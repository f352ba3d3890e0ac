//! The consumer's end of a link, with ways to wait for what it is to hear.

use std::time::Duration;

use santral::ami::{Ami, Config, DownWhy, Event, Gap, Incoming};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::fake_asterisk::FakeAsterisk;

/// Only to fail instead of hanging; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running link and everything it told so far.
pub(crate) struct Ear {
    pub(crate) ami: Ami,
    incoming: mpsc::Receiver<Incoming>,
    _cancel: tokio_util::sync::DropGuard,
}

/// What one whole resync told.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) epoch: u64,
    pub(crate) gap: Option<Gap>,
    pub(crate) events: Vec<Event>,
    pub(crate) channels: usize,
}

impl Ear {
    pub(crate) fn start(config: Config) -> Self {
        let cancel = CancellationToken::new();
        let (ami, incoming) = Ami::start(config, cancel.clone());
        Self { ami, incoming, _cancel: cancel.drop_guard() }
    }

    /// A link to this peer that has read its first snapshot.
    pub(crate) async fn in_sync(pbx: &FakeAsterisk) -> Self {
        let mut ear = Self::start(pbx.config());
        ear.snapshot().await;
        ear
    }

    pub(crate) async fn next(&mut self) -> Incoming {
        timeout(PATIENCE, self.incoming.recv())
            .await
            .expect("the link says nothing")
            .expect("the link has ended")
    }

    /// Whatever is told until this is found in it.
    pub(crate) async fn find<T>(&mut self, mut found: impl FnMut(Incoming) -> Option<T>) -> T {
        loop {
            if let Some(found) = found(self.next().await) {
                return found;
            }
        }
    }

    pub(crate) async fn down(&mut self) -> DownWhy {
        self.find(|incoming| match incoming {
            Incoming::Down { why } => Some(why),
            _ => None,
        })
        .await
    }

    /// The next event for which this is true.
    pub(crate) async fn event(&mut self, mut wanted: impl FnMut(&Event) -> bool) -> Event {
        self.find(|incoming| match incoming {
            Incoming::Event { event, .. } if wanted(&event) => Some(event),
            _ => None,
        })
        .await
    }

    /// The next resync that is read to its end, with the events told meanwhile.
    pub(crate) async fn snapshot(&mut self) -> Snapshot {
        let mut snapshot = Snapshot { epoch: 0, gap: None, events: Vec::new(), channels: 0 };
        let mut began = false;
        loop {
            match self.next().await {
                Incoming::ResyncBegan { epoch, gap } => {
                    began = true;
                    snapshot = Snapshot { epoch, gap, events: Vec::new(), channels: 0 };
                }
                Incoming::ResyncEnded { epoch, channels } if began => {
                    assert_eq!(epoch, snapshot.epoch);
                    return Snapshot { channels, ..snapshot };
                }
                Incoming::Event { event, .. } if began => snapshot.events.push(event),
                Incoming::Down { .. } => began = false,
                _ => {}
            }
        }
    }
}
