//! From scenario to core: the one place that knows both.

use super::Scenario;
use super::scenario::{AgentGroup, CallType};
use crate::acd::{AgentConfig, AgentId, Config, Policy, QueueConfig, QueueId, WRAP_UP_MAX};
use crate::simulate::distribution::nearest;
use std::time::Duration;

/// The core's configuration: one queue a call type, one agent a seat, seats in the order of the groups.
pub fn config(scenario: &Scenario) -> Config {
    Config {
        agents: seats(scenario).map(|(seat, group)| agent(seat, group)).collect(),
        queues: scenario.call_types.iter().map(queue).collect(),
        policy: Policy {
            cool_down: Duration::from_micros(nearest(scenario.cool_down_s * 1e6)),
            missed_in_a_row_max: scenario.missed_in_a_row_max,
        },
    }
}

/// Every seat with its group, numbered from 0.
pub(super) fn seats(scenario: &Scenario) -> impl Iterator<Item = (usize, &AgentGroup)> {
    let groups = scenario.agents.iter();
    groups.flat_map(|group| std::iter::repeat_n(group, group.count as usize)).enumerate()
}

/// The id of a seat: its group's name for people, and its number for [`seat_of`].
pub(super) fn agent_id(seat: usize, group: &AgentGroup) -> AgentId {
    AgentId::new(format!("{}#{seat}", group.name))
}

/// The seat an id names: the digits at its end. Cheaper than any look-up.
pub(super) fn seat_of(agent: &AgentId) -> usize {
    let digits = agent.as_str().bytes().rev().take_while(u8::is_ascii_digit);
    digits.fold((0, 1), |(seat, ten), digit| (seat + ten * usize::from(digit - b'0'), ten * 10)).0
}

fn agent(seat: usize, group: &AgentGroup) -> AgentConfig {
    AgentConfig { capacity: group.capacity, ..AgentConfig::new(agent_id(seat, group), group.skills.clone()) }
}

fn queue(kind: &CallType) -> QueueConfig {
    QueueConfig {
        require: kind.require.clone(),
        stages: kind.stages.clone(),
        skip_unreachable_stages: kind.skip_unreachable_stages,
        call_order: kind.call_order,
        priority_worth: kind.priority_worth,
        target: kind.target,
        weight: kind.weight,
        agent_order: kind.agent_order,
        ring_timeout: kind.ring_timeout,
        // The engine ends after-call work when it is over; the core only needs to know that there is some.
        wrap_up: if kind.wrap_up_s > 0.0 { WRAP_UP_MAX } else { Duration::ZERO },
        overflow: kind.overflow.clone(),
        max_waiting: kind.max_waiting.map(|most| most as usize),
        reserve: kind.reserve.clone(),
        keeps_place: kind.keeps_place,
        callbacks: kind.called_back.map(|called_back| called_back.rules),
        when_closed: kind.when_closed.clone(),
        ..QueueConfig::new(QueueId::new(kind.name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_read_back_from_its_id() {
        for (name, seat) in [("n1", 0), ("9", 17), ("a#3", 100_000), ("ağaç", 42)] {
            assert_eq!(seat_of(&AgentId::new(format!("{name}#{seat}"))), seat);
        }
    }
}
