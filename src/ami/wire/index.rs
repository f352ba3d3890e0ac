//! The headers of one message laid out for many look-ups.

use super::packet::{Headers, is_key};

/// Headers held without an allocation: most events have 20 to 45.
const INLINE: usize = 48;

/// Most headers looked at; what a message has beyond is ignored. Asterisk's longest events have about 100.
const HEADERS_MAX: usize = 4_096;

type Header<'a> = (&'a [u8], &'a [u8]);

/// A message's headers in order, found once.
#[derive(Debug)]
pub struct Index<'a> {
    inline: [Header<'a>; INLINE],
    count: usize,
    more: Vec<Header<'a>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(headers: Headers<'a>) -> Self {
        let mut index = Self { inline: [(&[], &[]); INLINE], count: 0, more: Vec::new() };
        for header in headers.take(HEADERS_MAX) {
            if let Some(slot) = index.inline.get_mut(index.count) {
                *slot = header;
                index.count += 1;
            } else {
                index.more.push(header);
            }
        }
        index
    }

    /// Every header in order.
    pub fn iter(&self) -> impl Iterator<Item = Header<'a>> + '_ {
        self.inline[..self.count].iter().chain(&self.more).copied()
    }

    /// The first value with this key.
    pub fn get(&self, key: &str) -> Option<&'a [u8]> {
        self.iter().find(|(name, _)| is_key(name, key)).map(|(_, value)| value)
    }

    /// The first value whose key is `prefix` followed by `key`: `Dest` and `Channel`.
    pub fn get_prefixed(&self, prefix: &str, key: &str) -> Option<&'a [u8]> {
        self.iter().find(|(name, _)| is_prefixed(name, prefix, key)).map(|(_, value)| value)
    }

    /// Whether somebody wrote into it what Asterisk writes itself.
    pub fn suspicion(&self) -> Suspicion {
        let mut seen: [Option<&[u8]>; IDENTITY.len()] = [None; IDENTITY.len()];
        let mut suspicion = Suspicion::None;
        for (name, value) in self.iter() {
            let Some(slot) = identity_slot(name) else { continue };
            match seen[slot] {
                None => seen[slot] = Some(value),
                Some(first) if first != value && slot >= NAMES_SOMEBODY => return Suspicion::Contradicts,
                Some(_) if slot < WRITTEN_ONCE => suspicion = Suspicion::Repeats,
                Some(_) => {}
            }
        }
        suspicion
    }
}

/// What is wrong with a message's own word about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// Nothing.
    None,
    /// A header Asterisk writes once stands twice; whom the message concerns is still plain.
    Repeats,
    /// It names two different channels or bridges for one place: whom it concerns cannot be told.
    Contradicts,
}

/// Headers that say what a message is and whom it concerns.
const IDENTITY: [&str; 10] = [
    "Event",
    "Privilege",
    "ActionID",
    "Uniqueid",
    "Linkedid",
    "Channel",
    "DestChannel",
    "DestUniqueid",
    "DestLinkedid",
    "BridgeUniqueid",
];

/// Those before this one are written once by Asterisk, whatever the event. The rest may be repeated by a
/// `UserEvent`'s author.
const WRITTEN_ONCE: usize = 5;

/// Those from this one on name a channel or bridge.
const NAMES_SOMEBODY: usize = 3;

fn identity_slot(name: &[u8]) -> Option<usize> {
    // Most headers fall out by their length.
    matches!(name.len(), 5 | 7 | 8 | 9 | 11 | 12 | 14)
        .then(|| IDENTITY.iter().position(|key| is_key(name, key)))?
}

pub(super) fn is_prefixed(name: &[u8], prefix: &str, key: &str) -> bool {
    name.len() == prefix.len() + key.len()
        && name
            .split_at_checked(prefix.len())
            .is_some_and(|(head, tail)| is_key(tail, key) && is_key(head, prefix))
}
