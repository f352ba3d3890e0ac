//! A request to a service of the company's.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, Response};
use serde_json::Value;
use serde_json::value::RawValue;

use super::config::{Entry, SourceConfig, SourceError};
use super::template::{Facts, NAMES, Template};
use super::{Object, rows_of};
use crate::crm::{SectionFault, SectionRow};
use crate::net::system_tls;

/// Longest answer read, in bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct Http {
    client: Client,
    method: Method,
    url: Template,
    body: Option<Template>,
    names: Vec<String>,
    rows: String,
    fields: BTreeMap<String, String>,
    authorization: Option<HeaderValue>,
}

impl Http {
    pub(super) fn new(config: &SourceConfig) -> Result<Self, SourceError> {
        let address = config.address()?;
        if !address.starts_with("http://") && !address.starts_with("https://") {
            return Err(config.wrong("url: write http:// or https://"));
        }
        let template = |key: &str, text: &str| {
            Template::braced(text, NAMES).map_err(|what| config.wrong(format!("{key}: {what}")))
        };
        let url = template("url", &address)?;
        let body = config.body.as_deref().map(|body| template("body", body)).transpose()?;
        let method = match config.method.as_deref().unwrap_or("GET") {
            "GET" => Method::GET,
            "POST" => Method::POST,
            other => return Err(config.wrong(format!("method: {other:?}; write GET or POST"))),
        };
        let pointers = config.fields.values().chain([&config.rows]);
        let is_wrong = |pointer: &&String| !pointer.is_empty() && !pointer.starts_with('/');
        if let Some(wrong) = pointers.into_iter().find(is_wrong) {
            return Err(config.wrong(format!("{wrong:?} is no JSON pointer; it begins with /")));
        }
        let names = url.names.iter().chain(body.iter().flat_map(|body| &body.names)).cloned().collect();
        Ok(Self {
            client: client(config.entry(), config.give_up_ms, config.connections_max)?,
            method,
            url,
            body,
            names,
            rows: config.rows.clone(),
            fields: config.fields.clone(),
            authorization: authorization(config.entry(), config.auth_file.as_deref())?,
        })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) async fn ask(&self, facts: &Facts) -> Result<Vec<SectionRow>, SectionFault> {
        let value = |name: &str| facts.get(name).unwrap_or_default();
        let url = self.url.fill(|_, name| percent_encoded(value(name)));
        let mut request = self.client.request(self.method.clone(), url);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        if let Some(body) = &self.body {
            let body = body.fill(|_, name| json_escaped(value(name)));
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = request.send().await.map_err(fault)?;
        let status = response.status();
        if !status.is_success() {
            return Err(SectionFault::Refused(format!("it answered {status}")));
        }
        self.read(&json(response).await?)
    }

    fn read(&self, answer: &Value) -> Result<Vec<SectionRow>, SectionFault> {
        let unreadable = |what: String| SectionFault::Unreadable(what);
        let found = answer.pointer(&self.rows).unwrap_or(&Value::Null);
        let rows = match found {
            Value::Array(rows) => rows.as_slice(),
            Value::Object(_) => std::slice::from_ref(found),
            Value::Null => &[],
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(unreadable(format!("{:?} is no list of rows", self.rows)));
            }
        };
        let object = |row: &Value| match row {
            Value::Object(members) if self.fields.is_empty() => {
                Ok(Object(members.iter().filter_map(|(name, value)| member(name, value)).collect()))
            }
            Value::Object(_) => Ok(self.mapped(row)),
            other
            @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                Err(unreadable(format!("a row is {other}, not an object")))
            }
        };
        Ok(rows_of(rows.iter().map(object).collect::<Result<_, _>>()?))
    }

    fn mapped(&self, row: &Value) -> Object {
        let field = |(name, pointer): (&String, &String)| member(name, row.pointer(pointer)?);
        Object(self.fields.iter().filter_map(field).collect())
    }
}

fn member(name: &str, value: &Value) -> Option<(String, Box<RawValue>)> {
    // A value that was read can be written.
    Some((name.to_owned(), serde_json::value::to_raw_value(value).ok()?))
}

/// A client that gives up in time, follows no redirect and goes through no proxy.
pub(in crate::crm) fn client(
    entry: Entry<'_>,
    give_up_ms: u64,
    connections_max: u32,
) -> Result<Client, SourceError> {
    let tls = system_tls().map_err(|error| entry.wrong(error.to_string()))?;
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .timeout(Duration::from_millis(give_up_ms))
        .pool_max_idle_per_host(connections_max.max(1) as usize)
        // An address of the settings is the one meant; a redirect would send the secret elsewhere.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    client.build().map_err(|error| entry.wrong(error.to_string()))
}

/// The `Authorization` header a file holds.
pub(in crate::crm) fn authorization(
    entry: Entry<'_>,
    file: Option<&Path>,
) -> Result<Option<HeaderValue>, SourceError> {
    let Some(file) = file else { return Ok(None) };
    let mut value = HeaderValue::from_str(&entry.secret(file)?)
        .map_err(|_| entry.wrong(format!("{} holds no header value", file.display())))?;
    value.set_sensitive(true);
    Ok(Some(value))
}

/// The answer as JSON, read no further than its limit.
async fn json(mut response: Response) -> Result<Value, SectionFault> {
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("nothing")
        .to_owned();
    if !kind.to_ascii_lowercase().contains("json") {
        return Err(SectionFault::Unreadable(format!("{kind}, not JSON")));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(fault)? {
        if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(SectionFault::Unreadable(format!("more than {ANSWER_BYTES_MAX} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&bytes).map_err(|error| SectionFault::Unreadable(error.to_string()))
}

fn fault(error: reqwest::Error) -> SectionFault {
    // The address may hold a caller's number, and a password.
    SectionFault::Refused(error.without_url().to_string())
}

/// Letters, digits and `-._~` as they are, every other byte as `%XX` (RFC 3986 section 2.3).
pub(in crate::crm) fn percent_encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A text as it may stand inside JSON's quotes.
pub(in crate::crm) fn json_escaped(value: &str) -> String {
    let quoted = Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_place() {
        assert_eq!(percent_encoded("+90 5/../?a&b#ş"), "%2B90%205%2F..%2F%3Fa%26b%23%C5%9F");
        assert_eq!(json_escaped("a\"},\\\n"), "a\\\"},\\\\\\n");
    }
}
