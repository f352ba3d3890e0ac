//! Collecting what is wrong, and the rules that hold for single values.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{CatalogError, ID_LENGTH_MAX, LABEL_LENGTH_MAX, NUMBER_LENGTH_MAX, Problem};

/// Mistakes found so far.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(Problem { place: place.into(), what: what.into() });
    }

    /// The value, unless something was wrong.
    pub(super) fn or<T>(self, value: T) -> Result<T, CatalogError> {
        if self.0.is_empty() { Ok(value) } else { Err(CatalogError { problems: self.0 }) }
    }

    /// An id: a word that may stand in addresses, PBX commands and requirements.
    pub(super) fn id(&mut self, place: &str, id: &str) {
        let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        let begins_well = id.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !begins_well || !id.bytes().all(word) {
            let how = "write small letters a to z, digits, `-` and `_`, beginning with a letter or digit";
            self.add(format!("{place}: id"), format!("{id:?} is no id; {how}"));
        } else if id.len() > ID_LENGTH_MAX {
            self.add(
                format!("{place}: id"),
                format!("is longer than {ID_LENGTH_MAX} characters; shorten it"),
            );
        }
    }

    /// A label or a name: something people can read.
    pub(super) fn label(&mut self, place: &str, key: &str, text: &str) {
        let place = format!("{place}: {key}");
        if text.trim().is_empty() {
            self.add(place, "is empty; write what people are to see");
        } else if text.chars().count() > LABEL_LENGTH_MAX {
            self.add(place, format!("is longer than {LABEL_LENGTH_MAX} characters; shorten it"));
        } else if text.chars().any(char::is_control) {
            self.add(place, "holds a control character; take it out");
        }
    }

    /// A number dialled: digits, perhaps after a `+`.
    pub(super) fn number(&mut self, place: &str, number: &str) {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let fits = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && number.len() <= NUMBER_LENGTH_MAX;
        if !fits {
            let how = format!("write it as the trunk delivers it, digits only, {NUMBER_LENGTH_MAX} at most");
            self.add(format!("{place}: numbers"), format!("{number:?} is no number; {how}"));
        }
    }

    /// A figure with its limits.
    pub(super) fn within(&mut self, place: &str, key: &str, value: u32, range: RangeInclusive<u32>) {
        if !range.contains(&value) {
            let (low, high) = (range.start(), range.end());
            self.add(format!("{place}: {key}"), format!("is {value}; write a number from {low} to {high}"));
        }
    }

    /// A list with its limit.
    pub(super) fn at_most(&mut self, place: &str, count: usize, count_max: usize) {
        if count > count_max {
            self.add(place, format!("{count} of them, {count_max} at most; take some out"));
        }
    }

    /// Things that must differ; the first place of each is told to the second.
    pub(super) fn differ<'a>(&mut self, what: &str, named: impl Iterator<Item = (String, &'a str)>) {
        let mut seen: BTreeMap<&str, String> = BTreeMap::new();
        for (place, name) in named {
            match seen.get(name) {
                Some(first) if *first == place => {
                    self.add(&place, format!("{what} {name} comes twice; keep one"));
                }
                Some(first) => {
                    self.add(&place, format!("{what} {name} is already {first}'s; give it to one of them"));
                }
                None => {
                    seen.insert(name, place);
                }
            }
        }
    }
}
