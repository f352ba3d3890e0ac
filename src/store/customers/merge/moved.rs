//! What a merge moves, kept so that it can be put back to the row.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// What was the gone one's, and what moved: enough to put it back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Moved {
    pub(super) customer: CustomerRow,
    /// Her numbers and their places.
    pub(super) numbers: Vec<(String, i64)>,
    /// Of those, the ones the kept one had not.
    pub(super) numbers_moved: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) contacts: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) verified: Vec<String>,
    pub(super) facts_moved: Vec<(String, String)>,
    /// Rows the kept one had of her own under the same id.
    pub(super) facts_lost: Vec<FactRow>,
    pub(super) keys_moved: Vec<(String, String)>,
    pub(super) keys_lost: Vec<(String, String)>,
    pub(super) tag: Option<TagRow>,
    pub(super) tag_moved: bool,
    /// Her code's hash, who set it, when.
    #[serde(default)]
    pub(super) pin: Option<(String, String, i64)>,
    #[serde(default)]
    pub(super) pin_moved: bool,
    /// Fields the kept one had not, filled with hers.
    pub(super) filled: Vec<(String, String)>,
}

#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
pub(super) struct CustomerRow {
    pub(super) customer_id: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) folded: String,
    pub(super) salutation: Option<String>,
    pub(super) segment: Option<String>,
    pub(super) vip: bool,
    pub(super) language: Option<String>,
    pub(super) city: Option<String>,
    pub(super) email: Option<String>,
    pub(super) customer_since: Option<String>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
}

#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
pub(super) struct FactRow {
    pub(super) section: String,
    pub(super) row_id: String,
    pub(super) at: i64,
    pub(super) fields: String,
    pub(super) updated_at: i64,
}

#[derive(Clone, Debug, FromRow, Serialize, Deserialize)]
pub(super) struct TagRow {
    pub(super) profile: String,
    pub(super) tagged_by: String,
    pub(super) tagged_at: i64,
    pub(super) expires_at: i64,
}

impl CustomerRow {
    /// What fills the kept one's blanks, in the order of [`FILL`].
    pub(super) fn fields(&self) -> [Option<&String>; 6] {
        [
            self.salutation.as_ref(),
            self.segment.as_ref(),
            self.language.as_ref(),
            self.city.as_ref(),
            self.email.as_ref(),
            self.customer_since.as_ref(),
        ]
    }
}

/// One line of the audit.
pub(super) const AUDIT: &str = "INSERT INTO audit (audit_id, at, who, what, customer_id, call_id, detail, why) \
                     VALUES ($1, $2, $3, $4, $5, NULL, $6, NULL)";
