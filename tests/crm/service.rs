//! A real HTTP server on the loopback that answers as it is told, and keeps what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What it does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// Answers with this content type and body.
    Says(&'static str, &'static str),
    /// Answers with this status.
    Status(u16),
    /// Answers after so long.
    Late(Duration, &'static str),
    /// Takes the request and never answers.
    Hangs,
    /// Takes the request and closes without a word: done, and nobody told.
    Drops,
    /// Sends half of what it promised, and closes.
    Half,
    /// Sends without end.
    Endless,
    /// Sends the client elsewhere.
    Redirects,
}

/// The server.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
    manner: Arc<Mutex<Manner>>,
}

impl Service {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (asked, manner) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(Mutex::new(manner)));
        let (seen, how) = (Arc::clone(&asked), Arc::clone(&manner));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (seen, how) = (Arc::clone(&seen), Arc::clone(&how));
                tokio::spawn(async move { serve(socket, &seen, &how).await });
            }
        });
        Self { address, asked, manner }
    }

    pub(crate) fn now(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// The requests so far, whole.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(mut socket: tokio::net::TcpStream, asked: &Mutex<Vec<String>>, manner: &Mutex<Manner>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        let Ok(read @ 1..) = socket.read(&mut buffer).await else { return };
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            asked.lock().unwrap().push(text);
            break;
        }
    }
    let manner = manner.lock().unwrap().clone();
    let answer = |kind: &str, body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let text = match manner {
        Manner::Says(kind, body) => answer(kind, body),
        Manner::Status(status) => format!("HTTP/1.1 {status} Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        Manner::Late(after, body) => {
            tokio::time::sleep(after).await;
            answer("application/json", body)
        }
        Manner::Hangs => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return;
        }
        Manner::Drops => return,
        Manner::Half => "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n[{\"id\":".to_owned(),
        Manner::Endless => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[";
            let _ = socket.write_all(head.as_bytes()).await;
            while socket.write_all(&[b' '; 65_536]).await.is_ok() {}
            return;
        }
        Manner::Redirects => {
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
    };
    let _ = socket.write_all(text.as_bytes()).await;
}
