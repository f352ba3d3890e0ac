//! Typed look-ups in one event's headers.

use std::str::FromStr;

use bytes::Bytes;
use smol_str::SmolStr;

use super::channel::{known, text, unescaped};
use crate::ami::wire::{Index, Part};

/// One event's headers. Absent and empty text read alike, as Asterisk writes either.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    index: &'a Index<'a>,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(index: &'a Index<'a>) -> Self {
        Self { index }
    }

    pub(super) fn raw(&self, key: &str) -> Option<&'a [u8]> {
        self.index.get(key)
    }

    pub(super) const fn message(&self) -> &Bytes {
        self.index.bytes()
    }

    /// A header of the channel under a prefix: empty, `Dest`, `Transferer` …
    pub(super) fn part(&self, prefix: &str, part: Part) -> Option<&'a [u8]> {
        self.index.part(prefix, part)
    }

    pub(super) fn text(&self, key: &str) -> SmolStr {
        self.raw(key).map(text).unwrap_or_default()
    }

    pub(super) fn known(&self, key: &str) -> Option<SmolStr> {
        self.raw(key).and_then(known)
    }

    pub(super) fn unescaped(&self, key: &str) -> SmolStr {
        self.raw(key).map(unescaped).unwrap_or_default()
    }

    /// A number, where the whole value is one.
    pub(super) fn number<N: FromStr>(&self, key: &str) -> Option<N> {
        std::str::from_utf8(self.raw(key)?).ok()?.trim().parse().ok()
    }

    /// A number, 0 where there is none.
    pub(super) fn count(&self, key: &str) -> u32 {
        self.number(key).unwrap_or_default()
    }

    /// `Yes`, `1`, `True` and the like.
    pub(super) fn truth(&self, key: &str) -> bool {
        self.raw(key).is_some_and(|value| {
            ["yes", "1", "true", "on"].iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
        })
    }

    /// Headers after the one with this key, in order.
    pub(super) fn after(&self, key: &str) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.index.iter().skip_while(move |(name, _)| !name.eq_ignore_ascii_case(key.as_bytes())).skip(1)
    }
}
