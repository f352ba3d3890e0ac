//! What comes out of reading a number.

use std::fmt;

use super::E164;

/// A number as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// What was given, untouched.
    pub input: String,
    /// The one form to store and compare; `None` for what has none.
    pub e164: Option<E164>,
    /// How people of its country write it; for short and internal numbers the digits.
    pub national: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// How it was read, or why it could not be.
    pub note: Note,
}

/// What a number is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A mobile phone; a pager or a number that follows a person counts as one.
    Mobile,
    /// A subscriber's line, over copper or IP; where a country does not tell these from mobile
    /// phones (+1), both.
    Fixed,
    /// Caller and called share the cost; in Türkiye the 0850 numbers.
    SharedCost,
    /// Free for the caller.
    TollFree,
    /// Dearer than a call.
    Premium,
    /// One number for a whole company; in Türkiye 444 xxxx.
    Uan,
    /// A number of few digits that only works inside its country: 112, 155, 11880.
    Short,
    /// One of our own phones.
    Internal,
    /// The caller does not show it.
    Withheld,
    /// No number, or none there can be.
    Invalid,
}

impl Kind {
    /// The name in records and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Fixed => "fixed",
            Self::SharedCost => "shared_cost",
            Self::TollFree => "toll_free",
            Self::Premium => "premium",
            Self::Uan => "uan",
            Self::Short => "short",
            Self::Internal => "internal",
            Self::Withheld => "withheld",
            Self::Invalid => "invalid",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a number was read, or why it could not be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Note {
    /// It began with `+`.
    International,
    /// It began with the prefix for calls abroad, 00 in most countries.
    InternationalPrefix,
    /// It began with the prefix for calls within the country, 0 in most.
    NationalPrefix,
    /// It had neither prefix.
    Bare,
    /// It began with a country code, and nothing said so.
    CountryCode,
    /// It had a prefix too many, which was dropped.
    SparePrefix,
    /// It had the prefix the trunk puts before every number.
    TrunkPrefix,
    /// It came without an area; the trunk's was added.
    AreaAdded,
    /// A pattern of the trunk's plan.
    InternalPattern,
    /// A short number of the country's plan.
    ShortNumber,
    /// Few digits, as a short number has; the plan has no internal pattern for it.
    FewDigits,
    /// Empty, or a word that stands for a number not shown.
    NotShown,
    /// Longer than any number is written.
    TooLong,
    /// Fewer digits than any number of the country has.
    TooShort,
    /// Characters no number is written with.
    NotANumber,
    /// `+` or 00 is followed by no country's code.
    UnknownCountry,
    /// The length may do, but the country gives out no such number.
    NotAssigned,
}

impl Note {
    /// The note as a sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::International => "international, written with +",
            Self::InternationalPrefix => "international, dialled with the prefix for calls abroad",
            Self::NationalPrefix => "national, dialled with its prefix",
            Self::Bare => "national, without a prefix",
            Self::CountryCode => "taken for international: it begins with a country code",
            Self::SparePrefix => "read after dropping a prefix too many",
            Self::TrunkPrefix => "read after the trunk's own prefix",
            Self::AreaAdded => "without an area; the trunk's was added",
            Self::InternalPattern => "one of the trunk's internal numbers",
            Self::ShortNumber => "a short number of the country",
            Self::FewDigits => "taken for a short number: no internal pattern of the trunk fits",
            Self::NotShown => "the caller's number is not shown",
            Self::TooLong => "longer than any number",
            Self::TooShort => "shorter than any number",
            Self::NotANumber => "has characters no number is written with",
            Self::UnknownCountry => "no country has this code",
            Self::NotAssigned => "no such number is given out in that country",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
