//! The sockets of an AMI link: the one file of this floor that opens any.

use std::io;
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::config::Config;
use super::session::DownWhy;
use super::tls;
use super::wire::Parser;

/// How long one connection may take to be made, TLS included.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);

/// TCP's own look at a silent peer, under the `Ping`s.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(5));

/// Makes one connection to Asterisk, encrypted where the settings say so.
pub(super) async fn connect(config: &Config) -> Result<Connection, DownWhy> {
    let late = || DownWhy::Unreachable { message: "no connection in time".to_owned() };
    timeout(CONNECT_DEADLINE, connect_now(config)).await.map_err(|_| late())?
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) struct Connection(Box<dyn Stream>);

impl Connection {
    pub(super) fn split(self) -> (Arriving, Outgoing) {
        let (reader, writer) = tokio::io::split(self.0);
        let outgoing = Outgoing { writer, queue: BytesMut::new(), unflushed: false };
        (Arriving { reader, parser: Parser::new() }, outgoing)
    }
}

pub(super) struct Arriving {
    reader: ReadHalf<Box<dyn Stream>>,
    pub(super) parser: Parser,
}

impl Arriving {
    pub(super) async fn read(&mut self) -> io::Result<usize> {
        self.reader.read_buf(self.parser.space()).await
    }
}

/// Bytes on their way out. Bounded by the actions that may wait for an answer (`WAITING_MAX`).
pub(super) struct Outgoing {
    writer: WriteHalf<Box<dyn Stream>>,
    pub(super) queue: BytesMut,
    unflushed: bool,
}

impl Outgoing {
    pub(super) fn is_busy(&self) -> bool {
        self.unflushed || !self.queue.is_empty()
    }

    /// One step; nothing is lost when it is abandoned and begun again.
    pub(super) async fn advance(&mut self) -> io::Result<()> {
        if self.queue.is_empty() {
            self.writer.flush().await?;
            self.unflushed = false;
            return Ok(());
        }
        let written = self.writer.write(&self.queue).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.queue.advance(written);
        self.unflushed = true;
        Ok(())
    }
}

async fn connect_now(config: &Config) -> Result<Connection, DownWhy> {
    let tcp =
        connect_tcp(config).await.map_err(|error| DownWhy::Unreachable { message: error.to_string() })?;
    let Some(tls) = &config.tls else { return Ok(Connection(Box::new(tcp))) };
    let (connector, name) = tls::connector(tls, &config.host)?;
    let stream = connector.connect(name, tcp).await.map_err(tls::fault)?;
    Ok(Connection(Box::new(stream)))
}

async fn connect_tcp(config: &Config) -> io::Result<TcpStream> {
    let tcp = TcpStream::connect((config.host.as_str(), config.port)).await?;
    tcp.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE.0).with_interval(KEEPALIVE.1);
    SockRef::from(&tcp).set_tcp_keepalive(&keepalive)?;
    Ok(tcp)
}
