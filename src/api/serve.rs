//! The accept loop: our own, because a socket that says nothing must not be kept (reliability.md S10).

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::net::Secret;

/// A request's headers must be complete this soon after the socket opened or the last answer went out.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);
/// A TLS handshake must be.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// Sockets open at once; more wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 20_000;

/// `[http]` in the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address to listen on. Beyond loopback it takes `tls` or `behind_proxy`.
    pub listen: SocketAddr,
    /// Certificate and key, when we speak TLS ourselves.
    pub tls: Option<TlsFiles>,
    /// A proxy in front of us speaks TLS; said out loud, because plain HTTP would carry passwords.
    pub behind_proxy: bool,
    /// Who bears this token may read `/metrics`; without one only this machine may.
    pub metrics_token: Option<String>,
}

/// PEM files of a TLS server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// Certificate chain.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::new(IpAddr::from([127, 0, 0, 1]), 8088);
        Self { listen, tls: None, behind_proxy: false, metrics_token: None }
    }
}

impl Config {
    /// Whether browsers reach us by TLS.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || self.behind_proxy
    }

    /// How we are reached.
    pub fn access(&self) -> Access {
        Access {
            secure: self.is_secure(),
            on_loopback: self.listen.ip().is_loopback() && !self.behind_proxy,
            metrics_token: self.metrics_token.clone().map(Secret::new),
        }
    }
}

/// How we are reached, and by whom.
#[derive(Clone, Debug)]
pub struct Access {
    /// By TLS, of our own or a proxy's: cookies are `Secure` then.
    pub secure: bool,
    /// From this machine alone.
    pub on_loopback: bool,
    /// What who reads the metrics must bear.
    pub metrics_token: Option<Secret>,
}

/// Why we cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Passwords would go over the network in the open.
    #[error(
        "[http] listen = \"{0}\" is not loopback: give [http.tls] cert and key, or say behind_proxy = true when a proxy speaks TLS in front"
    )]
    PlainHttp(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// A certificate or key cannot be used.
    #[error("{file}: {reason}")]
    Tls {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// Listens, tells where (the port may have been 0), and serves until `cancel`.
pub async fn serve(
    config: &Config,
    router: Router,
    cancel: CancellationToken,
) -> Result<(SocketAddr, tokio::task::JoinHandle<()>), ServeError> {
    if !config.listen.ip().is_loopback() && !config.is_secure() {
        return Err(ServeError::PlainHttp(config.listen));
    }
    let tls = config.tls.as_ref().map(acceptor).transpose()?;
    let address = config.listen;
    let refused = |error| ServeError::Listen { address, error };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((bound, tokio::spawn(accept(listener, tls, router, cancel))))
}

fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ServeError> {
    let wrong = |file: &PathBuf, reason: String| ServeError::Tls { file: file.clone(), reason };
    let chain: Vec<_> = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect)
        .map_err(|error| wrong(&files.cert, error.to_string()))?;
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, error.to_string()))?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| wrong(&files.cert, error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, cancel: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let socket = tokio::select! {
            () = cancel.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => socket,
                Err(error) => {
                    // Out of file descriptors, most likely: those in use must be closed first.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let (tls, router) = (tls.clone(), router.clone());
        tokio::spawn(async move {
            connection(socket, tls, router).await;
            drop(place);
        });
    }
}

async fn connection(socket: TcpStream, tls: Option<TlsAcceptor>, router: Router) {
    // A pop is one small frame: it must not wait for more.
    if socket.set_nodelay(true).is_err() {
        return;
    }
    match tls {
        None => requests(socket, router).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(socket)).await {
                requests(stream, router).await;
            }
        }
    }
}

async fn requests(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        router.clone().oneshot(request.map(Body::new))
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::trace!(%error, "a connection ended early");
    }
}
