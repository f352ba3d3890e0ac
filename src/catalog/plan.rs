//! From catalog to number plan. The one file here that knows how numbers are read.

use super::{Catalog, Numbers};
use crate::phone::{InternalPattern, Plan, Region};

impl Catalog {
    /// How callers' numbers are read.
    pub fn plan(&self) -> Plan {
        let Numbers { region, internal } = &self.numbers;
        // What the catalog has accepted can be read.
        Plan {
            region: region.parse().unwrap_or_default(),
            internal: internal.iter().filter_map(|pattern| pattern.parse().ok()).collect(),
        }
    }
}

/// What is wrong with a region, if anything.
pub(super) fn region_mistake(text: &str) -> Option<String> {
    text.parse::<Region>().err().map(|error| error.to_string())
}

/// What is wrong with a pattern of internal numbers, if anything.
pub(super) fn pattern_mistake(text: &str) -> Option<String> {
    text.parse::<InternalPattern>().err().map(|error| error.to_string())
}
