//! The handle the daemon holds: actions in, answers out.

use std::future::Future;

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::action::{Action, ActionError, Response};
use super::config::Config;
use super::incoming::Incoming;
use super::keeper;
use super::outlet::Outlet;
use super::tally::Tally;
use super::wire::Packet;

/// Most batches of actions that may wait to be written.
const REQUESTS_MAX: usize = 256;

/// Messages that may wait to be recorded.
const RECORDED_MAX: usize = 65_536;

/// A link to one Asterisk that keeps itself up. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ami {
    requests: mpsc::Sender<Request>,
}

/// One errand for the link's task.
#[derive(Debug)]
pub(super) enum Request {
    /// Actions that leave in one write.
    Send(Vec<(Action, Reply)>),
    /// What has been counted.
    Tally(oneshot::Sender<Tally>),
}

pub(super) type Reply = oneshot::Sender<Result<Response, ActionError>>;

impl Ami {
    /// Begins to connect, and goes on doing so until cancelled or until the receiver is dropped.
    ///
    /// The receiver is bounded by `event_queue`. Who lags behind it is told [`Incoming::Overflow`] and gets a new
    /// snapshot; the socket is read meanwhile, so Asterisk never cuts us off for it.
    pub fn start(config: Config, cancel: CancellationToken) -> (Self, mpsc::Receiver<Incoming>) {
        Self::start_with(config, cancel, None)
    }

    /// The same, with every message of the events session as it came. When so many wait that no more fit, that
    /// receiver ends: a recording is whole or it is none.
    pub fn start_recording(
        config: Config,
        cancel: CancellationToken,
    ) -> (Self, mpsc::Receiver<Incoming>, mpsc::Receiver<Packet>) {
        let (tap, packets) = mpsc::channel(RECORDED_MAX);
        let (ami, incoming) = Self::start_with(config, cancel, Some(tap));
        (ami, incoming, packets)
    }

    fn start_with(
        config: Config,
        cancel: CancellationToken,
        tap: Option<mpsc::Sender<Packet>>,
    ) -> (Self, mpsc::Receiver<Incoming>) {
        let (outlet, incoming) = Outlet::new(config.event_queue);
        let (requests, errands) = mpsc::channel(REQUESTS_MAX);
        tokio::spawn(keeper::run(config, cancel, outlet, errands, tap));
        (Self { requests }, incoming)
    }

    /// Sends one action and waits for what becomes of it.
    pub async fn send(&self, action: Action) -> Result<Response, ActionError> {
        self.post(vec![action]).await.pop().unwrap_or(Err(ActionError::LinkLost))
    }

    /// Sends several actions in one write and waits for all of them. The results are in their order.
    pub async fn send_all(&self, actions: Vec<Action>) -> Vec<Result<Response, ActionError>> {
        self.post(actions).await
    }

    /// Sends several actions in one write, now, whether or not the results are waited for.
    pub fn post(
        &self,
        actions: Vec<Action>,
    ) -> impl Future<Output = Vec<Result<Response, ActionError>>> + use<> {
        let (replies, answers): (Vec<_>, Vec<_>) = actions.iter().map(|_| oneshot::channel()).unzip();
        let batch = actions.into_iter().zip(replies).collect();
        let fault = self.requests.try_send(Request::Send(batch)).err().map(|error| match error {
            mpsc::error::TrySendError::Full(_) => ActionError::QueueFull,
            mpsc::error::TrySendError::Closed(_) => ActionError::NotConnected,
        });
        async move {
            let mut results = Vec::with_capacity(answers.len());
            for answer in answers {
                let lost = || Err(fault.clone().unwrap_or(ActionError::LinkLost));
                results.push(answer.await.unwrap_or_else(|_| lost()));
            }
            results
        }
    }

    /// What the link has counted, for the metrics; `None` once it has ended.
    pub async fn tally(&self) -> Option<Tally> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request::Tally(reply)).await.ok()?;
        answer.await.ok()
    }
}
