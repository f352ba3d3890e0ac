//! The text of an id.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Longest text that is held in place.
const SHORT_BYTES: usize = 16;

/// A text that never changes, and in place where it is short: ids are copied with everything that is
/// said, and counting references is dearer than copying two words.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Text {
    /// A text without a zero byte, and zeros after it.
    Short(Padded),
    /// Any other.
    Long(Arc<str>),
}

/// Aligned, so that it is copied in words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(align(8))]
pub(super) struct Padded([u8; SHORT_BYTES]);

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT_BYTES];
        match bytes.get_mut(..text.len()) {
            Some(place) if !text.as_bytes().contains(&0) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short(Padded(bytes))
            }
            Some(_) | None => Self::Long(text.into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // It was made from a text, so it is one.
            Self::Short(padded) => std::str::from_utf8(padded.text()).unwrap_or_default(),
            Self::Long(text) => text,
        }
    }
}

impl Padded {
    fn text(&self) -> &[u8] {
        let zeros = u128::from_le_bytes(self.0).leading_zeros() / 8;
        &self.0[..SHORT_BYTES - zeros as usize]
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            // No text has a zero byte here, so the shorter sorts first as it should.
            (Self::Short(padded), Self::Short(other)) => padded.cmp(other),
            (Self::Short(padded), Self::Long(other)) => padded.text().cmp(other.as_bytes()),
            (Self::Long(text), Self::Short(other)) => text.as_bytes().cmp(other.text()),
            (Self::Long(text), Self::Long(other)) => text.cmp(other),
        }
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Short(padded) => state.write_u128(u128::from_le_bytes(padded.0)),
            Self::Long(text) => state.write(text.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_short_and_long_read_back_and_sort_by_their_bytes() {
        let long = "ş".repeat(SHORT_BYTES);
        let texts = [
            "",
            "a",
            "a0",
            "a\0",
            "a012345678901234",
            "a012345678901235",
            "a0123456789012345",
            "b",
            "ş",
            &long,
        ];
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(Text::new(text).as_str(), *text);
            for (other_index, other) in texts.iter().enumerate() {
                assert_eq!(Text::new(text).cmp(&Text::new(other)), text.cmp(other));
                assert_eq!(Text::new(text) == Text::new(other), index == other_index);
            }
        }
    }
}
