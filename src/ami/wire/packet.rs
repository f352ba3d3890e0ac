//! One AMI message, kept as the bytes it came in.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use memchr::memchr;

use super::index::Index;

/// How the first line of a connection begins (AMI v2 specification, "Protocol Overview").
pub(super) const GREETING: &[u8] = b"Asterisk Call Manager/";

/// Headers that say what a message is or whom it concerns. Asterisk writes each once; a second one
/// was written by somebody who put line ends into a number.
const WRITTEN_ONCE: [&str; 5] = ["Event", "Privilege", "Uniqueid", "Linkedid", "ActionID"];

/// What a message is, told by its first header and by nothing else: an `OriginateResponse` event holds
/// `Response:` too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketKind {
    /// Begins with `Event:`.
    Event,
    /// Begins with `Response:`.
    Response,
    /// Anything else: the greeting, or the torn half of a message into which a caller wrote a blank line.
    Other,
}

/// A whole message. A cheap slice of the read buffer; headers are found when asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Packet {
    bytes: Bytes,
    kind: PacketKind,
}

impl Packet {
    /// Takes the bytes of one message, without the blank line that ended it.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let kind = kind_of(&bytes);
        Self { bytes, kind }
    }

    /// What the message is.
    pub const fn kind(&self) -> PacketKind {
        self.kind
    }

    /// The value of the first header: the event's name, or `Success` and the like.
    pub fn name(&self) -> &[u8] {
        self.headers().next().map_or(b"", |(_, value)| value)
    }

    /// The value of the first header with this key, whatever its case.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.headers().find(|(name, _)| is_key(name, key)).map(|(_, value)| value)
    }

    /// The values of every header with this key, in order: `ChanVariable`, `Output`.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a [u8]> + 'a {
        self.headers().filter(move |(name, _)| is_key(name, key)).map(|(_, value)| value)
    }

    /// The first value with this key as text; bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self, key: &str) -> Option<Cow<'_, str>> {
        self.get(key).map(String::from_utf8_lossy)
    }

    /// Every header in order. Lines without a colon are skipped.
    pub fn headers(&self) -> Headers<'_> {
        Headers::new(&self.bytes)
    }

    /// All headers found once, for a reader that wants many of them.
    pub fn index(&self) -> Index<'_> {
        Index::new(self.headers())
    }

    /// Whether somebody wrote a second `Event`, `Privilege`, `Uniqueid`, `Linkedid` or `ActionID` into it.
    pub fn forged(&self) -> bool {
        WRITTEN_ONCE.iter().any(|key| self.all(key).nth(1).is_some())
    }

    /// The greeting's version (`11.0.0`), where this is the greeting.
    pub fn greeting(&self) -> Option<&[u8]> {
        self.bytes.strip_prefix(GREETING).map(|rest| without_line_end(rest.split(|b| *b == b'\n').next()))
    }

    /// The bytes as they came.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }
}

impl fmt::Debug for Packet {
    /// Shows the text with control characters escaped: it may go to a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packet({:?})", String::from_utf8_lossy(&self.bytes))
    }
}

/// The headers of one message, in order.
#[derive(Debug, Clone)]
pub struct Headers<'a> {
    rest: &'a [u8],
}

impl<'a> Headers<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }
}

impl<'a> Iterator for Headers<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let (line, rest) = match memchr(b'\n', self.rest) {
                Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
                None => (self.rest, &[][..]),
            };
            self.rest = rest;
            // Keys are short: a plain loop finds the colon sooner than a vector search would.
            if let Some(colon) = line.iter().position(|byte| *byte == b':') {
                return Some((&line[..colon], value_of(&line[colon + 1..])));
            }
        }
        None
    }
}

/// Whether a header's key is this one. Keys are compared without case (AMI v2 specification).
pub(super) const fn is_key(name: &[u8], key: &str) -> bool {
    name.eq_ignore_ascii_case(key.as_bytes())
}

/// `Key: value`, `Key:value` and `Key:` are all in use; only one space belongs to the separator.
fn value_of(rest: &[u8]) -> &[u8] {
    let value = rest.strip_suffix(b"\r").unwrap_or(rest);
    value.strip_prefix(b" ").unwrap_or(value)
}

fn without_line_end(line: Option<&[u8]>) -> &[u8] {
    let line = line.unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn kind_of(bytes: &[u8]) -> PacketKind {
    match Headers::new(bytes).next() {
        Some((key, _)) if is_key(key, "Event") => PacketKind::Event,
        Some((key, _)) if is_key(key, "Response") => PacketKind::Response,
        _ => PacketKind::Other,
    }
}
