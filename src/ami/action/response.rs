//! What becomes of an action.

use thiserror::Error;

use super::BadValue;
use crate::ami::wire::Packet;

/// Asterisk's answer, with the rows of a list where it was one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// `Response: Success`, or any other word but `Error`. For `Redirect` it means queued, not arrived.
    pub success: bool,
    /// `Message`, empty where there is none.
    pub message: String,
    /// The whole answer.
    pub packet: Packet,
    /// A list's rows, in order.
    pub items: Vec<Packet>,
    /// How many rows there were, also where they went out as events instead.
    pub listed: usize,
}

/// Why an action has no answer to show.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActionError {
    /// Asterisk said no.
    #[error("Asterisk refused: {message}")]
    Refused {
        /// In its words.
        message: String,
    },
    /// There is no link at the moment; nothing was sent.
    #[error("not connected to Asterisk")]
    NotConnected,
    /// Sent and not answered in time. It may have happened or not: it is never sent again.
    #[error("Asterisk did not answer in time")]
    TimedOut,
    /// The link was lost before an answer came. It may have happened or not: it is never sent again.
    #[error("the link to Asterisk was lost before the answer")]
    LinkLost,
    /// Nothing was sent: a value could have become a second action.
    #[error(transparent)]
    BadValue(#[from] BadValue),
    /// Nothing was sent: too many actions wait already.
    #[error("too many actions wait for an answer")]
    QueueFull,
}

impl Response {
    pub(in crate::ami) fn new(packet: Packet) -> Self {
        Self {
            success: !packet.name().eq_ignore_ascii_case(b"Error"),
            message: packet.text("Message").unwrap_or_default().into_owned(),
            packet,
            items: Vec::new(),
            listed: 0,
        }
    }

    pub(in crate::ami) fn into_result(self) -> Result<Self, ActionError> {
        if self.success { Ok(self) } else { Err(ActionError::Refused { message: self.message }) }
    }
}
