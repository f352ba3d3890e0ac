//! The plans of all trunks, and which of them a caller's number is read by.

use super::Plan;

/// How numbers are read: by trunk, and where no trunk is known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plans {
    /// Where no trunk is known: callers of other lines, and what people and files write.
    pub house: Plan,
    /// By trunk.
    pub trunks: Vec<Trunk>,
}

/// A trunk and how it presents numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trunk {
    /// Its name in the catalog; the dialplan may give it too (`CTI_TRUNK`).
    pub name: String,
    /// The PBX's endpoints it comes in by: `tt-1` of a channel `PJSIP/tt-1-0000002a`.
    pub endpoints: Vec<String>,
    /// How it presents numbers.
    pub plan: Plan,
}

impl Plans {
    /// The plan of a trunk by its name; the house's for one that is not known.
    pub fn named(&self, trunk: Option<&str>) -> &Plan {
        let known = |trunk: &str| self.trunks.iter().find(|known| known.name == trunk);
        trunk.and_then(known).map_or(&self.house, |trunk| &trunk.plan)
    }

    /// The trunk of a call: what the dialplan says, else whose endpoint the channel is of.
    pub fn trunk(&self, told: Option<&str>, endpoint: Option<&str>) -> Option<&Trunk> {
        let named = told.and_then(|told| self.trunks.iter().find(|trunk| trunk.name == told));
        let by_endpoint = || {
            let endpoint = endpoint?;
            self.trunks.iter().find(|trunk| trunk.endpoints.iter().any(|known| known == endpoint))
        };
        named.or_else(by_endpoint)
    }
}

impl From<Plan> for Plans {
    fn from(house: Plan) -> Self {
        Self { house, trunks: Vec::new() }
    }
}
