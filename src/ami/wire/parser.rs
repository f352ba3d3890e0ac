//! Where one packet ends and the next begins.

use bytes::{Buf as _, BytesMut};
use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use thiserror::Error;

use super::packet::{GREETING, Packet};

/// Longest packet kept. Real ones stay under 70 KB; a longer one is skipped to its end.
pub const PACKET_BYTES_MAX: usize = 1024 * 1024;

/// Size of the blocks the stream is read into.
const BLOCK_BYTES: usize = 64 * 1024;

/// Least room for one read; with less a new block is begun.
const READ_BYTES_MIN: usize = 8 * 1024;

/// The end of a line and a blank line after it, as Asterisk writes it, and as others do.
const CRLF_END: &[u8] = b"\n\r\n";
const LF_END: &[u8] = b"\n\n";

/// Why a stretch of the stream gave no packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WireError {
    /// The packet passed [`PACKET_BYTES_MAX`] and was skipped; what follows it is read as usual.
    #[error("a packet was longer than {PACKET_BYTES_MAX} bytes and was skipped")]
    TooLong,
}

/// Incremental splitter: takes bytes as they come, gives whole packets.
///
/// The packets depend on the bytes alone, never on how they were cut into reads.
#[derive(Debug)]
pub struct Parser {
    /// Begins with the open packet.
    buffer: BytesMut,
    crlf: Search,
    lf: Search,
    /// The open packet passed the limit: it is dropped until its blank line.
    skipping: bool,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// A parser at the start of a stream.
    pub fn new() -> Self {
        Self {
            buffer: BytesMut::new(),
            crlf: Search::new(CRLF_END),
            lf: Search::new(LF_END),
            skipping: false,
        }
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The buffer to read a socket into, with room for one read: saves the copy of [`Parser::push`].
    pub fn space(&mut self) -> &mut BytesMut {
        if self.buffer.capacity() - self.buffer.len() < READ_BYTES_MIN {
            self.buffer.reserve(BLOCK_BYTES);
        }
        &mut self.buffer
    }

    /// The next whole packet, or `None` until more bytes come.
    #[expect(clippy::should_implement_trait, reason = "not an iterator: it gives more after the next push")]
    pub fn next(&mut self) -> Option<Result<Packet, WireError>> {
        if !self.skipping {
            self.drop_blank_lines();
            if self.buffer.first() == Some(&GREETING[0])
                && let Some(greeting) = self.take_greeting()
            {
                return Some(Ok(greeting));
            }
        }
        let Some((body_end, consumed)) = self.find_end() else { return self.bound_open_packet() };
        if std::mem::take(&mut self.skipping) {
            self.advance(consumed);
            return self.next();
        }
        if body_end > PACKET_BYTES_MAX {
            self.advance(consumed);
            return Some(Err(WireError::TooLong));
        }
        Some(Ok(self.take(body_end, consumed)))
    }

    /// Blank lines between packets close nothing.
    fn drop_blank_lines(&mut self) {
        loop {
            match *self.buffer {
                [b'\n', ..] => self.advance(1),
                [b'\r', b'\n', ..] => self.advance(2),
                _ => return,
            }
        }
    }

    /// `Asterisk Call Manager/11.0.0` is one line without a blank line after it.
    fn take_greeting(&mut self) -> Option<Packet> {
        let end = self.buffer.starts_with(GREETING).then(|| memchr(b'\n', &self.buffer))?? + 1;
        // A longer line is no greeting, however it was cut into reads.
        (end <= PACKET_BYTES_MAX).then(|| self.take(end, end))
    }

    /// Where the open packet's lines end, and where the blank line after them does.
    fn find_end(&mut self) -> Option<(usize, usize)> {
        let crlf = self.crlf.find(&self.buffer, self.buffer.len());
        // Up to the line end both kinds of blank line may share.
        let lf = self.lf.find(&self.buffer, crlf.map_or(self.buffer.len(), |at| at + 1));
        match (lf, crlf) {
            (Some(at), _) => Some((at + 1, at + LF_END.len())),
            (None, Some(at)) => Some((at + 1, at + CRLF_END.len())),
            (None, None) => None,
        }
    }

    fn take(&mut self, body_end: usize, consumed: usize) -> Packet {
        let mut bytes = self.buffer.split_to(consumed);
        self.forget(consumed);
        bytes.truncate(body_end);
        Packet::new(bytes.freeze())
    }

    fn advance(&mut self, consumed: usize) {
        self.buffer.advance(consumed);
        self.forget(consumed);
    }

    const fn forget(&mut self, consumed: usize) {
        self.crlf.forget(consumed);
        self.lf.forget(consumed);
    }

    /// No end in sight: all that may be kept is a packet within the limit.
    fn bound_open_packet(&mut self) -> Option<Result<Packet, WireError>> {
        if self.skipping {
            self.keep_tail();
            return None;
        }
        if self.buffer.len() < PACKET_BYTES_MAX {
            return None;
        }
        // What is behind the last line end may be the first half of the blank line that ends a packet of just the limit.
        let open_at = memrchr(b'\n', &self.buffer).map_or(0, |at| at + 1);
        if open_at <= PACKET_BYTES_MAX && matches!(self.buffer[open_at..], [] | [b'\r']) {
            return None;
        }
        self.skipping = true;
        self.keep_tail();
        Some(Err(WireError::TooLong))
    }

    /// Of what is dropped so much stays as may be the beginning of its end.
    fn keep_tail(&mut self) {
        self.advance(self.buffer.len().saturating_sub(CRLF_END.len() - 1));
    }
}

/// One needle's search through a buffer that grows at its end and is eaten at its beginning: no byte is looked at twice.
#[derive(Debug)]
struct Search {
    needle: Finder<'static>,
    found: Option<usize>,
    /// No needle begins before this.
    from: usize,
}

impl Search {
    fn new(needle: &'static [u8]) -> Self {
        Self { needle: Finder::new(needle), found: None, from: 0 }
    }

    /// The first place that lies wholly before `end`.
    fn find(&mut self, buffer: &[u8], end: usize) -> Option<usize> {
        let length = self.needle.needle().len();
        if self.found.is_none() && self.from + length <= end {
            self.found = self.needle.find(&buffer[self.from..end]).map(|at| self.from + at);
            self.from = self.found.unwrap_or(end + 1 - length);
        }
        self.found.filter(|at| at + length <= end)
    }

    const fn forget(&mut self, consumed: usize) {
        self.from = self.from.saturating_sub(consumed);
        self.found = match self.found {
            Some(at) if at >= consumed => Some(at - consumed),
            _ => None,
        };
    }
}
