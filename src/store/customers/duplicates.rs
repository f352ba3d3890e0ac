//! Customers who may be one person: found by what they share, told with the reason and how sure it is.
//!
//! Each way is one ordered pass over an index, page by page, and ends as soon as enough were found: a million rows
//! are no more than three such passes.

use std::collections::{BTreeMap, BTreeSet};

use super::vocabulary::is_one_slip;
use super::{CustomerKind, Customers};
use crate::store::db::{Db, read, read_listed};
use crate::store::{CustomerId, StoreError, words};

/// Groups read at once.
const PAGE: i64 = 500;

/// More customers than this share a number for a reason of their own: a switchboard, a company.
const GROUP_MAX: i64 = 20;

/// Two customers who may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The one who has been with us longer.
    pub first: DuplicateSide,
    /// The other.
    pub second: DuplicateSide,
    /// Why, most telling first; never empty.
    pub reasons: Vec<DuplicateReason>,
    /// How sure it is.
    pub confidence: DuplicateConfidence,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateSide {
    /// Our id.
    pub id: CustomerId,
    /// The name.
    pub name: String,
}

/// What two customers share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DuplicateReason {
    /// The same id in one of the company's systems: its kind.
    SameKey(String),
    /// The same e-mail address.
    SameEmail,
    /// The same number.
    SameNumber(String),
    /// The same name.
    SameName,
    /// Names that differ by a slip in a word, or by a word.
    SimilarName,
}

/// How sure it is that two customers are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DuplicateConfidence {
    /// They share something people share.
    Possible,
    /// And their names agree, more or less.
    Likely,
    /// They share what belongs to one alone.
    Certain,
}

impl DuplicateConfidence {
    /// The word on the wire and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl Customers<'_> {
    /// Pairs of customers who may be one, the surest first; no more than `limit` of them, and the search ends with
    /// the first so many found. Those who share a number and have names of their own are families, not doubles.
    pub async fn duplicates(&self, limit: usize) -> Result<Vec<Duplicate>, StoreError> {
        let mut found = Found::default();
        for way in [Way::Key, Way::Email, Way::Number] {
            let mut after = (String::new(), String::new());
            while found.pairs.len() < limit {
                let shared = way.page(self.db, &after).await?;
                let Some(last) = shared.last() else { break };
                after = last.clone();
                let holders = way.holders(self.db, &shared).await?;
                let people = people(self.db, holders.values().flatten().cloned().collect()).await?;
                for ((kind, value), ids) in &holders {
                    found.take(ids, &people, &way.reason(kind, value));
                }
                if (shared.len() as i64) < PAGE {
                    break;
                }
            }
        }
        let mut duplicates = found.told();
        duplicates.truncate(limit);
        Ok(duplicates)
    }
}

#[derive(Clone, Copy)]
enum Way {
    Key,
    Email,
    Number,
}

impl Way {
    fn reason(self, kind: &str, value: &str) -> DuplicateReason {
        match self {
            Self::Key => DuplicateReason::SameKey(kind.to_owned()),
            Self::Email => DuplicateReason::SameEmail,
            Self::Number => DuplicateReason::SameNumber(value.to_owned()),
        }
    }

    /// The next values, in order, that more than one has: kind and value; the kind is blank but for keys.
    async fn page(self, db: &Db, after: &(String, String)) -> Result<Vec<(String, String)>, sqlx::Error> {
        macro_rules! page {
            ($sql:literal) => {
                read!(db, |x| {
                    sqlx::query_as($sql)
                        .bind(&after.0)
                        .bind(&after.1)
                        .bind(PAGE)
                        .bind(GROUP_MAX)
                        .fetch_all(x)
                        .await
                })
            };
        }
        match self {
            Self::Key => page!(
                "SELECT kind, key FROM customer_keys WHERE (kind, key) > ($1, $2) \
                 GROUP BY kind, key HAVING count(*) BETWEEN 2 AND $4 ORDER BY kind, key LIMIT $3"
            ),
            Self::Email => page!(
                "SELECT $1 AS kind, lower(email) AS value FROM customers WHERE email IS NOT NULL AND lower(email) > $2 \
                 GROUP BY lower(email) HAVING count(*) BETWEEN 2 AND $4 ORDER BY lower(email) LIMIT $3"
            ),
            Self::Number => page!(
                "SELECT $1 AS kind, e164 FROM customer_numbers WHERE e164 > $2 \
                 GROUP BY e164 HAVING count(*) BETWEEN 2 AND $4 ORDER BY e164 LIMIT $3"
            ),
        }
    }

    /// Who has these values.
    async fn holders(
        self,
        db: &Db,
        shared: &[(String, String)],
    ) -> Result<BTreeMap<(String, String), BTreeSet<String>>, sqlx::Error> {
        let values: Vec<String> = shared.iter().map(|(_, value)| value.clone()).collect();
        let rows: Vec<(String, String, String)> = match self {
            Self::Key => read_listed!(
                db,
                (String, String, String),
                &values,
                "SELECT kind, key, customer_id FROM customer_keys WHERE key",
                ""
            )?,
            Self::Email => read_listed!(
                db,
                (String, String, String),
                &values,
                "SELECT '', lower(email), customer_id FROM customers WHERE email IS NOT NULL AND lower(email)",
                ""
            )?,
            Self::Number => read_listed!(
                db,
                (String, String, String),
                &values,
                "SELECT '', e164, customer_id FROM customer_numbers WHERE e164",
                ""
            )?,
        };
        let wanted: BTreeSet<&(String, String)> = shared.iter().collect();
        let mut holders: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for (kind, value, id) in rows {
            let key = (kind, value);
            if wanted.contains(&key) {
                holders.entry(key).or_default().insert(id);
            }
        }
        Ok(holders)
    }
}

/// A customer as far as a name is compared.
struct Person {
    kind: String,
    name: String,
    folded: String,
    created_at: i64,
}

async fn people(db: &Db, ids: Vec<String>) -> Result<BTreeMap<String, Person>, sqlx::Error> {
    let rows = read_listed!(
        db,
        (String, String, String, String, i64),
        &ids,
        "SELECT customer_id, kind, name, folded, created_at FROM customers WHERE customer_id",
        ""
    )?;
    let person = |(id, kind, name, folded, created_at)| (id, Person { kind, name, folded, created_at });
    Ok(rows.into_iter().map(person).collect())
}

#[derive(Default)]
struct Found {
    pairs: BTreeMap<(String, String), Pair>,
}

struct Pair {
    names: (String, String),
    reasons: BTreeSet<DuplicateReason>,
}

impl Found {
    fn take(&mut self, ids: &BTreeSet<String>, people: &BTreeMap<String, Person>, reason: &DuplicateReason) {
        let mut there: Vec<(&String, &Person)> =
            ids.iter().filter_map(|id| people.get_key_value(id)).collect();
        there.sort_by_key(|(id, person)| (person.created_at, *id));
        for (place, (first_id, first)) in there.iter().enumerate() {
            for (second_id, second) in &there[place + 1..] {
                let alike = alike(first, second);
                if alike.is_none() && matches!(reason, DuplicateReason::SameNumber(_)) {
                    continue;
                }
                let pair = self.pairs.entry(((*first_id).clone(), (*second_id).clone()));
                let pair = pair.or_insert_with(|| Pair {
                    names: (first.name.clone(), second.name.clone()),
                    reasons: BTreeSet::new(),
                });
                pair.reasons.insert(reason.clone());
                pair.reasons.extend(alike);
            }
        }
    }

    fn told(self) -> Vec<Duplicate> {
        let mut duplicates: Vec<Duplicate> = self
            .pairs
            .into_iter()
            .filter_map(|((first, second), pair)| {
                let side = |id: &str, name: String| Some(DuplicateSide { id: CustomerId::parse(id)?, name });
                let reasons: Vec<DuplicateReason> = pair.reasons.into_iter().collect();
                Some(Duplicate {
                    first: side(&first, pair.names.0)?,
                    second: side(&second, pair.names.1)?,
                    confidence: confidence(&reasons),
                    reasons,
                })
            })
            .collect();
        duplicates.sort_by_key(|duplicate| std::cmp::Reverse(duplicate.confidence));
        duplicates
    }
}

fn confidence(reasons: &[DuplicateReason]) -> DuplicateConfidence {
    use DuplicateReason::{SameEmail, SameKey, SameName, SameNumber, SimilarName};
    let has = |wanted: fn(&DuplicateReason) -> bool| reasons.iter().any(wanted);
    let shared = reasons.iter().filter(|reason| matches!(reason, SameEmail | SameNumber(_))).count();
    if has(|reason| matches!(reason, SameKey(_))) || (shared > 1 && has(|reason| *reason == SameName)) {
        DuplicateConfidence::Certain
    } else if has(|reason| matches!(reason, SameName | SimilarName)) {
        DuplicateConfidence::Likely
    } else {
        DuplicateConfidence::Possible
    }
}

/// How far two names agree; a person and a company never do.
fn alike(first: &Person, second: &Person) -> Option<DuplicateReason> {
    if first.kind != second.kind {
        return None;
    }
    let (mut a, mut b) = (words(&first.folded), words(&second.folded));
    a.sort_unstable();
    b.sort_unstable();
    if a == b {
        return Some(DuplicateReason::SameName);
    }
    let (few, many) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let in_it = |word: &&str| many.iter().any(|other| *word == *other || is_slip(word, other));
    let company = first.kind == CustomerKind::Company.as_str();
    let enough = few.len() >= 2 || company;
    (enough && many.len() - few.len() <= 1 && few.iter().all(in_it)).then_some(DuplicateReason::SimilarName)
}

fn is_slip(a: &str, b: &str) -> bool {
    // Short words differ by a letter and are others: Ali, Alp.
    let letters = |word: &str| word.chars().collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    a.len().min(b.len()) >= 4 && is_one_slip(&a, &b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(folded: &str) -> Person {
        Person { kind: "person".into(), name: folded.into(), folded: folded.into(), created_at: 0 }
    }

    #[test]
    fn names_agree_in_any_order_with_a_slip_or_a_word_more() {
        use DuplicateReason::{SameName, SimilarName};
        for (a, b, expected) in [
            ("mehmet kaya", "kaya mehmet", Some(SameName)),
            ("mehmet kaya", "mehmet can kaya", Some(SimilarName)),
            ("mehmet kaya", "mehmet kaja", Some(SimilarName)),
            ("ali kaya", "alp kaya", None),
            ("mehmet kaya", "ayse kaya", None),
            ("mehmet", "mehmet kaya", None),
            ("mehmet kaya", "mehmet ali can kaya", None),
        ] {
            assert_eq!(alike(&person(a), &person(b)), expected, "{a} / {b}");
        }
        let company = Person { kind: "company".into(), ..person("mehmet kaya") };
        assert_eq!(alike(&person("mehmet kaya"), &company), None);
    }
}
