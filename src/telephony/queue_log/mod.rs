//! Asterisk's `queue_log`: what its queues wrote down line by line, read again into calls. Pure.
//!
//! A line is `seconds|uniqueid|queue|member|EVENT|data…`, a bar between all (Asterisk's `main/logger.c` writes it,
//! `apps/app_queue.c` says what stands in it). Nothing escapes a bar inside a name, and the caller's number is his
//! own choice: [`read_line`] takes only lines that can be understood in one way.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod fold;
mod line;

pub use fold::{LoggedCall, QueueLog};
pub use line::{Entry, LINE_BYTES_MAX, LineError, Word, read_line};
