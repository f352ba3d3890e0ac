//! A scenario from a day that was: who called, how long it took, who worked.

use std::collections::BTreeMap;

use super::file::{
    AgentTable, CallTypeTable, File, OverflowTable, ProfileTable, ServiceLevelTable, ShiftTable, StageTable,
};
use super::limits::{SCV, SHIFTS_MAX, WRAP_UP_S};
use crate::catalog::{Catalog, Queue};

/// How long a piece of the arrival profile is, in seconds.
const PIECE_S: f64 = 1_800.0;

/// Two times of work with less than this between them are one, in seconds.
const GAP_S: f64 = 60.0;

/// A day as it was. Moments are seconds after its beginning.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct DayFacts {
    /// Its length; days of 23 and 25 hours are days.
    pub length_s: f64,
    /// Everybody who joined a queue.
    pub calls: Vec<CallFact>,
    /// When agents took calls, breaks left out; in order for each agent.
    pub work: Vec<WorkFact>,
}

/// One caller.
#[derive(Clone, PartialEq, Debug)]
pub struct CallFact {
    /// The queue, by its catalog id.
    pub queue: String,
    /// When he joined it.
    pub joined_s: f64,
    /// How long he waited, until whatever ended it.
    pub wait_s: f64,
    /// What ended it.
    pub end: WaitEnd,
}

/// What ended a wait.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum WaitEnd {
    /// An agent; how long they talked and how long she wrote it up, where that is known.
    Answered {
        /// Conversation.
        talk_s: Option<f64>,
        /// After-call work.
        wrap_up_s: Option<f64>,
    },
    /// The caller hung up.
    Abandoned,
    /// Anything else; of his patience it says that it lasted so long at least.
    Other,
}

/// When an agent took calls.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkFact {
    /// Her catalog id.
    pub agent: String,
    /// From when.
    pub from_s: f64,
    /// To when.
    pub to_s: f64,
}

/// The scenario of a day, as a file to be read and changed. Queues and skills are the catalog's; queues nobody
/// called and agents who did not work are left out.
///
/// - Arrivals: a rate for every half hour, its callers over its length.
/// - Handle time: mean and squared coefficient of variation of the conversations, log-normal where two or
///   more differ, else exponential.
/// - Patience: exponential. Most callers are answered before they give up, so what is seen of patience is
///   censored; the estimate with the greatest likelihood is the sum of all waits, however they ended, over the number
///   who gave up (Mandelbaum and Zeltyn, *Service engineering in action*, 2007). Where nobody gave up, nobody does.
/// - After-call work: the mean of what is known, else none.
pub fn scenario_of_day(day: &DayFacts, catalog: &Catalog, heading: &str) -> String {
    let queues = catalog.queues().iter();
    let call_types: Vec<CallTypeTable> = queues.filter_map(|queue| call_type(day, queue, catalog)).collect();
    let level = catalog.queues().iter().find_map(|queue| queue.service_level);
    let file = File {
        seed: Some(1),
        replications: Some(16),
        duration_s: day.length_s,
        warmup_s: Some(0.0),
        trunks: None,
        service_level: level.map(|level| ServiceLevelTable {
            within_s: level.within_s.into(),
            short_abandon_s: Some(level.short_abandon_s.into()),
        }),
        routing: None,
        call_types,
        agents: agents(day, catalog),
    };
    let toml = toml::to_string(&file).unwrap_or_default();
    let comment = heading.lines().map(|line| format!("# {line}\n")).collect::<String>();
    format!("{comment}{toml}")
}

fn call_type(day: &DayFacts, queue: &Queue, catalog: &Catalog) -> Option<CallTypeTable> {
    let calls: Vec<&CallFact> = day.calls.iter().filter(|call| call.queue == queue.id).collect();
    if calls.is_empty() {
        return None;
    }
    let known =
        |of: fn(&WaitEnd) -> Option<f64>| calls.iter().filter_map(|call| of(&call.end)).collect::<Vec<f64>>();
    let talks = known(|end| match end {
        WaitEnd::Answered { talk_s, .. } => *talk_s,
        WaitEnd::Abandoned | WaitEnd::Other => None,
    });
    let wrap_ups = known(|end| match end {
        WaitEnd::Answered { wrap_up_s, .. } => *wrap_up_s,
        WaitEnd::Abandoned | WaitEnd::Other => None,
    });
    let (mean_handle_s, scv) = moments(&talks);
    let spread = scv.filter(|scv| SCV.contains(scv));
    let called = |id: &str| {
        catalog.queues().iter().any(|queue| queue.id == id) && day.calls.iter().any(|call| call.queue == id)
    };
    Some(CallTypeTable {
        name: queue.id.clone(),
        profile: profile(&calls, day.length_s),
        // Where nobody talked there is nothing to learn from; three minutes are as good as any.
        mean_handle_s: Some(rounded(mean_handle_s.unwrap_or(180.0).max(1.0))),
        handle_distribution: spread.map(|_| "lognormal".to_owned()),
        handle_scv: spread.map(rounded),
        mean_patience_s: patience(&calls).map(rounded),
        wrap_up_s: moments(&wrap_ups)
            .0
            .map(|mean| rounded(mean.min(*WRAP_UP_S.end())))
            .filter(|mean| *mean > 0.0),
        require: Some(queue.require.clone()),
        skip_unreachable_stages: queue.skip_unreachable_stages.then_some(true),
        call_order: Some(queue.call_order.clone()),
        agent_order: Some(queue.agent_order.clone()),
        priority_worth_s: Some(queue.priority_worth_s.into()),
        weight: Some(queue.weight),
        target_s: queue.service_level.map(|level| level.within_s.into()),
        ring_timeout_s: Some(queue.ring_timeout_s.into()),
        max_waiting: queue.max_waiting,
        overflow: queue.overflow.as_ref().map(|overflow| OverflowTable {
            waiting_max: overflow.waiting_max,
            wait_max_s: overflow.wait_max_s.map(f64::from),
            nobody_reachable: overflow.nobody_reachable,
            // To a queue that is not in the scenario nobody can go.
            to: overflow.to.clone().filter(|to| called(to)),
        }),
        stages: queue.stages.iter().map(stage).collect(),
        ..CallTypeTable::default()
    })
}

fn stage(stage: &crate::catalog::Stage) -> StageTable {
    StageTable {
        after_s: stage.after_s.into(),
        require: stage.require.clone(),
        kind: Some(stage.kind.as_str().to_owned()),
    }
}

/// Callers an hour, for every half hour; equal neighbours are one piece.
fn profile(calls: &[&CallFact], length_s: f64) -> Vec<ProfileTable> {
    let pieces = (length_s / PIECE_S).ceil().max(1.0) as usize;
    let mut counts = vec![0_u32; pieces];
    for call in calls {
        let piece = (call.joined_s.max(0.0) / PIECE_S) as usize;
        counts[piece.min(pieces - 1)] += 1;
    }
    let mut profile: Vec<ProfileTable> = Vec::with_capacity(pieces);
    for (piece, count) in counts.into_iter().enumerate() {
        let from_s = piece as f64 * PIECE_S;
        let piece_s = PIECE_S.min(length_s - from_s).max(1.0);
        let rate_per_hour = rounded(f64::from(count) * 3_600.0 / piece_s);
        if profile.last().is_none_or(|before| before.rate_per_hour != rate_per_hour) {
            profile.push(ProfileTable { from_s, rate_per_hour });
        }
    }
    profile
}

/// Mean, and squared coefficient of variation where there are two or more.
fn moments(times_s: &[f64]) -> (Option<f64>, Option<f64>) {
    let count = times_s.len() as f64;
    if times_s.is_empty() {
        return (None, None);
    }
    let mean = times_s.iter().sum::<f64>() / count;
    let squares: f64 = times_s.iter().map(|time_s| (time_s - mean) * (time_s - mean)).sum();
    let scv = (times_s.len() > 1 && mean > 0.0).then(|| squares / (count - 1.0) / mean / mean);
    (Some(mean), scv)
}

fn patience(calls: &[&CallFact]) -> Option<f64> {
    let gave_up = calls.iter().filter(|call| call.end == WaitEnd::Abandoned).count();
    let waits: f64 = calls.iter().map(|call| call.wait_s.max(0.0)).sum();
    (gave_up > 0).then(|| (waits / gave_up as f64).max(1.0))
}

fn agents(day: &DayFacts, catalog: &Catalog) -> Vec<AgentTable> {
    let mut by_agent: BTreeMap<&str, Vec<ShiftTable>> = BTreeMap::new();
    for work in day.work.iter().filter(|work| work.to_s > work.from_s) {
        let shifts = by_agent.entry(work.agent.as_str()).or_default();
        shifts.push(ShiftTable { from_s: rounded(work.from_s), to_s: rounded(work.to_s) });
    }
    let agent = |agent: &crate::catalog::Agent| {
        let shifts = joined(by_agent.remove(agent.id.as_str())?);
        Some(AgentTable {
            name: agent.id.clone(),
            skills: agent.skills.iter().map(|(skill, level)| (skill.clone(), i64::from(*level))).collect(),
            shifts,
            ..AgentTable::default()
        })
    };
    catalog.agents().iter().filter_map(agent).collect()
}

/// Joins times with little between them, and the closest ones where there are still too many.
fn joined(mut shifts: Vec<ShiftTable>) -> Vec<ShiftTable> {
    shifts.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    let mut gap_s = GAP_S;
    loop {
        let mut joined: Vec<ShiftTable> = Vec::with_capacity(shifts.len());
        for shift in &shifts {
            match joined.last_mut().filter(|before| shift.from_s - before.to_s < gap_s) {
                Some(before) => before.to_s = before.to_s.max(shift.to_s),
                None => joined.push(shift.clone()),
            }
        }
        if joined.len() <= SHIFTS_MAX {
            return joined.into_iter().filter(|shift| shift.to_s > shift.from_s).collect();
        }
        gap_s *= 2.0;
    }
}

/// Three digits after the point are more than such an estimate bears.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
