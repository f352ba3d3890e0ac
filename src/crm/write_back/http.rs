//! A request to a service of the company's that takes what we tell it.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Method, StatusCode};

use super::NotTold;
use super::config::WriteBackConfig;
use super::values::{Moments, NAMES, Values};
use crate::crm::SourceError;
use crate::crm::source::http::{authorization, client, json_escaped, percent_encoded};
use crate::crm::source::template::Template;
use crate::store::Letter;

/// The header by which a receiver knows a letter again.
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

#[derive(Debug)]
pub(super) struct Http {
    client: Client,
    method: Method,
    url: Template,
    body: Option<Template>,
    authorization: Option<HeaderValue>,
}

impl Http {
    pub(super) fn new(config: &WriteBackConfig) -> Result<Self, SourceError> {
        let entry = config.entry();
        let address = entry.address(config.url.as_deref(), config.url_file.as_deref())?;
        if !address.starts_with("http://") && !address.starts_with("https://") {
            return Err(entry.wrong("url: write http:// or https://"));
        }
        let template = |key: &str, text: &str| {
            Template::braced(text, NAMES).map_err(|what| entry.wrong(format!("{key}: {what}")))
        };
        let method = match config.method.as_deref().unwrap_or("POST") {
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            other => return Err(entry.wrong(format!("method: {other:?}; write POST or PUT"))),
        };
        if config.statement.is_some() {
            return Err(entry.wrong("statement: that is for kind = \"sql\"; with http write body"));
        }
        Ok(Self {
            client: client(entry, config.give_up_ms, config.connections_max)?,
            method,
            url: template("url", &address)?,
            body: config.body.as_deref().map(|body| template("body", body)).transpose()?,
            authorization: authorization(entry, config.auth_file.as_deref())?,
        })
    }

    pub(super) async fn tell(&self, letter: &Letter) -> Result<(), NotTold> {
        let values = Values::of(letter, Moments::Rfc3339).map_err(NotTold::Never)?;
        let value = |name: &str| values.get(name).unwrap_or_default();
        let url = self.url.fill(|_, name| percent_encoded(value(name)));
        let body = match &self.body {
            Some(body) => body.fill(|_, name| json_escaped(value(name))),
            None => values.json(),
        };
        let mut request = self.client.request(self.method.clone(), url);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .header(&IDEMPOTENCY_KEY, letter.key())
            .body(body);
        // The address may hold a caller's number, and a password.
        let response =
            request.send().await.map_err(|error| NotTold::Later(error.without_url().to_string()))?;
        match response.status() {
            status if status.is_success() => Ok(()),
            status if is_final(status) => Err(NotTold::Never(format!("it answered {status}"))),
            status => Err(NotTold::Later(format!("it answered {status}"))),
        }
    }

    /// OPTIONS changes nothing (RFC 9110 section 9.2.1); whatever comes back, somebody is there.
    pub(super) async fn try_out(&self) -> Result<String, String> {
        let url = self.url.fill(|_, _| "0".to_owned());
        let request = self.client.request(Method::OPTIONS, url);
        let response = request.send().await.map_err(|error| error.without_url().to_string())?;
        Ok(format!("reached, it answered {} to OPTIONS; nothing was written", response.status()))
    }
}

/// Whether the same request would never be answered otherwise. Rights and addresses an admin may mend, and a
/// conflict ends with the request it is in conflict with.
fn is_final(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::GONE
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY
    )
}
