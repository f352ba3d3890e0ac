//! The REST API as a page uses it.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use reqwest::{Method, StatusCode};
use santral::api::wire;
use serde::Serialize;
use serde::de::DeserializeOwned;

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Longer than any scene.
const FOLLOWED_FOR: Duration = Duration::from_secs(600);

/// A client with a cookie jar: one person at one browser.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    client: reqwest::Client,
    address: SocketAddr,
}

impl Rest {
    pub(crate) fn new(address: SocketAddr) -> anyhow::Result<Self> {
        // The HTTP client takes whichever provider the process has installed.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().cookie_store(true).timeout(ANSWER_WITHIN).build()?;
        Ok(Self { client, address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> anyhow::Result<wire::Me> {
        let body = wire::SignIn { login: login.to_owned(), password: password.to_owned(), extension: None };
        self.send(Method::POST, "/api/v1/session", Some(&body)).await
    }

    pub(crate) async fn sign_out(&self) -> anyhow::Result<()> {
        let (code, text) = self.raw(Method::DELETE, "/api/v1/session", None::<&()>).await?;
        anyhow::ensure!(code.is_success(), "{code} {text}");
        Ok(())
    }

    pub(crate) async fn ticket(&self) -> anyhow::Result<String> {
        let ticket: wire::WsTicket = self.send(Method::POST, "/api/v1/ws-ticket", None::<&()>).await?;
        Ok(ticket.ticket)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.send(Method::GET, path, None::<&()>).await
    }

    /// An answer that goes on as long as the other side likes.
    pub(crate) async fn follow(&self, path: &str) -> anyhow::Result<reqwest::Response> {
        let address = format!("http://{}{path}", self.address);
        let request = self.client.get(address).timeout(FOLLOWED_FOR);
        Ok(request.send().await?.error_for_status()?)
    }

    /// Status and body of `/healthz`.
    pub(crate) async fn health(&self) -> anyhow::Result<(u16, String)> {
        let (code, text) = self.raw(Method::GET, "/healthz", None::<&()>).await?;
        Ok((code.as_u16(), text))
    }

    /// Asks for something whose answer is that it is done.
    pub(crate) async fn order(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<()> {
        let (code, text) = self.raw(method, path, Some(body)).await?;
        anyhow::ensure!(code.is_success(), "{path}: {code} {text}");
        Ok(())
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> anyhow::Result<T> {
        let (code, text) = self.raw(method, path, body).await?;
        anyhow::ensure!(code.is_success(), "{path}: {code} {text}");
        serde_json::from_str(&text).with_context(|| format!("{path}: {text}"))
    }

    async fn raw(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> anyhow::Result<(StatusCode, String)> {
        let address = format!("http://{}{path}", self.address);
        let mut request = self.client.request(method, address).header("x-requested-with", "tests");
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        Ok((answer.status(), answer.text().await?))
    }
}
