//! A call centre made up from a seed: agents, queues, and how they change.

use std::time::Duration;

use santral::acd::{
    AgentConfig, AgentOrder, CallOrder, Callbacks, Config, Overflow, OverflowTarget, Policy, QueueConfig,
    QueueId, Requirement, Reserve, SkillId, Stage, StageKind,
};

use crate::rng::Rng;

pub(crate) const AGENTS_MAX: usize = 9;
pub(crate) const QUEUES_MAX: usize = 4;
const SKILLS: [&str; 4] = ["tr", "en", "kart", "vip"];
const REQUIREMENTS: [&str; 8] = [
    "any",
    "tr >= 3",
    "tr",
    "en >= 2 or tr >= 5",
    "tr and (kart >= 3 or vip)",
    "not vip",
    "kart >= 4",
    "tr >= 2 and not en",
];

pub(crate) fn config(rng: &mut Rng) -> Config {
    let agents = (0..2 + rng.below(AGENTS_MAX - 1)).map(|n| agent(rng, n)).collect();
    let queues = (0..1 + rng.below(QUEUES_MAX)).map(|n| queue(rng, n)).collect();
    let cool_down = Duration::from_millis(rng.next() % 12_000);
    let policy = Policy { cool_down, missed_in_a_row_max: u32::try_from(rng.below(4)).unwrap() };
    Config { agents, queues, policy }
}

/// One thing changed: an agent or a queue, made anew or taken out.
pub(crate) fn config_like(rng: &mut Rng, before: &Config) -> Config {
    let mut config = before.clone();
    if rng.chance(50) {
        let changed = agent(rng, rng.clone().below(AGENTS_MAX));
        config.agents.retain(|agent| agent.id != changed.id);
        if rng.chance(70) {
            config.agents.push(changed);
        }
    } else {
        let changed = queue(rng, rng.clone().below(QUEUES_MAX));
        config.queues.retain(|queue| queue.id != changed.id);
        if rng.chance(70) {
            config.queues.push(changed);
        }
    }
    config
}

fn agent(rng: &mut Rng, number: usize) -> AgentConfig {
    let mut skills = std::collections::BTreeMap::new();
    for skill in SKILLS {
        if rng.chance(50) {
            skills.insert(SkillId::new(skill), u8::try_from(1 + rng.below(6)).unwrap());
        }
    }
    let capacity = if rng.chance(75) { 1 } else { u8::try_from(rng.below(4)).unwrap() };
    AgentConfig { capacity, ..AgentConfig::new(format!("a{number}").as_str(), skills) }
}

fn queue(rng: &mut Rng, number: usize) -> QueueConfig {
    let stage = |rng: &mut Rng| Stage {
        after: Duration::from_millis(1_000 + rng.next() % 40_000),
        require: requirement(rng),
        kind: if rng.chance(25) { StageKind::Replace } else { StageKind::Cumulative },
    };
    QueueConfig {
        require: requirement(rng),
        stages: (0..rng.below(4)).map(|_| stage(rng)).collect(),
        overflow: rng.chance(45).then(|| overflow(rng)),
        skip_unreachable_stages: rng.chance(30),
        call_order: *rng.pick(&CallOrder::ALL).unwrap(),
        priority_worth: Duration::from_millis(rng.next() % 30_000),
        target: Duration::from_millis(rng.next() % 60_000),
        weight: 1 + u32::try_from(rng.below(5)).unwrap(),
        agent_order: *rng.pick(&AgentOrder::ALL).unwrap(),
        ring_timeout: Duration::from_millis(5_000 + rng.next() % 20_000),
        wrap_up: Duration::from_millis(if rng.chance(50) { 0 } else { rng.next() % 15_000 }),
        max_waiting: rng.chance(30).then(|| 3 + rng.below(20)),
        reserve: rng.chance(25).then(|| reserve(rng)),
        keeps_place: Duration::from_millis(if rng.chance(50) { 0 } else { rng.next() % 60_000 }),
        callbacks: rng.chance(60).then(|| callbacks(rng)),
        when_closed: rng.chance(60).then(|| target(rng)),
        ..QueueConfig::new(format!("q{number}").as_str())
    }
}

fn overflow(rng: &mut Rng) -> Overflow {
    Overflow {
        waiting_max: rng.chance(50).then(|| 1 + rng.below(6)),
        wait_max: rng.chance(50).then(|| Duration::from_millis(rng.next() % 60_000)),
        nobody_reachable: rng.chance(30),
        to: target(rng),
    }
}

fn target(rng: &mut Rng) -> OverflowTarget {
    if rng.chance(20) {
        OverflowTarget::GiveBack
    } else {
        OverflowTarget::Queue(QueueId::new(format!("q{}", rng.below(QUEUES_MAX))))
    }
}

fn reserve(rng: &mut Rng) -> Reserve {
    let on_waiting = 1 + rng.below(6);
    Reserve { who: requirement(rng), on_waiting, off_waiting: rng.below(on_waiting) }
}

fn callbacks(rng: &mut Rng) -> Callbacks {
    Callbacks {
        offer_percent: u8::try_from(rng.below(120)).unwrap(),
        quarantine: Duration::from_millis(if rng.chance(20) { 0 } else { rng.next() % 30_000 }),
        tries_max: u8::try_from(rng.below(4)).unwrap(),
        in_a_row_max: u32::try_from(rng.below(4)).unwrap(),
    }
}

fn requirement(rng: &mut Rng) -> Requirement {
    Requirement::parse(rng.pick(&REQUIREMENTS).unwrap()).unwrap()
}
