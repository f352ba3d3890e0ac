//! The running daemon, visited over HTTP by somebody who sees every call, there for a minute.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::StatusCode;
use tokio_rustls::rustls;

use crate::api::session_cookie;
use crate::api::wire::DoctorState;
use crate::config::Config;
use crate::store::{Role, SessionToken, Store};

/// How long the daemon may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How long the visit lasts at most, milliseconds: following a call takes its time.
const VISIT_MS_MAX: i64 = 15 * 60 * 1_000;

/// A visit. End it with [`leave`](Self::leave).
pub(super) struct Visit {
    http: reqwest::Client,
    base: String,
    cookie: String,
    token: SessionToken,
    metrics_token: Option<String>,
}

impl Visit {
    /// Signs in as the first admin there is, else as a supervisor, by the database this process may write to anyway.
    pub(super) async fn begin(config: &Config, store: &Store) -> anyhow::Result<Self> {
        let users = store.users().list().await?;
        let first = |role| users.iter().find(|user| user.role == role && !user.disabled);
        let watcher = first(Role::Admin).or_else(|| first(Role::Supervisor)).context(
            "neither an admin nor a supervisor may sign in: `santral user add NAME --role admin` makes one",
        )?;
        let now_ms = jiff::Timestamp::now().as_millisecond();
        let token = store.sessions().create(&watcher.login, None, now_ms, now_ms + VISIT_MS_MAX).await?;
        let scheme = if config.http.tls.is_some() { "https" } else { "http" };
        Ok(Self {
            http: client()?,
            base: format!("{scheme}://{}", here(config.http.listen)),
            cookie: format!("{}={}", session_cookie(config.http.is_secure()), token.as_str()),
            token,
            metrics_token: config.http.metrics_token.clone(),
        })
    }

    /// How the daemon stands.
    pub(super) async fn state(&self) -> anyhow::Result<DoctorState> {
        let request = self.http.get(format!("{}/api/v1/doctor", self.base)).header("cookie", &self.cookie);
        let response = request.send().await.map_err(|error| anyhow::anyhow!("{}: {error}", self.base))?;
        match response.status() {
            StatusCode::OK => {
                let body = response.text().await?;
                serde_json::from_str(&body).context("it answers like a daemon of another version")
            }
            status => bail!("{} answered {status}: is it a santral of this database?", self.base),
        }
    }

    /// The figures, as Prometheus reads them.
    pub(super) async fn metrics(&self) -> anyhow::Result<String> {
        let mut request = self.http.get(format!("{}/metrics", self.base));
        if let Some(token) = &self.metrics_token {
            request = request.bearer_auth(token);
        }
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    /// Signs out.
    pub(super) async fn leave(self, store: &Store) {
        if let Err(error) = store.sessions().delete(&self.token).await {
            tracing::warn!(%error, "the doctor's session could not be ended; it ends by itself");
        }
    }
}

/// Where the daemon listens, as reached from this machine.
pub(in crate::cli) fn here(listen: SocketAddr) -> SocketAddr {
    match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), listen.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::new(Ipv6Addr::LOCALHOST.into(), listen.port()),
        IpAddr::V4(_) | IpAddr::V6(_) => listen,
    }
}

/// The certificate is for the company's name, not for the loopback address: it is not looked at on the way to
/// ourselves.
fn client() -> anyhow::Result<reqwest::Client> {
    // Installed already where several are made.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .tls_danger_accept_invalid_certs(true)
        .timeout(ANSWER_WITHIN)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    Ok(client.build()?)
}
