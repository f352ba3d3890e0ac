//! What the embedded database knows of a customer beside her name, history and notes.

use std::time::{Duration, Instant};

use super::section::{OWN, STALE, section_place};
use super::{Section, SectionRow};
use crate::call::CallId;
use crate::phone::E164;
use crate::store::{Customer, Fact, ProfileTag, Store, StoreError};

/// Calls within so many days make one who comes again.
pub const REPEAT_DAYS: u32 = 7;

const DAY_MS: i64 = 86_400_000;

/// A field that was confirmed longer ago than this is to be asked for again.
const STALE_DAYS: i64 = 365;

/// How a customer stands with us today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The n-th call of the window, where it is not the first.
    pub repeat: Option<Repeat>,
    /// How to meet her, where a tag holds.
    pub profile: Option<ProfileTag>,
}

/// A caller who comes again within [`REPEAT_DAYS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Which call of the window this is, from 2.
    pub nth: u32,
    /// When the call before this one was, UTC milliseconds.
    pub last_ms: i64,
    /// What they were about, by its catalog id, where all that were written up say the same.
    pub about: Option<String>,
}

/// Everything of [`gather`].
#[derive(Debug)]
pub(super) struct Own {
    pub(super) standing: Standing,
    pub(super) sections: Vec<Section>,
}

pub(super) async fn gather(
    store: &Store,
    customer: &Customer,
    call: CallId,
    number: Option<&E164>,
    now_ms: i64,
) -> Result<Own, StoreError> {
    let began = Instant::now();
    let since_ms = now_ms - i64::from(REPEAT_DAYS) * DAY_MS;
    let calls = store.customers().earlier_calls(Some(customer.id), number, since_ms, call).await?;
    let repeat = calls.first().map(|last| Repeat {
        nth: u32::try_from(calls.len() + 1).unwrap_or(u32::MAX),
        last_ms: last.at_ms,
        about: same(calls.iter().filter_map(|call| call.disposition.as_deref())),
    });
    let profile = store.profiles().of(customer.id, now_ms).await?;
    let orders = store.facts().since(customer.id, "orders", now_ms - 365 * DAY_MS).await?;
    let facts = store.facts().of(customer.id).await?;
    let took = began.elapsed();
    let mut sections: Vec<Section> = facts
        .into_iter()
        .map(|(id, facts)| Section::ready(&id, OWN, facts.into_iter().map(row).collect(), now_ms, took))
        .collect();
    sections.extend(value(customer, &orders, now_ms, took));
    sections.extend(stale(customer, &sections, now_ms, took));
    sections.sort_by_key(|section| section_place(&section.id));
    Ok(Own { standing: Standing { repeat, profile }, sections })
}

fn row(fact: Fact) -> SectionRow {
    SectionRow { id: fact.row, fields: fact.fields }
}

/// The one word all say; none where they differ or nobody says anything.
fn same<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<String> {
    let first = words.next()?;
    words.all(|word| word == first).then(|| first.to_owned())
}

/// How recent, how often, how much: over a year.
fn value(customer: &Customer, orders: &[Fact], now_ms: i64, took: Duration) -> Option<Section> {
    let last_ms = customer.history.first().map(|contact| contact.at_ms);
    let last_ms = last_ms.into_iter().chain(orders.first().map(|order| order.at_ms)).max()?;
    let mut fields = vec![("last_days".to_owned(), ((now_ms - last_ms).max(0) / DAY_MS).to_string())];
    if !orders.is_empty() {
        fields.push(("orders_12m".to_owned(), orders.len().to_string()));
        let totals = orders.iter().filter_map(|order| amount(field(order, "total")?));
        let spent = totals.fold(0_i64, i64::saturating_add);
        fields.push(("spent_12m".to_owned(), spent.to_string()));
    }
    Some(Section::ready("value", OWN, vec![SectionRow { id: "rfm".to_owned(), fields }], now_ms, took))
}

/// What stands for the moment a field was confirmed where there is none.
const NOT_KNOWN: &str = "–";

/// Known-stale fields: what a preference or contact says was confirmed too long ago, and what is missing.
fn stale(customer: &Customer, sections: &[Section], now_ms: i64, took: Duration) -> Option<Section> {
    let mut rows = Vec::new();
    // When it was confirmed, under its name: its value stands in its own section, hidden there where it is to be.
    let ask = |name: &str, checked_at: Option<&str>| {
        let checked_at = checked_at.unwrap_or(NOT_KNOWN).to_owned();
        SectionRow { id: name.to_owned(), fields: vec![(name.to_owned(), checked_at)] }
    };
    if customer.email.is_none() {
        rows.push(ask("email", None));
    }
    let preferences =
        sections.iter().filter(|section| section.id == "preferences").flat_map(|section| &section.rows);
    for row in preferences {
        let of = |name: &str| row.fields.iter().find(|(id, _)| id == name).map(|(_, value)| value.as_str());
        let Some(checked_at) = of("checked_at") else { continue };
        if days_since(checked_at, now_ms).is_some_and(|days| days > STALE_DAYS) {
            rows.push(ask(&row.id, Some(checked_at)));
        }
    }
    (!rows.is_empty()).then(|| Section::ready(STALE, OWN, rows, now_ms, took))
}

fn days_since(date: &str, now_ms: i64) -> Option<i64> {
    let date: jiff::civil::Date = date.get(..10)?.parse().ok()?;
    let at = jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    let at_ms = at.as_millisecond();
    Some((now_ms - at_ms) / DAY_MS)
}

fn field<'a>(fact: &'a Fact, name: &str) -> Option<&'a str> {
    fact.fields.iter().find(|(id, _)| id == name).map(|(_, value)| value.as_str())
}

/// The whole units of an amount as people write it, `1.249,90 TL` and `1,249.90` alike; none where it is none.
fn amount(text: &str) -> Option<i64> {
    let number: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let whole = match number.rfind(['.', ',']) {
        // Two digits after the last mark are a fraction; three are thousands.
        Some(at) if number.len() - at - 1 <= 2 => &number[..at],
        Some(_) | None => number.as_str(),
    };
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, whole) in [
            ("1.249,90 TL", Some(1_249)),
            ("1,249.90", Some(1_249)),
            ("1.249 TL", Some(1_249)),
            ("249", Some(249)),
            ("12,5", Some(12)),
            ("1.234.567,00", Some(1_234_567)),
            ("bedava", None),
        ] {
            assert_eq!(amount(text), whole, "{text}");
        }
    }

    #[test]
    fn calls_are_about_one_thing_only_when_all_say_so() {
        assert_eq!(same(["iade", "iade"].into_iter()), Some("iade".to_owned()));
        assert_eq!(same(["iade", "bilgi"].into_iter()), None);
        assert_eq!(same([].into_iter()), None);
    }
}
