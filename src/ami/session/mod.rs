//! One AMI session as a pure machine: greeting, login, readiness, actions, lists, signs of life.
//!
//! Nothing here reads a clock or a socket. The caller says what came and when with [`Session::handle`], then
//! drains [`Session::poll_output`] until it is empty, then sleeps no later than [`Session::next_timeout`].
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod down;
mod port;
mod waiting;

use std::collections::VecDeque;
use std::time::Duration;

use self::waiting::{Match, Waiting};
use super::action::{Action, ActionError, BadValue, Response};
use super::time::Time;
use super::wire::{Packet, PacketKind};
use crate::net::md5_hex;

pub use down::DownWhy;
pub use port::{Encryption, Role, Rows, SessionConfig, SessionInput, SessionOutput, Ticket};
pub use waiting::{LIST_ROWS_MAX, WAITING_MAX};

/// How long each step of the login may take. A refused login is answered after one second (asterisk.md 5.1).
const LOGIN_STEP: Duration = Duration::from_secs(10);

/// How long `FullyBooted` is waited for before `CoreStatus` is asked, in case the user may not read it.
const BOOT_GRACE: Duration = Duration::from_secs(5);

/// How often `CoreStatus` is asked after that.
const BOOT_PROBE_EVERY: Duration = Duration::from_secs(2);

/// Silence after which a `Ping` is sent.
const PING_AFTER: Duration = Duration::from_secs(2);

/// Further silence after which the link is given up.
const PING_DEADLINE: Duration = Duration::from_secs(4);

/// Why the session itself waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Challenge,
    Login,
    BootProbe,
    Ping,
    Asked(Ticket, Rows),
}

impl Purpose {
    const fn collects_rows(self) -> bool {
        matches!(self, Self::Asked(_, Rows::Collect))
    }
}

/// ```text
///            banner            Challenge          Success            FullyBooted | CoreStatus
/// Greeting ─────────> Challenging ────────> LoggingIn ────────> Booting ────────> Ready
///     │                    │ refused, TLS ──────^  │ actions session ───────────────^
///     └── no banner        └── refused             └── bad login            any ── silence, end ──> Over
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Greeting { until: Time },
    Challenging,
    LoggingIn,
    Booting { probe_at: Time },
    Ready,
    Over,
}

/// The machine.
#[derive(Debug)]
pub struct Session {
    config: SessionConfig,
    state: State,
    waiting: Waiting,
    outputs: VecDeque<SessionOutput>,
    /// When something last came.
    heard: Time,
    /// When the `Ping` that is not answered yet was sent.
    pinged: Option<Time>,
}

impl Session {
    /// A session on a connection that was just made.
    pub fn new(config: SessionConfig, now: Time) -> Self {
        Self {
            waiting: Waiting::new(config.nonce),
            config,
            state: State::Greeting { until: now + LOGIN_STEP },
            outputs: VecDeque::new(),
            heard: now,
            pinged: None,
        }
    }

    /// Takes one input.
    pub fn handle(&mut self, now: Time, input: SessionInput) {
        match input {
            SessionInput::Send { ticket, action, rows } => self.send(now, ticket, &action, rows),
            _ if self.state == State::Over => {}
            SessionInput::Received(packet) => self.receive(now, packet),
            SessionInput::Abandon => self.abandon(),
            SessionInput::Closed(why) => self.fail(why),
            SessionInput::Tick => self.tick(now),
        }
    }

    /// The next thing wanted, until there is none.
    pub fn poll_output(&mut self) -> Option<SessionOutput> {
        self.outputs.pop_front()
    }

    /// When a [`SessionInput::Tick`] is due at the latest.
    pub fn next_timeout(&self) -> Option<Time> {
        let of_state = match self.state {
            State::Over => return None,
            State::Greeting { until } => Some(until),
            State::Booting { probe_at } => Some(probe_at.min(self.life_sign_due())),
            State::Challenging | State::LoggingIn => None,
            State::Ready => Some(self.life_sign_due()),
        };
        [of_state, self.waiting.next_deadline()].into_iter().flatten().min()
    }

    /// When something last came.
    pub const fn heard(&self) -> Time {
        self.heard
    }

    fn receive(&mut self, now: Time, packet: Packet) {
        self.heard = now;
        self.pinged = None;
        if let State::Greeting { .. } = self.state {
            return self.greet(now, &packet);
        }
        match packet.kind() {
            PacketKind::Response => match self.waiting.response(packet.clone()) {
                Match::Ended(purpose, result) => self.ended(now, purpose, result),
                Match::Began | Match::Row => {}
                Match::Nobody => self.outputs.push_back(SessionOutput::Orphan(packet)),
            },
            PacketKind::Event => self.event(now, packet),
            PacketKind::Other => self.outputs.push_back(SessionOutput::Event(packet)),
        }
    }

    /// `Asterisk Call Manager/11.0.0`; anything else is not Asterisk.
    fn greet(&mut self, now: Time, packet: &Packet) {
        if packet.greeting().is_none() {
            return self.fail(DownWhy::NotAsterisk);
        }
        self.state = State::Challenging;
        self.ask(now, Purpose::Challenge, LOGIN_STEP, &Action::new("Challenge").with("AuthType", "MD5"));
    }

    fn event(&mut self, now: Time, packet: Packet) {
        if packet.name() == b"FullyBooted" && self.config.role == Role::Events {
            self.fully_booted();
        }
        match self.waiting.event(&packet, now) {
            Match::Ended(purpose, result) => {
                self.stream(purpose, packet);
                self.ended(now, purpose, result);
            }
            Match::Row => self.outputs.push_back(SessionOutput::Event(packet)),
            Match::Began | Match::Nobody => self.outputs.push_back(SessionOutput::Event(packet)),
        }
    }

    /// The end of a streamed list is an event as its rows are.
    fn stream(&mut self, purpose: Purpose, packet: Packet) {
        if !purpose.collects_rows() {
            self.outputs.push_back(SessionOutput::Event(packet));
        }
    }

    fn fully_booted(&mut self) {
        match self.state {
            State::Booting { .. } => self.ready(),
            State::Ready => self.outputs.push_back(SessionOutput::Restarted),
            State::Greeting { .. } | State::Challenging | State::LoggingIn | State::Over => {}
        }
    }

    fn ended(&mut self, now: Time, purpose: Purpose, result: Result<Response, ActionError>) {
        match purpose {
            Purpose::Asked(ticket, _) => self.outputs.push_back(SessionOutput::Answered { ticket, result }),
            Purpose::Challenge => self.challenged(now, result),
            Purpose::Login => self.logged_in(now, result),
            Purpose::BootProbe => self.probed(&result),
            Purpose::Ping => {}
        }
    }

    /// AMI `Challenge`, then `Login` with Key = md5(challenge + secret).
    fn challenged(&mut self, now: Time, result: Result<Response, ActionError>) {
        let login = Action::new("Login").with("Username", &self.config.username);
        let secret = self.config.secret.expose();
        let login = match result {
            Ok(response) => {
                let challenge = response.packet.get("Challenge").unwrap_or_default();
                login.with("AuthType", "MD5").with("Key", md5_hex(&[challenge, secret.as_bytes()]))
            }
            Err(ActionError::Refused { .. }) if self.config.link == Encryption::Tls => {
                login.with("Secret", secret)
            }
            Err(ActionError::Refused { message }) => {
                let message = format!("no MD5 challenge, and a secret is not sent in the clear: {message}");
                return self.fail(DownWhy::BadLogin { message });
            }
            Err(_) => return self.fail(DownWhy::LoginTimedOut),
        };
        let events = match self.config.role {
            Role::Events => "on",
            Role::Actions => "off",
        };
        self.state = State::LoggingIn;
        self.ask(now, Purpose::Login, LOGIN_STEP, &login.with("Events", events));
    }

    fn logged_in(&mut self, now: Time, result: Result<Response, ActionError>) {
        match result {
            Ok(_) if self.config.role == Role::Actions => self.ready(),
            Ok(_) => {
                let grace = if self.config.reads_system { BOOT_GRACE } else { Duration::ZERO };
                self.state = State::Booting { probe_at: now + grace };
            }
            Err(ActionError::Refused { message }) => self.fail(DownWhy::BadLogin { message }),
            Err(_) => self.fail(DownWhy::LoginTimedOut),
        }
    }

    /// `CoreStatus` tells the start of 1970 until Asterisk is booted (main/asterisk.c, `ast_startuptime`).
    fn probed(&mut self, result: &Result<Response, ActionError>) {
        let Ok(response) = result else { return };
        let booted = response.packet.get("CoreStartupDate").is_some_and(|date| !date.starts_with(b"1970"));
        if booted && matches!(self.state, State::Booting { .. }) {
            self.ready();
        }
    }

    fn ready(&mut self) {
        self.state = State::Ready;
        self.outputs.push_back(SessionOutput::Ready);
    }

    fn send(&mut self, now: Time, ticket: Ticket, action: &Action, rows: Rows) {
        let refusal = match self.state {
            State::Ready if self.waiting.is_full() => ActionError::QueueFull,
            State::Ready => {
                let patience = self.config.action_timeout;
                match self.write(now, Purpose::Asked(ticket, rows), patience, action) {
                    Ok(()) => return,
                    Err(bad) => ActionError::BadValue(bad),
                }
            }
            State::Greeting { .. }
            | State::Challenging
            | State::LoggingIn
            | State::Booting { .. }
            | State::Over => ActionError::NotConnected,
        };
        self.outputs.push_back(SessionOutput::Answered { ticket, result: Err(refusal) });
    }

    /// An action of the session's own.
    fn ask(&mut self, now: Time, purpose: Purpose, patience: Duration, action: &Action) {
        if let Err(bad) = self.write(now, purpose, patience, action) {
            self.fail(DownWhy::BadLogin { message: bad.to_string() });
        }
    }

    fn write(
        &mut self,
        now: Time,
        purpose: Purpose,
        patience: Duration,
        action: &Action,
    ) -> Result<(), BadValue> {
        let (id, text) = self.waiting.next_id();
        let bytes = action.encode(&text)?;
        self.waiting.add(id, purpose, now, patience);
        self.outputs.push_back(SessionOutput::Write(bytes));
        Ok(())
    }

    fn tick(&mut self, now: Time) {
        while let Some(Match::Ended(purpose, result)) = self.waiting.expire(now) {
            self.ended(now, purpose, result);
        }
        match self.state {
            State::Greeting { until } if until <= now => self.fail(DownWhy::LoginTimedOut),
            State::Booting { probe_at } => {
                self.probe_when_due(now, probe_at);
                self.show_life(now);
            }
            State::Ready => self.show_life(now),
            State::Greeting { .. } | State::Challenging | State::LoggingIn | State::Over => {}
        }
    }

    fn probe_when_due(&mut self, now: Time, probe_at: Time) {
        if probe_at <= now {
            self.state = State::Booting { probe_at: now + BOOT_PROBE_EVERY };
            self.ask(now, Purpose::BootProbe, LOGIN_STEP, &Action::core_status());
        }
    }

    /// Half-open TCP looks like silence: ask, and give up when nothing at all comes back.
    fn show_life(&mut self, now: Time) {
        if self.life_sign_due() > now {
            return;
        }
        if self.pinged.is_some() {
            return self.fail(DownWhy::Silent);
        }
        self.pinged = Some(now);
        self.ask(now, Purpose::Ping, PING_DEADLINE, &Action::ping());
    }

    fn life_sign_due(&self) -> Time {
        self.pinged.map_or(self.heard + PING_AFTER, |pinged| pinged + PING_DEADLINE)
    }

    fn fail(&mut self, why: DownWhy) {
        if self.state == State::Over {
            return;
        }
        self.state = State::Over;
        self.abandon();
        self.outputs.push_back(SessionOutput::Failed(why));
    }

    fn abandon(&mut self) {
        for purpose in self.waiting.drain() {
            if let Purpose::Asked(ticket, _) = purpose {
                self.outputs
                    .push_back(SessionOutput::Answered { ticket, result: Err(ActionError::LinkLost) });
            }
        }
    }
}
