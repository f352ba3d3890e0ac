//! A second pair of ears at the PBX: when an event came, by the clock of this process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::stage::Pbx;

/// When events came, by the last seven digits of the caller's number; the last one counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    /// `DialBegin`: a phone begins to ring.
    pub(crate) dialled: BTreeMap<String, Instant>,
    /// `CtiWait`: she waits.
    pub(crate) waits: BTreeMap<String, Instant>,
}

/// An AMI session that only listens.
#[derive(Debug)]
pub(crate) struct Ear {
    heard: Arc<Mutex<Heard>>,
}

impl Ear {
    pub(crate) async fn open(pbx: &Pbx) -> anyhow::Result<Self> {
        let mut socket = TcpStream::connect(("127.0.0.1", pbx.ami_port()?)).await?;
        let login = format!("Action: Login\r\nUsername: santral\r\nSecret: {}\r\n\r\n", pbx.secret()?);
        socket.write_all(login.as_bytes()).await?;
        let heard: Arc<Mutex<Heard>> = Arc::default();
        tokio::spawn(listen(socket, Arc::clone(&heard)));
        Ok(Self { heard })
    }

    pub(crate) fn heard(&self) -> Heard {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn listen(socket: TcpStream, heard: Arc<Mutex<Heard>>) {
    let mut lines = BufReader::new(socket).lines();
    let (mut event, mut number) = (String::new(), String::new());
    while let Ok(Some(line)) = lines.next_line().await {
        match line.split_once(": ") {
            Some(("Event", name)) if name != "UserEvent" => name.clone_into(&mut event),
            Some(("UserEvent", name)) => name.clone_into(&mut event),
            Some(("CallerIDNum", digits)) => {
                digits.get(digits.len().saturating_sub(7)..).unwrap_or(digits).clone_into(&mut number);
            }
            _ if line.is_empty() => {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                let kept = match event.as_str() {
                    "DialBegin" => Some(&mut heard.dialled),
                    "CtiWait" => Some(&mut heard.waits),
                    _ => None,
                };
                if let Some(kept) = kept {
                    kept.insert(std::mem::take(&mut number), Instant::now());
                }
                event.clear();
            }
            _ => {}
        }
    }
}
