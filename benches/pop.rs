//! From the caller's arrival at the PBX to the pop in a browser, beside the fake Asterisk.
//!
//! The clock starts when the PBX writes the caller's `CtiWait` and stops when `pop.created` is read from the
//! agent's WebSocket: parsing, tracking, the core's decision, the redirect's way to the PBX, its `DialBegin`,
//! the pop and the socket are all in it. The floor is a bare round trip over the same loopback.
//!
//!     cargo bench --bench pop -- [CALLS_PER_SECOND [SECONDS]]

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run is to say so and stop"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use santral::config::{Config, Pbx};
use santral::crm::Sample;
use santral::daemon::Daemon;
use santral::store::{NewUser, Role, Store};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

#[path = "../tests/fake_asterisk/mod.rs"]
mod fake_asterisk;

use fake_asterisk::{FakeAsterisk, Phone};

/// Agents signed in.
const AGENTS: usize = 200;
/// How long a conversation lasts.
const TALK: Duration = Duration::from_millis(700);

/// When each call arrived, by the caller's number.
type Arrivals = Arc<Mutex<HashMap<String, Instant>>>;

#[tokio::main]
async fn main() {
    let mut figures = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let (rate, seconds) = (figures.next().unwrap_or(100), figures.next().unwrap_or(10));
    let pbx = Arc::new(FakeAsterisk::start().await);
    let folder = tempfile::tempdir().unwrap();
    let daemon = daemon(&pbx, folder.path()).await;
    let arrivals = Arrivals::default();
    let took = Arc::new(Mutex::new(Vec::new()));
    for n in 0..AGENTS {
        agent(n, daemon.address.to_string(), Arc::clone(&pbx), Arc::clone(&arrivals), Arc::clone(&took))
            .await;
    }
    let floor = floor().await;
    let mut beat = tokio::time::interval(Duration::from_micros(1_000_000 / rate));
    let calls = rate * seconds;
    for n in 0..calls {
        beat.tick().await;
        let number = format!("+90532{:07}", n);
        arrivals.lock().unwrap().insert(number.clone(), Instant::now());
        pbx.arrive(&number, "Bench", "5552001");
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut took = took.lock().unwrap().clone();
    took.sort();
    println!("{rate} calls/s for {seconds} s, {AGENTS} agents: {} of {calls} popped", took.len());
    for percent in [50, 99] {
        let at: Duration = took[(took.len() * percent / 100).min(took.len() - 1)];
        let ratio = at.as_secs_f64() / floor.as_secs_f64();
        println!("arrival to pop p{percent}: {at:.2?} ({ratio:.0} loopback round trips of {floor:.0?})");
    }
    daemon.stop().await;
}

async fn daemon(pbx: &FakeAsterisk, folder: &std::path::Path) -> Daemon {
    let mut config = Config::default();
    config.http.listen = "127.0.0.1:0".parse().unwrap();
    config.store.url = format!("sqlite:{}", folder.join("santral.db").display());
    let ami = pbx.config();
    let pbx = Pbx {
        host: ami.host.clone(),
        port: ami.port,
        username: ami.username.clone(),
        secret: Some(ami.secret.clone()),
        secret_file: None,
        mode: santral::config::Mode::Route,
        queue_log: None,
        shadow: std::collections::BTreeMap::new(),
        tls: None,
    };
    config.pbx.insert("pbx1".to_owned(), pbx);
    let store = Store::open_beside(&config.store).await.unwrap();
    let mut catalog =
        "[[skills]]\nid = \"tr\"\nlabel = { tr = \"tr\", en = \"tr\" }\n[[queues]]\nid = \"destek\"\n\
        label = { tr = \"d\", en = \"d\" }\nnumbers = [\"5552001\"]\nrequire = \"tr >= 1\"\nwrap_up_s = 0\n"
            .to_owned();
    for n in 0..AGENTS {
        let extension = extension(n);
        catalog += &format!(
            "[[agents]]\nid = \"a{n}\"\nname = \"a{n}\"\nextension = \"{extension}\"\nskills = {{ tr = 50 }}\n"
        );
    }
    store.catalog_versions().save(&catalog, "bench", 0).await.unwrap();
    Sample::new(300, 0).fill(&store).await.unwrap();
    // One hash for all: the bench is not about argon2.
    let password_hash = santral::api::hash_password("bench bench bench".to_owned()).await.unwrap();
    for n in 0..AGENTS {
        let agent_id = Some(format!("a{n}"));
        let user = NewUser {
            login: format!("a{n}"),
            name: format!("a{n}"),
            role: Role::Agent,
            agent_id,
            password_hash: password_hash.clone(),
        };
        store.users().create(&user, 0).await.unwrap();
    }
    store.close().await;
    Daemon::start(&config).await.unwrap()
}

fn extension(n: usize) -> String {
    format!("{}", 1_000 + n)
}

/// An agent whose page answers every ring at once, hangs up after a while, and is free again.
async fn agent(
    n: usize,
    address: String,
    pbx: Arc<FakeAsterisk>,
    arrivals: Arrivals,
    took: Arc<Mutex<Vec<Duration>>>,
) {
    let phone = extension(n);
    pbx.phone(&phone, Phone::Rings);
    // The HTTP client takes whichever provider the process has installed.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let post = |path: &str, body: Value| {
        client
            .post(format!("http://{address}{path}"))
            .header("x-requested-with", "santral")
            .json(&body)
            .send()
    };
    let body = json!({ "login": format!("a{n}"), "password": "bench bench bench" });
    post("/api/v1/session", body).await.unwrap().error_for_status().unwrap();
    let ticket: Value = post("/api/v1/ws-ticket", json!({})).await.unwrap().json().await.unwrap();
    let mut request = format!("ws://{address}/ws/v1").into_client_request().unwrap();
    let protocols = format!("cti.v1.json, cti.ticket.{}", ticket["ticket"].as_str().unwrap());
    request.headers_mut().insert("sec-websocket-protocol", protocols.parse().unwrap());
    let (socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    let (mut sink, mut stream) = socket.split();
    let client = json!({ "name": "bench", "ver": "1", "tab": "t", "lang": "tr", "visible": true });
    let hello = json!({ "t": "hello", "v": 1, "client": client, "want": ["agent"], "resume": [] });
    let ready =
        json!({ "t": "cmd", "id": 1, "key": "1", "op": "agent.state", "d": { "state": "available" } });
    sink.send(Message::text(hello.to_string())).await.unwrap();
    sink.send(Message::text(ready.to_string())).await.unwrap();
    tokio::spawn(async move {
        while let Some(Ok(message)) = stream.next().await {
            let Message::Text(text) = message else { continue };
            if !text.contains("\"k\":\"pop.created\"") {
                continue;
            }
            let at = Instant::now();
            let frame: Value = serde_json::from_str(&text).unwrap();
            let arrived =
                frame["d"]["number"].as_str().and_then(|number| arrivals.lock().unwrap().remove(number));
            let ack =
                json!({ "t": "ack", "s": "agent", "q": frame["q"], "pop": frame["d"]["pop_id"], "ms": 0 });
            sink.send(Message::text(ack.to_string())).await.unwrap();
            if let Some(arrived) = arrived {
                took.lock().unwrap().push(at - arrived);
                pbx.answer(&phone);
                let (pbx, phone) = (Arc::clone(&pbx), phone.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(TALK).await;
                    pbx.hang_up_phone(&phone);
                });
            }
        }
    });
}

/// The median of a few bare round trips over loopback.
async fn floor() -> Duration {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut byte = [0];
        while socket.read_exact(&mut byte).await.is_ok() && socket.write_all(&byte).await.is_ok() {}
    });
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    socket.set_nodelay(true).unwrap();
    let mut took = Vec::new();
    for _ in 0..201 {
        let began = Instant::now();
        socket.write_all(&[1]).await.unwrap();
        socket.read_exact(&mut [0]).await.unwrap();
        took.push(began.elapsed());
    }
    took.sort();
    took[100]
}
