//! From catalog to number plan. The one file here that knows how numbers are read.

use super::Catalog;
use crate::phone::Plan;

impl Catalog {
    /// How callers' numbers are read.
    pub fn plan(&self) -> Plan {
        Plan::new(&self.numbers.region, &self.numbers.internal)
    }
}
