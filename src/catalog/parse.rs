//! From text to catalog.

use std::collections::BTreeMap;

use super::check::Problems;
use super::compile::{self, AGENT_ORDERS, CALL_ORDERS};
use super::file::{
    AgentTable, File, LabelTable, LabelValue, NumbersTable, OverflowTable, PolicyTable, QueueTable,
    StageTable,
};
use super::model::without_plus;
use super::{
    AFTER_S_MAX, AGENTS_MAX, Agent, COOL_DOWN_S_MAX, Catalog, CatalogError, DISPOSITIONS_MAX, Disposition,
    FILE_BYTES_MAX, INTERNAL_MAX, Label, MAX_WAITING_MAX, MISSED_IN_A_ROW_MAX, Numbers, Overflow,
    PRIORITY_WORTH_S_MAX, Policy, Problem, QUEUE_NUMBERS_MAX, QUEUES_MAX, Queue, REASONS_MAX, RING_TIMEOUT_S,
    Reason, SKILLS_MAX, STAGES_MAX, ServiceLevel, Skill, Stage, StageKind, WEIGHT_MAX, WRAP_UP_S_MAX,
    defaults, plan,
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
        skills: skills(file.skills, problems),
        agents: file.agents.into_iter().map(|table| agent(table, problems)).collect(),
        queues: file.queues.into_iter().map(|table| queue(table, problems)).collect(),
        reasons: reasons(file.reasons, problems),
        dispositions: dispositions(file.dispositions, problems),
    };
    together(&catalog, problems);
    catalog
}

fn policy(table: &PolicyTable, problems: &mut Problems) -> Policy {
    let policy = Policy {
        cool_down_s: table.cool_down_s.unwrap_or(defaults::COOL_DOWN_S),
        missed_in_a_row_max: table.missed_in_a_row_max.unwrap_or(defaults::MISSED_IN_A_ROW),
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
    problems.at_most("numbers: internal", table.internal.len(), INTERNAL_MAX);
    for pattern in &table.internal {
        if let Some(mistake) = plan::pattern_mistake(pattern) {
            problems.add("numbers: internal", format!("{pattern:?}: {mistake}"));
        }
    }
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

fn dispositions(tables: Vec<LabelTable>, problems: &mut Problems) -> Vec<Disposition> {
    if tables.is_empty() {
        return defaults::dispositions();
    }
    let disposition = |table: LabelTable| {
        let place = format!("disposition {}", table.id);
        problems.id(&place, &table.id);
        Disposition { label: label(&place, &table.id, table.label, problems), id: table.id }
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
    Agent { id: table.id, name, extension, team: table.team, skills }
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

fn queue(table: QueueTable, problems: &mut Problems) -> Queue {
    let place = format!("queue {}", table.id);
    problems.id(&place, &table.id);
    problems.at_most(&format!("{place}: numbers"), table.numbers.len(), QUEUE_NUMBERS_MAX);
    for number in &table.numbers {
        problems.number(&place, number);
    }
    requirement(&place, "require", &table.require, problems);
    let call_order = table.call_order.unwrap_or_else(|| defaults::CALL_ORDER.to_owned());
    let agent_order = table.agent_order.unwrap_or_else(|| defaults::AGENT_ORDER.to_owned());
    strategy(
        &place,
        "call_order",
        &call_order,
        CALL_ORDERS,
        compile::call_order(&call_order).is_some(),
        problems,
    );
    let known = compile::agent_order(&agent_order).is_some();
    strategy(&place, "agent_order", &agent_order, AGENT_ORDERS, known, problems);
    let queue = Queue {
        label: label(&place, &table.id, table.label, problems),
        numbers: table.numbers,
        require: table.require,
        skip_unreachable_stages: table.skip_unreachable_stages,
        call_order,
        priority_worth_s: table.priority_worth_s.unwrap_or(defaults::PRIORITY_WORTH_S),
        weight: table.weight.unwrap_or(defaults::WEIGHT),
        agent_order,
        service_level: table.service_level.map(|level| ServiceLevel {
            within_s: level.within_s,
            target_percent: level.target_percent,
            short_abandon_s: level.short_abandon_s.unwrap_or(defaults::SHORT_ABANDON_S),
        }),
        ring_timeout_s: table.ring_timeout_s.unwrap_or(defaults::RING_TIMEOUT_S),
        wrap_up_s: table.wrap_up_s.unwrap_or(defaults::WRAP_UP_S),
        max_waiting: table.max_waiting,
        overflow: table.overflow.map(|overflow| self::overflow(&place, overflow, problems)),
        stages: stages(&place, table.stages, problems),
        id: table.id,
    };
    figures(&place, &queue, problems);
    queue
}

fn figures(place: &str, queue: &Queue, problems: &mut Problems) {
    problems.within(place, "priority_worth_s", queue.priority_worth_s, 0..=PRIORITY_WORTH_S_MAX);
    problems.within(place, "weight", queue.weight, 1..=WEIGHT_MAX);
    problems.within(place, "ring_timeout_s", queue.ring_timeout_s, RING_TIMEOUT_S);
    problems.within(place, "wrap_up_s", queue.wrap_up_s, 0..=WRAP_UP_S_MAX);
    if let Some(max_waiting) = queue.max_waiting {
        problems.within(place, "max_waiting", max_waiting, 1..=MAX_WAITING_MAX);
    }
    if let Some(level) = queue.service_level {
        problems.within(place, "service_level.within_s", level.within_s, 1..=AFTER_S_MAX);
        problems.within(place, "service_level.target_percent", level.target_percent, 1..=100);
        problems.within(place, "service_level.short_abandon_s", level.short_abandon_s, 0..=AFTER_S_MAX);
    }
}

fn overflow(place: &str, table: OverflowTable, problems: &mut Problems) -> Overflow {
    let OverflowTable { waiting_max, wait_max_s, nobody_reachable, to } = table;
    if let Some(waiting_max) = waiting_max {
        problems.within(place, "overflow.waiting_max", waiting_max, 1..=MAX_WAITING_MAX);
    }
    if let Some(wait_max_s) = wait_max_s {
        problems.within(place, "overflow.wait_max_s", wait_max_s, 1..=AFTER_S_MAX);
    }
    if waiting_max.is_none() && wait_max_s.is_none() && !nobody_reachable {
        let how = "says no case; give waiting_max, wait_max_s or nobody_reachable = true";
        problems.add(format!("{place}: overflow"), how);
    }
    Overflow { waiting_max, wait_max_s, nobody_reachable, to }
}

/// A queue that is not there, or the same one, would keep callers waiting for nothing.
fn overflow_targets_exist(catalog: &Catalog, problems: &mut Problems) {
    for queue in &catalog.queues {
        let Some(to) = queue.overflow.as_ref().and_then(|overflow| overflow.to.as_ref()) else { continue };
        let place = format!("queue {}: overflow.to", queue.id);
        if *to == queue.id {
            problems.add(place, "is the queue itself; name another, or leave it out to give callers back");
        } else if catalog.queue(to).is_none() {
            problems.add(place, format!("there is no queue {to}; add it to [[queues]], or correct the name"));
        }
    }
}

fn stages(place: &str, tables: Vec<StageTable>, problems: &mut Problems) -> Vec<Stage> {
    problems.at_most(&format!("{place}: stages"), tables.len(), STAGES_MAX);
    let mut stages: Vec<Stage> = Vec::with_capacity(tables.len());
    for (index, table) in tables.into_iter().enumerate() {
        let key = format!("stages[{}]", index + 1);
        problems.within(place, &format!("{key}.after_s"), table.after_s, 1..=AFTER_S_MAX);
        if stages.last().is_some_and(|earlier| earlier.after_s >= table.after_s) {
            let what =
                format!("is {}, not later than the stage before; put the stages in order", table.after_s);
            problems.add(format!("{place}: {key}.after_s"), what);
        }
        requirement(place, &format!("{key}.require"), &table.require, problems);
        let kind = stage_kind(place, &key, table.kind.as_deref(), problems);
        stages.push(Stage { after_s: table.after_s, require: table.require, kind });
    }
    stages
}

fn stage_kind(place: &str, key: &str, word: Option<&str>, problems: &mut Problems) -> StageKind {
    let kinds = [StageKind::Cumulative, StageKind::Replace];
    let Some(word) = word else { return StageKind::default() };
    let kind = kinds.into_iter().find(|kind| kind.as_str() == word);
    if kind.is_none() {
        problems.add(format!("{place}: {key}.kind"), format!("{word:?}; write cumulative or replace"));
    }
    kind.unwrap_or_default()
}

fn requirement(place: &str, key: &str, text: &str, problems: &mut Problems) {
    if let Err(what) = compile::requirement_skills(text) {
        problems.add(format!("{place}: {key}"), format!("{what}; it reads {text:?}"));
    }
}

fn strategy(place: &str, key: &str, word: &str, names: &[&str], known: bool, problems: &mut Problems) {
    if known {
        return;
    }
    let what = if word == "ring-all" {
        "ring-all is not here yet, since a call rings one agent at a time; choose another order".to_owned()
    } else if names.contains(&word) {
        format!("{word} comes with a later version; leave it out for now")
    } else {
        format!("{word:?} is no strategy; write one of {}", names.join(", "))
    };
    problems.add(format!("{place}: {key}"), what);
}

/// What holds between the tables.
fn together(catalog: &Catalog, problems: &mut Problems) {
    problems.at_most("skills", catalog.skills.len(), SKILLS_MAX);
    problems.at_most("agents", catalog.agents.len(), AGENTS_MAX);
    problems.at_most("queues", catalog.queues.len(), QUEUES_MAX);
    problems.at_most("reasons", catalog.reasons.len(), REASONS_MAX);
    problems.at_most("dispositions", catalog.dispositions.len(), DISPOSITIONS_MAX);
    problems.differ("id", catalog.skills.iter().map(|s| (format!("skill {}", s.id), s.id.as_str())));
    problems.differ("id", catalog.agents.iter().map(|a| (format!("agent {}", a.id), a.id.as_str())));
    problems.differ("id", catalog.queues.iter().map(|q| (format!("queue {}", q.id), q.id.as_str())));
    problems.differ("id", catalog.reasons.iter().map(|r| (format!("reason {}", r.id), r.id.as_str())));
    problems
        .differ("id", catalog.dispositions.iter().map(|d| (format!("disposition {}", d.id), d.id.as_str())));
    problems.differ(
        "number",
        catalog.queues.iter().flat_map(|queue| {
            queue.numbers.iter().map(|number| (format!("queue {}", queue.id), without_plus(number)))
        }),
    );
    problems.differ(
        "extension",
        catalog.agents.iter().filter_map(|agent| {
            agent.extension.as_ref().map(|line| (format!("agent {}", agent.id), line.as_str()))
        }),
    );
    skills_exist(catalog, problems);
    overflow_targets_exist(catalog, problems);
}

/// An unknown skill would be a requirement silently never met.
fn skills_exist(catalog: &Catalog, problems: &mut Problems) {
    let how = "add it to [[skills]], or correct the name";
    let unknown = |skill: &str| catalog.skill(skill).is_none();
    for agent in &catalog.agents {
        for skill in agent.skills.keys().filter(|skill| unknown(skill)) {
            problems.add(
                format!("agent {}: skills.{skill}", agent.id),
                format!("there is no skill {skill}; {how}"),
            );
        }
    }
    for queue in &catalog.queues {
        let staged = queue.stages.iter().enumerate();
        let staged = staged.map(|(index, stage)| (format!("stages[{}].require", index + 1), &stage.require));
        for (key, text) in std::iter::once(("require".to_owned(), &queue.require)).chain(staged) {
            for skill in compile::requirement_skills(text).unwrap_or_default() {
                if unknown(&skill) {
                    problems.add(
                        format!("queue {}: {key}", queue.id),
                        format!("there is no skill {skill}; {how}"),
                    );
                }
            }
        }
    }
}
