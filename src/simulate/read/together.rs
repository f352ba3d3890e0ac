//! What holds between the tables.

use super::Reader;
use crate::acd::OverflowTarget;
use crate::catalog::Problem;
use crate::simulate::limits::AGENTS_MAX;
use crate::simulate::scenario::{AgentGroup, Scenario};

/// What holds between the tables.
pub(super) fn together(scenario: &Scenario, reader: &mut Reader) {
    if scenario.call_types.is_empty() {
        reader.at_least_one("call_types");
    }
    if scenario.agents.is_empty() {
        reader.at_least_one("agents");
    }
    reader.at_most("agents", scenario.agent_count(), AGENTS_MAX);
    names_differ("call type", scenario.call_types.iter().map(|kind| kind.name.as_str()), reader);
    names_differ("agents", scenario.agents.iter().map(|group| group.name.as_str()), reader);
    handle_times_are_known(scenario, reader);
    everybody_can_be_served(scenario, reader);
    overflows_lead_somewhere(scenario, reader);
}

impl Reader {
    fn at_least_one(&mut self, table: &str) {
        let what = format!("there are none; add a [[{table}]]");
        self.problems.push(Problem { place: table.to_owned(), what });
    }
}

fn names_differ<'a>(what: &str, names: impl Iterator<Item = &'a str>, reader: &mut Reader) {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            reader.add(&format!("{what} {name}"), "name", "comes twice; name one of them otherwise");
        }
    }
}

fn handle_times_are_known(scenario: &Scenario, reader: &mut Reader) {
    let mute = scenario.agents.iter().find(|group| group.mean_handle_s.is_none());
    let Some(mute) = mute else { return };
    for kind in scenario.call_types.iter().filter(|kind| kind.mean_handle_s.is_none()) {
        let what =
            format!("is missing, and agents {} have none of their own; give one of the two", mute.name);
        reader.add(&format!("call type {}", kind.name), "mean_handle_s", what);
    }
}

/// Callers whom nobody may ever take and who never leave would wait for ever.
fn everybody_can_be_served(scenario: &Scenario, reader: &mut Reader) {
    for kind in &scenario.call_types {
        let works = |group: &AgentGroup| group.count > 0 && group.capacity > 0;
        let served = scenario.agents.iter().any(|group| works(group) && kind.ever_admits(&group.skills));
        if !served
            && kind.mean_patience_s <= 0.0
            && kind.overflow.is_none()
            && kind.callers_until(f64::MAX) > 0.0
        {
            let what = "asks for what no agent has, and the callers never leave; correct it, or give \
                        mean_patience_s or overflow";
            reader.add(&format!("call type {}", kind.name), "require", what);
        }
    }
}

fn overflows_lead_somewhere(scenario: &Scenario, reader: &mut Reader) {
    for kind in &scenario.call_types {
        let place = format!("call type {}", kind.name);
        let overflow = kind.overflow.as_ref().map(|overflow| ("overflow.to", &overflow.to));
        let when_closed = kind.when_closed.as_ref().map(|to| ("when_closed", to));
        for (key, to) in overflow.into_iter().chain(when_closed) {
            let OverflowTarget::Queue(to) = to else { continue };
            if to.as_str() == kind.name {
                reader.add(&place, key, "is the call type itself; name another, or leave it out");
            } else if !scenario.call_types.iter().any(|other| other.name == to.as_str()) {
                reader.add(&place, key, format!("there is no call type {to}; correct the name"));
            }
        }
    }
}
