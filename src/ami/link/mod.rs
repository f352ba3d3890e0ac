//! Two sessions to one Asterisk as a pure machine: when the link is up, what epoch it is, what must be read anew.
//!
//! Nothing here reads a clock or a socket. The caller says what came and when with [`Link::handle`], then drains
//! [`Link::poll_output`] until it is empty, then sleeps no later than [`Link::next_timeout`].
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod identity;
mod port;
mod resync;
mod screen;

use std::collections::VecDeque;
use std::time::Duration;

use self::identity::Identity;
pub use self::port::{LinkConfig, LinkInput, LinkOutput};
use self::resync::Resync;
pub use self::screen::Verdict;
use super::action::{Action, ActionError, Response};
use super::incoming::{GapWhy, Incoming};
use super::session::{DownWhy, Role, Rows, Session, SessionInput, SessionOutput, Ticket};
use super::tally::Tally;
use super::time::Time;

/// Least time between two resyncs made because of withheld messages: each costs Asterisk a list of every channel,
/// and who forges messages can forge many.
const WITHHELD_RESYNC_EVERY: Duration = Duration::from_secs(10);

/// First ticket the caller may use; those below are the link's own.
pub(super) const FIRST_TICKET: u64 = 16;

/// ```text
///          both ready             version, startup known
/// Opening ───────────> Identifying ───────────────────> Up
///                          ^─────── FullyBooted again ───┘      any ── a session fails ──> Over
/// ```
#[derive(Debug)]
enum Phase {
    Opening { events_ready: bool, actions_ready: bool },
    Identifying(Identity),
    Up,
    Over,
}

/// The machine.
#[derive(Debug)]
pub struct Link {
    config: LinkConfig,
    events: Session,
    actions: Session,
    phase: Phase,
    came_up: bool,
    resync: Resync,
    gap: Option<(Time, GapWhy)>,
    /// `Event: Shutdown` came: the end that follows is no fault.
    shutdown: Option<bool>,
    withheld_resync_due: Option<Time>,
    last_withheld_resync: Option<Time>,
    tally: Tally,
    outputs: VecDeque<LinkOutput>,
}

impl Link {
    /// A link whose two connections were just made.
    pub fn new(config: LinkConfig, tally: Tally, now: Time) -> Self {
        Self {
            events: Session::new(config.events.clone(), now),
            actions: Session::new(config.actions.clone(), now),
            phase: Phase::Opening { events_ready: false, actions_ready: false },
            came_up: false,
            resync: Resync::default(),
            gap: config.gap.clone(),
            config,
            shutdown: None,
            withheld_resync_due: None,
            last_withheld_resync: None,
            tally,
            outputs: VecDeque::new(),
        }
    }

    /// Takes one input.
    pub fn handle(&mut self, now: Time, input: LinkInput) {
        match input {
            LinkInput::Received(role, packet) => {
                self.session(role).handle(now, SessionInput::Received(packet))
            }
            LinkInput::Oversized(role) => self.oversized(now, role),
            LinkInput::Send { ticket, action } => self.send(now, ticket, action),
            LinkInput::Resync { since, why } => self.resync_for(now, since, why),
            LinkInput::Closed(role, why) => self.session(role).handle(now, SessionInput::Closed(why)),
            LinkInput::Tick => self.tick(now),
        }
        self.drain_sessions(now);
    }

    /// The next thing wanted, until there is none.
    pub fn poll_output(&mut self) -> Option<LinkOutput> {
        self.outputs.pop_front()
    }

    /// When a [`LinkInput::Tick`] is due at the latest.
    pub fn next_timeout(&self) -> Option<Time> {
        [self.events.next_timeout(), self.actions.next_timeout(), self.withheld_resync_due]
            .into_iter()
            .flatten()
            .min()
    }

    /// When Asterisk was last heard on the events session: where a gap begins.
    pub const fn heard(&self) -> Time {
        self.events.heard()
    }

    /// The link's current epoch.
    pub const fn epoch(&self) -> u64 {
        self.config.epoch
    }

    /// Whether it is up now.
    pub const fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Up)
    }

    /// Whether it ever came up, and so used its epoch.
    pub const fn came_up(&self) -> bool {
        self.came_up
    }

    /// Whether a whole snapshot was read: the peer is well.
    pub const fn was_in_sync(&self) -> bool {
        self.resync.completed()
    }

    /// Adds to the counts what the way to the consumer dropped.
    pub const fn count_dropped(&mut self, events: u64) {
        self.tally.dropped += events;
    }

    /// The counts so far.
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The counts, to be carried on to the next link.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    const fn session(&mut self, role: Role) -> &mut Session {
        match role {
            Role::Events => &mut self.events,
            Role::Actions => &mut self.actions,
        }
    }

    fn send(&mut self, now: Time, ticket: Ticket, action: Action) {
        if self.is_up() {
            self.actions.handle(now, SessionInput::Send { ticket, action, rows: Rows::Collect });
        } else {
            self.outputs.push_back(LinkOutput::Answered { ticket, result: Err(ActionError::NotConnected) });
        }
    }

    fn tick(&mut self, now: Time) {
        self.events.handle(now, SessionInput::Tick);
        self.actions.handle(now, SessionInput::Tick);
        if self.withheld_resync_due.is_some_and(|due| due <= now) {
            self.withheld_resync_due = None;
            self.last_withheld_resync = Some(now);
            self.resync_for(now, now, GapWhy::Withheld);
        }
    }

    fn drain_sessions(&mut self, now: Time) {
        loop {
            if let Some(output) = self.events.poll_output() {
                self.session_wants(now, Role::Events, output);
            } else if let Some(output) = self.actions.poll_output() {
                self.session_wants(now, Role::Actions, output);
            } else {
                return;
            }
        }
    }

    fn session_wants(&mut self, now: Time, role: Role, output: SessionOutput) {
        match output {
            SessionOutput::Write(bytes) => self.outputs.push_back(LinkOutput::Write(role, bytes)),
            SessionOutput::Ready => self.ready(now, role),
            SessionOutput::Event(packet) if role == Role::Events => self.screen(now, &packet),
            SessionOutput::Event(_) => {}
            SessionOutput::Answered { ticket, result } => self.answered(now, role, ticket, result),
            SessionOutput::Orphan(packet) => {
                self.tally.orphans += 1;
                tracing::debug!(?packet, "an AMI answer nobody waits for");
            }
            SessionOutput::Restarted => self.restarted(now),
            SessionOutput::Failed(why) => self.fail(now, why),
        }
    }

    fn ready(&mut self, now: Time, role: Role) {
        let Phase::Opening { events_ready, actions_ready } = &mut self.phase else { return };
        match role {
            Role::Events => *events_ready = true,
            Role::Actions => *actions_ready = true,
        }
        if *events_ready && *actions_ready {
            self.identify(now);
        }
    }

    fn answered(&mut self, now: Time, role: Role, ticket: Ticket, result: Result<Response, ActionError>) {
        match role {
            Role::Events => self.list_answered(now, ticket, result),
            Role::Actions if ticket.0 < FIRST_TICKET => self.identified(now, ticket, result),
            Role::Actions => self.outputs.push_back(LinkOutput::Answered { ticket, result }),
        }
    }

    /// What Asterisk knew is gone: another epoch on the same connections.
    fn restarted(&mut self, now: Time) {
        // At boot `FullyBooted` may come twice, once for the login and once for everybody.
        if !self.is_up() {
            return;
        }
        self.config.epoch += 1;
        self.gap = Some((now, GapWhy::Link(DownWhy::Restarted)));
        self.tell(Incoming::Down { why: DownWhy::Restarted });
        for role in [Role::Events, Role::Actions] {
            self.session(role).handle(now, SessionInput::Abandon);
        }
        self.resync.abandon();
        self.identify(now);
    }

    fn fail(&mut self, now: Time, why: DownWhy) {
        if matches!(self.phase, Phase::Over) {
            return;
        }
        self.phase = Phase::Over;
        let why = match (self.shutdown, why) {
            (Some(restart), DownWhy::Closed | DownWhy::Broken { .. }) => DownWhy::Shutdown { restart },
            (_, why) => why,
        };
        for role in [Role::Events, Role::Actions] {
            self.session(role).handle(now, SessionInput::Closed(why.clone()));
        }
        self.drain_sessions(now);
        self.outputs.push_back(LinkOutput::Failed(why));
    }

    fn tell(&mut self, incoming: Incoming) {
        self.outputs.push_back(LinkOutput::Tell(incoming));
    }
}
