//! One connection's side of the protocol, without its socket.

use std::time::Duration;

use crate::acd::Time;
use crate::api::live::{CaughtUp, Desk, Surface, Wall, words};
use crate::api::wire::{
    CatchUp, ClientFrame, Command, Position, ServerFrame, Snapshot, StreamStart, SurfaceRole,
};
use crate::store::WallView;

use super::{close, view};

/// What the socket is to do.
#[derive(Debug, PartialEq)]
pub(super) enum Act {
    /// Send a frame.
    Send(ServerFrame),
    /// Carry out a command and reply with this id.
    Run { id: u32, key: String, command: Command },
    /// A pop is on the screen.
    Rendered { pop: String, frame_to_screen_ms: u32 },
    /// Streams were asked for: catch them up.
    CatchUp,
    /// Say why and close.
    Close { code: u16, why: &'static str },
}

/// Where a stream stands for this connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Stream {
    /// Not asked for.
    #[default]
    Off,
    /// Asked for; what the browser already holds, if anything.
    Wanted(Option<Position>),
    /// Sent up to here.
    At { epoch: String, q: u64 },
}

/// One connection. It is told frames and time, and reads desk and wall when they have changed.
#[derive(Debug)]
pub(super) struct Session {
    surface: Surface,
    may_watch: bool,
    greeted: bool,
    visible: bool,
    role: Option<SurfaceRole>,
    agent: Stream,
    board: Stream,
    heard_at: Time,
    sent_at: Time,
    pings: u32,
    second: u64,
    commands_this_second: u32,
}

impl Session {
    /// A ping after this long a silence of ours.
    pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);
    /// A browser that says nothing for this long is gone.
    pub(super) const DEAD_AFTER: Duration = Duration::from_secs(35);
    /// Commands one browser may send in a second.
    const COMMANDS_PER_SECOND_MAX: u32 = 20;
    /// A `hello` must come this soon.
    const HELLO_WITHIN: Duration = Duration::from_secs(5);

    /// A connection that has just opened. `may_watch`: the board is for supervisors.
    pub(super) fn new(now: Time, surface: Surface, may_watch: bool) -> Self {
        Self {
            surface,
            may_watch,
            greeted: false,
            visible: true,
            role: None,
            agent: Stream::Off,
            board: Stream::Off,
            heard_at: now,
            sent_at: now,
            pings: 0,
            second: 0,
            commands_this_second: 0,
        }
    }

    /// This page.
    pub(super) fn surface(&self) -> &Surface {
        &self.surface
    }

    /// Whether it can be seen, as it last said.
    pub(super) fn is_visible(&self) -> bool {
        self.visible
    }

    /// Whether the agent's stream was asked for.
    pub(super) fn wants_agent(&self) -> bool {
        self.agent != Stream::Off
    }

    /// Whether the board was.
    pub(super) fn wants_board(&self) -> bool {
        self.board != Stream::Off
    }

    /// How long changes of the board are gathered before they are sent.
    pub(super) fn board_interval(&self) -> Duration {
        Duration::from_millis(if self.visible { 100 } else { 1_000 })
    }

    /// A text frame arrived.
    pub(super) fn on_text(&mut self, now: Time, text: &str) -> Vec<Act> {
        self.heard_at = now;
        let Ok(frame) = serde_json::from_str::<ClientFrame>(text) else {
            return vec![Act::Close { code: close::BAD_FRAME, why: "a frame could not be read" }];
        };
        match frame {
            ClientFrame::Hello { v, client, want, resume } => {
                self.visible = client.visible;
                self.on_hello(v, &want, &resume)
            }
            _ if !self.greeted => vec![Act::Close { code: close::BAD_FRAME, why: "hello comes first" }],
            ClientFrame::Sub { s } => self.subscribe(&s, None),
            ClientFrame::Unsub { s } => {
                if let Some(stream) = self.stream(&s) {
                    *stream = Stream::Off;
                }
                Vec::new()
            }
            ClientFrame::Cmd { id, key, op } => self.on_command(now, id, key, op),
            ClientFrame::Ack { pop, ms, .. } => vec![Act::Rendered { pop, frame_to_screen_ms: ms }],
            ClientFrame::Pong { vis, .. } => {
                self.visible = vis;
                Vec::new()
            }
        }
    }

    fn on_hello(&mut self, v: u8, want: &[String], resume: &[Position]) -> Vec<Act> {
        if v != 1 {
            return vec![Act::Close { code: close::VERSION, why: "this server speaks version 1" }];
        }
        if self.greeted {
            return vec![Act::Close { code: close::BAD_FRAME, why: "hello comes once" }];
        }
        self.greeted = true;
        let mut acts = Vec::new();
        for s in want {
            let held = resume.iter().find(|position| position.s == *s).cloned();
            acts.extend(self.subscribe(s, held).into_iter().filter(|act| *act != Act::CatchUp));
        }
        acts.push(Act::CatchUp);
        acts
    }

    fn subscribe(&mut self, s: &str, held: Option<Position>) -> Vec<Act> {
        let allowed = s != "board" || self.may_watch;
        match self.stream(s) {
            Some(stream) if allowed => {
                *stream = Stream::Wanted(held);
                vec![Act::CatchUp]
            }
            Some(_) => vec![Act::Close { code: close::FORBIDDEN, why: "the board is for supervisors" }],
            None => Vec::new(), // An unknown stream is of a later version: ignored.
        }
    }

    fn stream(&mut self, s: &str) -> Option<&mut Stream> {
        match s {
            "agent" => Some(&mut self.agent),
            "board" => Some(&mut self.board),
            _ => None,
        }
    }

    fn on_command(&mut self, now: Time, id: u32, key: String, command: Command) -> Vec<Act> {
        let second = now.as_millis() / 1_000;
        if second != self.second {
            (self.second, self.commands_this_second) = (second, 0);
        }
        self.commands_this_second += 1;
        if self.commands_this_second > Self::COMMANDS_PER_SECOND_MAX {
            return vec![Act::Close { code: close::RATE, why: "too many commands" }];
        }
        vec![Act::Run { id, key, command }]
    }

    /// The answer to `hello`, made before the first catch-up.
    pub(super) fn welcome(&self, now: Time, desk: Option<&Desk>, wall: &Wall) -> ServerFrame {
        let role = desk.map_or(SurfaceRole::Primary, |desk| self.role_on(desk));
        let start = |s: &str, epoch: &str, q: u64, is_within_reach: bool| StreamStart {
            s: s.to_owned(),
            epoch: epoch.to_owned(),
            q,
            how: if is_within_reach { CatchUp::Replay } else { CatchUp::Snapshot },
        };
        let mut streams = Vec::new();
        if let (Stream::Wanted(held), Some(desk)) = (&self.agent, desk) {
            let reaches = |p: &Position| matches!(desk.log.since(&p.epoch, p.q), CaughtUp::Events(_));
            streams.push(start("agent", desk.log.epoch(), desk.log.q(), held.as_ref().is_some_and(reaches)));
        }
        if let Stream::Wanted(held) = &self.board {
            let reaches = |p: &Position| wall.since(&p.epoch, p.q).is_some();
            streams.push(start("board", &wall.epoch, wall.q(), held.as_ref().is_some_and(reaches)));
        }
        ServerFrame::Welcome {
            sid: self.surface.0.clone(),
            v: 1,
            now: words::rfc3339(now),
            hb_ms: u32::try_from(Self::HEARTBEAT.as_millis()).unwrap_or(u32::MAX),
            role,
            resume_ms: u32::try_from(crate::api::live::Log::AGE_MAX.as_millis()).unwrap_or(u32::MAX),
            feat: Vec::new(),
            streams,
        }
    }

    /// What the agent's stream has for this connection; nothing when it is up to date.
    pub(super) fn catch_up_agent(&mut self, desk: &Desk) -> Vec<Act> {
        let mut acts = Vec::new();
        let (held, starting) = match &self.agent {
            Stream::Off => return acts,
            Stream::Wanted(held) => (held.as_ref().map(|p| (p.epoch.clone(), p.q)), true),
            Stream::At { epoch, q } => (Some((epoch.clone(), *q)), false),
        };
        let (epoch, q) = (desk.log.epoch().to_owned(), desk.log.q());
        match held.map(|(epoch, q)| desk.log.since(&epoch, q)) {
            Some(CaughtUp::Events(events)) => acts.extend(events.into_iter().map(|entry| {
                let at = words::rfc3339(entry.at);
                Act::Send(ServerFrame::Ev { s: "agent".to_owned(), q: entry.q, at, event: entry.event })
            })),
            Some(CaughtUp::Snapshot) if !starting => {
                return vec![Act::Close { code: close::SLOW, why: "this page fell behind" }];
            }
            Some(CaughtUp::Snapshot) | None => {
                // The driver has not told of her yet: this runs again when it has.
                let Some(snapshot) = desk.snapshot() else { return acts };
                let d = Snapshot::Agent(Box::new(snapshot));
                acts.push(Act::Send(ServerFrame::Snap { s: "agent".to_owned(), epoch: epoch.clone(), q, d }));
            }
        }
        if starting {
            acts.push(Act::Send(ServerFrame::Live { s: "agent".to_owned(), q }));
        }
        self.agent = Stream::At { epoch, q };
        acts
    }

    /// This page's part, when it has changed.
    pub(super) fn catch_up_role(&mut self, desk: &Desk) -> Option<Act> {
        let role = self.role_on(desk);
        let before = self.role.replace(role);
        (before.is_some() && before != Some(role)).then(|| {
            Act::Send(ServerFrame::Role { role, why: "another page of yours came or went".to_owned() })
        })
    }

    fn role_on(&self, desk: &Desk) -> SurfaceRole {
        if desk.is_primary(&self.surface) { SurfaceRole::Primary } else { SurfaceRole::Mirror }
    }

    /// What the board has for this connection: newest values only, and of them what `view` has.
    pub(super) fn catch_up_board(&mut self, now: Time, wall: &Wall, view: Option<&WallView>) -> Vec<Act> {
        let (held, starting) = match &self.board {
            Stream::Off => return Vec::new(),
            Stream::Wanted(held) => (held.as_ref().map(|p| (p.epoch.clone(), p.q)), true),
            Stream::At { epoch, q } => (Some((epoch.clone(), *q)), false),
        };
        let q = wall.q();
        let mut acts = match held.and_then(|(epoch, held)| wall.since(&epoch, held)) {
            Some(rows) => rows
                .into_iter()
                .filter_map(|(q, event)| {
                    let event = match view {
                        Some(view) => view::event(view, event)?,
                        None => event,
                    };
                    let at = words::rfc3339(now);
                    Some(Act::Send(ServerFrame::Ev { s: "board".to_owned(), q, at, event }))
                })
                .collect(),
            None => {
                let board = wall.board(words::service_level_formula());
                let board = match view {
                    Some(view) => view::board(view, board),
                    None => board,
                };
                let d = Snapshot::Board(Box::new(board));
                let epoch = wall.epoch.clone();
                vec![Act::Send(ServerFrame::Snap { s: "board".to_owned(), epoch, q, d })]
            }
        };
        if starting {
            acts.push(Act::Send(ServerFrame::Live { s: "board".to_owned(), q }));
        }
        self.board = Stream::At { epoch: wall.epoch.clone(), q };
        acts
    }

    /// Something was sent: no ping is due for a while.
    pub(super) fn sent(&mut self, now: Time) {
        self.sent_at = now;
    }

    /// When [`tick`](Self::tick) is due.
    pub(super) fn next_timeout(&self) -> Time {
        if self.greeted {
            (self.sent_at + Self::HEARTBEAT).min(self.heard_at + Self::DEAD_AFTER)
        } else {
            self.heard_at + Self::HELLO_WITHIN
        }
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now: Time) -> Vec<Act> {
        if !self.greeted && now >= self.heard_at + Self::HELLO_WITHIN {
            return vec![Act::Close { code: close::HEARTBEAT, why: "no hello came" }];
        }
        if now >= self.heard_at + Self::DEAD_AFTER {
            return vec![Act::Close { code: close::HEARTBEAT, why: "this page did not answer" }];
        }
        if now >= self.sent_at + Self::HEARTBEAT {
            self.pings = self.pings.wrapping_add(1);
            return vec![Act::Send(ServerFrame::Ping { n: self.pings })];
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::wire::StreamEvent;

    const HELLO: &str = r#"{"t":"hello","v":1,"client":{"name":"console","ver":"1","tab":"t","lang":"tr","visible":true},"want":["board"],"resume":[]}"#;

    fn at(seconds: u64) -> Time {
        Time::from_millis(seconds * 1_000)
    }

    fn session(may_watch: bool) -> Session {
        Session::new(at(0), Surface("s1".to_owned()), may_watch)
    }

    fn code(acts: &[Act]) -> Option<u16> {
        acts.iter().find_map(|act| if let Act::Close { code, .. } = act { Some(*code) } else { None })
    }

    #[test]
    fn hello_comes_first_once_and_in_version_one() {
        assert_eq!(
            code(&session(true).on_text(at(0), r#"{"t":"pong","n":1,"vis":true}"#)),
            Some(close::BAD_FRAME)
        );
        assert_eq!(
            code(&session(true).on_text(at(0), &HELLO.replace("\"v\":1", "\"v\":2"))),
            Some(close::VERSION)
        );
        let mut session = session(true);
        assert_eq!(session.on_text(at(0), HELLO), vec![Act::CatchUp]);
        assert_eq!(code(&session.on_text(at(0), HELLO)), Some(close::BAD_FRAME));
        assert_eq!(code(&session.on_text(at(0), "{")), Some(close::BAD_FRAME));
    }

    #[test]
    fn the_board_is_for_those_who_may_watch() {
        assert_eq!(code(&session(false).on_text(at(0), HELLO)), Some(close::FORBIDDEN));
    }

    #[test]
    fn a_silent_page_is_pinged_and_then_given_up() {
        let mut session = session(true);
        session.on_text(at(0), HELLO);
        assert_eq!(session.next_timeout(), at(15));
        assert_eq!(session.tick(at(15)), vec![Act::Send(ServerFrame::Ping { n: 1 })]);
        session.sent(at(15));
        session.on_text(at(16), r#"{"t":"pong","n":1,"vis":false}"#);
        assert_eq!(session.board_interval(), Duration::from_secs(1));
        assert_eq!(code(&session.tick(at(51))), Some(close::HEARTBEAT));
    }

    #[test]
    fn a_page_that_never_says_hello_is_closed() {
        let mut session = session(true);
        assert_eq!(session.tick(at(4)), vec![]);
        assert_eq!(code(&session.tick(at(5))), Some(close::HEARTBEAT));
    }

    #[test]
    fn the_twenty_first_command_in_a_second_is_one_too_many() {
        let mut session = session(true);
        session.on_text(at(0), HELLO);
        let command = r#"{"t":"cmd","id":1,"key":"k","op":"call.hangup","d":{"call_id":"x"}}"#;
        for _ in 0..20 {
            assert_eq!(code(&session.on_text(at(1), command)), None);
        }
        assert_eq!(code(&session.on_text(at(1), command)), Some(close::RATE));
        assert_eq!(code(&session.on_text(at(2), command)), None);
    }

    #[test]
    fn the_agents_log_is_followed_without_gap_or_doubling_and_a_reader_too_far_behind_is_closed() {
        let mut desk = Desk::new("e1".to_owned());
        let mut session = session(true);
        session.on_text(
            at(0),
            &HELLO
                .replace("board", "agent")
                .replace("\"resume\":[]", r#""resume":[{"s":"agent","epoch":"e1","q":0}]"#),
        );
        let gone = |n: u64| StreamEvent::CallGone { call_id: n.to_string(), how: "ended".to_owned() };
        let positions = |acts: Vec<Act>| -> Vec<u64> {
            acts.iter()
                .filter_map(|a| if let Act::Send(ServerFrame::Ev { q, .. }) = a { Some(*q) } else { None })
                .collect()
        };
        assert_eq!(positions(session.catch_up_agent(&desk)), Vec::<u64>::new());
        desk.tell(at(1), gone(1));
        desk.tell(at(1), gone(2));
        assert_eq!(positions(session.catch_up_agent(&desk)), vec![1, 2]);
        assert_eq!(positions(session.catch_up_agent(&desk)), Vec::<u64>::new());
        for n in 0..300 {
            desk.tell(at(2), gone(n));
        }
        assert_eq!(code(&session.catch_up_agent(&desk)), Some(close::SLOW));
    }
}
