//! Where one packet ends and the next begins.

use bytes::{Buf as _, BytesMut};
use memchr::memchr;
use thiserror::Error;

use super::packet::{GREETING, Packet};

/// Longest packet kept. Real ones stay under 70 KB; a longer one is skipped to its end.
pub const PACKET_BYTES_MAX: usize = 1024 * 1024;

/// Size of the blocks the stream is read into.
const BLOCK_BYTES: usize = 64 * 1024;

/// Least room for one read; with less a new block is begun.
const READ_BYTES_MIN: usize = 8 * 1024;

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
#[derive(Debug, Default)]
pub struct Parser {
    buffer: BytesMut,
    /// Start of the first line not yet looked at; everything before it is part of an open packet.
    line_start: usize,
    /// Bytes after `line_start` known to hold no line end.
    scanned: usize,
    /// The open packet passed the limit: its lines are dropped until its blank line.
    skipping: bool,
}

impl Parser {
    /// A parser at the start of a stream.
    pub fn new() -> Self {
        Self::default()
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
        loop {
            let Some(line_end) = self.find_line_end() else { return self.bound_open_packet() };
            let blank = is_blank(&self.buffer[self.line_start..line_end]);
            let first_line = self.line_start == 0;
            let body_end = self.line_start;
            self.line_start = line_end + 1;
            self.scanned = 0;
            if blank {
                if let Some(packet) = self.close_packet(body_end) {
                    return Some(Ok(packet));
                }
            } else if first_line && !self.skipping && self.buffer.starts_with(GREETING) {
                // `Asterisk Call Manager/11.0.0` is one line without a blank line after it.
                let end = self.line_start;
                return self.close_packet_through(end, end).map(Ok);
            } else if self.skipping {
                self.drop_through_line();
            } else if self.line_start > PACKET_BYTES_MAX {
                return self.begin_skipping();
            }
        }
    }

    fn find_line_end(&mut self) -> Option<usize> {
        let from = self.line_start + self.scanned;
        let found = memchr(b'\n', &self.buffer[from..]).map(|at| from + at);
        if found.is_none() {
            self.scanned = self.buffer.len() - self.line_start;
        }
        found
    }

    /// The blank line is consumed. Blank lines between packets close nothing.
    fn close_packet(&mut self, body_end: usize) -> Option<Packet> {
        if self.skipping || body_end == 0 {
            self.skipping = false;
            self.drop_through_line();
            return None;
        }
        self.close_packet_through(body_end, self.line_start)
    }

    fn close_packet_through(&mut self, body_end: usize, consumed: usize) -> Option<Packet> {
        let mut bytes = self.buffer.split_to(consumed);
        bytes.truncate(body_end);
        self.line_start = 0;
        Some(Packet::new(bytes.freeze()))
    }

    fn drop_through_line(&mut self) {
        self.buffer.advance(self.line_start);
        self.line_start = 0;
    }

    /// No line end in sight: all that may be kept is a packet within the limit.
    fn bound_open_packet(&mut self) -> Option<Result<Packet, WireError>> {
        if self.skipping {
            self.keep_line_tail();
            return None;
        }
        // A lone CR may be the first half of the blank line that ends a packet of just the limit.
        let open = &self.buffer[self.line_start..];
        if self.buffer.len() < PACKET_BYTES_MAX || is_blank(open) {
            return None;
        }
        self.begin_skipping()
    }

    fn begin_skipping(&mut self) -> Option<Result<Packet, WireError>> {
        self.skipping = true;
        self.drop_through_line();
        Some(Err(WireError::TooLong))
    }

    /// Two bytes of the open line stay, so that its end is never mistaken for a blank line.
    fn keep_line_tail(&mut self) {
        self.buffer.advance(self.buffer.len().saturating_sub(2));
        self.scanned = self.buffer.len();
    }
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"" | b"\r")
}
