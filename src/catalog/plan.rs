//! From catalog to number plan. The one file here that knows how numbers are read.

use super::{Catalog, Numbers, Trunk};
use crate::phone::{self, Digits, InternalPattern, Plan, Plans, Region};

impl Catalog {
    /// How callers' numbers are read, by trunk.
    pub fn plans(&self) -> Plans {
        let Numbers { region, internal } = &self.numbers;
        let house =
            Plan { region: read_region(region), internal: read_patterns(internal), ..Plan::default() };
        let trunks = self.trunks.iter().map(|trunk| read_trunk(trunk, &house)).collect();
        Plans { house, trunks }
    }
}

// What the catalog has accepted can be read.

fn read_region(region: &str) -> Region {
    region.parse().unwrap_or_default()
}

fn read_patterns(patterns: &[String]) -> Vec<InternalPattern> {
    patterns.iter().filter_map(|pattern| pattern.parse().ok()).collect()
}

/// A trunk's plan; what it does not say is the house's.
fn read_trunk(trunk: &Trunk, house: &Plan) -> phone::Trunk {
    let digits = |text: &str| text.parse().unwrap_or_default();
    phone::Trunk {
        name: trunk.id.clone(),
        endpoints: trunk.endpoints.clone(),
        plan: Plan {
            region: trunk.region.as_deref().map_or(house.region, read_region),
            internal: trunk.internal.as_deref().map_or_else(|| house.internal.clone(), read_patterns),
            trunk_prefix: digits(&trunk.trunk_prefix),
            international_prefix: digits(&trunk.international_prefix),
            area: digits(&trunk.area),
        },
    }
}

/// What is wrong with a prefix or an area, if anything.
pub(super) fn digits_mistake(text: &str) -> Option<String> {
    text.parse::<Digits>().err().map(|error| error.to_string())
}

/// What is wrong with a region, if anything.
pub(super) fn region_mistake(text: &str) -> Option<String> {
    text.parse::<Region>().err().map(|error| error.to_string())
}

/// What is wrong with a pattern of internal numbers, if anything.
pub(super) fn pattern_mistake(text: &str) -> Option<String> {
    text.parse::<InternalPattern>().err().map(|error| error.to_string())
}
