//! Everybody else.

use super::dice::Dice;
use super::past;
use super::words::{CITIES, COMPANIES, COMPANY_FORMS, MEN, MOBILES, SEGMENTS, SURNAMES, WOMEN};
use crate::store::{CustomerEdit, CustomerId, CustomerKind, Imported, fold};

/// How many of a hundred are companies.
const COMPANY_PERCENT: usize = 15;

/// The customer at this place of the list.
pub(super) fn imported(index: usize, id: CustomerId, dice: &mut Dice, now_ms: i64) -> Imported {
    let mut customer = if dice.percent(COMPANY_PERCENT) { company(index, dice) } else { person(index, dice) };
    customer.segment = Some(dice.one_of(SEGMENTS).to_owned());
    customer.vip = customer.segment.as_deref() == Some("Altın") && dice.percent(30);
    customer.since = Some(date(dice));
    let count = dice.below(9);
    Imported { id, customer, contacts: past::contacts(count, dice, now_ms), notes: past::notes(dice, now_ms) }
}

fn person(index: usize, dice: &mut Dice) -> CustomerEdit {
    // Two neighbours in every dozen are a family: one surname, one home, one landline.
    let mut home = (index % 12 >= 10).then(|| Dice::new(index as u64 / 12));
    let woman = dice.percent(50);
    let first = dice.one_of(if woman { WOMEN } else { MEN });
    let surname = home.as_mut().unwrap_or(dice).one_of(SURNAMES);
    let (city, code) = home.as_mut().unwrap_or(dice).one_of(CITIES);
    let mut numbers = vec![mobile(index, dice)];
    if home.is_some() || dice.percent(15) {
        numbers.push(landline(code, if home.is_some() { index - index % 12 } else { index }));
    }
    let foreign = dice.percent(3);
    CustomerEdit {
        kind: CustomerKind::Person,
        name: format!("{first} {surname}"),
        salutation: Some(format!("{first} {}", if woman { "Hanım" } else { "Bey" })),
        language: Some(if foreign { "en" } else { "tr" }.to_owned()),
        city: Some(city.to_owned()),
        email: dice.percent(70).then(|| format!("{}.{}{index}@example.com", fold(first), fold(surname))),
        numbers: super::numbers(numbers.iter().map(String::as_str)),
        ..CustomerEdit::default()
    }
}

fn company(index: usize, dice: &mut Dice) -> CustomerEdit {
    let (stem, form) = (dice.one_of(COMPANIES), dice.one_of(COMPANY_FORMS));
    let (city, code) = dice.one_of(CITIES);
    let mut numbers = vec![landline(code, 5_000 + index)];
    if dice.percent(40) {
        numbers.push(landline(code, 6_000 + index));
    }
    if dice.percent(30) {
        numbers.push(mobile(index, dice));
    }
    CustomerEdit {
        kind: CustomerKind::Company,
        name: format!("{stem} {form}"),
        language: Some("tr".to_owned()),
        city: Some(city.to_owned()),
        email: Some(format!("{}{index}@example.com.tr", fold(stem).replace(' ', "."))),
        numbers: super::numbers(numbers.iter().map(String::as_str)),
        ..CustomerEdit::default()
    }
}

/// The place in the list makes it hers alone; above 9,999 the blocks begin again.
fn mobile(index: usize, dice: &mut Dice) -> String {
    format!("+90{}000{:04}", dice.one_of(MOBILES), (index + 90) % 10_000)
}

fn landline(code: &str, number: usize) -> String {
    format!("+90{code}000{:04}", (number + 90) % 10_000)
}

/// Some day of some year.
fn date(dice: &mut Dice) -> String {
    let (year, month, day) = (2_008 + dice.below(17), 1 + dice.below(12), 1 + dice.below(28));
    format!("{year}-{month:02}-{day:02}")
}
