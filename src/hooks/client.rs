//! One try: a signed request, and what its answer means.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use sha2::Sha256;

use super::address::is_public;
use super::config::{Config, HookError};
use crate::net::system_tls;
use crate::store::Letter;

/// Shortest secret, in bytes: what can be guessed signs nothing.
const SECRET_BYTES_MIN: usize = 16;

/// Longest time an answer may be waited for.
const TIMEOUT_MS_MAX: u64 = 60_000;

/// Most of an answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 4_096;

/// Most of an answer that is kept with a letter, in characters.
const ANSWER_KEPT_MAX: usize = 200;

/// Longest wait a receiver may ask for.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(900);

static EVENT_ID: HeaderName = HeaderName::from_static("santral-event-id");
static EVENT: HeaderName = HeaderName::from_static("santral-event");
static TIMESTAMP: HeaderName = HeaderName::from_static("santral-timestamp");
static SIGNATURE: HeaderName = HeaderName::from_static("santral-signature");

/// Why a receiver did not take an event.
#[derive(Debug)]
pub(super) struct NotTaken {
    /// In words.
    pub(super) why: String,
    /// Whether it is worth another try.
    pub(super) again: Again,
}

/// Whether an event is worth another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// The receiver wants no more of it.
    Never,
    /// The request seems wrong to it; three times are enough to be sure.
    AFewTimes,
    /// It is away, busy or out of order; it may have said for how long.
    Later(Option<Duration>),
}

/// What tells one target.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    url: Url,
    /// Signatures begin with the secret in it.
    key: Hmac<Sha256>,
}

impl Client {
    pub(super) fn new(config: &Config) -> Result<Self, HookError> {
        let url = Url::parse(&config.url).map_err(|error| config.wrong(format!("url: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(config.wrong("url: write https:// or http://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(config.wrong("url: leave user and password out; the signature says who we are"));
        }
        // A number is not looked up, so the resolver never sees it.
        let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
        if let Some(private) = literal.filter(|address| !config.allow_private && !is_public(*address)) {
            return Err(config.wrong(format!("url: {}", Private(private))));
        }
        if !(1..=TIMEOUT_MS_MAX).contains(&config.timeout_ms) {
            return Err(config.wrong(format!("timeout_ms: from 1 to {TIMEOUT_MS_MAX}")));
        }
        let tls = system_tls().map_err(|error| config.wrong(error.to_string()))?;
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(Duration::from_millis(config.timeout_ms))
            .pool_max_idle_per_host(1)
            // A redirect would send the event where nobody wrote that it may go, and a proxy would look names up.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        if !config.allow_private {
            http = http.dns_resolver(Arc::new(PublicOnly));
        }
        let http = http.build().map_err(|error| config.wrong(told(error)))?;
        Ok(Self { http, url, key: key(config)? })
    }

    /// Tells one event; `now_s` is the second it is signed for.
    pub(super) async fn tell(&self, letter: &Letter, now_s: i64) -> Result<(), NotTaken> {
        let request = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(&EVENT_ID, &letter.subject)
            .header(&EVENT, event_of(&letter.body))
            .header(&TIMESTAMP, now_s)
            .header(&SIGNATURE, self.signature(now_s, &letter.body))
            .body(letter.body.clone());
        match request.send().await {
            Ok(response) if response.status().is_success() => Ok(()),
            Ok(response) => Err(refusal(response).await),
            Err(error) => Err(NotTaken { why: told(error), again: Again::Later(None) }),
        }
    }

    fn signature(&self, now_s: i64, body: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(format!("{now_s}.").as_bytes());
        mac.update(body.as_bytes());
        let code = mac.finalize().into_bytes();
        code.iter().fold("v1=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
    }
}

fn key(config: &Config) -> Result<Hmac<Sha256>, HookError> {
    let file = config.secret_file.display();
    let text = std::fs::read_to_string(&config.secret_file)
        .map_err(|error| config.wrong(format!("secret_file: {file} cannot be read: {error}")))?;
    let text = text.trim();
    if text.len() < SECRET_BYTES_MIN {
        return Err(config.wrong(format!(
            "secret_file: {file} holds less than {SECRET_BYTES_MIN} characters; `openssl rand -hex 32` makes a good one"
        )));
    }
    Hmac::new_from_slice(text.as_bytes()).map_err(|error| config.wrong(format!("secret_file: {error}")))
}

/// The name of an event, as its body says it.
fn event_of(body: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Named {
        event: String,
    }
    serde_json::from_str(body).map(|Named { event }| event).unwrap_or_default()
}

async fn refusal(mut response: Response) -> NotTaken {
    let status = response.status();
    let again = match status {
        StatusCode::GONE => Again::Never,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Again::Later(asked_wait(&response))
        }
        status if status.is_client_error() => Again::AFewTimes,
        _ => Again::Later(asked_wait(&response)),
    };
    let said = answer(&mut response).await;
    let why = if said.is_empty() {
        format!("it answered {status}")
    } else {
        format!("it answered {status}: {said}")
    };
    NotTaken { why, again }
}

/// `Retry-After`, in seconds or as a date (RFC 9110 section 10.2.3), within its limit.
fn asked_wait(response: &Response) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default()
        }
    };
    Some(wait.min(RETRY_AFTER_MAX))
}

/// The beginning of an answer, on one line; whatever can be read of it in time.
async fn answer(response: &mut Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER_BYTES_MAX - bytes.len())]);
        if bytes.len() >= ANSWER_BYTES_MAX {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(ANSWER_KEPT_MAX).collect::<String>().trim().to_owned()
}

/// An error with what is behind it, without the address: that may hold a password.
fn told(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        words.push_str(": ");
        words.push_str(&error.to_string());
        behind = error.source();
    }
    words
}

/// Looks a name up once and hands on only addresses of the world: what was looked at is what is connected to, so
/// a name cannot be one address for the eye and another for the hand.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match found.iter().find(|address| !is_public(address.ip())) {
                Some(private) => Err(Private(private.ip()).into()),
                None => Ok(Box::new(found.into_iter()) as _),
            }
        })
    }
}

/// A target that is somebody's own.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a public address; allow_private = true lets events go to it")]
struct Private(IpAddr);
