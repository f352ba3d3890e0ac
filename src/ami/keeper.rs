//! The task that keeps a link up: connect, serve, wait, again.
//!
//! It reads both sessions, hands what it parsed to the bounded outlet without ever waiting for the consumer, and
//! writes when the sockets take it. Asterisk cuts off who does not read for `writetimeout` (100 ms by default).

use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::action::{Action, ActionError};
use super::client::{Connection, Outgoing, connect};
use super::config::Config;
use super::handle::{Reply, Request};
use super::incoming::{Gap, GapWhy, Incoming};
use super::link::{FIRST_TICKET, Link, LinkConfig, LinkInput, LinkOutput};
use super::outlet::Outlet;
use super::session::{DownWhy, Encryption, Role, SessionConfig, Ticket};
use super::tally::Tally;
use super::time::Time;
use super::wire::{Packet, Parser};
use crate::net::Backoff;

/// First and longest wait before another try.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// The same after a refused login: Asterisk lets only `authlimit` (50) sessions stand before the door, and haste
/// would shut others out. Never less than [`BAD_LOGIN_FLOOR`].
const RETRY_BAD_LOGIN: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(60));
const BAD_LOGIN_FLOOR: Duration = Duration::from_secs(5);

/// Keeps a link up until cancelled, or until nobody listens.
pub(super) async fn run(
    config: Config,
    cancel: CancellationToken,
    outlet: Outlet,
    requests: mpsc::Receiver<Request>,
    tap: Option<mpsc::Sender<Packet>>,
) {
    let mut client = Client::new(config, outlet, requests, tap);
    tokio::select! {
        () = cancel.cancelled() => {}
        () = client.keep_up() => {}
    }
}

struct Client {
    config: Config,
    outlet: Outlet,
    requests: mpsc::Receiver<Request>,
    /// Where every message of the events session goes too, while it fits.
    tap: Option<mpsc::Sender<Packet>>,
    /// All handles are gone; events go on.
    requests_closed: bool,
    replies: BTreeMap<Ticket, Reply>,
    last_ticket: u64,
    started: Instant,
    epoch: u64,
    gap: Option<(Time, GapWhy)>,
    overflow_since: Option<Time>,
    tally: Tally,
    /// The longest pass since the tally was asked for.
    stall: Duration,
}

impl Client {
    fn new(
        config: Config,
        outlet: Outlet,
        requests: mpsc::Receiver<Request>,
        tap: Option<mpsc::Sender<Packet>>,
    ) -> Self {
        Self {
            config,
            outlet,
            requests,
            tap,
            requests_closed: false,
            replies: BTreeMap::new(),
            last_ticket: FIRST_TICKET,
            started: Instant::now(),
            epoch: 1,
            gap: None,
            overflow_since: None,
            tally: Tally::default(),
            stall: Duration::ZERO,
        }
    }

    /// Connect, serve, wait, again. Ends when the consumer is gone.
    async fn keep_up(&mut self) {
        let mut retry = Backoff::new(RETRY.0, RETRY.1);
        let mut retry_login = Backoff::new(RETRY_BAD_LOGIN.0, RETRY_BAD_LOGIN.1).with_floor(BAD_LOGIN_FLOOR);
        let mut attempt = 0;
        while !self.outlet.is_closed() {
            attempt += 1;
            self.tell(Incoming::Connecting { attempt });
            let (why, was_in_sync) = self.one_link().await;
            if was_in_sync {
                attempt = 0;
                retry.reset();
                retry_login.reset();
            }
            let bad_login = matches!(why, DownWhy::BadLogin { .. });
            tracing::warn!(%why, attempt, "the AMI link is down");
            self.tell(Incoming::Down { why });
            let wait = if bad_login { retry_login.next(random()) } else { retry.next(random()) };
            self.idle_until(sleep_until(Instant::now() + wait)).await;
        }
    }

    /// One link from its first byte to its last, and whether it was ever in sync.
    async fn one_link(&mut self) -> (DownWhy, bool) {
        let config = self.config.clone();
        let connecting = async { tokio::try_join!(connect(&config), connect(&config)) };
        let (events, actions) = match self.idle_until(connecting).await {
            Some(Ok(connections)) => connections,
            Some(Err(why)) => return (why, false),
            None => return (DownWhy::Closed, false),
        };
        let mut link = Link::new(self.link_config(), std::mem::take(&mut self.tally), self.now());
        let why = self.serve(&mut link, events, actions).await;
        self.replies.clear();
        if link.came_up() {
            self.epoch = link.epoch() + 1;
            self.gap = Some((link.heard(), GapWhy::Link(why.clone())));
        }
        let was_in_sync = link.was_in_sync();
        self.tally = link.into_tally();
        (why, was_in_sync)
    }

    async fn serve(&mut self, link: &mut Link, events: Connection, actions: Connection) -> DownWhy {
        let (mut events_in, mut events_out) = events.split();
        let (mut actions_in, mut actions_out) = actions.split();
        let mut read_at: Option<Instant> = None;
        loop {
            if let Some(why) = self.drain(link, &mut events_out, &mut actions_out) {
                return why;
            }
            if let Some(read_at) = read_at.take() {
                self.stall = self.stall.max(read_at.elapsed());
            }
            let wake_at = link.next_timeout().map(|due| self.started + due.elapsed());
            tokio::select! {
                read = events_in.read() => {
                    read_at = Some(Instant::now());
                    self.take(link, Role::Events, read, &mut events_in.parser);
                }
                read = actions_in.read() => self.take(link, Role::Actions, read, &mut actions_in.parser),
                written = events_out.advance(), if events_out.is_busy() => self.note(link, Role::Events, written),
                written = actions_out.advance(), if actions_out.is_busy() => self.note(link, Role::Actions, written),
                request = self.requests.recv(), if !self.requests_closed => self.errand(link, request),
                () = self.outlet.room(), if self.outlet.is_overflowing() => self.recover(link),
                () = sleep_until(wake_at.unwrap_or_else(Instant::now)), if wake_at.is_some() => {
                    link.handle(self.now(), LinkInput::Tick);
                }
                () = self.outlet.closed() => return DownWhy::Closed,
            }
        }
    }

    /// Does what the link wants; says why when it is over.
    fn drain(&mut self, link: &mut Link, events: &mut Outgoing, actions: &mut Outgoing) -> Option<DownWhy> {
        while let Some(output) = link.poll_output() {
            match output {
                LinkOutput::Write(Role::Events, bytes) => events.queue.extend_from_slice(&bytes),
                LinkOutput::Write(Role::Actions, bytes) => actions.queue.extend_from_slice(&bytes),
                LinkOutput::Tell(incoming) => self.tell(incoming),
                LinkOutput::ResyncBegan { epoch, gap } => {
                    let gap = gap.map(|(since, why)| self.gap_since(since, why));
                    self.tell(Incoming::ResyncBegan { epoch, gap });
                }
                LinkOutput::Answered { ticket, result } => {
                    // Nobody may be waiting any more; that is theirs to decide.
                    if let Some(reply) = self.replies.remove(&ticket) {
                        let _ = reply.send(result);
                    }
                }
                LinkOutput::Failed(why) => return Some(why),
            }
        }
        None
    }

    fn take(&mut self, link: &mut Link, role: Role, read: io::Result<usize>, parser: &mut Parser) {
        let now = self.now();
        match read {
            Ok(0) => link.handle(now, LinkInput::Closed(role, DownWhy::Closed)),
            Ok(_) => {
                while let Some(result) = parser.next() {
                    let input = match result {
                        Ok(packet) => {
                            if role == Role::Events {
                                self.record(&packet);
                            }
                            LinkInput::Received(role, packet)
                        }
                        Err(_) => LinkInput::Oversized(role),
                    };
                    link.handle(now, input);
                }
            }
            Err(error) => self.note(link, role, Err(error)),
        }
    }

    fn record(&mut self, packet: &Packet) {
        if self.tap.as_ref().is_some_and(|tap| tap.try_send(packet.clone()).is_err()) {
            self.tap = None;
        }
    }

    fn note(&self, link: &mut Link, role: Role, result: io::Result<()>) {
        if let Err(error) = result {
            link.handle(self.now(), LinkInput::Closed(role, DownWhy::Broken { message: error.to_string() }));
        }
    }

    fn errand(&mut self, link: &mut Link, request: Option<Request>) {
        match request {
            Some(Request::Send(batch)) => {
                for (action, reply) in batch {
                    self.last_ticket += 1;
                    let ticket = Ticket(self.last_ticket);
                    self.replies.insert(ticket, reply);
                    link.handle(self.now(), LinkInput::Send { ticket, action });
                }
            }
            Some(Request::Tally(reply)) => {
                let stall = std::mem::take(&mut self.stall);
                let _ = reply.send(Tally { stall, ..link.tally().clone() });
            }
            None => self.requests_closed = true,
        }
    }

    /// The consumer has caught up: tell what it missed, and read the state anew.
    fn recover(&mut self, link: &mut Link) {
        let now = self.now();
        let since = self.overflow_since.take().unwrap_or(now);
        let dropped = self.outlet.recover();
        tracing::warn!(dropped, "the consumer of AMI events lagged; the state is read anew");
        link.count_dropped(dropped);
        link.handle(now, LinkInput::Resync { since, why: GapWhy::Overflow });
    }

    /// Waits for something while there is no link: actions are refused at once. `None` when nobody listens any more.
    async fn idle_until<T>(&mut self, until: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(until);
        loop {
            tokio::select! {
                done = &mut until => return Some(done),
                () = self.outlet.closed() => return None,
                () = self.outlet.room(), if self.outlet.is_overflowing() => {
                    self.tally.dropped += self.outlet.recover();
                    self.overflow_since = None;
                }
                request = self.requests.recv(), if !self.requests_closed => match request {
                    Some(Request::Send(batch)) => refuse(batch),
                    Some(Request::Tally(reply)) => {
                        let _ = reply.send(self.tally.clone());
                    }
                    None => self.requests_closed = true,
                },
            }
        }
    }

    fn tell(&mut self, incoming: Incoming) {
        self.outlet.tell(incoming);
        if self.outlet.is_overflowing() && self.overflow_since.is_none() {
            self.overflow_since = Some(self.now());
        }
    }

    fn now(&self) -> Time {
        Time::since_start(self.started.elapsed())
    }

    /// Wall time is looked at here alone, so that a clock set meanwhile moves both ends.
    fn gap_since(&self, since: Time, why: GapWhy) -> Gap {
        let to = SystemTime::now();
        Gap { from: to.checked_sub(self.now().since(since)).unwrap_or(to), to, why }
    }

    fn link_config(&self) -> LinkConfig {
        LinkConfig {
            events: self.session_config(Role::Events),
            actions: self.session_config(Role::Actions),
            queue_status: self.config.queue_status,
            epoch: self.epoch,
            gap: self.gap.clone(),
        }
    }

    fn session_config(&self, role: Role) -> SessionConfig {
        SessionConfig {
            username: self.config.username.clone(),
            secret: self.config.secret.clone(),
            role,
            link: if self.config.tls.is_some() { Encryption::Tls } else { Encryption::None },
            reads_system: self.config.reads_system,
            action_timeout: Duration::from_millis(self.config.action_timeout_ms),
            nonce: random(),
        }
    }
}

fn refuse(batch: Vec<(Action, Reply)>) {
    for (_, reply) in batch {
        let _ = reply.send(Err(ActionError::NotConnected));
    }
}

/// Jitter and ids. Without the system's randomness the clock's nanoseconds still spread clients apart.
fn random() -> u64 {
    getrandom::u64().unwrap_or_else(|error| {
        tracing::warn!(%error, "no randomness from the system");
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| u64::from(since.subsec_nanos()))
    })
}
