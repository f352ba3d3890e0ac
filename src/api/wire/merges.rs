//! Customers who are one person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CustomerRef, Label};

/// Pairs of customers who may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DuplicateList {
    /// The surest first.
    pub items: Vec<Duplicate>,
}

/// Two customers who may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Duplicate {
    /// The one who has been with us longer.
    pub first: CustomerRef,
    /// The other.
    pub second: CustomerRef,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// Why, most telling first.
    pub reasons: Vec<Label>,
}

/// Asks for two customers to be made one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MergeAsk {
    /// The id of who stays.
    pub kept: String,
    /// The id of who goes into her.
    pub gone: String,
}

/// One merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Merge {
    /// Its id.
    pub id: String,
    /// The id of who stayed.
    pub kept: String,
    /// Who went into her.
    pub gone: CustomerRef,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: String,
    /// When it was taken back.
    pub undone_at: Option<String>,
}

/// Merges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MergeList {
    /// The latest first.
    pub items: Vec<Merge>,
}
