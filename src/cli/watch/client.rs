//! The way to the daemon: signing in over HTTP, the board over the WebSocket (docs/websocket.md).

use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::rustls;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::api::wire::{ServerFrame, WsTicket};

/// How long the daemon may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// A daemon says something every fifteen seconds; one that has not for so long is gone.
const SILENCE_MAX: Duration = Duration::from_secs(40);
/// The daemon's own word for a session that has ended.
const CLOSE_SESSION: u16 = 4101;

/// Somebody signed in at a daemon.
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

/// Why a board is no longer told.
#[derive(Debug)]
pub(super) enum Lost {
    /// The line is cut; another may be had.
    Line(String),
    /// Nobody is signed in any more, or may not see the board.
    Stopped(String),
}

/// A socket that tells the board.
pub(super) struct BoardSocket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// When the daemon said something last.
    heard_at: Instant,
}

impl Client {
    /// Signs in at `base`, e.g. `https://santral.example`.
    pub(super) async fn sign_in(base: &str, login: &str, password: &str) -> anyhow::Result<Self> {
        // Installed already where several are made.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let redirect = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().timeout(ANSWER_WITHIN).redirect(redirect).no_proxy().build()?;
        let mut client = Self { http, base: base.trim_end_matches('/').to_owned(), cookie: String::new() };
        let body = json!({ "login": login, "password": password });
        let answer = client.ask(Method::POST, "/api/v1/session", Some(body.to_string())).await?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => bail!("the login or the password is wrong"),
            StatusCode::TOO_MANY_REQUESTS => bail!("too many tries; wait a little"),
            status => bail!("{} answered {status}: is it a santral?", client.base),
        }
        let set = answer.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = set.and_then(|set| set.split(';').next()).context("the daemon gave no session")?;
        client.cookie = cookie.to_owned();
        Ok(client)
    }

    /// Opens a socket and asks for the board.
    pub(super) async fn board(&self, lang: &str) -> Result<BoardSocket, Lost> {
        let cut = |error: anyhow::Error| Lost::Line(format!("{error:#}"));
        let answer = self.ask(Method::POST, "/api/v1/ws-ticket", Some("{}".to_owned())).await.map_err(cut)?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            return Err(Lost::Stopped("the session has ended".to_owned()));
        }
        let text = answer.text().await.map_err(|error| cut(error.into()))?;
        let ticket: WsTicket = serde_json::from_str(&text).map_err(|error| cut(error.into()))?;
        let opened = tokio::time::timeout(ANSWER_WITHIN, self.open(&ticket.ticket, lang)).await;
        opened.unwrap_or_else(|_| Err(anyhow::anyhow!("no answer in time"))).map_err(cut)
    }

    /// Signs out.
    pub(super) async fn leave(self) {
        if let Err(error) = self.ask(Method::DELETE, "/api/v1/session", None).await {
            tracing::warn!(%error, "the session could not be ended; it ends by itself");
        }
    }

    async fn open(&self, ticket: &str, lang: &str) -> anyhow::Result<BoardSocket> {
        let address = format!("{}/ws/v1", self.base.replacen("http", "ws", 1));
        let mut request = address.into_client_request().context("the address of the server")?;
        let protocols = format!("cti.v1.json, cti.ticket.{ticket}").parse()?;
        request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, protocols);
        let (mut socket, _) = connect_async(request).await?;
        let tab = uuid::Uuid::now_v7().to_string();
        let version = env!("CARGO_PKG_VERSION");
        let client = json!({ "name": "watch", "ver": version, "tab": tab, "lang": lang, "visible": true });
        let hello = json!({ "t": "hello", "v": 1, "client": client, "want": ["board"], "resume": [] });
        socket.send(Message::text(hello.to_string())).await?;
        Ok(BoardSocket { socket, heard_at: Instant::now() })
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> anyhow::Result<reqwest::Response> {
        // The header says that no foreign page sends this.
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.header("x-requested-with", "santral").header(header::COOKIE, &self.cookie);
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(body),
            None => request,
        };
        request.send().await.with_context(|| format!("no santral at {}", self.base))
    }
}

impl BoardSocket {
    /// The next frame that says something; pings are answered on the way.
    pub(super) async fn next(&mut self) -> Result<ServerFrame, Lost> {
        loop {
            let message = tokio::time::timeout_at(self.heard_at + SILENCE_MAX, self.socket.next()).await;
            self.heard_at = Instant::now();
            let text = match message {
                Ok(Some(Ok(Message::Text(text)))) => text,
                Ok(Some(Ok(Message::Close(frame)))) => {
                    return Err(closed(frame.map_or(0, |frame| frame.code.into())));
                }
                Ok(Some(Ok(_))) => continue,
                Ok(Some(Err(error))) => return Err(Lost::Line(error.to_string())),
                Ok(None) => return Err(Lost::Line("the connection ended".to_owned())),
                Err(_) => return Err(Lost::Line("the server says nothing any more".to_owned())),
            };
            match serde_json::from_str(&text) {
                Ok(ServerFrame::Ping { n }) => {
                    let pong = json!({ "t": "pong", "n": n, "vis": true });
                    let sent = self.socket.send(Message::text(pong.to_string())).await;
                    sent.map_err(|error| Lost::Line(error.to_string()))?;
                }
                Ok(frame) => return Ok(frame),
                // An addition of a later version: to be ignored.
                Err(error) => tracing::debug!(%error, "a frame that is not known"),
            }
        }
    }
}

fn closed(code: u16) -> Lost {
    match code {
        CLOSE_SESSION => Lost::Stopped("the session has ended".to_owned()),
        4200..4300 => Lost::Stopped(format!("not allowed to see the board ({code})")),
        _ => Lost::Line(format!("the server closed the connection ({code})")),
    }
}
