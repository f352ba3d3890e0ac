//! A scenario's parts, and the closed form of each.

use super::super::scenario::{AgentGroup, CallType, Scenario};
use super::{NoTheory, Pool, SkillSystem, Theory, TypeTheory};
use crate::acd::{AgentOrder, CallOrder};
use crate::simulate::Shape;

fn no(reason: impl Into<String>) -> NoTheory {
    NoTheory(reason.into())
}

/// Whether a scenario is of the kind closed forms are about; the error says what is not.
pub(super) fn plain(scenario: &Scenario) -> Result<(), NoTheory> {
    for kind in &scenario.call_types {
        let name = &kind.name;
        let because = |what: &str| Err(no(format!("{name}: {what}")));
        if kind.profile.len() > 1 {
            return because("the arrival rate changes during the day; closed forms are about a steady one");
        }
        if kind.handle != Shape::Exponential {
            return because("handle times are not exponential");
        }
        if kind.mean_patience_s > 0.0 && kind.patience != Shape::Exponential {
            return because("patience is not exponential");
        }
        if kind.wrap_up_s > 0.0 {
            return because("there is after-call work, so that agents are busy for longer than trunks are");
        }
        if kind.call_order != CallOrder::Fcfs {
            return because("calls are not served first come first served");
        }
        if !kind.stages.is_empty() || kind.prefer.is_some() || kind.overflow.is_some() {
            return because(
                "who may take a call changes while it waits (stages, preferred agents or overflow)",
            );
        }
        if kind.max_waiting.is_some() {
            return because("its queue has a limit of its own");
        }
        if kind.called_back.is_some() || kind.reserve.is_some() || !kind.open.is_empty() {
            return because(
                "callers are called back, agents kept in reserve, or the queue is closed at times",
            );
        }
        if kind.redial.is_some() {
            return because("callers try again");
        }
    }
    for group in &scenario.agents {
        let because = |what: &str| Err(no(format!("agents {}: {what}", group.name)));
        if !group.shifts.is_empty() {
            return because("they work in shifts; closed forms are about a steady day");
        }
        if group.capacity != 1 {
            return because("they take several calls at once, or none");
        }
        if group.answer_after_s > 0.0 || group.misses_percent > 0.0 {
            return because("phones ring for a while, or are not picked up");
        }
    }
    Ok(())
}

/// One set of call types and the agents who serve them, by their places in the scenario.
#[derive(Debug, Default)]
struct Part {
    kinds: Vec<usize>,
    groups: Vec<usize>,
}

pub(super) fn solve(scenario: &Scenario) -> Result<Theory, NoTheory> {
    let parts = parts(scenario);
    if parts.len() > 1 && scenario.trunks.is_some() {
        return Err(no("the trunks are shared by call types that share no agents"));
    }
    let mut theory = Theory {
        models: Vec::new(),
        call_types: vec![TypeTheory::default(); scenario.call_types.len()],
        // Whom nobody calls has nothing to do.
        agent_groups: vec![Some(0.0); scenario.agents.len()],
        overall: TypeTheory::default(),
    };
    let mut abandoned_within = vec![0.0; scenario.call_types.len()];
    for part in &parts {
        if let Some(pool) = pool(scenario, part) {
            solve_pool(scenario, part, &pool, &mut theory, &mut abandoned_within)?;
        } else {
            solve_skills(scenario, part, &mut theory)?;
        }
    }
    theory.overall = TypeTheory::of_all(&theory.call_types, &abandoned_within);
    Ok(theory)
}

fn solve_pool(
    scenario: &Scenario,
    part: &Part,
    pool: &Pool,
    theory: &mut Theory,
    abandoned_within: &mut [f64],
) -> Result<(), NoTheory> {
    let figures = pool.figures(scenario.within_s, scenario.short_abandon_s);
    let figures = figures
        .ok_or_else(|| no("there is more work than agents and nobody leaves, so the line grows for ever"))?;
    for kind in &part.kinds {
        let rate = rate(&scenario.call_types[*kind]);
        theory.call_types[*kind] =
            TypeTheory::new(rate, figures.answered_within, figures.abandoned_within, &figures);
        abandoned_within[*kind] = figures.abandoned_within;
    }
    // By symmetry, where the order treats the groups alike.
    let alike = part.groups.len() == 1 || order_of(scenario, part) == Some(AgentOrder::LongestIdle);
    for group in &part.groups {
        theory.agent_groups[*group] = alike.then_some(figures.occupancy);
    }
    theory.models.push(pool.name());
    Ok(())
}

fn solve_skills(scenario: &Scenario, part: &Part, theory: &mut Theory) -> Result<(), NoTheory> {
    let system = skill_system(scenario, part)?;
    let figures = system.figures(scenario.within_s).map_err(|error| no(error.to_string()))?;
    for (kind, found) in part.kinds.iter().zip(&figures.types) {
        let as_pool = super::PoolFigures {
            p_block: 0.0,
            p_wait: found.p_wait,
            p_abandon: 0.0,
            wait_answered_s: found.wait_s,
            wait_entered_s: found.wait_s,
            occupancy: 0.0,
            answered_within: found.answered_within,
            abandoned_within: 0.0,
        };
        let rate = rate(&scenario.call_types[*kind]);
        theory.call_types[*kind] = TypeTheory::new(rate, found.answered_within, 0.0, &as_pool);
    }
    for (group, occupancy) in part.groups.iter().zip(figures.occupancy) {
        theory.agent_groups[*group] = Some(occupancy);
    }
    theory.models.push("FCFS-ALIS (Adan and Weiss 2014): any skill sets, nobody leaves".to_owned());
    Ok(())
}

/// Call types and groups that hang together through who may serve whom. Types nobody calls and groups
/// of nobody are left out.
fn parts(scenario: &Scenario) -> Vec<Part> {
    let mut left: Vec<usize> =
        (0..scenario.call_types.len()).filter(|kind| rate(&scenario.call_types[*kind]) > 0.0).collect();
    let mut parts = Vec::new();
    while !left.is_empty() {
        let mut part = Part { kinds: vec![left.remove(0)], groups: Vec::new() };
        let mut next = 0;
        while let Some(kind) = part.kinds.get(next).copied() {
            next += 1;
            for (group, agents) in scenario.agents.iter().enumerate() {
                if !serves(agents, &scenario.call_types[kind]) || part.groups.contains(&group) {
                    continue;
                }
                part.groups.push(group);
                let reached = |kind: &usize| serves(agents, &scenario.call_types[*kind]);
                part.kinds.extend(left.iter().copied().filter(reached));
                left.retain(|kind| !reached(kind));
            }
        }
        part.kinds.sort_unstable();
        part.groups.sort_unstable();
        parts.push(part);
    }
    parts
}

/// The part as a pool, where its agents are all alike and so are its callers.
fn pool(scenario: &Scenario, part: &Part) -> Option<Pool> {
    let kinds = || part.kinds.iter().map(|kind| &scenario.call_types[*kind]);
    let groups = || part.groups.iter().map(|group| &scenario.agents[*group]);
    let (kind, group) = (kinds().next()?, groups().next()?);
    let handle_s = scenario.mean_handle_s(kind, group);
    let alike = kinds().all(|kind| {
        let served = |group| serves(group, kind) && same(scenario.mean_handle_s(kind, group), handle_s);
        groups().all(served)
    });
    let as_patient = kinds().all(|other| same(other.mean_patience_s, kind.mean_patience_s));
    let arrival_rate: f64 = kinds().map(rate).sum::<f64>() / 3_600.0;
    let servers = groups().map(|group| group.count).sum();
    let pool =
        Pool { arrival_rate, handle_s, servers, patience_s: kind.mean_patience_s, trunks: scenario.trunks };
    (alike && as_patient).then_some(pool)
}

fn skill_system(scenario: &Scenario, part: &Part) -> Result<SkillSystem, NoTheory> {
    let kinds = || part.kinds.iter().map(|kind| &scenario.call_types[*kind]);
    let groups = || part.groups.iter().map(|group| &scenario.agents[*group]);
    if part.groups.is_empty() {
        return Err(no("some call types nobody serves"));
    }
    if kinds().any(|kind| kind.mean_patience_s > 0.0) {
        return Err(no("callers leave, and the agents or the callers are not all alike"));
    }
    if scenario.trunks.is_some() {
        return Err(no("trunks are limited, and the agents are not all alike"));
    }
    if order_of(scenario, part) != Some(AgentOrder::LongestIdle) {
        return Err(no("agents of several skills are not chosen by longest-idle alone"));
    }
    let mut service_rates = Vec::with_capacity(part.groups.len());
    for group in groups() {
        let mut means =
            kinds().filter(|kind| serves(group, kind)).map(|kind| scenario.mean_handle_s(kind, group));
        let mean = means.next().unwrap_or_default();
        if means.any(|other| !same(other, mean)) {
            return Err(no(format!(
                "agents {}: handle times hang on the call type, not on the agent alone",
                group.name
            )));
        }
        service_rates.push(1.0 / mean);
    }
    Ok(SkillSystem {
        arrival_rates: kinds().map(|kind| rate(kind) / 3_600.0).collect(),
        servers: groups().map(|group| group.count).collect(),
        service_rates,
        serves: groups().map(|group| kinds().map(|kind| serves(group, kind)).collect()).collect(),
    })
}

/// The agent order of all types of a part, if they have the same.
fn order_of(scenario: &Scenario, part: &Part) -> Option<AgentOrder> {
    let mut orders = part.kinds.iter().map(|kind| scenario.call_types[*kind].agent_order);
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

fn serves(group: &AgentGroup, kind: &CallType) -> bool {
    group.count > 0 && kind.require.satisfied_by(&group.skills)
}

fn rate(kind: &CallType) -> f64 {
    kind.profile.first().map_or(0.0, |rate| rate.per_hour)
}

/// Whether two numbers of a file are meant to be the same.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

impl Pool {
    /// What people call it.
    fn name(&self) -> String {
        let agents = self.servers;
        match (self.trunks, self.patience_s > 0.0) {
            (Some(trunks), _) if trunks <= agents => {
                format!("Erlang B: {agents} agents, {trunks} trunks, nobody waits")
            }
            (Some(trunks), false) => {
                format!("M/M/{agents}/{trunks}: {agents} agents, {trunks} trunks, nobody leaves")
            }
            (Some(trunks), true) => format!("Erlang A with {trunks} trunks: {agents} agents"),
            (None, false) => format!("Erlang C: {agents} agents, nobody leaves"),
            (None, true) => format!("Erlang A: {agents} agents"),
        }
    }
}
