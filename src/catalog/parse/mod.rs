//! From text to catalog: the tables one by one, then what holds between them.

mod hours;
mod identity;
mod queue;
mod together;
mod trunks;

pub(super) use hours::WEEKDAYS;

use std::collections::BTreeMap;

use super::check::Problems;
use super::compile;
use super::file::{AgentTable, File, LabelTable, LabelValue, NumbersTable, OutcomeTable, PolicyTable};
use super::{
    Agent, COOL_DOWN_S_MAX, Catalog, CatalogError, Disposition, FILE_BYTES_MAX, Label, MISSED_IN_A_ROW_MAX,
    Numbers, Policy, Problem, Reason, Skill, defaults, plan,
};
use crate::call::Line;

impl Catalog {
    /// Reads a catalog. The error holds every mistake, not the first alone, unless the text is no TOML at all.
    pub fn parse(text: &str) -> Result<Self, CatalogError> {
        if text.len() > FILE_BYTES_MAX {
            return Err(one(
                "the file",
                format!("is longer than {FILE_BYTES_MAX} bytes; is it the right one?"),
            ));
        }
        let file: File = toml::from_str(text).map_err(|e| no_toml(text, &e))?;
        let mut problems = Problems::default();
        let catalog = read(file, &mut problems);
        problems.or(catalog)
    }
}

/// The toml crate's message, with the table it stands in before it.
fn no_toml(text: &str, error: &toml::de::Error) -> CatalogError {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    // The header's own line counts too: an unknown table is reported there.
    let to_line_end = text.get(at..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let upto = format!("{before}{to_line_end}");
    let table = upto.lines().map(str::trim).rfind(|l| l.starts_with('[')).unwrap_or("the top");
    one(format!("line {line}, column {column}, in {table}"), error.message().replace('\n', " "))
}

fn one(place: impl Into<String>, what: impl Into<String>) -> CatalogError {
    CatalogError { problems: vec![Problem { place: place.into(), what: what.into() }] }
}

fn read(file: File, problems: &mut Problems) -> Catalog {
    let catalog = Catalog {
        policy: policy(&file.policy, problems),
        numbers: numbers(file.numbers, problems),
        trunks: trunks::read(file.trunks, problems),
        skills: skills(file.skills, problems),
        agents: file.agents.into_iter().map(|table| agent(table, problems)).collect(),
        queues: file.queues.into_iter().map(|table| queue::read(table, problems)).collect(),
        hours: file.hours.into_iter().map(|table| hours::read(table, problems)).collect(),
        reasons: reasons(file.reasons, problems),
        dispositions: dispositions(file.dispositions, problems),
        identity: identity::read(file.identity, problems),
        authority: identity::authority(file.authority, problems),
    };
    together::check(&catalog, problems);
    catalog
}

fn policy(table: &PolicyTable, problems: &mut Problems) -> Policy {
    let policy = Policy {
        cool_down_s: table.cool_down_s.unwrap_or(defaults::COOL_DOWN_S),
        missed_in_a_row_max: table.missed_in_a_row_max.unwrap_or(defaults::MISSED_IN_A_ROW),
        show_listening: table.show_listening.unwrap_or(defaults::SHOW_LISTENING),
    };
    problems.within("policy", "cool_down_s", policy.cool_down_s, 0..=COOL_DOWN_S_MAX);
    problems.within("policy", "missed_in_a_row_max", policy.missed_in_a_row_max, 0..=MISSED_IN_A_ROW_MAX);
    policy
}

fn numbers(table: NumbersTable, problems: &mut Problems) -> Numbers {
    let region = table.region.unwrap_or_else(|| defaults::REGION.to_owned());
    if let Some(mistake) = plan::region_mistake(&region) {
        problems.add("numbers: region", format!("{region:?}: {mistake}"));
    }
    trunks::check_patterns("numbers", &table.internal, problems);
    Numbers { region, internal: table.internal }
}

fn skills(tables: Vec<LabelTable>, problems: &mut Problems) -> Vec<Skill> {
    let skill = |table: LabelTable| {
        let place = format!("skill {}", table.id);
        problems.id(&place, &table.id);
        if compile::RESERVED_SKILLS.contains(&table.id.as_str()) {
            problems.add(format!("{place}: id"), "is a word of the language of requirements; choose another");
        }
        Skill { label: label(&place, &table.id, table.label, problems), id: table.id }
    };
    tables.into_iter().map(skill).collect()
}

fn reasons(tables: Vec<LabelTable>, problems: &mut Problems) -> Vec<Reason> {
    if tables.is_empty() {
        return defaults::reasons();
    }
    let reason = |table: LabelTable| {
        let place = format!("reason {}", table.id);
        problems.id(&place, &table.id);
        if compile::reserved_reasons().contains(&table.id.as_str()) {
            problems.add(format!("{place}: id"), "is a reason of Santral's own; choose another");
        }
        Reason { label: label(&place, &table.id, table.label, problems), id: table.id }
    };
    tables.into_iter().map(reason).collect()
}

fn dispositions(tables: Vec<OutcomeTable>, problems: &mut Problems) -> Vec<Disposition> {
    if tables.is_empty() {
        return defaults::dispositions();
    }
    let disposition = |table: OutcomeTable| {
        let place = format!("disposition {}", table.id);
        problems.id(&place, &table.id);
        let group = table.group.map(|group| label(&place, &table.id, Some(group), problems));
        Disposition { label: label(&place, &table.id, table.label, problems), id: table.id, group }
    };
    tables.into_iter().map(disposition).collect()
}

/// The label given, or the id where none is.
fn label(place: &str, id: &str, value: Option<LabelValue>, problems: &mut Problems) -> Label {
    match value {
        Some(value) => {
            problems.label(place, "label.tr", &value.tr);
            problems.label(place, "label.en", &value.en);
            Label { tr: value.tr, en: value.en }
        }
        None => Label { tr: id.to_owned(), en: id.to_owned() },
    }
}

fn agent(table: AgentTable, problems: &mut Problems) -> Agent {
    let place = format!("agent {}", table.id);
    problems.id(&place, &table.id);
    let name = table.name.unwrap_or_else(|| table.id.clone());
    problems.label(&place, "name", &name);
    if let Some(team) = &table.team {
        problems.label(&place, "team", team);
    }
    let extension = table.extension.as_deref().and_then(|text| extension(&place, text, problems));
    let skills = levels(&place, table.skills, problems);
    let capacity = table.capacity.unwrap_or_else(|| defaults::CAPACITY.into());
    problems.within(&place, "capacity", capacity, 0..=compile::CAPACITY_MAX.into());
    let capacity = u8::try_from(capacity).unwrap_or(defaults::CAPACITY);
    Agent { id: table.id, name, extension, team: table.team, skills, capacity }
}

fn extension(place: &str, text: &str, problems: &mut Problems) -> Option<Line> {
    let line = Line::parse(text);
    if line.is_none() {
        let how = format!("write letters, digits, `-`, `_` and `.`, {} at most", Line::LENGTH_MAX);
        problems.add(format!("{place}: extension"), format!("{text:?} is no extension; {how}"));
    }
    line
}

fn levels(place: &str, table: BTreeMap<String, i64>, problems: &mut Problems) -> BTreeMap<String, u8> {
    let mut levels = BTreeMap::new();
    for (skill, level) in table {
        match u8::try_from(level).ok().filter(|level| *level <= compile::LEVEL_MAX) {
            Some(level) => {
                levels.insert(skill, level);
            }
            None => {
                let how = format!("is {level}; write a level from 0 to {}", compile::LEVEL_MAX);
                problems.add(format!("{place}: skills.{skill}"), how);
            }
        }
    }
    levels
}
