//! A code a caller keyed in.

use std::fmt;

/// A code as it was keyed in: 4 to 12 digits. It is compared and forgotten: it has no `Display`, `Debug` hides it,
/// and neither journal nor database ever holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Box<str>);

impl Pin {
    /// Reads a code; none for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (4..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(text.into()))
    }

    /// The digits, for the one place that compares them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_four_to_twelve_digits_and_never_shows() {
        for text in ["", "123", "12a4", "1234567890123", "-1234", "１２３４"] {
            assert_eq!(Pin::parse(text), None, "{text}");
        }
        assert_eq!(format!("{:?}", Pin::parse("4821")), "Some(Pin(hidden))");
    }
}
