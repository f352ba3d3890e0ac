//! A queue's table.

use std::collections::BTreeMap;

use super::label;
use crate::catalog::check::Problems;
use crate::catalog::compile::{self, AGENT_ORDERS, CALL_ORDERS};
use crate::catalog::file::{OverflowTable, QueueTable, ReserveTable, StageTable};
use crate::catalog::{
    AFTER_S_MAX, KEEPS_PLACE_S_MAX, MAX_WAITING_MAX, Overflow, PREFER_S_MAX, PRIORITIES_MAX,
    PRIORITY_WORTH_S_MAX, QUEUE_NUMBERS_MAX, Queue, RING_TIMEOUT_S, Reserve, STAGES_MAX, ServiceLevel, Stage,
    StageKind, WEIGHT_MAX, WRAP_UP_S_MAX, defaults,
};

pub(super) fn read(table: QueueTable, problems: &mut Problems) -> Queue {
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
        reserve: table.reserve.map(|reserve| self::reserve(&place, reserve, problems)),
        keeps_place_s: table.keeps_place_s.unwrap_or(0),
        hours: table.hours,
        when_closed: table.when_closed,
        prefer_last_agent_s: table.prefer_last_agent_s.unwrap_or(0),
        priorities: priorities(&place, table.priorities, problems),
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
    problems.within(place, "keeps_place_s", queue.keeps_place_s, 0..=KEEPS_PLACE_S_MAX);
    problems.within(place, "prefer_last_agent_s", queue.prefer_last_agent_s, 0..=PREFER_S_MAX);
    if queue.when_closed.is_some() && queue.hours.is_none() {
        problems
            .add(format!("{place}: when_closed"), "says nothing without `hours`; add them, or leave it out");
    }
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

fn reserve(place: &str, table: ReserveTable, problems: &mut Problems) -> Reserve {
    let ReserveTable { who, on_waiting, off_waiting } = table;
    requirement(place, "reserve.who", &who, problems);
    problems.within(place, "reserve.on_waiting", on_waiting, 1..=MAX_WAITING_MAX);
    if off_waiting >= on_waiting {
        let how =
            format!("is {off_waiting}, not below on_waiting; with one threshold they would come and go");
        problems.add(format!("{place}: reserve.off_waiting"), how);
    }
    Reserve { who, on_waiting, off_waiting }
}

fn priorities(place: &str, table: BTreeMap<String, u32>, problems: &mut Problems) -> BTreeMap<String, u8> {
    problems.at_most(&format!("{place}: priorities"), table.len(), PRIORITIES_MAX);
    let point = |(segment, points): (String, u32)| {
        problems.label(place, "priorities", &segment);
        problems.within(place, &format!("priorities.{segment}"), points, 0..=compile::PRIORITY_MAX.into());
        (segment, u8::try_from(points).unwrap_or(0))
    };
    table.into_iter().map(point).collect()
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
    let what = format!("{word:?} is no strategy; write one of {}", names.join(", "));
    problems.add(format!("{place}: {key}"), what);
}
