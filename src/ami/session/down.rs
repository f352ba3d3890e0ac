//! Why a link ended.

use thiserror::Error;

/// Why there is no link.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DownWhy {
    /// No connection could be made.
    #[error("cannot reach Asterisk: {message}")]
    Unreachable {
        /// The system's words.
        message: String,
    },
    /// The encrypted connection could not be made.
    #[error("TLS towards Asterisk failed: {message}")]
    Tls {
        /// What failed.
        message: String,
    },
    /// Whoever answered is not an Asterisk manager.
    #[error("the peer does not greet like an Asterisk manager")]
    NotAsterisk,
    /// User, secret or address is not the one in `manager.conf`.
    #[error("Asterisk refused the login: {message}")]
    BadLogin {
        /// In its words.
        message: String,
    },
    /// The login was not answered.
    #[error("Asterisk did not answer the login")]
    LoginTimedOut,
    /// Asterisk closed the connection.
    #[error("Asterisk closed the connection")]
    Closed,
    /// Asterisk said that it shuts down, then closed.
    #[error("Asterisk shut down")]
    Shutdown {
        /// And that it would start again.
        restart: bool,
    },
    /// The connection broke.
    #[error("the connection to Asterisk broke: {message}")]
    Broken {
        /// The system's words.
        message: String,
    },
    /// A `Ping` stayed unanswered.
    #[error("Asterisk is silent")]
    Silent,
    /// Asterisk was restarted behind a connection that stayed.
    #[error("Asterisk was restarted")]
    Restarted,
    /// The state could not be read.
    #[error("the state of Asterisk could not be read: {message}")]
    ResyncFailed {
        /// Why.
        message: String,
    },
}
