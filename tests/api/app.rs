//! The one door: a whole daemon on a free port over a database of its own.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, Response, StatusCode};
use santral::config::Config;
use santral::daemon::Daemon;
use santral::store::{NewUser, Role, Store};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A password of every user here.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The catalog in force at the start.
pub(crate) const CATALOG: &str = r#"
[[skills]]
id = "tr"
label = { tr = "Türkçe", en = "Turkish" }
[[agents]]
id = "zeynep"
name = "Zeynep Arslan"
extension = "1001"
skills = { tr = 90 }
[[agents]]
id = "mehmet"
name = "Mehmet Kaya"
extension = "1002"
capacity = 2
skills = { tr = 80 }
[[queues]]
id = "destek"
label = { tr = "Destek", en = "Support" }
numbers = ["5552001"]
require = "tr >= 30"

[identity]
questions_min = 2
[[identity.questions]]
id = "dogum"
label = { tr = "Doğum yılı", en = "Year of birth" }
[[identity.questions]]
id = "anne"
label = { tr = "Anne adının ilk harfi", en = "First letter of mother's name" }
[[identity.questions]]
id = "adres"
label = { tr = "Adres", en = "Address" }
[[identity.masked]]
section = "loyalty"
field = "points"
[[identity.masked]]
section = "loyalty"
field = "card"
until = "revealed"
show_last = 4
reveal = ["agent"]
[[identity.masked]]
section = "loyalty"
field = "balance"
until = "revealed"

[[authority]]
label = { tr = "İndirim", en = "Discount" }
limit = "500 TL"
"#;

/// A daemon with zeynep and mehmet (agents), sema (supervisor) and ali (admin).
pub(crate) struct TestApp {
    daemon: Option<Daemon>,
    /// A second handle on the database.
    pub(crate) store: Store,
    folder: tempfile::TempDir,
}

impl TestApp {
    /// With no PBX.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With settings of one's own.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.http.listen = "127.0.0.1:0".parse().unwrap();
        config.store.url = format!("sqlite:{}", folder.path().join("santral.db").display());
        change(&mut config);
        let store = Store::open_beside(&config.store).await.unwrap();
        store.catalog_versions().save(CATALOG, "test", 0).await.unwrap();
        let hash = santral::api::hash_password(PASSWORD.to_owned()).await.unwrap();
        for (login, role) in [
            ("zeynep", Role::Agent),
            ("mehmet", Role::Agent),
            ("sema", Role::Supervisor),
            ("ali", Role::Admin),
        ] {
            let agent_id = (role == Role::Agent).then(|| login.to_owned());
            let user = NewUser {
                login: login.into(),
                name: login.into(),
                role,
                agent_id,
                password_hash: hash.clone(),
            };
            store.users().create(&user, 0).await.unwrap();
        }
        let daemon = Daemon::start(&config).await.unwrap();
        Self { daemon: Some(daemon), store, folder }
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> String {
        self.daemon.as_ref().unwrap().address.to_string()
    }

    /// Where its database is; settings of a command beside it may go there.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A browser that has signed in.
    pub(crate) async fn browser(&self, login: &str) -> Browser {
        let browser = self.stranger();
        let signed_in =
            browser.post("/api/v1/session", json!({ "login": login, "password": PASSWORD })).await;
        assert_eq!(signed_in.status(), StatusCode::OK, "{}", signed_in.text().await.unwrap());
        browser
    }

    /// A browser that has not.
    pub(crate) fn stranger(&self) -> Browser {
        // The HTTP client takes whichever provider the process has installed.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
        Browser { client, address: self.address() }
    }

    /// Takes the daemon down in order.
    pub(crate) async fn stop(mut self) {
        self.daemon.take().unwrap().stop().await;
        drop(self.folder);
    }
}

/// One browser with its cookies.
#[derive(Clone)]
pub(crate) struct Browser {
    client: reqwest::Client,
    address: String,
}

impl Browser {
    /// Asks.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(format!("http://{}{path}", self.address)).send().await.unwrap()
    }

    /// Asks and reads the answer.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    /// Sends, as a page of ours does.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.send(Method::POST, path, body).await
    }

    /// Sends with any method.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Value) -> Response {
        let request = self.client.request(method, format!("http://{}{path}", self.address));
        request.header("x-requested-with", "santral").json(&body).send().await.unwrap()
    }

    /// A request to be changed before it is sent.
    pub(crate) fn raw(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// A ticket for a socket.
    pub(crate) async fn ticket(&self) -> String {
        let answer = self.post("/api/v1/ws-ticket", json!({})).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<Value>().await.unwrap()["ticket"].as_str().unwrap().to_owned()
    }

    /// A socket that has said hello and wants this stream.
    pub(crate) async fn socket(&self, stream: &str, resume: Value) -> Socket {
        let mut socket = Socket::open(&self.address, &self.ticket().await, None).await.unwrap();
        socket.hello(stream, resume).await;
        socket
    }
}

/// A WebSocket, spoken to in JSON.
pub(crate) struct Socket {
    inner: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
    commands: u32,
}

impl Socket {
    /// Opens one with a ticket, from an origin where one is given.
    pub(crate) async fn open(address: &str, ticket: &str, origin: Option<&str>) -> Result<Self, StatusCode> {
        let mut request = format!("ws://{address}/ws/v1").into_client_request().unwrap();
        let protocols = format!("cti.v1.json, cti.ticket.{ticket}");
        request.headers_mut().insert("sec-websocket-protocol", protocols.parse().unwrap());
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((inner, response)) => {
                assert_eq!(response.headers()["sec-websocket-protocol"], "cti.v1.json");
                Ok(Self { inner, commands: 0 })
            }
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Says hello.
    pub(crate) async fn hello(&mut self, stream: &str, resume: Value) {
        let client = json!({ "name": "console", "ver": "1", "tab": "t", "lang": "tr", "visible": true });
        self.send(json!({ "t": "hello", "v": 1, "client": client, "want": [stream], "resume": resume }))
            .await;
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: Value) {
        self.inner.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// Sends a command and waits for its reply; frames in between are lost to the caller.
    pub(crate) async fn command(&mut self, op: &str, d: Value) -> Value {
        self.commands += 1;
        // A key is the agent's, not the socket's: another page's is another.
        let key = uuid::Uuid::now_v7().to_string();
        self.command_with(&key, op, d).await
    }

    /// The same with an idempotency key of one's own.
    pub(crate) async fn command_with(&mut self, key: &str, op: &str, d: Value) -> Value {
        let id = self.commands + 1_000;
        self.send(json!({ "t": "cmd", "id": id, "key": key, "op": op, "d": d })).await;
        self.until(|frame| frame["t"] == "reply" && frame["id"] == id).await
    }

    /// The next frame; none when the socket closed. A silent server fails the test.
    pub(crate) async fn next(&mut self) -> Result<Value, u16> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(20), self.inner.next()).await.unwrap();
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// The next frame of this kind.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut seen = Vec::new();
        loop {
            match self.next().await {
                Ok(frame) if wanted(&frame) => return frame,
                Ok(frame) => seen.push(frame),
                Err(code) => panic!("closed with {code}; before that {seen:?}"),
            }
        }
    }

    /// The code it is closed with.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// Goes away without a word.
    pub(crate) fn drop_dead(self) {
        drop(self.inner);
    }
}
