//! From text to digits: what was dialled, without the dress it was written in.

use super::Note;

/// Longest text that is looked at, in characters.
pub const INPUT_CHARS_MAX: usize = 64;

/// E.164 has 15 digits; a prefix for calls abroad and a spare one may stand before them.
const DIGITS_MAX: usize = 20;

/// What the text turned out to be.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Dialled {
    /// Digits, after a `+` or not.
    Digits { plus: Plus, digits: String },
    /// A number that is not shown.
    Withheld,
    /// No number.
    Unreadable(Note),
}

/// Whether a `+` stood before the digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Plus {
    Given,
    Absent,
}

/// Words that stand for a number not shown, as PBXs and carriers write them.
const WITHHELD: [&str; 9] = [
    "anonymous",
    "restricted",
    "unknown",
    "private",
    "withheld",
    "unavailable",
    "blocked",
    "not available",
    "gizli",
];

impl Dialled {
    pub(super) fn from_text(text: &str) -> Self {
        if text.chars().take(INPUT_CHARS_MAX + 1).count() > INPUT_CHARS_MAX {
            return Self::Unreadable(Note::TooLong);
        }
        let text = text.trim_matches(|c| c == ' ' || is_invisible(c));
        if is_withheld(text) {
            return Self::Withheld;
        }
        match digits(text) {
            Some((plus, digits)) if digits.len() <= DIGITS_MAX => Self::Digits { plus, digits },
            Some(_) => Self::Unreadable(Note::TooLong),
            None => Self::Unreadable(Note::NotANumber),
        }
    }
}

fn is_withheld(text: &str) -> bool {
    let word = text.trim_matches(|c| matches!(c, '<' | '>' | '"' | '\'')).trim();
    word.is_empty() || WITHHELD.iter().any(|withheld| word.eq_ignore_ascii_case(withheld))
}

/// The digits in ASCII; `None` when anything stands among them that is not written in numbers.
fn digits(text: &str) -> Option<(Plus, String)> {
    let mut plus = Plus::Absent;
    let mut digits = String::new();
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            digits.push(digit);
        } else if matches!(c, '+' | '＋') && digits.is_empty() && plus == Plus::Absent {
            plus = Plus::Given;
        } else if !is_separator(c) && !is_invisible(c) {
            return None;
        }
    }
    (!digits.is_empty()).then_some((plus, digits))
}

/// An ASCII digit for one of the decimal digits people's keyboards have: ASCII, full-width,
/// Arabic-Indic, extended Arabic-Indic.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// Blanks, dashes and brackets numbers are dressed in. A control character is none of them.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '.' | '/' | '(' | ')' | '[' | ']' | '\u{a0}' | '\u{202f}' | '\u{3000}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}'
    )
}

/// Marks without a width that come along when numbers are copied from address books.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
