//! The REST API, the WebSocket and the pages.

pub mod wire;
