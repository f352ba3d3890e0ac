//! The socket: greeting, login, one writer a session that gives up on a slow reader.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use santral::net::md5_hex;
use socket2::SockRef;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Settings;
use super::layout::Message;
use super::world::{Out, Received, SessionOut, World};

const CHALLENGE: &str = "156116458";

/// Asterisk takes no longer line and no more lines (asterisk.md 5.1).
const LINE_BYTES_MAX: usize = 1_022;
const LINES_MAX: usize = 128;

/// The model, and a bell for whoever waits for it to change.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    changed: Notify,
    /// Itself, for the clocks of ringing phones.
    me: std::sync::Weak<Self>,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            world: Mutex::new(World::new(settings)),
            changed: Notify::new(),
            me: me.clone(),
        })
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let (result, timers, ring_time) = {
            let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
            (change(&mut world), std::mem::take(&mut world.ring_timers), world.settings.ring_time)
        };
        for timer in timers {
            let after = timer.seconds.map_or(ring_time, Duration::from_secs);
            self.ring_out_after(after, timer.extension, timer.agent);
        }
        self.changed.notify_waiters();
        result
    }

    pub(crate) async fn wait_for(&self, condition: impl Fn(&World) -> bool) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.look(&condition) {
                return;
            }
            changed.await;
        }
    }

    fn ring_out_after(&self, after: Duration, extension: String, agent: String) {
        let me = self.me.clone();
        // Without a runtime there is no clock, and the test says when.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            tokio::time::sleep(after).await;
            if let Some(shared) = me.upgrade() {
                shared.change(|world| {
                    if world.channels.contains_key(&agent) {
                        world.ring_out(&extension);
                    }
                });
            }
        });
    }
}

pub(crate) async fn listen(shared: Arc<Shared>) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port on loopback");
    let address = listener.local_addr().expect("its address");
    let tls = shared.look(|world| world.settings.tls.clone()).map(|(cert, key)| acceptor(&cert, &key));
    let accepting = tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            if !shared.look(|world| world.refusing) {
                tokio::spawn(serve(Arc::clone(&shared), tcp, tls.clone()));
            }
        }
    });
    (address, accepting)
}

fn acceptor(cert: &std::path::Path, key: &std::path::Path) -> TlsAcceptor {
    let certs =
        CertificateDer::pem_file_iter(cert).expect("certificate file").map(|c| c.expect("certificate"));
    let key = PrivateKeyDer::from_pem_file(key).expect("key file");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(certs.collect(), key)
        .expect("a certificate that fits its key");
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(shared: Arc<Shared>, tcp: TcpStream, tls: Option<TlsAcceptor>) {
    let _ = tcp.set_nodelay(true);
    if let Some(bytes) = shared.look(|world| world.settings.send_buffer) {
        let _ = SockRef::from(&tcp).set_send_buffer_size(bytes);
    }
    match tls {
        None => session(shared, tcp).await,
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(tcp).await {
                session(shared, stream).await;
            }
        }
    }
}

async fn session<S: AsyncRead + AsyncWrite + Send + 'static>(shared: Arc<Shared>, stream: S) {
    let (reader, writer) = tokio::io::split(stream);
    let (out, outgoing) = mpsc::unbounded_channel();
    let _ = out.send(Out::Bytes(b"Asterisk Call Manager/11.0.0\r\n".to_vec()));
    let number = shared.change(|world| {
        world.sessions.push(SessionOut { out, logged_in: false, events: true, open: true });
        world.sessions.len() - 1
    });
    let writing = write_all(Arc::clone(&shared), writer, outgoing);
    let reading = read_all(Arc::clone(&shared), reader, number);
    tokio::select! {
        () = writing => {}
        () = reading => {}
    }
    shared.change(|world| {
        if let Some(session) = world.sessions.get_mut(number) {
            session.open = false;
            session.logged_in = false;
        }
    });
}

/// `send_string` (main/manager.c): one message a write; one that stalls ends the session, in mid-event.
async fn write_all(
    shared: Arc<Shared>,
    mut writer: impl AsyncWrite + Unpin,
    mut outgoing: mpsc::UnboundedReceiver<Out>,
) {
    let patience = shared.look(|world| world.settings.write_timeout);
    while let Some(out) = outgoing.recv().await {
        let Out::Bytes(bytes) = out else { break };
        shared.wait_for(|world| !world.muted).await;
        let write = async {
            writer.write_all(&bytes).await?;
            writer.flush().await
        };
        match tokio::time::timeout(patience, write).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => return shared.change(|world| world.cut_for_slowness += 1),
        }
    }
    let _ = writer.shutdown().await;
}

async fn read_all(shared: Arc<Shared>, reader: impl AsyncRead + Unpin, session: usize) {
    let mut reader = BufReader::new(reader);
    while let Ok(Some(action)) = read_action(&mut reader, session).await {
        shared.wait_for(|world| !world.muted).await;
        match action {
            Ok(action) => take(&shared, session, action).await,
            Err(message) => {
                shared.change(|world| world.reply(session, Message::error(None, message).into_bytes()))
            }
        }
    }
}

/// One action, or what Asterisk says to one it does not take.
async fn read_action(
    reader: &mut (impl AsyncBufRead + Unpin),
    session: usize,
) -> io::Result<Option<Result<Received, &'static str>>> {
    let (mut headers, mut fault) = (Vec::new(), None);
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            line.pop();
        }
        if line.is_empty() {
            break;
        }
        if line.len() > LINE_BYTES_MAX {
            fault = Some("Failed to parse message: line too long");
        } else if headers.len() >= LINES_MAX {
            fault = Some("Too many lines in message or allocation failure");
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        let (key, value) = line.split_once(':').unwrap_or((&line, ""));
        headers.push((key.to_owned(), value.trim_start().to_owned()));
    }
    if let Some(fault) = fault {
        return Ok(Some(Err(fault)));
    }
    let action = Received { name: String::new(), headers, session };
    let Some(name) = action.get("Action").map(str::to_owned) else {
        return Ok(Some(Err("Missing action in request")));
    };
    Ok(Some(Ok(Received { name, ..action })))
}

async fn take(shared: &Arc<Shared>, session: usize, action: Received) {
    shared.change(|world| world.received.push(action.clone()));
    let logged_in = shared.look(|world| world.sessions.get(session).is_some_and(|session| session.logged_in));
    match action.name.as_str() {
        "Challenge" => shared.change(|world| challenge(world, session, &action)),
        "Login" => login(shared, session, &action).await,
        _ if logged_in => shared.change(|world| world.act(session, &action)),
        _ => shared.change(|world| {
            let refusal = Message::error(action.get("ActionID"), "Permission denied");
            world.reply(session, refusal.into_bytes());
        }),
    }
}

fn challenge(world: &mut World, session: usize, action: &Received) {
    let id = action.get("ActionID");
    if world.next_script("Challenge").is_some() {
        return;
    }
    let answer = if world.settings.challenge {
        Message::response("Success", id).with("Challenge", CHALLENGE)
    } else {
        Message::error(id, "Must specify AuthType")
    };
    world.reply(session, answer.into_bytes());
}

async fn login(shared: &Arc<Shared>, session: usize, action: &Received) {
    let id = action.get("ActionID");
    let settings = shared.look(|world| world.settings.clone());
    let key = md5_hex(&[CHALLENGE.as_bytes(), settings.secret.as_bytes()]);
    let proven = action.get("Key") == Some(&key) || action.get("Secret") == Some(&settings.secret);
    if !proven || action.get("Username") != Some(&settings.username) {
        tokio::time::sleep(settings.bad_login_pause).await;
        return shared.change(|world| {
            world.reply(session, Message::error(id, "Authentication failed").into_bytes());
            world.close(session);
        });
    }
    shared.change(|world| {
        if let Some(session) = world.sessions.get_mut(session) {
            session.logged_in = true;
            session.events = action.get("Events") != Some("off");
        }
        world.reply(session, Message::success(id, "Authentication accepted").into_bytes());
        if world.booted && world.settings.reads_system && action.get("Events") != Some("off") {
            world.reply(session, world.fully_booted().into_bytes());
        }
    });
}
