//! Finding a customer by what somebody types: part of a name, or digits of a number.

use std::collections::BTreeSet;

use super::load::load;
use super::{Customer, Customers};
use crate::store::db::{Db, read};
use crate::store::{StoreError, facts, fold, words};

/// Most names looked at for one search; a query that matches more is too short to be one.
const SCANNED_MAX: i64 = 300;

/// Most names one word's range is read of, where every word of a query is common.
const RANGE_MAX: i64 = 2_000;

/// A word more names have than this is common.
const COUNTED_MAX: i64 = 2_000;

/// Most names a query with slips in it is taken for.
const ALIKE_QUERIES_MAX: usize = 12;

/// Shortest id that is searched for.
const KEY_LENGTH_MIN: usize = 3;

/// Fewest digits that are searched for.
const DIGITS_MIN: usize = 3;

/// The country whose numbers people type without it; from elsewhere a number is found by its last digits.
const HOME: &str = "90";

impl Customers<'_> {
    /// Finds customers by the beginnings of words of their names, in any order, by digits of a number, or by a whole
    /// id in one of the company's systems: a customer, order or case number. Whose id it is comes first, then names
    /// that begin with the query, then by the alphabet.
    pub async fn search(&self, query: &str, limit: u32) -> Result<Vec<Customer>, StoreError> {
        let limit = limit.min(Customer::FOUND_MAX) as usize;
        let mut ids = by_key(self.db, query).await?;
        let others = match digits(query) {
            Some(digits) => by_digits(self.db, &digits).await?,
            None => self.by_name_or_alike(&fold(query)).await?,
        };
        ids.extend(others);
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        load(self.db, ids.into_iter().take(limit).collect()).await
    }

    /// By name, and where nobody has such a name, by names that differ from it by a slip in a word.
    async fn by_name_or_alike(&self, query: &str) -> Result<Vec<String>, StoreError> {
        let found = by_name(self.db, query).await?;
        if !found.is_empty() {
            return Ok(found);
        }
        let mut queries = vec![String::new()];
        for word in words(query) {
            let alike = self.vocabulary.alike(self.db, word).await?;
            let longer =
                |query: &String| alike.iter().map(move |word| format!("{query} {word}")).collect::<Vec<_>>();
            queries = queries.iter().flat_map(longer).take(ALIKE_QUERIES_MAX).collect();
        }
        let mut found = Vec::new();
        for query in queries.iter().map(|query| query.trim_start()).filter(|query| !query.is_empty()) {
            for id in by_name(self.db, query).await? {
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        Ok(found)
    }
}

/// Whose id this is in one of the company's systems; every such id has a digit in it.
async fn by_key(db: &Db, query: &str) -> Result<Vec<String>, StoreError> {
    let key = facts::folded_key(query);
    if key.len() < KEY_LENGTH_MIN || !key.bytes().any(|byte| byte.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let rows: Vec<(String,)> = read!(db, |x| {
        sqlx::query_as("SELECT customer_id FROM customer_keys WHERE key = $1 ORDER BY customer_id LIMIT $2")
            .bind(&key)
            .bind(i64::from(Customer::FOUND_MAX))
            .fetch_all(x)
            .await
    })?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The digits of a query that is a number and nothing else, without the zeros one dials before it.
fn digits(query: &str) -> Option<String> {
    let number = query.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    let meant = digits.trim_start_matches('0');
    // "0012" may be the last digits: zeros are dropped only where enough is left to be a number.
    let kept = if meant.len() >= 7 { meant } else { digits.as_str() };
    (number && kept.len() >= DIGITS_MIN).then(|| kept.to_owned())
}

async fn by_digits(db: &Db, digits: &str) -> Result<Vec<String>, StoreError> {
    let reversed: String = digits.chars().rev().collect();
    let national = digits.trim_start_matches('0');
    let (home, abroad) = (format!("+{HOME}{national}"), format!("+{national}"));
    let rows: Vec<(String,)> = read!(db, |x| {
        sqlx::query_as(
            "SELECT customer_id FROM customer_numbers WHERE reversed >= $1 AND reversed < $2 \
             UNION SELECT customer_id FROM customer_numbers WHERE e164 >= $3 AND e164 < $4 \
             UNION SELECT customer_id FROM customer_numbers WHERE e164 >= $5 AND e164 < $6 \
             LIMIT $7",
        )
        .bind(&reversed)
        .bind(after(&reversed))
        .bind(&home)
        .bind(after(&home))
        .bind(&abroad)
        .bind(after(&abroad))
        .bind(SCANNED_MAX)
        .fetch_all(x)
        .await
    })?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

async fn by_name(db: &Db, query: &str) -> Result<Vec<String>, StoreError> {
    // Names that begin with the query come first anyway, and in this order: often they are enough.
    let mut found = beginning(db, query).await?;
    if found.len() < Customer::FOUND_MAX as usize {
        for id in by_words(db, query).await? {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

async fn beginning(db: &Db, query: &str) -> Result<Vec<String>, StoreError> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String,)> = read!(db, |x| {
        sqlx::query_as(
            "SELECT customer_id FROM customers WHERE folded >= $1 AND folded < $2 ORDER BY folded, customer_id LIMIT $3",
        )
        .bind(query)
        .bind(after(query))
        .bind(i64::from(Customer::FOUND_MAX))
        .fetch_all(x)
        .await
    })?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

async fn by_words(db: &Db, query: &str) -> Result<Vec<String>, StoreError> {
    let wanted = words(query);
    let Some(rarest) = rarest(db, &wanted).await? else { return Ok(Vec::new()) };
    // The rarest word picks the range; another narrows it in the database, the rest here.
    let other = wanted.iter().filter(|word| **word != rarest).max_by_key(|word| word.len());
    let other = other.map_or_else(|| "%".to_owned(), |word| format!("%{word}%"));
    let rows: Vec<(String, String)> = read!(db, |x| {
        sqlx::query_as(
            "SELECT c.customer_id, c.folded FROM ( \
               SELECT customer_id FROM customer_tokens WHERE token >= $1 AND token < $2 LIMIT $4 \
             ) t JOIN customers c ON c.customer_id = t.customer_id WHERE c.folded LIKE $3 LIMIT $5",
        )
        .bind(rarest)
        .bind(after(rarest))
        .bind(&other)
        .bind(RANGE_MAX)
        .bind(SCANNED_MAX)
        .fetch_all(x)
        .await
    })?;
    Ok(ranked(rows, query, &wanted))
}

/// The word fewest names have one like; of those that many have, the longest.
async fn rarest<'a>(db: &Db, wanted: &[&'a str]) -> Result<Option<&'a str>, StoreError> {
    if let [only] = wanted {
        return Ok(Some(only));
    }
    let mut rarest: Option<(i64, std::cmp::Reverse<usize>, &str)> = None;
    for word in wanted {
        let (count,): (i64,) = read!(db, |x| {
            sqlx::query_as(
                "SELECT count(*) FROM (SELECT 1 FROM customer_tokens WHERE token >= $1 AND token < $2 LIMIT $3) AS few",
            )
            .bind(*word)
            .bind(after(word))
            .bind(COUNTED_MAX)
            .fetch_one(x)
            .await
        })?;
        let this = (count, std::cmp::Reverse(word.len()), *word);
        if rarest.is_none_or(|known| this < known) {
            rarest = Some(this);
        }
    }
    Ok(rarest.map(|(.., word)| word))
}

/// Whose name has a word for every word asked for, best first, each once.
fn ranked(rows: Vec<(String, String)>, query: &str, wanted: &[&str]) -> Vec<String> {
    let has = |folded: &str, word: &&str| folded.split(' ').any(|w| w.starts_with(*word));
    let mut found: Vec<(bool, String, String)> = rows
        .into_iter()
        .filter(|(_, folded)| wanted.iter().all(|word| has(folded, word)))
        .map(|(id, folded)| (!folded.starts_with(query), folded, id))
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, _, id)| id).collect()
}

/// The end of the range of texts that begin with `prefix`, in byte order.
fn after(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_searched_as_numbers() {
        assert_eq!(digits("0532 000 00 12"), Some("5320000012".to_owned()));
        assert_eq!(digits("+90 (532) 000-00-12"), Some("905320000012".to_owned()));
        assert_eq!(digits("0012"), Some("0012".to_owned()));
        assert_eq!(digits("12"), None);
        assert_eq!(digits("Kaya 12345"), None);
    }

    #[test]
    fn every_word_must_begin_one_of_the_name() {
        let rows = || {
            vec![
                ("1".to_owned(), "ali can demir".to_owned()),
                ("2".to_owned(), "can demirel".to_owned()),
                ("2".to_owned(), "can demirel".to_owned()),
                ("3".to_owned(), "canan akdemir".to_owned()),
            ]
        };
        assert_eq!(ranked(rows(), "can dem", &["can", "dem"]), ["2", "1"]);
        assert_eq!(ranked(rows(), "can", &["can"]), ["2", "3", "1"]);
    }
}
