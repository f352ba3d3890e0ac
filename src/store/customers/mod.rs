//! Customers: people and companies, each with many numbers.

mod bulk;
mod duplicates;
mod load;
mod merge;
mod search;
mod signals;
mod vocabulary;
mod write;

pub use bulk::{FileCustomer, Rejected};
pub use duplicates::{Duplicate, DuplicateConfidence, DuplicateReason, DuplicateSide};
pub(super) use load::load;
pub use merge::{Merge, Unmerged};
pub(super) use merge::{survivor, went_into};
pub use signals::{EarlierCall, Signals};

pub(super) use vocabulary::Vocabulary;

use std::sync::Arc;

use super::db::Db;
use super::{Contact, CustomerId, NewContact, Note};
use crate::phone::E164;

/// A customer with what a card shows of her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Our id.
    pub id: CustomerId,
    /// A person or a company.
    pub kind: CustomerKind,
    /// Full name.
    pub name: String,
    /// How to address her, e.g. `Ayşe Hanım`.
    pub salutation: Option<String>,
    /// Value segment, e.g. `Altın`.
    pub segment: Option<String>,
    /// Whether she is to be treated with particular care.
    pub vip: bool,
    /// Preferred language, `tr` or `en`.
    pub language: Option<String>,
    /// City, for telling namesakes apart.
    pub city: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Numbers, in her order.
    pub numbers: Vec<E164>,
    /// Since when she is a customer, a date.
    pub since: Option<String>,
    /// Her last contacts, newest first, [`Contact::SHOWN_MAX`] at most.
    pub history: Vec<Contact>,
    /// Notes, newest first, [`Note::SHOWN_MAX`] at most.
    pub notes: Vec<Note>,
}

impl Customer {
    /// Longest name, in characters.
    pub const NAME_LENGTH_MAX: usize = 200;

    /// Longest of the other texts, in characters.
    pub const FIELD_LENGTH_MAX: usize = 200;

    /// Most numbers one customer may have.
    pub const NUMBERS_MAX: usize = 50;

    /// Most customers one number is looked up to. A number that more have says nothing about who calls.
    pub const CANDIDATES_MAX: usize = 20;

    /// Most customers one search brings.
    pub const FOUND_MAX: u32 = 50;
}

/// A person or a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CustomerKind {
    /// A person.
    #[default]
    Person,
    /// A company.
    Company,
}

impl CustomerKind {
    /// The word in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Person, Self::Company].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What people may say of a customer: making one, changing one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerEdit {
    /// A person or a company.
    pub kind: CustomerKind,
    /// Full name, 1 to [`Customer::NAME_LENGTH_MAX`] characters.
    pub name: String,
    /// How to address her.
    pub salutation: Option<String>,
    /// Value segment.
    pub segment: Option<String>,
    /// Particular care.
    pub vip: bool,
    /// `tr` or `en`.
    pub language: Option<String>,
    /// City.
    pub city: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Numbers, in her order; these replace the ones she had. One named twice counts once.
    pub numbers: Vec<E164>,
    /// Since when she is a customer, a date; an update that leaves it out keeps the date there is.
    pub since: Option<String>,
}

/// A customer brought over from elsewhere, with her past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The id she is to have.
    pub id: CustomerId,
    /// Who she is.
    pub customer: CustomerEdit,
    /// Earlier contacts, in any order.
    pub contacts: Vec<NewContact>,
    /// Notes, in any order.
    pub notes: Vec<Note>,
}

/// The door to customers, [`Store::customers`](super::Store::customers).
#[derive(Clone, Copy, Debug)]
pub struct Customers<'a> {
    pub(super) db: &'a Db,
    vocabulary: &'a Arc<Vocabulary>,
}

impl<'a> Customers<'a> {
    pub(super) fn new(db: &'a Db, vocabulary: &'a Arc<Vocabulary>) -> Self {
        Self { db, vocabulary }
    }
}
