//! Reading a number.

use rlibphonenumber::{ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType};

use super::dialled::{Dialled, Plus};
use super::{Digits, Kind, Note, Plan, Reading, Region};

/// Reads what was dialled or displayed under a trunk's plan. Never fails and never panics.
///
/// Internal patterns come first, then the country's plan, then short numbers, then forms some
/// carriers send: a country code without `+`, or with a prefix too many.
pub fn read(input: &str, plan: &Plan) -> Reading {
    match Dialled::from_text(input) {
        Dialled::Withheld => without_number(input, Kind::Withheld, Note::NotShown),
        Dialled::Unreadable(note) => without_number(input, Kind::Invalid, note),
        Dialled::Digits { plus: Plus::Given, digits } => read_international(input, &digits),
        Dialled::Digits { plus: Plus::Absent, digits } => read_national(input, &digits, plan),
    }
}

fn read_international(input: &str, digits: &str) -> Reading {
    match parse(&format!("+{digits}"), None) {
        Ok(number) => with_number(input, &number, Note::International),
        Err(note) => without_number(input, Kind::Invalid, note),
    }
}

fn read_national(input: &str, digits: &str, plan: &Plan) -> Reading {
    if plan.internal.iter().any(|pattern| pattern.matches(digits)) {
        return with_digits(input, digits, Kind::Internal, Note::InternalPattern);
    }
    // What is left has no prefix of the trunk's any more: read as it stands.
    if let Some(rest) = plan.trunk_prefix.strip(digits) {
        let bare = Plan { trunk_prefix: Digits::default(), ..plan.clone() };
        let reading = read_national(input, rest, &bare);
        return if reading.kind == Kind::Invalid {
            reading
        } else {
            Reading { note: Note::TrunkPrefix, ..reading }
        };
    }
    if let Some(rest) = plan.international_prefix.strip(digits)
        && let Ok(number) = parse(&format!("+{rest}"), None)
    {
        return with_number(input, &number, Note::InternationalPrefix);
    }
    if let Some(number) = with_area(digits, plan) {
        return with_number(input, &number, Note::AreaAdded);
    }
    let refused = match parse(digits, Some(plan.region)) {
        Ok(number) => {
            let note = how_dialled(digits, &number);
            return with_number(input, &number, note);
        }
        Err(note) => note,
    };
    if let Some(note) = short(digits, plan.region) {
        return with_digits(input, digits, Kind::Short, note);
    }
    match carrier_form(digits) {
        Some((number, note)) => with_number(input, &number, note),
        None => without_number(input, Kind::Invalid, refused),
    }
}

/// A subscriber's number without its area, read with the trunk's. A number that is one as it stands is left alone.
fn with_area(digits: &str, plan: &Plan) -> Option<PhoneNumber> {
    const DIGITS_MIN: usize = 5;
    if plan.area.as_str().is_empty() || digits.len() < DIGITS_MIN || parse(digits, Some(plan.region)).is_ok()
    {
        return None;
    }
    parse(&format!("{}{digits}", plan.area.as_str()), Some(plan.region)).ok()
}

/// A number the library finds valid, or why it does not.
fn parse(text: &str, region: Option<Region>) -> Result<PhoneNumber, Note> {
    let number = PhoneNumber::parse(text, region.map(Region::library)).map_err(|error| match error {
        ParseError::InvalidCountryCode => Note::UnknownCountry,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => Note::TooShort,
        ParseError::TooLongNsn => Note::TooLong,
        // Digits are all we give it, so it finds no number in them only for want of more.
        ParseError::NotANumber(_) => Note::TooShort,
    })?;
    if number.is_valid() {
        return Ok(number);
    }
    Err(match number.is_possible_with_reason() {
        Err(rlibphonenumber::ValidationError::TooShort) => Note::TooShort,
        Err(rlibphonenumber::ValidationError::TooLong) => Note::TooLong,
        Err(rlibphonenumber::ValidationError::InvalidCountryCode) => Note::UnknownCountry,
        Err(rlibphonenumber::ValidationError::InvalidLength) | Ok(_) => Note::NotAssigned,
    })
}

/// Which prefix the digits had, seen from the number they turned out to be.
fn how_dialled(digits: &str, number: &PhoneNumber) -> Note {
    let significant = number.get_national_significant_number();
    let Some(prefix) = digits.strip_suffix(significant.as_str()) else { return Note::NationalPrefix };
    let country_code = number.country_code.to_string();
    match prefix.strip_suffix(country_code.as_str()) {
        _ if prefix.is_empty() => Note::Bare,
        Some("") => Note::CountryCode,
        Some(_) => Note::InternationalPrefix,
        // `00 90 0 216 …`: abroad, with the national prefix left in.
        None if prefix.len() > country_code.len() => Note::SparePrefix,
        None => Note::NationalPrefix,
    }
}

/// Whether so few digits are a short number: one we know of, or one there may be.
fn short(digits: &str, region: Region) -> Option<Note> {
    let turkish = region == Region::default()
        && match digits.len() {
            3 => digits.starts_with('1'),
            5 => digits.starts_with("118"),
            _ => false,
        };
    if turkish {
        Some(Note::ShortNumber)
    } else if (3..=5).contains(&digits.len()) && !digits.starts_with('0') {
        Some(Note::FewDigits)
    } else {
        None
    }
}

/// Forms in which carriers deliver numbers from abroad that no plan knows: 00 where the country
/// dials something else, the country code alone, or the country code after the national 0. Only
/// what is long enough not to be a mistyped national number is tried.
fn carrier_form(digits: &str) -> Option<(PhoneNumber, Note)> {
    const DIGITS_MIN: usize = 11;
    let (rest, note) = if let Some(rest) = digits.strip_prefix("00") {
        (rest, Note::InternationalPrefix)
    } else if let Some(rest) = digits.strip_prefix('0') {
        (rest, Note::SparePrefix)
    } else {
        (digits, Note::CountryCode)
    };
    let long_enough = rest.len() >= DIGITS_MIN && !rest.starts_with('0');
    let number = long_enough.then(|| parse(&format!("+{rest}"), None).ok())??;
    Some((number, note))
}

fn kind(number: &PhoneNumber) -> Kind {
    match number.get_type() {
        PhoneNumberType::Mobile | PhoneNumberType::Pager | PhoneNumberType::PersonalNumber => Kind::Mobile,
        // Numbers bound to no place. Türkiye's are 0850, which companies use and whose callers pay a
        // share; elsewhere they are subscribers' lines like any other.
        PhoneNumberType::VoIP if number.country_code == 90 => Kind::SharedCost,
        PhoneNumberType::FixedLine
        | PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::VoIP
        | PhoneNumberType::VoiceMail => Kind::Fixed,
        PhoneNumberType::SharedCost => Kind::SharedCost,
        PhoneNumberType::TollFree => Kind::TollFree,
        PhoneNumberType::PremiumRate => Kind::Premium,
        PhoneNumberType::UAN => Kind::Uan,
        PhoneNumberType::Unknown => Kind::Invalid,
    }
}

fn with_number(input: &str, number: &PhoneNumber, note: Note) -> Reading {
    match number.format_as(PhoneNumberFormat::E164).parse() {
        Ok(e164) => Reading {
            input: input.to_owned(),
            e164: Some(e164),
            national: Some(number.format_as(PhoneNumberFormat::National).into_owned()),
            kind: kind(number),
            note,
        },
        // Some countries have numbers longer than E.164 allows.
        Err(_) => without_number(input, Kind::Invalid, Note::TooLong),
    }
}

fn with_digits(input: &str, digits: &str, kind: Kind, note: Note) -> Reading {
    Reading { input: input.to_owned(), e164: None, national: Some(digits.to_owned()), kind, note }
}

fn without_number(input: &str, kind: Kind, note: Note) -> Reading {
    Reading { input: input.to_owned(), e164: None, national: None, kind, note }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan(region: &str, internal: &[&str]) -> Plan {
        let internal = internal.iter().map(|pattern| pattern.parse().unwrap()).collect();
        Plan { region: region.parse().unwrap(), internal, ..Plan::default() }
    }

    /// `input | e164 or - | kind | note` a line.
    fn check(plan: &Plan, table: &[(&str, &str, Kind, Note)]) {
        for (input, e164, kind, note) in table {
            let reading = read(input, plan);
            let found = reading.e164.as_ref().map_or("-", |number| number.as_str());
            assert_eq!((found, reading.kind, reading.note), (*e164, *kind, *note), "{input:?}");
            assert_eq!(reading.input, *input);
        }
    }

    #[test]
    fn numbers_of_turkiye_are_read_in_every_dress() {
        use Kind::*;
        use Note::*;
        check(
            &Plan::default(),
            &[
                ("0216 464 92 01", "+902164649201", Fixed, NationalPrefix),
                ("216 464 92 01", "+902164649201", Fixed, Bare),
                ("00902164649201", "+902164649201", Fixed, InternationalPrefix),
                ("00 90 216 464 92 01", "+902164649201", Fixed, InternationalPrefix),
                ("+90 (216) 464-92-01", "+902164649201", Fixed, International),
                ("+90 (0) 216 464 92 01", "+902164649201", Fixed, International),
                ("902164649201", "+902164649201", Fixed, CountryCode),
                ("0902164649201", "+902164649201", Fixed, SparePrefix),
                ("0090 0216 464 92 01", "+902164649201", Fixed, SparePrefix),
                ("0216/464.92.01", "+902164649201", Fixed, NationalPrefix),
                ("(0216) 464–92–01", "+902164649201", Fixed, NationalPrefix),
                ("\u{202d}0216\u{a0}464\u{a0}92\u{a0}01\u{202c}", "+902164649201", Fixed, NationalPrefix),
                ("０２１６ ４６４ ９２ ０１", "+902164649201", Fixed, NationalPrefix),
                ("＋９０２１６４６４９２０１", "+902164649201", Fixed, International),
                ("٠٢١٦ ٤٦٤ ٩٢ ٠١", "+902164649201", Fixed, NationalPrefix),
                ("0532 123 45 67", "+905321234567", Mobile, NationalPrefix),
                ("5321234567", "+905321234567", Mobile, Bare),
                ("444 0 333", "+904440333", Uan, Bare),
                ("0444 0 333", "+904440333", Uan, NationalPrefix),
                ("+90 444 0 333", "+904440333", Uan, International),
                ("0850 222 0 333", "+908502220333", SharedCost, NationalPrefix),
                ("0800 123 45 67", "+908001234567", TollFree, NationalPrefix),
                ("0900 123 45 67", "+909001234567", Premium, NationalPrefix),
            ],
        );
    }

    #[test]
    fn a_trunk_presents_numbers_in_its_own_way() {
        use Kind::*;
        use Note::*;
        // A line to the outside behind 9, in Kadıköy, whose carrier writes 000 for abroad.
        let trunk = Plan {
            trunk_prefix: "9".parse().unwrap(),
            international_prefix: "000".parse().unwrap(),
            area: "216".parse().unwrap(),
            ..plan("TR", &["1XXX"])
        };
        check(
            &trunk,
            &[
                ("905321234567", "+905321234567", Mobile, TrunkPrefix),
                ("95321234567", "+905321234567", Mobile, TrunkPrefix),
                ("9902164649201", "+902164649201", Fixed, TrunkPrefix),
                ("94649201", "+902164649201", Fixed, TrunkPrefix),
                ("4649201", "+902164649201", Fixed, AreaAdded),
                ("0532 123 45 67", "+905321234567", Mobile, NationalPrefix),
                ("+905321234567", "+905321234567", Mobile, International),
                ("00 90 532 123 45 67", "+905321234567", Mobile, InternationalPrefix),
                ("000442079460018", "+442079460018", Fixed, InternationalPrefix),
                ("4440333", "+904440333", Uan, Bare),
                ("94440333", "+904440333", Uan, TrunkPrefix),
                ("1001", "-", Internal, InternalPattern),
                ("155", "-", Short, ShortNumber),
                ("9155", "-", Short, TrunkPrefix),
                ("9", "-", Invalid, TooShort),
                ("anonymous", "-", Withheld, NotShown),
                ("", "-", Withheld, NotShown),
                ("zeynep", "-", Invalid, NotANumber),
            ],
        );
        // The same digits by a line without any of it are something else.
        check(
            &plan("TR", &["1XXX"]),
            &[
                ("905321234567", "+905321234567", Mobile, CountryCode),
                ("4649201", "-", Invalid, NotAssigned),
                ("94649201", "-", Invalid, NotAssigned),
            ],
        );
    }

    #[test]
    fn short_and_internal_numbers_have_no_international_form() {
        use Kind::*;
        use Note::*;
        check(
            &Plan::default(),
            &[
                ("155", "-", Short, ShortNumber),
                ("112", "-", Short, ShortNumber),
                ("11880", "-", Short, ShortNumber),
                ("1001", "-", Short, FewDigits),
                ("255", "-", Short, FewDigits),
                ("0155", "-", Invalid, TooShort),
                ("12", "-", Invalid, TooShort),
                ("7", "-", Invalid, TooShort),
            ],
        );
        check(
            &plan("TR", &["1XXX", "2XXXXXXXXX"]),
            &[
                ("1001", "-", Internal, InternalPattern),
                ("1 001", "-", Internal, InternalPattern),
                ("155", "-", Short, ShortNumber),
                ("2001", "-", Short, FewDigits),
                ("2164649201", "-", Internal, InternalPattern),
                ("+902164649201", "+902164649201", Fixed, International),
            ],
        );
        assert_eq!(read("1001", &Plan::default()).national.as_deref(), Some("1001"));
        assert_eq!(read("0216 4649201", &Plan::default()).national.as_deref(), Some("(0216) 464 92 01"));
    }

    #[test]
    fn numbers_from_abroad_are_read_too() {
        use Kind::*;
        use Note::*;
        check(
            &Plan::default(),
            &[
                ("+44 20 7946 0018", "+442079460018", Fixed, International),
                ("0044 20 7946 0018", "+442079460018", Fixed, InternationalPrefix),
                ("442079460018", "+442079460018", Fixed, CountryCode),
                ("+1 415 555 2671", "+14155552671", Fixed, International),
                ("+39 06 1234 5678", "+390612345678", Fixed, International),
                ("+33 9 12 34 56 78", "+33912345678", Fixed, International),
                ("+49 1511 2345678", "+4915112345678", Mobile, International),
                ("+800 1234 5678", "+80012345678", TollFree, International),
            ],
        );
        check(
            &plan("DE", &[]),
            &[
                ("030 123456", "+4930123456", Fixed, NationalPrefix),
                ("0090 216 464 92 01", "+902164649201", Fixed, InternationalPrefix),
                ("155", "-", Short, FewDigits),
            ],
        );
        check(
            &plan("US", &[]),
            &[
                ("(415) 555-2671", "+14155552671", Fixed, Bare),
                ("1 415 555 2671", "+14155552671", Fixed, CountryCode),
                ("011 90 216 464 92 01", "+902164649201", Fixed, InternationalPrefix),
                ("0090 216 464 92 01", "+902164649201", Fixed, InternationalPrefix),
            ],
        );
    }

    #[test]
    fn a_number_not_shown_is_withheld() {
        let words = [
            "",
            "   ",
            "anonymous",
            "Anonymous",
            "RESTRICTED",
            "<unknown>",
            "unknown",
            "\"Anonymous\"",
            "<>",
        ];
        for input in words.into_iter().chain(["private", "Unavailable", "gizli", "\u{200e}"]) {
            let reading = read(input, &Plan::default());
            assert_eq!(
                (reading.kind, reading.note, reading.e164),
                (Kind::Withheld, Note::NotShown, None),
                "{input:?}"
            );
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        use Kind::*;
        use Note::*;
        let long = "9".repeat(5_000);
        let stacked = "\u{202d}".repeat(5_000);
        check(
            &Plan::default(),
            &[
                ("zeynep", "-", Invalid, NotANumber),
                ("0216 CALL NOW", "-", Invalid, NotANumber),
                ("0216464920l", "-", Invalid, NotANumber),
                ("0216\t4649201", "-", Invalid, NotANumber),
                ("0216\r\n4649201", "-", Invalid, NotANumber),
                ("02164649201\0", "-", Invalid, NotANumber),
                ("\u{1b}[31m02164649201", "-", Invalid, NotANumber),
                ("0216 464 92 01'; drop table calls; --", "-", Invalid, NotANumber),
                ("*21*05321234567#", "-", Invalid, NotANumber),
                ("sip:1001@10.0.0.1", "-", Invalid, NotANumber),
                ("0216+4649201", "-", Invalid, NotANumber),
                ("++902164649201", "-", Invalid, NotANumber),
                ("+", "-", Invalid, NotANumber),
                ("()", "-", Invalid, NotANumber),
                ("0", "-", Invalid, TooShort),
                ("00", "-", Invalid, TooShort),
                ("000000000000", "-", Invalid, NotAssigned),
                ("+90", "-", Invalid, TooShort),
                ("+999 123 456", "-", Invalid, UnknownCountry),
                ("0216 464 92 0", "-", Invalid, NotAssigned),
                ("0216 464 92 01 02", "-", Invalid, NotAssigned),
                ("0599 999 99 99", "-", Invalid, NotAssigned),
                ("+90 155", "-", Invalid, TooShort),
                ("123456789012345678901", "-", Invalid, TooLong),
                (&long, "-", Invalid, TooLong),
                (&stacked, "-", Invalid, TooLong),
            ],
        );
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_gains_a_form_it_cannot_have(text in ".*") {
            let reading = read(&text, &Plan::default());
            prop_assert_eq!(reading.input, text);
        }

        #[test]
        fn an_international_form_reads_back_to_itself(digits in "[0-9+() -]{1,22}") {
            let plan = Plan::default();
            if let Some(number) = read(&digits, &plan).e164 {
                let again = read(number.as_str(), &plan);
                prop_assert_eq!(again.e164, Some(number));
            }
        }
    }
}
