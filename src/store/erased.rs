//! Whom an erasure was about, as hashes: enough to know her again when a file would bring her back.
//!
//! A hash of a number can be found by trying all numbers; it is no more than the proof that this one asked to be
//! forgotten, and says nothing else of her.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::customers::FileCustomer;
use super::db::{Db, read};
use super::{StoreError, facts};
use crate::phone::E164;

/// What of a person is remembered by its hash.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trait<'a> {
    /// Our id of a customer.
    Id(&'a str),
    /// A number, E.164.
    Number(&'a str),
    /// An id in one of the company's systems, folded.
    Key(&'a str),
}

impl Trait<'_> {
    /// The hash, in hexadecimal.
    pub(super) fn hash(self) -> String {
        let (kind, value) = match self {
            Self::Id(id) => ("id", id),
            Self::Number(number) => ("number", number),
            Self::Key(key) => ("key", key),
        };
        let digest = Sha256::digest(format!("santral erased {kind} {value}").as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// All who were erased.
#[derive(Clone, Debug, Default)]
pub struct Erased(BTreeMap<String, i64>);

impl Erased {
    pub(super) async fn read(db: &Db) -> Result<Self, StoreError> {
        let rows: Vec<(String, i64)> =
            read!(db, |x| sqlx::query_as("SELECT hash, erased_at FROM erased").fetch_all(x).await)?;
        Ok(Self(rows.into_iter().collect()))
    }

    /// Whether whoever had this number was erased.
    pub fn had_number(&self, number: &E164) -> bool {
        !self.0.is_empty() && self.0.contains_key(&Trait::Number(number.as_str()).hash())
    }

    /// When the one of this row was erased, UTC milliseconds: she is known by her id, a number or her key. None for
    /// one who was not.
    pub fn when(&self, customer: &FileCustomer) -> Option<i64> {
        if self.0.is_empty() {
            return None;
        }
        let id = customer.id.to_string();
        let key = customer.key.as_deref().map(facts::folded_key);
        let traits = [Some(Trait::Id(&id)), key.as_deref().map(Trait::Key)].into_iter().flatten();
        let numbers = customer.customer.numbers.iter().map(|number| Trait::Number(number.as_str()));
        traits.chain(numbers).find_map(|one| self.0.get(&one.hash()).copied())
    }
}
