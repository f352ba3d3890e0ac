//! What Santral asks of Asterisk: a name and header lines that cannot hold a second action.
//!
//! The check is in [`Action::with`], the only door a value comes in by: CR, LF and NUL never get into an
//! `Action` at all. One that was given such a value remembers so, and is refused when it is sent.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod build;
mod originate;
mod response;

use bytes::{BufMut as _, Bytes, BytesMut};
use thiserror::Error;

pub use build::Muting;
pub use originate::{Originate, Target};
pub use response::{ActionError, Response};

/// Longest line sent, without its line end. Asterisk refuses 1,024 bytes and answers 1,023 twice
/// (asterisk.md 5.1, "line limit").
pub const LINE_BYTES_MAX: usize = 999;

/// Most lines in one action; Asterisk takes 128.
pub const LINES_MAX: usize = 120;

/// Why a value may not go into an action.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadValue {
    /// It holds CR, LF or NUL, and would have become further headers or a second action.
    #[error("{header}: line ends and NUL may not be sent to Asterisk")]
    Control {
        /// The header it was meant for.
        header: String,
    },
    /// The line would pass [`LINE_BYTES_MAX`].
    #[error("{header}: {bytes} bytes are more than the {LINE_BYTES_MAX} a line may have")]
    TooLong {
        /// The header it was meant for.
        header: String,
        /// The whole line's length.
        bytes: usize,
    },
    /// More lines than [`LINES_MAX`].
    #[error("more than {LINES_MAX} headers in one action")]
    TooManyLines,
    /// A header key that is empty or holds a colon or space.
    #[error("not a header key: {key:?}")]
    Key {
        /// The key.
        key: String,
    },
    /// A variable's name holds more than letters, digits and `_`: it could call a dialplan function.
    #[error("not a variable name: {name:?}")]
    VariableName {
        /// The name.
        name: String,
    },
}

/// One action, ready to send. The session adds the `ActionID`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    lines: Vec<(String, String)>,
    refused: Option<BadValue>,
}

impl Action {
    /// An action by its name, for which there is no constructor below.
    pub fn new(name: &str) -> Self {
        Self { lines: Vec::new(), refused: None }.with("Action", name)
    }

    /// Adds a header. Keys may repeat (`Variable`).
    #[must_use]
    pub fn with(mut self, key: &str, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        match check(key, value, self.lines.len()) {
            Ok(()) => self.lines.push((key.to_owned(), value.to_owned())),
            Err(bad) => self.refuse(bad),
        }
        self
    }

    /// Its name: `Redirect`.
    pub fn name(&self) -> &str {
        self.lines.first().map_or("", |(_, name)| name)
    }

    /// The value of a header, for tests and logs.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.lines.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    /// The bytes to send, or why they may not be sent.
    pub fn encode(&self, action_id: &str) -> Result<Bytes, BadValue> {
        if let Some(bad) = &self.refused {
            return Err(bad.clone());
        }
        check("ActionID", action_id, self.lines.len())?;
        let mut bytes = BytesMut::with_capacity(256);
        for (key, value) in &self.lines {
            put_line(&mut bytes, key, value);
        }
        put_line(&mut bytes, "ActionID", action_id);
        bytes.put_slice(b"\r\n");
        Ok(bytes.freeze())
    }

    /// The first fault is the one told.
    fn refuse(&mut self, bad: BadValue) {
        self.refused.get_or_insert(bad);
    }
}

fn check(key: &str, value: &str, lines: usize) -> Result<(), BadValue> {
    let bytes = key.len() + 2 + value.len();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    {
        Err(BadValue::Key { key: key.to_owned() })
    } else if value.contains(['\r', '\n', '\0']) {
        Err(BadValue::Control { header: key.to_owned() })
    } else if bytes > LINE_BYTES_MAX {
        Err(BadValue::TooLong { header: key.to_owned(), bytes })
    } else if lines >= LINES_MAX {
        Err(BadValue::TooManyLines)
    } else {
        Ok(())
    }
}

fn put_line(bytes: &mut BytesMut, key: &str, value: &str) {
    for part in [key, ": ", value, "\r\n"] {
        bytes.put_slice(part.as_bytes());
    }
}
