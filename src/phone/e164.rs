//! Numbers in the one form everybody agrees on.

use std::fmt;
use std::str::FromStr;

/// A number as ITU-T E.164 has it: `+`, then 4 to 15 digits, the first not 0.
///
/// Having one means it was checked; that somebody answers there it does not mean.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct E164(String);

/// The text is no E.164 number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotE164;

impl E164 {
    /// The text, `+` and digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits without the `+`.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }
}

impl FromStr for E164 {
    type Err = NotE164;

    /// Takes the exact form only; [`read`](super::read) is for everything else.
    fn from_str(text: &str) -> Result<Self, NotE164> {
        let digits = text.strip_prefix('+').ok_or(NotE164)?;
        let fits = (4..=15).contains(&digits.len());
        if fits && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotE164)
        }
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotE164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an E.164 number is `+` and 4 to 15 digits, the first not 0")
    }
}

impl std::error::Error for NotE164 {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_form_is_taken() {
        for text in ["+902164649201", "+904440333", "+123456789012345"] {
            assert_eq!(text.parse::<E164>().map(|number| number.to_string()), Ok(text.to_owned()));
        }
        for text in
            ["", "+", "902164649201", "+0902164", "+1234567890123456", "+90 216", "+９０２１６", "++902164"]
        {
            assert_eq!(text.parse::<E164>(), Err(NotE164), "{text}");
        }
    }
}
