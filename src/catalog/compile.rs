//! From catalog to core. The one file here that knows the core's types.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Agent, Catalog, Overflow, Queue, Stage, StageKind, defaults};
use crate::acd;

/// The highest level of a skill.
pub(super) const LEVEL_MAX: u8 = acd::LEVEL_MAX;

/// Most calls one agent takes at once.
pub(super) const CAPACITY_MAX: u8 = acd::CAPACITY_MAX;

/// The most points of priority.
pub(super) const PRIORITY_MAX: u8 = acd::PRIORITY_MAX;

/// Words of the language of requirements; no skill is called so.
pub(super) const RESERVED_SKILLS: [&str; 4] = ["and", "or", "not", "any"];

/// Every name `call_order` will ever have (architecture.md, "Strategy names").
pub(super) const CALL_ORDERS: &[&str] = &["fcfs", "priority", "credit", "deadline", "accumulating"];

/// Every name `agent_order` will ever have.
pub(super) const AGENT_ORDERS: &[&str] = &[
    "longest-idle",
    "most-skilled",
    "least-skilled",
    "specialist-first",
    "least-occupied",
    "fewest-calls",
    "round-robin",
    "linear",
    "ring-all",
];

impl Catalog {
    /// The core's configuration.
    pub fn compile(&self) -> acd::Config {
        acd::Config {
            agents: self.agents.iter().map(agent).collect(),
            queues: self.queues.iter().map(queue).collect(),
            policy: acd::Policy {
                cool_down: seconds(self.policy.cool_down_s),
                missed_in_a_row_max: self.policy.missed_in_a_row_max,
            },
        }
    }
}

fn agent(agent: &Agent) -> acd::AgentConfig {
    acd::AgentConfig { capacity: agent.capacity, ..acd::AgentConfig::new(agent.id.as_str(), levels(agent)) }
}

fn queue(queue: &Queue) -> acd::QueueConfig {
    acd::QueueConfig {
        require: requirement(&queue.require),
        stages: queue.stages.iter().map(stage).collect(),
        skip_unreachable_stages: queue.skip_unreachable_stages,
        call_order: call_order(&queue.call_order).unwrap_or_default(),
        priority_worth: seconds(queue.priority_worth_s),
        target: seconds(queue.service_level.map_or(defaults::TARGET_S, |level| level.within_s)),
        weight: queue.weight,
        agent_order: agent_order(&queue.agent_order).unwrap_or_default(),
        ring_timeout: seconds(queue.ring_timeout_s),
        wrap_up: seconds(queue.wrap_up_s),
        overflow: queue.overflow.as_ref().map(overflow),
        max_waiting: queue.max_waiting.map(|max| max as usize),
        reserve: queue.reserve.as_ref().map(|reserve| acd::Reserve {
            who: requirement(&reserve.who),
            on_waiting: reserve.on_waiting as usize,
            off_waiting: reserve.off_waiting as usize,
        }),
        keeps_place: seconds(queue.keeps_place_s),
        when_closed: queue
            .when_closed
            .as_ref()
            .map(|to| acd::OverflowTarget::Queue(acd::QueueId::new(to.as_str()))),
        ..acd::QueueConfig::new(queue.id.as_str())
    }
}

fn overflow(overflow: &Overflow) -> acd::Overflow {
    let queue = |to: &String| acd::OverflowTarget::Queue(acd::QueueId::new(to.as_str()));
    acd::Overflow {
        waiting_max: overflow.waiting_max.map(|most| most as usize),
        wait_max: overflow.wait_max_s.map(seconds),
        nobody_reachable: overflow.nobody_reachable,
        to: overflow.to.as_ref().map_or(acd::OverflowTarget::GiveBack, queue),
    }
}

fn stage(stage: &Stage) -> acd::Stage {
    let kind = match stage.kind {
        StageKind::Cumulative => acd::StageKind::Cumulative,
        StageKind::Replace => acd::StageKind::Replace,
    };
    acd::Stage { after: seconds(stage.after_s), require: requirement(&stage.require), kind }
}

/// Whether an agent meets a queue's requirement at some stage.
pub(super) fn serves(agent: &Agent, queue: &Queue) -> bool {
    let levels = levels(agent);
    let stages = queue.stages.iter().map(|stage| &stage.require);
    std::iter::once(&queue.require).chain(stages).any(|text| requirement(text).satisfied_by(&levels))
}

/// The skills a requirement names, or what is wrong with it and where.
pub(super) fn requirement_skills(text: &str) -> Result<Vec<String>, String> {
    let requirement = acd::Requirement::parse(text).map_err(|error| error.to_string())?;
    Ok(requirement.skills().into_iter().map(|skill| skill.as_str().to_owned()).collect())
}

/// What is odd about a requirement that can be read.
pub(super) fn requirement_lint(text: &str) -> Option<acd::RequirementLint> {
    requirement(text).lint()
}

/// The core's strategy of this name, where this version has it.
pub(super) fn call_order(name: &str) -> Option<acd::CallOrder> {
    acd::CallOrder::ALL.into_iter().find(|order| order.as_str() == name)
}

/// The core's strategy of this name, where this version has it.
pub(super) fn agent_order(name: &str) -> Option<acd::AgentOrder> {
    acd::AgentOrder::ALL.into_iter().find(|order| order.as_str() == name)
}

/// Reasons the core gives by itself.
pub(super) fn reserved_reasons() -> &'static [&'static str] {
    &acd::Reason::RESERVED
}

/// A requirement the catalog has accepted can be read; were it not so, nobody but everybody would fit, and a
/// caller who reaches the wrong agent is better off than one who reaches none.
fn requirement(text: &str) -> acd::Requirement {
    acd::Requirement::parse(text).unwrap_or_else(|_| acd::Requirement::any())
}

fn levels(agent: &Agent) -> BTreeMap<acd::SkillId, acd::Level> {
    agent.skills.iter().map(|(skill, level)| (acd::SkillId::new(skill.as_str()), *level)).collect()
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}
