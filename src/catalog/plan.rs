//! From catalog to number plan. The one file here that knows how numbers are read.

use super::Catalog;
use crate::phone::Plan;

impl Catalog {
    /// How callers' numbers are read. What parsing let through has been checked; it cannot fail here.
    pub fn plan(&self) -> Plan {
        Plan {
            region: self.numbers.region.parse().unwrap_or_default(),
            internal: self.numbers.internal.iter().filter_map(|pattern| pattern.parse().ok()).collect(),
        }
    }
}
