//! A real HTTP server on the loopback that answers as it is told, and keeps what it was told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What it does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// Answers with this status, further header lines and body.
    Answers(u16, &'static str, &'static str),
    /// Answers 204 after so long.
    Late(Duration),
    /// Takes the request and never answers.
    Hangs,
    /// Takes the whole request and closes without a word.
    Drops,
    /// Answers so, and then sends without end.
    Endless(u16),
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// `POST /path HTTP/1.1`
    pub(crate) line: String,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// As it came.
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn id(&self) -> &str {
        &self.headers["santral-event-id"]
    }

    pub(crate) fn event(&self) -> &str {
        &self.headers["santral-event"]
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// How it answers a request, and how often it was asked before.
type Manners = Box<dyn Fn(&Request, usize) -> Manner + Send + Sync>;

/// The server.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
    manners: Arc<Mutex<Manners>>,
}

pub(crate) const TAKES: Manner = Manner::Answers(204, "", "");

impl Receiver {
    pub(crate) async fn start(manners: impl Fn(&Request, usize) -> Manner + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::<Mutex<Vec<Request>>>::default();
        let manners = Arc::new(Mutex::new(Box::new(manners) as Manners));
        let (seen, how) = (Arc::clone(&asked), Arc::clone(&manners));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (seen, how) = (Arc::clone(&seen), Arc::clone(&how));
                tokio::spawn(async move { while serve(&mut socket, &seen, &how).await.is_some() {} });
            }
        });
        Self { port, asked, manners }
    }

    /// From now on it answers so.
    pub(crate) fn now(&self, manners: impl Fn(&Request, usize) -> Manner + Send + Sync + 'static) {
        *self.manners.lock().unwrap() = Box::new(manners);
    }

    /// The requests so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// The same without what is told at a start.
    pub(crate) fn events(&self) -> Vec<Request> {
        self.asked().into_iter().filter(|request| request.event() != "gap").collect()
    }
}

/// One request and its answer; none when the connection is over.
async fn serve(
    socket: &mut tokio::net::TcpStream,
    asked: &Mutex<Vec<Request>>,
    manners: &Mutex<Manners>,
) -> Option<()> {
    let request = read(socket).await?;
    let before = asked.lock().unwrap().len();
    let manner = manners.lock().unwrap()(&request, before);
    asked.lock().unwrap().push(request);
    let head = |status: u16, headers: &str, length: usize| {
        format!("HTTP/1.1 {status} So\r\n{headers}Content-Length: {length}\r\n\r\n")
    };
    let text = match manner {
        Manner::Answers(status, headers, body) => {
            // These have no body, and no length of one (RFC 9110 section 8.6).
            if status == 204 {
                format!("HTTP/1.1 204 So\r\n{headers}\r\n")
            } else {
                head(status, headers, body.len()) + body
            }
        }
        Manner::Late(after) => {
            tokio::time::sleep(after).await;
            "HTTP/1.1 204 So\r\n\r\n".to_owned()
        }
        Manner::Hangs => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return None;
        }
        Manner::Drops => return None,
        Manner::Endless(status) => {
            socket.write_all(head(status, "", 1 << 40).as_bytes()).await.ok()?;
            while socket.write_all(&[b'x'; 65_536]).await.is_ok() {}
            return None;
        }
    };
    socket.write_all(text.as_bytes()).await.ok()
}

async fn read(socket: &mut tokio::net::TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        let read = socket.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let line = lines.next().unwrap().to_owned();
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        if body.len() >= headers["content-length"].parse().unwrap() {
            return Some(Request { line, headers, body: body.to_owned() });
        }
    }
}
