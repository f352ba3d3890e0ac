//! Which Asterisk it is.

use std::fmt;

/// An Asterisk version as `CoreSettings` tells it. Ordered by its numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// 22 in `22.10.1`; 0 where the text holds no number (a build from git).
    pub major: u16,
    /// 10 in `22.10.1`.
    pub minor: u16,
    /// 1 in `22.10.1`.
    pub patch: u16,
    /// The whole text, as Asterisk wrote it.
    pub text: String,
}

impl Version {
    /// Reads `22.10.1~dfsg+~cs6`, `certified/18.9-cert5`, `GIT-22-1a2b3c`. Cannot fail: what has no number is 0.
    pub fn parse(text: &str) -> Self {
        let first = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let digits_and_dots =
            text[first..].split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or("");
        let mut numbers = digits_and_dots.split('.').map(|number| number.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        Self { major: next(), minor: next(), patch: next(), text: text.to_owned() }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_the_wild_are_read() {
        let numbers = |text| {
            let version = Version::parse(text);
            (version.major, version.minor, version.patch)
        };
        assert_eq!(numbers("22.10.1~dfsg+~cs6.17.60671434-1"), (22, 10, 1));
        assert_eq!(numbers("certified/18.9-cert5"), (18, 9, 0));
        assert_eq!(numbers("GIT-22-1a2b3c"), (22, 0, 0));
        assert_eq!(numbers("master"), (0, 0, 0));
        assert!(Version::parse("22.10.1") > Version::parse("22.9.5"));
    }
}
