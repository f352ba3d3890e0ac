//! Who may be calling, in the order of likelihood, each with the reasons for it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::store::{Customer, CustomerId, Signals};

/// A contact within so many days speaks for a candidate.
const RECENT_DAYS: i64 = 30;

const DAY_MS: i64 = 86_400_000;

/// One who may be calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The customer.
    pub customer: Customer,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why, most telling first; never empty.
    pub reasons: Vec<Reason>,
}

/// How sure it is that a customer is the caller. Only [`Confidence::Certain`] opens or routes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The last digits agree and no more.
    Possible,
    /// One of several.
    Likely,
    /// The only one with exactly this number, or named by a keypad id.
    Certain,
}

/// What speaks for a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The caller keyed in an id of this customer's.
    KeypadId,
    /// Exactly this number.
    ExactNumber,
    /// A person said so before.
    ConfirmedBefore {
        /// How often.
        times: u32,
    },
    /// Tickets or orders that are not over.
    OpenCase {
        /// How many.
        count: u32,
    },
    /// A contact not long ago.
    RecentContact {
        /// How many days ago.
        days: u32,
    },
    /// Called this number before.
    DialledLine {
        /// How often.
        times: u32,
    },
    /// The last seven digits agree.
    EndsAlike,
}

/// By what a candidate was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FoundBy {
    /// The last digits.
    EndsAlike,
    /// The whole number.
    Number,
    /// An id keyed in. It outranks the caller's number: a telephone is shared, an order is not.
    KeypadId,
}

/// Orders candidates and says why. Whoever is the only one found in the best way is certain, unless only the
/// last digits agree.
pub(super) fn rank(
    found: Vec<(FoundBy, Customer)>,
    signals: &BTreeMap<CustomerId, Signals>,
    now_ms: i64,
) -> Vec<Candidate> {
    let best = found.iter().map(|(by, _)| *by).max();
    let alone = found.iter().filter(|(by, _)| Some(*by) == best).count() == 1;
    let mut ranked: Vec<(Key, Candidate)> = found
        .into_iter()
        .map(|(by, customer)| {
            let signals = signals.get(&customer.id).copied().unwrap_or_default();
            let days = days_since_contact(&customer, now_ms);
            let confidence = match by {
                FoundBy::EndsAlike => Confidence::Possible,
                FoundBy::Number | FoundBy::KeypadId if alone && Some(by) == best => Confidence::Certain,
                FoundBy::Number | FoundBy::KeypadId => Confidence::Likely,
            };
            let key = Key::of(by, &signals, days, &customer);
            (key, Candidate { reasons: reasons(by, &signals, days), confidence, customer })
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The order: how she was found, what people said before, what is open, how recent, which line, the name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    by: Reverse<FoundBy>,
    confirmed: Reverse<u32>,
    open: Reverse<bool>,
    days: u32,
    same_line: Reverse<u32>,
    name: String,
    id: CustomerId,
}

impl Key {
    fn of(by: FoundBy, signals: &Signals, days: Option<u32>, customer: &Customer) -> Self {
        Self {
            by: Reverse(by),
            confirmed: Reverse(signals.confirmed),
            open: Reverse(signals.open > 0),
            days: days.unwrap_or(u32::MAX),
            same_line: Reverse(signals.same_line),
            name: customer.name.clone(),
            id: customer.id,
        }
    }
}

fn reasons(by: FoundBy, signals: &Signals, days: Option<u32>) -> Vec<Reason> {
    let first = match by {
        FoundBy::KeypadId => Reason::KeypadId,
        FoundBy::Number => Reason::ExactNumber,
        FoundBy::EndsAlike => Reason::EndsAlike,
    };
    let confirmed = (signals.confirmed > 0).then_some(Reason::ConfirmedBefore { times: signals.confirmed });
    let open = (signals.open > 0).then_some(Reason::OpenCase { count: signals.open });
    let recent = days.filter(|days| i64::from(*days) <= RECENT_DAYS);
    let recent = recent.map(|days| Reason::RecentContact { days });
    let line = (signals.same_line > 0).then_some(Reason::DialledLine { times: signals.same_line });
    [Some(first), confirmed, open, recent, line].into_iter().flatten().collect()
}

fn days_since_contact(customer: &Customer, now_ms: i64) -> Option<u32> {
    let last_ms = customer.history.first()?.at_ms;
    u32::try_from((now_ms - last_ms).max(0) / DAY_MS).ok()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::{Contact, CustomerKind};

    const NOW_MS: i64 = 1_764_000_000_000;

    fn customer(n: u128, days_ago: Option<i64>) -> Customer {
        let contact = |days: i64| Contact {
            at_ms: NOW_MS - days * DAY_MS,
            call: None,
            channel: "phone".into(),
            queue: None,
            agent: None,
            disposition: None,
            solved: None,
            summary: None,
        };
        Customer {
            id: CustomerId::from(Uuid::from_u128(n)),
            kind: CustomerKind::Person,
            name: format!("Müşteri {n}"),
            salutation: None,
            segment: None,
            vip: false,
            language: None,
            city: None,
            email: None,
            numbers: Vec::new(),
            since: None,
            history: days_ago.map(contact).into_iter().collect(),
            notes: Vec::new(),
        }
    }

    fn told(candidates: &[Candidate]) -> Vec<String> {
        let line = |c: &Candidate| format!("{} {:?} {:?}", c.customer.name, c.confidence, c.reasons);
        candidates.iter().map(line).collect()
    }

    #[test]
    fn the_only_one_with_the_number_is_certain() {
        let ranked = rank(vec![(FoundBy::Number, customer(1, None))], &BTreeMap::new(), NOW_MS);
        assert_eq!(told(&ranked), ["Müşteri 1 Certain [ExactNumber]"]);
    }

    #[test]
    fn alike_digits_are_never_certain() {
        let ranked = rank(vec![(FoundBy::EndsAlike, customer(1, None))], &BTreeMap::new(), NOW_MS);
        assert_eq!(told(&ranked), ["Müşteri 1 Possible [EndsAlike]"]);
    }

    #[test]
    fn an_id_keyed_in_outranks_the_number() {
        let found = vec![(FoundBy::Number, customer(1, Some(0))), (FoundBy::KeypadId, customer(2, None))];
        let ranked = rank(found, &BTreeMap::new(), NOW_MS);
        assert_eq!(
            told(&ranked),
            ["Müşteri 2 Certain [KeypadId]", "Müşteri 1 Likely [ExactNumber, RecentContact { days: 0 }]"]
        );
    }

    #[test]
    fn of_several_the_confirmed_comes_first_then_what_is_open_then_the_most_recent() {
        let found: Vec<_> = [(1, Some(40)), (2, Some(3)), (3, Some(90)), (4, None), (5, Some(9))]
            .map(|(n, days)| (FoundBy::Number, customer(n, days)))
            .into();
        let signals = BTreeMap::from([
            (found[3].1.id, Signals { confirmed: 2, ..Signals::default() }),
            (found[2].1.id, Signals { open: 1, same_line: 4, ..Signals::default() }),
        ]);
        assert_eq!(
            told(&rank(found, &signals, NOW_MS)),
            [
                "Müşteri 4 Likely [ExactNumber, ConfirmedBefore { times: 2 }]",
                "Müşteri 3 Likely [ExactNumber, OpenCase { count: 1 }, DialledLine { times: 4 }]",
                "Müşteri 2 Likely [ExactNumber, RecentContact { days: 3 }]",
                "Müşteri 5 Likely [ExactNumber, RecentContact { days: 9 }]",
                "Müşteri 1 Likely [ExactNumber]",
            ]
        );
    }
}
