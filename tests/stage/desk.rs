//! An agent's page without a browser: the WebSocket, folded as the page folds it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use santral::api::wire::{
    AgentState, Call, CallState, ClientFrame, ClientInfo, Command, CommandError, Customer, Pop, ServerFrame,
    Session, Snapshot, StreamEvent, WrapUp,
};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::Rest;

const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// An agent at her desk.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Her session's cookie and the REST side.
    pub(crate) rest: Rest,
    agent: String,
    view: watch::Receiver<DeskView>,
    commands: mpsc::UnboundedSender<(Command, oneshot::Sender<Result<(), CommandError>>)>,
}

/// What is on her page.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeskView {
    /// Whether the connection is up and has caught up.
    pub(crate) live: bool,
    /// Herself.
    pub(crate) session: Option<Session>,
    /// Her calls, by id.
    pub(crate) calls: BTreeMap<String, Call>,
    /// Open pops, by pop id.
    pub(crate) pops: BTreeMap<String, Pop>,
    /// Open wrap-ups, by call.
    pub(crate) wrap_ups: BTreeMap<String, WrapUp>,
    /// Pops as they first came, with the moment.
    pub(crate) popped: Vec<(Instant, Pop)>,
    /// How calls left her page: call, how.
    pub(crate) gone: Vec<(String, String)>,
    /// What the PBX would not do, in its words.
    pub(crate) refused: Vec<String>,
}

impl Desk {
    /// Signs in and opens her page. She is not ready yet.
    pub(crate) async fn open(rest: Rest, login: &str, password: &str) -> anyhow::Result<Self> {
        let me = rest.sign_in(login, password).await?;
        Self::open_again(rest, &me.agent_id.context("not an agent")?).await
    }

    /// Opens her page once more with the session she has.
    pub(crate) async fn open_again(rest: Rest, agent: &str) -> anyhow::Result<Self> {
        let socket = connect(&rest).await?;
        let (told, view) = watch::channel(DeskView::default());
        let (commands, ordered) = mpsc::unbounded_channel();
        tokio::spawn(Page { socket, told, replies: BTreeMap::new(), count: 0 }.run(ordered));
        let desk = Self { rest, agent: agent.to_owned(), view, commands };
        desk.until("is live", ANSWER_WITHIN, |view| view.live && view.session.is_some()).await;
        Ok(desk)
    }

    /// Asks for something; accepted or refused.
    pub(crate) async fn ask(&self, command: Command) -> Result<(), CommandError> {
        let (reply, answer) = oneshot::channel();
        assert!(self.commands.send((command, reply)).is_ok(), "the page of {} has gone", self.agent);
        let answer = timeout(ANSWER_WITHIN, answer).await;
        answer.ok().and_then(Result::ok).unwrap_or_else(|| panic!("no reply on the page of {}", self.agent))
    }

    /// Is ready from now on, and sees that she is; a caller who waits already may ring her at once.
    pub(crate) async fn ready(&self) {
        let told = self.ask(Command::AgentState { state: AgentState::Available, reason: None }).await;
        assert!(told.is_ok(), "{told:?}");
        let idle = [Some(AgentState::Offline), Some(AgentState::NotReady), None];
        self.until("is at work", ANSWER_WITHIN, |view| !idle.contains(&view.state())).await;
    }

    /// Chooses not to be ready.
    pub(crate) async fn pause(&self, reason: &str) {
        let told = self
            .ask(Command::AgentState { state: AgentState::NotReady, reason: Some(reason.to_owned()) })
            .await;
        assert!(told.is_ok(), "{told:?}");
    }

    /// Waits until she is in this state.
    pub(crate) async fn is(&self, state: AgentState) -> DeskView {
        self.until(&format!("is {state:?}"), ANSWER_WITHIN, |view| view.state() == Some(state)).await
    }

    /// Waits until a pop is on her page that belongs to a ringing call, and whose look-up has come back.
    pub(crate) async fn pops(&self, within: Duration) -> Pop {
        let view = self.until("shows who rings", within, |view| view.ringing_pop().is_some()).await;
        view.ringing_pop().expect("just waited for").clone()
    }

    /// Waits until her page is like this.
    pub(crate) async fn until(
        &self,
        what: &str,
        within: Duration,
        like: impl Fn(&DeskView) -> bool,
    ) -> DeskView {
        let mut view = self.view.clone();
        let found =
            timeout(within, view.wait_for(like)).await.ok().and_then(Result::ok).map(|view| view.clone());
        found.unwrap_or_else(|| {
            panic!(
                "expected that the page of {} {what} within {within:?}; it is {:#?}",
                self.agent,
                self.view()
            )
        })
    }

    /// Her page as it stands.
    pub(crate) fn view(&self) -> DeskView {
        self.view.borrow().clone()
    }

    /// Changes of her page, for whoever follows them.
    pub(crate) fn follow(&self) -> watch::Receiver<DeskView> {
        self.view.clone()
    }

    /// Writes up her last call: an outcome, a note, done.
    pub(crate) async fn write_up(&self, disposition: &str, note: &str) {
        let view =
            self.until("has something to write up", ANSWER_WITHIN, |view| !view.wrap_ups.is_empty()).await;
        let call_id = view.wrap_ups.keys().next_back().expect("just waited for").clone();
        let save = Command::WrapUpSave {
            call_id,
            disposition: Some(disposition.to_owned()),
            solved: Some(true),
            severity: None,
            follow_up_at: None,
            note: note.to_owned(),
            finish: true,
        };
        let told = self.ask(save).await;
        assert!(told.is_ok(), "{told:?}");
    }
}

impl DeskView {
    pub(crate) fn state(&self) -> Option<AgentState> {
        self.session.as_ref().map(|session| session.state)
    }

    /// The pop of a call that rings, once it is known whether somebody was found.
    pub(crate) fn ringing_pop(&self) -> Option<&Pop> {
        let rings =
            |pop: &&Pop| self.calls.get(&pop.call_id).is_some_and(|call| call.state == CallState::Ringing);
        self.pops.values().filter(rings).find(|pop| pop.matched != santral::api::wire::Match::Pending)
    }

    fn apply(&mut self, event: StreamEvent) {
        match event {
            StreamEvent::Session(session) => self.session = Some(*session),
            StreamEvent::Call(call) => {
                self.calls.insert(call.call_id.clone(), *call);
            }
            StreamEvent::CallGone { call_id, how } => {
                self.calls.remove(&call_id);
                self.gone.push((call_id, how));
            }
            StreamEvent::PopCreated(pop) => {
                if !self.popped.iter().any(|(_, known)| known.pop_id == pop.pop_id) {
                    self.popped.push((Instant::now(), (*pop).clone()));
                }
                self.pops.insert(pop.pop_id.clone(), *pop);
            }
            StreamEvent::PopUpdated(pop) => {
                self.pops.insert(pop.pop_id.clone(), *pop);
            }
            StreamEvent::PopClosed { pop_id, .. } => {
                self.pops.remove(&pop_id);
            }
            StreamEvent::WrapUp(wrap_up) => {
                self.wrap_ups.insert(wrap_up.call_id.clone(), *wrap_up);
            }
            StreamEvent::WrapUpClosed { call_id, .. } => {
                self.wrap_ups.remove(&call_id);
            }
            StreamEvent::CallRefused { msg, .. } => self.refused.push(msg.en),
            StreamEvent::Queue(_)
            | StreamEvent::PbxQueue(_)
            | StreamEvent::Agent(_)
            | StreamEvent::Link(_) => {}
        }
    }

    fn restore(&mut self, snapshot: Snapshot) {
        let Snapshot::Agent(snapshot) = snapshot else { return };
        self.session = Some(snapshot.session);
        self.calls = snapshot.calls.into_iter().map(|call| (call.call_id.clone(), call)).collect();
        self.wrap_ups =
            snapshot.wrap_ups.into_iter().map(|wrap_up| (wrap_up.call_id.clone(), wrap_up)).collect();
        self.pops = snapshot.pops.into_iter().map(|pop| (pop.pop_id.clone(), pop)).collect();
    }
}

/// The one certain candidate of a pop.
pub(crate) fn customer(pop: &Pop) -> Option<&Customer> {
    if pop.matched == santral::api::wire::Match::Single {
        pop.candidates.first().map(|candidate| &candidate.customer)
    } else {
        None
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(rest: &Rest) -> anyhow::Result<Socket> {
    let ticket = rest.ticket().await?;
    let mut request = format!("ws://{}/ws/v1", rest.address()).into_client_request()?;
    let protocols = format!("cti.v1.json, cti.ticket.{ticket}").parse()?;
    request.headers_mut().insert("sec-websocket-protocol", protocols);
    let (socket, _) = connect_async(request).await.context("the WebSocket")?;
    Ok(socket)
}

struct Page {
    socket: Socket,
    told: watch::Sender<DeskView>,
    replies: BTreeMap<u32, oneshot::Sender<Result<(), CommandError>>>,
    count: u32,
}

impl Page {
    async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<(Command, oneshot::Sender<Result<(), CommandError>>)>,
    ) {
        let hello = ClientFrame::Hello {
            v: 1,
            client: ClientInfo {
                name: "console".to_owned(),
                ver: "test".to_owned(),
                tab: "test".to_owned(),
                lang: "tr".to_owned(),
                visible: true,
            },
            want: vec!["agent".to_owned()],
            resume: Vec::new(),
        };
        let mut open = self.send(&hello).await;
        while open {
            open = tokio::select! {
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => self.on_text(&text).await,
                    Some(Ok(_)) => true,
                    Some(Err(_)) | None => false,
                },
                command = commands.recv() => match command {
                    Some((op, reply)) => {
                        self.count += 1;
                        self.replies.insert(self.count, reply);
                        self.send(&ClientFrame::Cmd { id: self.count, key: uuid::Uuid::now_v7().to_string(), op }).await
                    }
                    None => false,
                },
            };
        }
        self.told.send_modify(|view| view.live = false);
        // The connection may be dead already.
        let _ = self.socket.close(None).await;
    }

    async fn on_text(&mut self, text: &str) -> bool {
        let Ok(frame) = serde_json::from_str::<ServerFrame>(text) else {
            panic!("a frame that cannot be read: {text}");
        };
        match frame {
            ServerFrame::Snap { d, .. } => {
                let seen: Vec<_> = if let Snapshot::Agent(snapshot) = &d {
                    snapshot.pops.iter().map(|pop| pop.pop_id.clone()).collect()
                } else {
                    Vec::new()
                };
                self.told.send_modify(|view| view.restore(d));
                self.shown(0, seen).await
            }
            ServerFrame::Ev { q, event, .. } => {
                let seen = if let StreamEvent::PopCreated(pop) = &event {
                    vec![pop.pop_id.clone()]
                } else {
                    Vec::new()
                };
                self.told.send_modify(|view| view.apply(event));
                self.shown(q, seen).await
            }
            ServerFrame::Live { .. } => {
                self.told.send_modify(|view| view.live = true);
                true
            }
            ServerFrame::Reply { id, ok, err } => {
                if let Some(reply) = self.replies.remove(&id) {
                    let refused = || CommandError {
                        code: "none".to_owned(),
                        msg: santral::api::wire::Label::default(),
                        retry: false,
                    };
                    // Whoever asked may have stopped waiting.
                    let _ = reply.send(if ok { Ok(()) } else { Err(err.unwrap_or_else(refused)) });
                }
                true
            }
            ServerFrame::Ping { n } => self.send(&ClientFrame::Pong { n, vis: true }).await,
            ServerFrame::Welcome { .. } | ServerFrame::Role { .. } => true,
            ServerFrame::Bye { .. } => false,
        }
    }

    async fn shown(&mut self, q: u64, pops: Vec<String>) -> bool {
        for pop in pops {
            if !self.send(&ClientFrame::Ack { s: "agent".to_owned(), q, pop, ms: 1 }).await {
                return false;
            }
        }
        true
    }

    async fn send(&mut self, frame: &ClientFrame) -> bool {
        let Ok(text) = serde_json::to_string(frame) else { return false };
        self.socket.send(Message::text(text)).await.is_ok()
    }
}
