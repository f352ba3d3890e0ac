//! A call centre made up from a seed: small or large, crowded or quiet, with every rule there is.

use std::collections::BTreeMap;
use std::time::Duration;

use super::acd::{
    AgentConfig, AgentOrder, CallOrder, Callbacks, Config, Overflow, OverflowTarget, Policy, QueueConfig,
    QueueId, Requirement, Reserve, SkillId, Stage, StageKind,
};
use crate::rng::Rng;

/// How large a house is, and how full.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) agents: usize,
    pub(crate) queues: usize,
    /// About how many callers wait when it is full.
    pub(crate) crowd: usize,
}

const SKILLS: [&str; 6] = ["tr", "en", "de", "kart", "kredi", "vip"];
const REQUIREMENTS: [&str; 10] = [
    "any",
    "tr >= 3",
    "tr",
    "en >= 2 or tr >= 5",
    "tr and (kart >= 3 or vip)",
    "not vip",
    "kart >= 4",
    "tr >= 2 and not en",
    "de and kredi",
    "kredi >= 2 or vip >= 5",
];

pub(crate) fn house(rng: &mut Rng, size: Size) -> Config {
    let cool_down = Duration::from_millis(rng.next() % 12_000);
    Config {
        agents: (0..size.agents).map(|number| agent(rng, number)).collect(),
        queues: (0..size.queues).map(|number| queue(rng, number, size)).collect(),
        policy: Policy { cool_down, missed_in_a_row_max: u32::try_from(rng.below(4)).unwrap() },
    }
}

/// One agent or one queue made anew or taken out.
pub(crate) fn house_like(rng: &mut Rng, before: &Config, size: Size) -> Config {
    let mut config = before.clone();
    if rng.chance(50) {
        let number = rng.below(size.agents);
        let changed = agent(rng, number);
        config.agents.retain(|agent| agent.id != changed.id);
        if rng.chance(80) {
            let place = rng.below(config.agents.len() + 1);
            config.agents.insert(place, changed);
        }
    } else {
        let number = rng.below(size.queues);
        let changed = queue(rng, number, size);
        config.queues.retain(|queue| queue.id != changed.id);
        if rng.chance(80) {
            config.queues.push(changed);
        }
    }
    config
}

fn agent(rng: &mut Rng, number: usize) -> AgentConfig {
    let mut skills = BTreeMap::new();
    for skill in SKILLS {
        if rng.chance(50) {
            skills.insert(SkillId::new(skill), u8::try_from(1 + rng.below(6)).unwrap());
        }
    }
    let capacity = if rng.chance(75) { 1 } else { u8::try_from(rng.below(4)).unwrap() };
    AgentConfig { capacity, ..AgentConfig::new(format!("a{number}").as_str(), skills) }
}

fn queue(rng: &mut Rng, number: usize, size: Size) -> QueueConfig {
    QueueConfig {
        require: requirement(rng),
        stages: (0..rng.below(4)).map(|_| stage(rng)).collect(),
        overflow: rng.chance(45).then(|| overflow(rng, size)),
        skip_unreachable_stages: rng.chance(30),
        call_order: *rng.pick(&CallOrder::ALL).unwrap(),
        priority_worth: Duration::from_millis(rng.next() % 30_000),
        target: Duration::from_millis(rng.next() % 60_000),
        weight: u32::try_from(rng.below(5)).unwrap(),
        agent_order: *rng.pick(&AgentOrder::ALL).unwrap(),
        ring_timeout: Duration::from_millis(5_000 + rng.next() % 20_000),
        wrap_up: Duration::from_millis(if rng.chance(50) { 0 } else { rng.next() % 15_000 }),
        max_waiting: rng.chance(30).then(|| 3 + rng.below(size.crowd)),
        reserve: rng.chance(25).then(|| reserve(rng)),
        keeps_place: Duration::from_millis(if rng.chance(50) { 0 } else { rng.next() % 60_000 }),
        callbacks: rng.chance(60).then(|| callbacks(rng)),
        when_closed: rng.chance(60).then(|| target(rng, size)),
        ..QueueConfig::new(format!("q{number}").as_str())
    }
}

fn stage(rng: &mut Rng) -> Stage {
    Stage {
        after: Duration::from_millis(1_000 + rng.next() % 40_000),
        require: requirement(rng),
        kind: if rng.chance(25) { StageKind::Replace } else { StageKind::Cumulative },
    }
}

fn overflow(rng: &mut Rng, size: Size) -> Overflow {
    Overflow {
        waiting_max: rng.chance(50).then(|| 1 + rng.below(size.crowd)),
        wait_max: rng.chance(50).then(|| Duration::from_millis(rng.next() % 60_000)),
        nobody_reachable: rng.chance(30),
        to: target(rng, size),
    }
}

fn target(rng: &mut Rng, size: Size) -> OverflowTarget {
    if rng.chance(20) {
        OverflowTarget::GiveBack
    } else {
        OverflowTarget::Queue(QueueId::new(format!("q{}", rng.below(size.queues))))
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
