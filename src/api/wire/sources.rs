//! How the company's own systems have been doing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The sources of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceList {
    /// In the order of the settings.
    pub items: Vec<SourceRow>,
}

/// One source since the daemon came up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// The section it fills.
    pub section: String,
    /// `sql` or `http`.
    pub kind: String,
    /// How much longer it is left alone after too many failures, seconds; none while it is asked.
    pub resting_s: Option<u64>,
    /// How often it was asked.
    pub asked: u64,
    /// How often that failed.
    pub failed: u64,
    /// How often an answer kept from before was good enough.
    pub kept: u64,
    /// Half of the answers and failures came within so many milliseconds, rounded up to a power of two; none where
    /// that is not known or more than 8,192.
    pub p50_ms: Option<u64>,
    /// 95 of a hundred.
    pub p95_ms: Option<u64>,
    /// 99 of a hundred.
    pub p99_ms: Option<u64>,
    /// Why it failed last.
    pub last_fault: Option<SourceFault>,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceFault {
    /// When.
    pub at: String,
    /// Why, in the words of the source or of ours.
    pub text: String,
}
