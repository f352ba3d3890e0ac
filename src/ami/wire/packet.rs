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
        Index::new(&self.bytes)
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
    /// The headers of a message's bytes.
    pub(in crate::ami) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next line without its LF, be it a header or not.
    #[inline]
    pub(super) fn next_line(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..).unwrap_or_default();
        Some(line)
    }
}

impl<'a> Iterator for Headers<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(header) = header_of(self.next_line()?) {
                return Some(header);
            }
        }
    }
}

/// A line's key and value; none where it has no colon.
pub(super) fn header_of(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = find_colon(line)?;
    Some((&line[..colon], value_of(&line[colon + 1..])))
}

/// Keys are short: eight bytes at once find the colon sooner than a vector search would.
fn find_colon(line: &[u8]) -> Option<usize> {
    const COLONS: u64 = u64::from_ne_bytes([b':'; 8]);
    const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let mut at = 0;
    let mut rest = line;
    while let Some((eight, after)) = rest.split_first_chunk::<8>() {
        let differs = u64::from_le_bytes(*eight) ^ COLONS;
        // The lowest byte that is zero here is a colon; above it the borrow may lie.
        let colon = differs.wrapping_sub(LOW) & !differs & HIGH;
        if colon != 0 {
            return Some(at + colon.trailing_zeros() as usize / 8);
        }
        at += 8;
        rest = after;
    }
    rest.iter().position(|byte| *byte == b':').map(|found| at + found)
}

/// Whether a header's key is this one. Keys are compared without case (AMI v2 specification).
pub(super) const fn is_key(name: &[u8], key: &str) -> bool {
    name.eq_ignore_ascii_case(key.as_bytes())
}

/// `Key: value`, `Key:value` and `Key:` are all in use; only one space belongs to the separator.
#[inline]
pub(super) fn value_of(rest: &[u8]) -> &[u8] {
    let value = rest.strip_suffix(b"\r").unwrap_or(rest);
    value.strip_prefix(b" ").unwrap_or(value)
}

fn without_line_end(line: Option<&[u8]>) -> &[u8] {
    let line = line.unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn kind_of(bytes: &[u8]) -> PacketKind {
    // As nearly all of them begin.
    if bytes.starts_with(b"Event:") {
        return PacketKind::Event;
    }
    match Headers::new(bytes).next() {
        Some((key, _)) if is_key(key, "Event") => PacketKind::Event,
        Some((key, _)) if is_key(key, "Response") => PacketKind::Response,
        _ => PacketKind::Other,
    }
}
