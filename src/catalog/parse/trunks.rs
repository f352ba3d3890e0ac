//! `[[trunks]]`: how lines to the outside present callers' numbers.

use crate::catalog::check::Problems;
use crate::catalog::file::TrunkTable;
use crate::catalog::{ENDPOINTS_MAX, INTERNAL_MAX, TRUNKS_MAX, Trunk, plan};

pub(super) fn read(tables: Vec<TrunkTable>, problems: &mut Problems) -> Vec<Trunk> {
    problems.at_most("trunks", tables.len(), TRUNKS_MAX);
    let trunks: Vec<Trunk> = tables.into_iter().map(|table| trunk(table, problems)).collect();
    problems.differ("id", trunks.iter().map(|trunk| (format!("trunk {}", trunk.id), trunk.id.as_str())));
    let endpoints = trunks.iter().flat_map(|trunk| {
        trunk.endpoints.iter().map(move |endpoint| (format!("trunk {}", trunk.id), endpoint.as_str()))
    });
    problems.differ("endpoints", endpoints);
    trunks
}

fn trunk(table: TrunkTable, problems: &mut Problems) -> Trunk {
    let place = format!("trunk {}", table.id);
    problems.id(&place, &table.id);
    problems.at_most(&format!("{place}: endpoints"), table.endpoints.len(), ENDPOINTS_MAX);
    table.endpoints.iter().for_each(|endpoint| problems.label(&place, "endpoints", endpoint));
    if let Some(region) = &table.region
        && let Some(mistake) = plan::region_mistake(region)
    {
        problems.add(format!("{place}: region"), format!("{region:?}: {mistake}"));
    }
    check_patterns(&place, table.internal.as_deref().unwrap_or_default(), problems);
    for (key, text) in [
        ("trunk_prefix", &table.trunk_prefix),
        ("international_prefix", &table.international_prefix),
        ("area", &table.area),
    ] {
        if let Some(mistake) = plan::digits_mistake(text) {
            problems.add(format!("{place}: {key}"), format!("{text:?}: {mistake}"));
        }
    }
    Trunk {
        id: table.id,
        endpoints: table.endpoints,
        region: table.region,
        internal: table.internal,
        trunk_prefix: table.trunk_prefix,
        international_prefix: table.international_prefix,
        area: table.area,
    }
}

/// Says which patterns of internal numbers are none.
pub(super) fn check_patterns(place: &str, patterns: &[String], problems: &mut Problems) {
    let place = format!("{place}: internal");
    problems.at_most(&place, patterns.len(), INTERNAL_MAX);
    for pattern in patterns {
        if let Some(mistake) = plan::pattern_mistake(pattern) {
            problems.add(place.as_str(), format!("{pattern:?}: {mistake}"));
        }
    }
}
