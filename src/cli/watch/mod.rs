//! `santral watch`: the live board in a terminal, over the WebSocket.

mod client;
mod screen;
mod terminal;
mod words;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use jiff::{SignedDuration, Timestamp};

use self::client::{BoardSocket, Client, Lost};
use self::screen::{Age, Look};
use self::terminal::OtherScreen;
use self::words::Lang;
use super::doctor::here;
use super::say;
use crate::api::wire::{Board, ServerFrame, Snapshot, StreamEvent};
use crate::config::Config;
use crate::net::Backoff;

/// Ages on the screen grow at least so often.
const REDRAW_EVERY: Duration = Duration::from_secs(1);
/// A busy floor is drawn no more often than this.
const REDRAW_AFTER: Duration = Duration::from_millis(100);

/// The live board in a terminal. The password is asked for, or read from standard input or `SANTRAL_PASSWORD`.
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// Where the daemon is, e.g. `https://santral.example`; the one of the settings unless given.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// A supervisor's login; asked for unless given.
    #[arg(long, value_name = "NAME")]
    login: Option<String>,
    /// Print the board once and end; 1 when it is stale.
    #[arg(long)]
    once: bool,
    /// The board as JSON, one object a line for every change.
    #[arg(long)]
    json: bool,
    /// The language; that of the environment unless given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
}

impl Watch {
    /// Watches until Ctrl-C.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let base = self.server.clone().unwrap_or_else(|| server_of(config));
        let login = match self.login.clone() {
            Some(login) => login,
            None => terminal::ask("Login").context("standard input")?,
        };
        let password = match std::env::var("SANTRAL_PASSWORD") {
            Ok(password) => password,
            Err(_) => terminal::ask_unseen("Password").context("standard input")?,
        };
        let client = Client::sign_in(&base, &login, &password).await?;
        let mut watching = Watching::new(&self);
        let code = tokio::select! {
            code = watching.follow(&client) => code,
            _ = tokio::signal::ctrl_c() => Ok(ExitCode::SUCCESS),
        };
        // The terminal is as it was before anything is said on it.
        drop(watching);
        client.leave().await;
        code
    }
}

/// The daemon of these settings, as reached from this machine.
fn server_of(config: &Config) -> String {
    let scheme = if config.http.tls.is_some() { "https" } else { "http" };
    format!("{scheme}://{}", here(config.http.listen))
}

/// What is known, and how it is shown.
struct Watching {
    board: Option<Board>,
    /// How far the server's clock is ahead of ours.
    ahead: SignedDuration,
    /// When the line was cut, and how.
    cut: Option<(Instant, String)>,
    drawn_at: Option<Instant>,
    /// Something has changed since.
    pending: bool,
    other: Option<OtherScreen>,
    lang: Lang,
    once: bool,
    json: bool,
}

impl Watching {
    fn new(watch: &Watch) -> Self {
        Self {
            board: None,
            ahead: SignedDuration::ZERO,
            cut: None,
            drawn_at: None,
            pending: false,
            other: None,
            lang: watch.lang.unwrap_or_else(Lang::of_environment),
            once: watch.once,
            json: watch.json,
        }
    }

    async fn follow(&mut self, client: &Client) -> anyhow::Result<ExitCode> {
        if !self.once && !self.json && terminal::is_watched() {
            self.other = Some(OtherScreen::enter()?);
        }
        let mut backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(15));
        loop {
            let lost = match client.board(self.lang.code()).await {
                Ok(mut socket) => match self.read(&mut socket).await? {
                    Some(lost) => lost,
                    None => return Ok(self.verdict()),
                },
                Err(lost) => lost,
            };
            match lost {
                Lost::Stopped(why) => bail!(why),
                Lost::Line(why) if self.once => bail!(why),
                Lost::Line(why) => self.cut = Some((self.cut_since(), why)),
            }
            if self.board.is_some() {
                backoff.reset();
            }
            self.wait(backoff.next(uuid::Uuid::now_v7().as_u64_pair().1)).await?;
        }
    }

    /// Reads until the line is cut; none when a frame was all that was asked for.
    async fn read(&mut self, socket: &mut BoardSocket) -> anyhow::Result<Option<Lost>> {
        loop {
            let news = tokio::time::timeout(REDRAW_EVERY, socket.next()).await;
            let changed = match news {
                Err(_) => false,
                Ok(Ok(frame)) => self.take(frame),
                Ok(Err(lost)) => return Ok(Some(lost)),
            };
            if changed && self.once {
                self.show()?;
                return Ok(None);
            }
            self.pending |= changed;
            let due = self.json || self.drawn_at.is_none_or(|at| at.elapsed() >= REDRAW_AFTER);
            if self.pending && (due || !changed) || !changed && self.other.is_some() {
                self.show()?;
            }
        }
    }

    /// The line is cut: what is shown grows old, and says so.
    async fn wait(&mut self, how_long: Duration) -> anyhow::Result<()> {
        let until = Instant::now() + how_long;
        loop {
            if self.other.is_some() {
                self.show()?;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            tokio::time::sleep(left.min(REDRAW_EVERY)).await;
        }
    }

    /// Whether the frame changed what is to be shown.
    fn take(&mut self, frame: ServerFrame) -> bool {
        match frame {
            ServerFrame::Welcome { now, .. } => {
                let server = now.parse::<Timestamp>().ok();
                self.ahead =
                    server.map_or(SignedDuration::ZERO, |server| server.duration_since(Timestamp::now()));
                false
            }
            ServerFrame::Snap { d: Snapshot::Board(board), .. } => {
                self.board = Some(*board);
                self.cut = None;
                true
            }
            ServerFrame::Ev { event, .. } => self.board.as_mut().is_some_and(|board| apply(board, event)),
            ServerFrame::Snap { .. }
            | ServerFrame::Live { .. }
            | ServerFrame::Reply { .. }
            | ServerFrame::Role { .. }
            | ServerFrame::Ping { .. }
            | ServerFrame::Bye { .. } => false,
        }
    }

    fn show(&mut self) -> anyhow::Result<()> {
        let Some(board) = &self.board else { return Ok(()) };
        (self.drawn_at, self.pending) = (Some(Instant::now()), false);
        if self.json {
            say(serde_json::to_string(board)?);
            return Ok(());
        }
        let (width, height) = terminal::size();
        // What is read by a program is not cut to any height.
        let height = if self.other.is_some() { height } else { usize::MAX };
        let look = Look { lang: self.lang, width, height, colour: self.other.is_some() };
        let age = match &self.cut {
            None => Age::Live,
            Some((since, why)) => Age::Stale(since.elapsed().as_secs(), why.clone()),
        };
        let lines = screen::draw(board, Timestamp::now() + self.ahead, &age, look);
        match &self.other {
            Some(other) => other.draw(&lines)?,
            None => say(lines.join("\n")),
        }
        Ok(())
    }

    fn cut_since(&self) -> Instant {
        self.cut.as_ref().map_or_else(Instant::now, |(since, _)| *since)
    }

    fn verdict(&self) -> ExitCode {
        let stale = self.board.as_ref().is_some_and(|board| board.links.iter().any(|link| !link.up));
        ExitCode::from(u8::from(stale))
    }
}

/// One event applied; a row that is new is added at the end.
fn apply(board: &mut Board, event: StreamEvent) -> bool {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the agent stream's events are none of the board's")]
    match event {
        StreamEvent::Queue(row) => put(&mut board.queues, *row, |row| row.id.clone()),
        StreamEvent::Agent(row) => put(&mut board.agents, *row, |row| row.id.clone()),
        StreamEvent::PbxQueue(row) => put(&mut board.pbx_queues, *row, |row| row.id.clone()),
        StreamEvent::Link(row) => put(&mut board.links, row, |row| row.pbx.clone()),
        _ => return false,
    }
    true
}

fn put<T>(rows: &mut Vec<T>, row: T, key: impl Fn(&T) -> String) {
    match rows.iter_mut().find(|known| key(known) == key(&row)) {
        Some(known) => *known = row,
        None => rows.push(row),
    }
}
