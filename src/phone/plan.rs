//! What a trunk says about the numbers it brings.

use std::fmt;
use std::str::FromStr;

use rlibphonenumber::PHONE_NUMBER_UTIL;

/// How the numbers of one trunk are to be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// The country whose national numbers come without a country code.
    pub region: Region,
    /// Numbers of our own phones. These come first: what matches is internal, whatever else it might be.
    pub internal: Vec<InternalPattern>,
    /// Digits the trunk puts before every number that is not internal, e.g. `9` for a line to the outside. Blank
    /// where it puts none.
    pub trunk_prefix: Digits,
    /// What stands before a number from abroad in place of the country's own prefix (00 in most). Blank for that.
    pub international_prefix: Digits,
    /// The area of numbers that come without one, e.g. `216`. Blank where all have one.
    pub area: Digits,
}

/// A few digits, or none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Digits(String);

/// The text is not digits, or too many of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotDigits;

/// A country with a numbering plan, by its ISO 3166-1 code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region(rlibphonenumber::Region);

/// The text is no country code, or that country's plan is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownRegion;

/// A pattern for internal numbers as Asterisk writes them: digits stand for themselves, `X` for
/// 0 to 9, `Z` for 1 to 9, `N` for 2 to 9.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InternalPattern(String);

/// The text is no pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAPattern;

impl Digits {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows these digits in a text; none where it does not begin with them, or these are none.
    pub(super) fn strip<'a>(&self, text: &'a str) -> Option<&'a str> {
        text.strip_prefix(self.0.as_str()).filter(|rest| !self.0.is_empty() && !rest.is_empty())
    }
}

impl FromStr for Digits {
    type Err = NotDigits;

    /// Reads up to 8 digits.
    fn from_str(text: &str) -> Result<Self, NotDigits> {
        let fits = text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(NotDigits) }
    }
}

impl fmt::Display for NotDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write up to 8 digits")
    }
}

impl std::error::Error for NotDigits {}

impl Region {
    pub(super) fn library(self) -> rlibphonenumber::Region {
        self.0
    }
}

impl Default for Region {
    /// Türkiye.
    fn default() -> Self {
        Self(rlibphonenumber::Region::TR)
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;

    /// Reads a two-letter code, in either case.
    fn from_str(text: &str) -> Result<Self, UnknownRegion> {
        let two_letters = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let region = text.to_ascii_uppercase().parse().ok().filter(|_| two_letters);
        let known =
            region.filter(|region| PHONE_NUMBER_UTIL.get_supported_regions().any(|known| known == *region));
        known.map(Self).ok_or(UnknownRegion)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for UnknownRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a region is a two-letter country code like TR")
    }
}

impl std::error::Error for UnknownRegion {}

impl InternalPattern {
    /// The pattern, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether these digits are of the pattern; lengths must agree.
    pub fn matches(&self, digits: &str) -> bool {
        let fits = |(pattern, digit): (u8, u8)| match pattern {
            b'X' => digit.is_ascii_digit(),
            b'Z' => (b'1'..=b'9').contains(&digit),
            b'N' => (b'2'..=b'9').contains(&digit),
            exact => exact == digit,
        };
        self.0.len() == digits.len() && self.0.bytes().zip(digits.bytes()).all(fits)
    }
}

impl FromStr for InternalPattern {
    type Err = NotAPattern;

    /// Reads 1 to 15 of the characters above; Asterisk's leading `_` may stand before them.
    fn from_str(text: &str) -> Result<Self, NotAPattern> {
        let pattern = text.strip_prefix('_').unwrap_or(text).to_ascii_uppercase();
        let known = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'X' | b'Z' | b'N');
        if (1..=15).contains(&pattern.len()) && pattern.bytes().all(known) {
            Ok(Self(pattern))
        } else {
            Err(NotAPattern)
        }
    }
}

impl fmt::Display for InternalPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotAPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pattern is 1 to 15 digits, X, Z or N, like 1XXX")
    }
}

impl std::error::Error for NotAPattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_digit_by_digit() {
        let table = [
            ("1XXX", "1001", true),
            ("1XXX", "2001", false),
            ("1XXX", "10011", false),
            ("_zn0x", "1205", true),
            ("ZN0X", "0205", false),
            ("ZN0X", "1105", false),
        ];
        for (pattern, digits, expected) in table {
            let pattern: InternalPattern = pattern.parse().unwrap();
            assert_eq!(pattern.matches(digits), expected, "{pattern} {digits}");
        }
        for text in ["", "_", "1.", "[1-5]XX", "1XXXXXXXXXXXXXXX", "çXX"] {
            assert_eq!(text.parse::<InternalPattern>(), Err(NotAPattern), "{text}");
        }
    }

    #[test]
    fn regions_are_two_letters() {
        assert_eq!("tr".parse::<Region>(), Ok(Region::default()));
        assert_eq!("DE".parse::<Region>().map(|region| region.to_string()), Ok("DE".to_owned()));
        for text in ["", "T", "TUR", "XX", "90", "001", "çı"] {
            assert_eq!(text.parse::<Region>(), Err(UnknownRegion), "{text}");
        }
    }
}
