//! SIP messages: rsip reads and writes them; what it does not do is here.

use std::net::SocketAddr;

use rsip::headers::UntypedHeader;
use rsip::headers::untyped::{CallId, Contact, ContentLength, ContentType, From, MaxForwards, To, Via};
use rsip::message::HasHeaders;
use rsip::prelude::HeadersExt;
use rsip::{Header, Headers, Method, Request, Response, SipMessage, StatusCode, Version};

/// What somebody in a dialog writes on every request.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    /// Request-URI.
    pub(super) target: String,
    /// `From`, tag included.
    pub(super) from: String,
    /// `To`, with a tag once there is one.
    pub(super) to: String,
    pub(super) call_id: String,
    pub(super) contact: String,
    /// Where our socket is, for `Via`.
    pub(super) at: SocketAddr,
}

/// Reads a datagram; none when it is a keep-alive, or no SIP.
pub(super) fn read(datagram: &[u8]) -> Option<SipMessage> {
    // Names are bytes to a PBX; rsip wants text.
    SipMessage::try_from(String::from_utf8_lossy(datagram).into_owned()).ok()
}

/// A request, with what else it is to carry.
pub(super) fn request(
    envelope: &Envelope,
    method: Method,
    cseq: u32,
    branch: &str,
    more: Vec<Header>,
    sdp: Option<String>,
) -> anyhow::Result<Request> {
    let mut headers = vec![
        Via::new(format!("SIP/2.0/UDP {};branch={branch};rport", envelope.at)).into(),
        MaxForwards::new("70").into(),
        From::new(envelope.from.clone()).into(),
        To::new(envelope.to.clone()).into(),
        CallId::new(envelope.call_id.clone()).into(),
        Header::CSeq(format!("{cseq} {method}").into()),
        Contact::new(envelope.contact.clone()).into(),
    ];
    headers.extend(more);
    let body = with_body(&mut headers, sdp);
    let uri = rsip::Uri::try_from(envelope.target.as_str())?;
    Ok(Request { method, uri, version: Version::V2, headers: headers.into(), body })
}

/// An answer. `tag` is put on `To` unless the request brought one.
pub(super) fn response(
    request: &Request,
    code: u16,
    tag: &str,
    contact: &str,
    sdp: Option<String>,
) -> Response {
    let mut headers: Vec<Header> =
        request.headers.iter().filter(|header| is_echoed(header)).cloned().collect();
    for header in &mut headers {
        if let Header::To(to) = header
            && tag_of(to.value()).is_none()
        {
            *header = To::new(format!("{};tag={tag}", to.value())).into();
        }
    }
    headers.push(Contact::new(contact).into());
    headers.push(Header::Other("Allow".into(), "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, NOTIFY".into()));
    let body = with_body(&mut headers, sdp);
    Response { status_code: StatusCode::from(code), version: Version::V2, headers: headers.into(), body }
}

fn is_echoed(header: &Header) -> bool {
    matches!(header, Header::Via(_) | Header::From(_) | Header::To(_) | Header::CallId(_) | Header::CSeq(_))
}

fn with_body(headers: &mut Vec<Header>, sdp: Option<String>) -> Vec<u8> {
    let body = sdp.unwrap_or_default().into_bytes();
    if !body.is_empty() {
        headers.push(ContentType::new("application/sdp").into());
    }
    headers.push(ContentLength::new(body.len().to_string()).into());
    body
}

pub(super) fn call_id(message: &impl HeadersExt) -> Option<String> {
    Some(message.call_id_header().ok()?.value().to_owned())
}

/// Number and method of `CSeq`.
pub(super) fn cseq(message: &impl HeadersExt) -> Option<(u32, Method)> {
    let (number, method) = message.cseq_header().ok()?.value().split_once(' ')?;
    Some((number.parse().ok()?, method.trim().parse().ok()?))
}

/// The branch of the topmost `Via`: which request an answer belongs to.
pub(super) fn branch(message: &impl HeadersExt) -> Option<String> {
    parameter(message.via_header().ok()?.value(), "branch").map(str::to_owned)
}

/// A header rsip has no name for.
pub(super) fn other<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find_map(|header| {
        let Header::Other(key, value) = header else { return None };
        key.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

pub(super) fn header_of<T: HasHeaders>(message: &T) -> &Headers {
    message.headers()
}

/// The tag of a `From` or `To`. rsip would stumble over a `<` inside a quoted name, and callers have such names.
pub(super) fn tag_of(value: &str) -> Option<&str> {
    parameter(after_name(value).rsplit_once('>').map_or(value, |(_, rest)| rest), "tag")
}

/// The address inside `<` and `>`.
pub(super) fn address_of(value: &str) -> Option<&str> {
    let (_, rest) = after_name(value).split_once('<')?;
    Some(rest.split_once('>')?.0)
}

/// The user part of an address, as it stands.
pub(super) fn user_of(value: &str) -> Option<&str> {
    let address = address_of(value)?;
    Some(address.split_once(':')?.1.split_once('@')?.0)
}

/// The quoted name, without its quotes.
pub(super) fn name_of(value: &str) -> Option<&str> {
    let quoted = value.trim_start().strip_prefix('"')?;
    closing_quote(quoted).map(|end| &quoted[..end])
}

fn after_name(value: &str) -> &str {
    match value.trim_start().strip_prefix('"') {
        Some(quoted) => closing_quote(quoted).map_or(quoted, |end| &quoted[end + 1..]),
        None => value,
    }
}

fn closing_quote(quoted: &str) -> Option<usize> {
    let mut escaped = false;
    quoted.char_indices().find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// Which way sound may go, as a re-INVITE says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Both,
    Hold,
}

/// What we offer and answer: mu-law, every 20 ms.
pub(super) fn sdp(ip: std::net::IpAddr, port: u16, version: u32, direction: Direction) -> String {
    let direction = match direction {
        Direction::Both => "sendrecv",
        Direction::Hold => "sendonly",
    };
    format!(
        "v=0\r\no=- 1 {version} IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n\
         a=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na={direction}\r\n"
    )
}

/// Where the other side wants its sound.
pub(super) fn media_address(sdp: &[u8]) -> Option<SocketAddr> {
    let text = std::str::from_utf8(sdp).ok()?;
    let ip = text.lines().find_map(|line| line.strip_prefix("c=IN IP4 "))?;
    let port = text.lines().find_map(|line| line.strip_prefix("m=audio "))?.split(' ').next()?;
    Some(SocketAddr::new(ip.trim().parse().ok()?, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_full_of_signs_does_not_hide_the_address() {
        let from = r#""<img src=x>\";tag=no" <sip:0532@127.0.0.2;x=y>;tag=abc"#;
        assert_eq!(tag_of(from), Some("abc"));
        assert_eq!(user_of(from), Some("0532"));
        assert_eq!(name_of(from), Some(r#"<img src=x>\";tag=no"#));
        assert_eq!(tag_of("<sip:1001@127.0.0.1>"), None);
    }
}
