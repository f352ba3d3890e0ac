//! What a phone has heard, window by window.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::Tone;
use super::tone::{WINDOW, who_speaks};

/// So many windows alike in a row are believed: a quarter of a second.
const STEADY: usize = 5;

/// A window that ends sooner than this after a moment may have begun before it.
const HALF_OVER: Duration = Duration::from_millis(60);

/// Windows kept: ten minutes. A demo runs for hours.
const KEPT: usize = 12_000;

/// A longer pause between packets is a hole in the conversation; a shorter one may be this machine's own.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// The ear of one leg; it goes on existing when the leg is over.
#[derive(Clone, Debug)]
pub(crate) struct Ear {
    heard: watch::Receiver<Arc<Vec<Window>>>,
}

#[derive(Clone, Debug)]
pub(super) struct Window {
    at: Instant,
    /// Since the packet before the window's first.
    pause: Duration,
    who: BTreeSet<Tone>,
}

impl Ear {
    /// Waits until exactly these are heard, and steadily. Panics with what was heard instead.
    pub(crate) async fn hears(&self, whom: &[Tone], within: Duration) {
        self.hears_after(None, whom, within).await;
    }

    /// The same, with what was heard before `since` left out.
    pub(crate) async fn hears_after(&self, since: Option<Instant>, whom: &[Tone], within: Duration) {
        let whom: BTreeSet<Tone> = whom.iter().copied().collect();
        let steady = |windows: &Arc<Vec<Window>>| {
            let recent = windows.iter().rev().take(STEADY);
            let counts = |window: &Window| since.is_none_or(|since| window.at >= since + HALF_OVER);
            windows.len() >= STEADY && recent.clone().all(|window| counts(window) && window.who == whom)
        };
        let mut heard = self.heard.clone();
        let steadily = timeout(within, heard.wait_for(steady)).await;
        assert!(
            matches!(steadily, Ok(Ok(_))),
            "expected to hear {whom:?} within {within:?}; the last second was {:?}",
            self.last_second()
        );
    }

    /// Everybody heard from `since` on; a window that was half over then does not count.
    pub(crate) fn heard_since(&self, since: Instant) -> BTreeSet<Tone> {
        let whole = since + HALF_OVER;
        let windows = self.heard.borrow();
        windows
            .iter()
            .filter(|window| window.at >= whole)
            .flat_map(|window| window.who.iter().copied())
            .collect()
    }

    /// The longest silence on the line from `since` on, and none at all when nothing has come since.
    pub(crate) fn longest_pause_since(&self, since: Instant) -> Option<Duration> {
        let windows = self.heard.borrow();
        windows.iter().filter(|window| window.at >= since).map(|window| window.pause).max()
    }

    /// Whether sound came without a break worth the name from `since` on.
    pub(crate) fn unbroken_since(&self, since: Instant) -> bool {
        self.longest_pause_since(since).is_some_and(|pause| pause <= PAUSE_MAX)
    }

    fn last_second(&self) -> Vec<String> {
        let windows = self.heard.borrow();
        let recent = windows.iter().rev().take(20).rev();
        recent
            .map(|window| window.who.iter().map(ToString::to_string).collect::<Vec<_>>().join("+"))
            .collect()
    }
}

/// Where a leg's receiver puts what it hears.
#[derive(Debug)]
pub(super) struct Listener {
    told: watch::Sender<Arc<Vec<Window>>>,
    pending: Vec<u8>,
    last_packet: Option<Instant>,
    pause: Duration,
}

impl Listener {
    pub(super) fn new() -> (Self, Ear) {
        let (told, heard) = watch::channel(Arc::default());
        (Self { told, pending: Vec::new(), last_packet: None, pause: Duration::ZERO }, Ear { heard })
    }

    /// Mu-law that has just arrived.
    pub(super) fn listen(&mut self, at: Instant, payload: &[u8]) {
        let pause = self.last_packet.replace(at).map_or(Duration::ZERO, |last| at - last);
        self.pause = self.pause.max(pause);
        self.pending.extend_from_slice(payload);
        while self.pending.len() >= WINDOW {
            let rest = self.pending.split_off(WINDOW);
            let who = who_speaks(&self.pending);
            self.pending = rest;
            let window = Window { at, pause: std::mem::take(&mut self.pause), who };
            self.told.send_modify(|windows| {
                let windows = Arc::make_mut(windows);
                if windows.len() >= KEPT {
                    windows.drain(..KEPT / 2);
                }
                windows.push(window);
            });
        }
    }
}
