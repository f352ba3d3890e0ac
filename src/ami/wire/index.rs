//! The headers of one message laid out for many look-ups.

use bytes::Bytes;

use super::packet::{Headers, header_of, is_key};
use super::slot::{Guess, Part, SLOTS, Second, Slot};

/// Among so many first headers Asterisk writes the time: Event, Privilege, Timestamp. A later one is somebody else's.
const FRONT: usize = 4;

/// Most headers looked at; what a message has beyond is ignored. Asterisk's longest events have about 100.
const HEADERS_MAX: usize = 4_096;

type Header<'a> = (&'a [u8], &'a [u8]);

/// What one pass over a message found: the headers that are read of nearly every event, and whether somebody wrote into
/// it. The rest is looked for when asked for.
#[derive(Debug)]
pub struct Index<'a> {
    bytes: &'a Bytes,
    values: [Option<&'a [u8]>; SLOTS],
    suspicion: Suspicion,
}

impl<'a> Index<'a> {
    pub(super) fn new(bytes: &'a Bytes) -> Self {
        let mut index = Self { bytes, values: [None; SLOTS], suspicion: Suspicion::None };
        let (mut lines, mut guess, mut nth) = (Headers::new(bytes), Guess::default(), 0);
        while let Some(line) = lines.next_line() {
            let found = guess.of(line).or_else(|| {
                let (key, value) = header_of(line)?;
                Some((guess.after(Slot::of(key)), value))
            });
            let Some((slot, value)) = found else { continue };
            nth += 1;
            if nth > HEADERS_MAX {
                break;
            }
            if let Some(slot) = slot
                && (slot != Slot::TIMESTAMP || nth <= FRONT)
            {
                index.keep(slot, value);
            }
        }
        index
    }

    #[inline]
    fn keep(&mut self, slot: Slot, value: &'a [u8]) {
        match self.values[slot.place()] {
            None => self.values[slot.place()] = Some(value),
            Some(first) => {
                self.suspicion = self.suspicion.max(Suspicion::of(slot.second(), first == value));
            }
        }
    }

    /// Every header in order.
    pub fn iter(&self) -> impl Iterator<Item = Header<'a>> + use<'a> {
        Headers::new(self.bytes).take(HEADERS_MAX)
    }

    /// The first value with this key.
    pub fn get(&self, key: &str) -> Option<&'a [u8]> {
        match Slot::of(key.as_bytes()) {
            Some(slot) => self.values[slot.place()],
            None => self.iter().find(|(name, _)| is_key(name, key)).map(|(_, value)| value),
        }
    }

    /// A header of the channel under a prefix: empty, `Dest`, `Transferer` …
    pub fn part(&self, prefix: &str, part: Part) -> Option<&'a [u8]> {
        match prefix {
            "" => self.values[Slot::own(part).place()],
            "Dest" => self.values[Slot::dest(part).place()],
            _ => self.under(prefix).find(|(name, _)| Part::of(name) == Some(part)).map(|(_, value)| value),
        }
    }

    /// Every header whose key begins with a prefix, without it, in order.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = Header<'a>> {
        self.iter().filter_map(move |(key, value)| {
            let (head, rest) = key.split_at_checked(prefix.len())?;
            is_key(head, prefix).then_some((rest, value))
        })
    }

    /// When Asterisk wrote it, in its words.
    pub const fn timestamp(&self) -> Option<&'a [u8]> {
        self.values[Slot::TIMESTAMP.place()]
    }

    /// The message.
    pub const fn bytes(&self) -> &'a Bytes {
        self.bytes
    }

    /// Whether somebody wrote into it what Asterisk writes itself.
    pub const fn suspicion(&self) -> Suspicion {
        self.suspicion
    }
}

/// What is wrong with a message's own word about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suspicion {
    /// Nothing.
    None,
    /// A header Asterisk writes once stands twice; whom the message concerns is still plain.
    Repeats,
    /// It names two different channels or bridges for one place: whom it concerns cannot be told.
    Contradicts,
}

impl Suspicion {
    /// What a second header makes of a message.
    const fn of(second: Second, same: bool) -> Self {
        match (second, same) {
            (Second::Harmless, _) | (Second::Contradicts, true) => Self::None,
            (Second::Repeats, _) | (Second::RepeatsOrContradicts, true) => Self::Repeats,
            (Second::RepeatsOrContradicts | Second::Contradicts, false) => Self::Contradicts,
        }
    }
}
