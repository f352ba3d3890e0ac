//! The text of an id.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Longest text that is held in place.
const SHORT_BYTES: usize = 22;

/// A text that never changes, and in place where it is short: ids are copied with everything that is
/// said, and counting references is dearer than copying a few bytes.
#[derive(Clone)]
pub(super) enum Text {
    /// The rest of the bytes are zero.
    Short {
        len: u8,
        bytes: [u8; SHORT_BYTES],
    },
    Long(Arc<str>),
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT_BYTES];
        match bytes.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short { len: text.len() as u8, bytes }
            }
            None => Self::Long(text.into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // It was made from a text, so it is one.
            Self::Short { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Self::Long(text) => text,
        }
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short { len, bytes } => &bytes[..usize::from(*len)],
            Self::Long(text) => text.as_bytes(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Short { len, bytes }, Self::Short { len: other_len, bytes: other }) => {
                len == other_len && bytes == other
            }
            (Self::Long(text), Self::Long(other)) => text == other,
            (Self::Short { .. }, Self::Long(_)) | (Self::Long(_), Self::Short { .. }) => false,
        }
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_short_and_long_read_back_and_sort_by_their_bytes() {
        let long = "ş".repeat(SHORT_BYTES);
        let texts = ["", "a", "a0", "a0123456789012345678901", "a01234567890123456789012", "b", "ş", &long];
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(Text::new(text).as_str(), *text);
            for (other_index, other) in texts.iter().enumerate() {
                assert_eq!(Text::new(text).cmp(&Text::new(other)), text.cmp(other));
                assert_eq!(Text::new(text) == Text::new(other), index == other_index);
            }
        }
    }
}
