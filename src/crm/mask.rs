//! What may be seen of a field. Decided here, on the server: a page never gets what it may not show.

use crate::catalog::{Identity, MaskedField, MaskedUntil};

/// What stands for a character that is hidden.
const HIDDEN: char = '•';

/// Hidden characters shown at most: the length of a value says something about it.
const HIDDEN_MAX: usize = 6;

/// Who looks, and how sure of the caller she is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looker<'a> {
    /// Her role, as the catalog writes it: `agent supervisor admin`.
    pub role: &'a str,
    /// Whether the caller was verified.
    pub verified: bool,
}

/// What may be seen of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All of it.
    Plain,
    /// This in its place.
    Masked {
        /// What may be seen.
        shown: String,
        /// Whether she may have it revealed.
        revealable: bool,
    },
}

/// What may be seen of a field of the card.
pub fn see(identity: &Identity, section: &str, field: &str, value: &str, looker: Looker<'_>) -> Seen {
    let Some(rule) = rule(identity, section, field) else { return Seen::Plain };
    match rule.until {
        MaskedUntil::Verified if looker.verified => Seen::Plain,
        MaskedUntil::Verified | MaskedUntil::Revealed => Seen::Masked {
            shown: masked(value, rule.show_last.into()),
            revealable: rule.reveal.iter().any(|role| role == looker.role),
        },
    }
}

/// The rule for a field, where there is one.
pub fn rule<'a>(identity: &'a Identity, section: &str, field: &str) -> Option<&'a MaskedField> {
    identity.masked.iter().find(|rule| rule.section == section && rule.field == field)
}

/// A value with all but its last characters hidden. A value no longer than what may be seen is hidden whole.
fn masked(value: &str, show_last: usize) -> String {
    let length = value.chars().count();
    let shown = if length > show_last { show_last } else { 0 };
    let hidden = (length - shown).min(HIDDEN_MAX);
    std::iter::repeat_n(HIDDEN, hidden).chain(value.chars().skip(length - shown)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(until: MaskedUntil, show_last: u8, reveal: &[&str]) -> Identity {
        let reveal = reveal.iter().map(|role| (*role).to_owned()).collect();
        let masked =
            MaskedField { section: "loyalty".into(), field: "card".into(), until, show_last, reveal };
        Identity { questions_min: 0, questions: Vec::new(), masked: vec![masked] }
    }

    #[test]
    fn a_field_without_a_rule_is_plain() {
        let looker = Looker { role: "agent", verified: false };
        let rules = identity(MaskedUntil::Revealed, 0, &[]);
        assert_eq!(see(&rules, "loyalty", "points", "12", looker), Seen::Plain);
        assert_eq!(see(&rules, "orders", "card", "12", looker), Seen::Plain);
    }

    #[test]
    fn a_verified_caller_opens_what_waits_for_that_and_nothing_else() {
        let see = |until, verified| {
            see(
                &identity(until, 4, &["supervisor"]),
                "loyalty",
                "card",
                "5400123412341234",
                Looker { role: "agent", verified },
            )
        };
        let hidden = Seen::Masked { shown: "••••••1234".into(), revealable: false };
        assert_eq!(see(MaskedUntil::Verified, false), hidden);
        assert_eq!(see(MaskedUntil::Verified, true), Seen::Plain);
        assert_eq!(see(MaskedUntil::Revealed, true), hidden);
    }

    #[test]
    fn a_short_value_is_hidden_whole_and_a_long_one_does_not_tell_its_length() {
        assert_eq!(masked("1234", 4), "••••");
        assert_eq!(masked("şğ", 1), "•ğ");
        assert_eq!(masked("", 4), "");
        assert_eq!(masked(&"x".repeat(99), 2), "••••••xx");
    }
}
