//! The socket around a [`Session`].

use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;
use uuid::Uuid;

use crate::acd::{AgentId, Time};
use crate::api::auth::same_site;
use crate::api::live::{Desk, Late, Surface, hold};
use crate::api::problem::ApiError;
use crate::api::tickets::Visitor;
use crate::api::wire::ServerFrame;
use crate::api::{App, SharedApp};

use super::session::{Act, Session};
use super::{close, command};

/// Longest frame a browser may send, bytes.
const CLIENT_FRAME_LENGTH_MAX: usize = 16 * 1024;
/// Bytes that may wait in our own buffer for a slow socket before the connection fails.
const WRITE_BUFFER_MAX: usize = 1024 * 1024;
/// A socket that takes a frame no sooner than this is given up.
const WRITE_DEADLINE: Duration = Duration::from_secs(10);

/// Opens a WebSocket: the origin must be ours, or one that may carry the agent's desk and bears her token; the ticket
/// good and unused.
pub(in crate::api) async fn open(
    State(app): State<SharedApp>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let ours = same_site(&headers);
    if !ours && !app.embed.admits(&headers) {
        return ApiError::ForeignOrigin.into_response();
    }
    let who = ticket(&headers).and_then(|ticket| app.tickets().take(&ticket));
    let who = who.filter(|who| ours || who.is_embedded());
    upgrade
        .protocols(["cti.v1.json"])
        .max_message_size(CLIENT_FRAME_LENGTH_MAX)
        .max_frame_size(CLIENT_FRAME_LENGTH_MAX)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .on_upgrade(move |socket| async move {
            match who {
                Some(who) => Connection::new(app, who, socket).run().await,
                // A browser sees a refused upgrade only as 1006; this way it learns to get a new ticket.
                None => say_bye(socket, close::TICKET, "the ticket is used, old or unknown").await,
            }
        })
}

fn ticket(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|protocol| protocol.trim().strip_prefix("cti.ticket.").map(str::to_owned))
}

async fn say_bye(mut socket: WebSocket, code: u16, why: &'static str) {
    let reason = Utf8Bytes::from_static(why);
    // The browser may be gone already; there is nobody else to tell.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason }))).await;
}

struct Connection {
    app: SharedApp,
    who: Visitor,
    socket: WebSocket,
    session: Session,
    desk: Option<Arc<std::sync::Mutex<Desk>>>,
    welcomed: bool,
}

impl Connection {
    fn new(app: SharedApp, who: Visitor, socket: WebSocket) -> Self {
        let surface = Surface(Uuid::now_v7().to_string());
        let session = Session::new(now(), surface, who.may_watch());
        let desk = who.agent().map(|agent| app.hub.desk(agent));
        Self { app, who, socket, session, desk, welcomed: false }
    }

    async fn run(mut self) {
        let entered = self.desk.as_ref().is_none_or(|desk| hold(desk).enter(self.session.surface().clone()));
        tell_surfaces(&self.app, self.who.agent()).await;
        let end = if entered {
            self.converse().await
        } else {
            Some((close::FORBIDDEN, "too many pages of yours are open"))
        };
        if let Some(desk) = &self.desk {
            hold(desk).leave(self.session.surface());
        }
        tell_surfaces(&self.app, self.who.agent()).await;
        if let Some((code, why)) = end {
            let bye = ServerFrame::Bye { code, why: why.to_owned(), retry_ms: retry_ms(code) };
            let _ = self.send(&bye).await;
            say_bye(self.socket, code, why).await;
        }
    }

    /// Ends with a code to close with, or with none when the browser went.
    async fn converse(&mut self) -> Option<(u16, &'static str)> {
        let mut desk_changed = changes(self.desk.as_deref().map(|desk| hold(desk).changes()));
        let mut wall_changed = changes(Some(self.wall(|wall| wall.changes())));
        let mut ended = self.app.sessions_ended();
        let mut board_due = None;
        loop {
            let heartbeat = tokio::time::sleep(self.session.next_timeout() - now());
            let acts = tokio::select! {
                biased;
                () = self.app.draining() => return Some((close::DRAINING, "the server goes down")),
                told = ended.recv() => match told {
                    Ok(told) if !self.who.is_ended_by(&told) => Vec::new(),
                    // Lagging behind sign-outs is no proof of being signed in.
                    Ok(_) | Err(_) => return Some((close::SESSION_ENDED, "the session has ended")),
                },
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.on_text(&text),
                    Some(Ok(Message::Binary(_))) => {
                        return Some((close::BAD_FRAME, "a binary frame"));
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Vec::new(),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                },
                _ = desk_changed.changed(), if self.session.wants_agent() => self.catch_up_agent(),
                _ = wall_changed.changed(), if self.session.wants_board() && board_due.is_none() => {
                    board_due = Some(tokio::time::Instant::now() + self.session.board_interval());
                    Vec::new()
                }
                () = due(board_due) => {
                    board_due = None;
                    self.catch_up_board()
                }
                () = heartbeat => self.session.tick(now()),
            };
            for act in acts {
                if let Some(end) = self.carry_out(act).await? {
                    return Some(end);
                }
            }
        }
    }

    fn on_text(&mut self, text: &str) -> Vec<Act> {
        let acts = self.session.on_text(now(), text);
        if let Some(desk) = &self.desk {
            hold(desk).see(self.session.surface(), self.session.is_visible());
        }
        acts
    }

    /// None: the socket is dead. `Some(Some(..))`: close with this.
    async fn carry_out(&mut self, act: Act) -> Option<Option<(u16, &'static str)>> {
        match act {
            Act::Send(frame) => self.send(&frame).await?,
            Act::CatchUp => {
                for act in self.catch_up_all() {
                    if let Act::Close { code, why } = act {
                        return Some(Some((code, why)));
                    }
                    if let Act::Send(frame) = act {
                        self.send(&frame).await?;
                    }
                }
            }
            Act::Run { id, key, command } => {
                let Visitor::Person(who) = &self.who else {
                    return Some(Some((close::FORBIDDEN, "a wall display can do nothing")));
                };
                let err = command::run(&self.app, who, &key, command).await.err();
                self.send(&ServerFrame::Reply { id, ok: err.is_none(), err }).await?;
            }
            Act::Rendered { pop, frame_to_screen_ms } => {
                tracing::debug!(pop.id = %pop.escape_debug(), frame_to_screen_ms, "a pop is on the screen");
                self.app.hub.tell(Late::Rendered(pop)).await;
            }
            Act::Close { code, why } => return Some(Some((code, why))),
        }
        Some(None)
    }

    fn catch_up_all(&mut self) -> Vec<Act> {
        let mut acts = Vec::new();
        if !self.welcomed {
            self.welcomed = true;
            let desk = self.desk.as_deref().map(hold);
            let welcome = self.wall(|wall| self.session.welcome(now(), desk.as_deref(), wall));
            acts.push(Act::Send(welcome));
        }
        acts.extend(self.catch_up_agent());
        acts.extend(self.catch_up_board());
        acts
    }

    fn catch_up_agent(&mut self) -> Vec<Act> {
        let Some(desk) = &self.desk else { return Vec::new() };
        let desk = hold(desk);
        let mut acts = self.session.catch_up_agent(&desk);
        acts.extend(self.session.catch_up_role(&desk));
        acts
    }

    fn catch_up_board(&mut self) -> Vec<Act> {
        let app = Arc::clone(&self.app);
        let wall = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner);
        self.session.catch_up_board(now(), &wall, self.who.view())
    }

    fn wall<T>(&self, read: impl FnOnce(&crate::api::live::Wall) -> T) -> T {
        read(&self.app.hub.wall().read().unwrap_or_else(PoisonError::into_inner))
    }

    /// None when the socket is dead or too slow to be of use.
    async fn send(&mut self, frame: &ServerFrame) -> Option<()> {
        let text = serde_json::to_string(frame).ok()?;
        tokio::time::timeout(WRITE_DEADLINE, self.socket.send(Message::Text(text.into())))
            .await
            .ok()?
            .ok()?;
        self.session.sent(now());
        Some(())
    }
}

async fn due(at: Option<tokio::time::Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn tell_surfaces(app: &App, agent: Option<&AgentId>) {
    if let Some(agent) = agent {
        app.hub.tell(Late::Surfaces(agent.clone())).await;
    }
}

/// A receiver that never wakes where there is nothing to watch.
fn changes(receiver: Option<watch::Receiver<u64>>) -> Changes {
    Changes(receiver)
}

struct Changes(Option<watch::Receiver<u64>>);

impl Changes {
    async fn changed(&mut self) {
        if let Some(receiver) = &mut self.0
            && receiver.changed().await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}

/// How long to wait before coming back: spread out when all must.
fn retry_ms(code: u16) -> u32 {
    let mut byte = [0_u8];
    match code {
        close::DRAINING if getrandom::fill(&mut byte).is_ok() => 200 + u32::from(byte[0]) * 8,
        close::RATE => 2_000,
        _ => 250,
    }
}

fn now() -> Time {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_micros(u64::try_from(now.as_micros()).unwrap_or(u64::MAX))
}

impl App {
    async fn draining(&self) {
        self.drain.cancelled().await;
    }
}
