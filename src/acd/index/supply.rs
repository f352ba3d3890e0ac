//! The idle agents: in pools by what they can do.

use std::collections::BTreeMap;

use super::Bits;
use crate::acd::ordered::{List, Nodes};
use crate::acd::{Agent, AgentOrder, Level, QueueConfig, Requirement, SkillId, Stamp};

/// Where an agent stands in a pool: the fewest calls at once, the smallest merit, the longest idle first;
/// last by id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Rating {
    pub(super) load: u8,
    pub(super) merit: u64,
    pub(super) idle: Stamp,
    pub(super) by_id: u32,
}

impl Rating {
    /// The least of those with this load and merit.
    pub(super) fn least(load: u8, merit: u64) -> Self {
        Self { load, merit, ..Self::default() }
    }
}

/// What the members of a pool have in common. Queues and stages that ask for the same share one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Kind {
    /// What they meet, by the requirement's number.
    require: usize,
    /// Whether they are of a reserve, and of which, where the queue has one.
    reserve: Option<(usize, bool)>,
    merit: Measure,
}

/// What a pool is sorted by, after the load and before the idle time. The smaller the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Measure {
    Nothing,
    MostSkilled,
    LeastSkilled,
    OtherSkills,
    Place,
    /// The calls answered of the queue with this slot.
    Answered(u32),
}

impl Measure {
    fn of(order: AgentOrder, queue: u32) -> Self {
        match order {
            // Occupancy changes as time goes by, so no list stays sorted by it.
            AgentOrder::LongestIdle | AgentOrder::RingAll | AgentOrder::LeastOccupied => Self::Nothing,
            AgentOrder::MostSkilled => Self::MostSkilled,
            AgentOrder::LeastSkilled => Self::LeastSkilled,
            AgentOrder::SpecialistFirst => Self::OtherSkills,
            AgentOrder::FewestCalls => Self::Answered(queue),
            AgentOrder::RoundRobin | AgentOrder::Linear => Self::Place,
        }
    }
}

/// The idle agents of one kind.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    pub(super) kind: Kind,
    pub(super) list: List,
}

/// A stage that counts for a class, and the pools of whom it admits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tier {
    pub(super) stage: usize,
    pub(super) open: u32,
    /// Those who take calls only while many wait.
    pub(super) reserve: Option<u32>,
}

/// What agents with the same skills have in common.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// The pools they belong to, and their merit there as far as skills decide it.
    pools: Vec<(u32, u64)>,
    /// The classes that admit them.
    pub(super) classes: Bits,
    /// The classes that admit them now or at a later stage.
    pub(super) ever: Bits,
}

/// An agent's part of the index.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seat {
    pub(super) profile: u32,
    /// Her first node; she has one for each pool of her profile.
    node: u32,
    by_id: u32,
    pub(super) standing: Standing,
    load: u8,
    idle: Stamp,
    pub(super) reachable: bool,
    pub(super) soon: bool,
}

/// How an agent stands to the pools.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Standing {
    /// She can be offered nothing.
    #[default]
    Out,
    /// She can since a moment ago, and is put into the pools if nobody waits for her.
    Fresh,
    /// She is in the pools.
    In,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Supply {
    requirements: Vec<Requirement>,
    pub(super) pools: Vec<Pool>,
    pub(super) nodes: Nodes<Rating, false>,
    /// The agent of each node.
    pub(super) owners: Vec<u32>,
    /// By class.
    pub(super) tiers: Vec<Vec<Tier>>,
    pub(super) profiles: Vec<Profile>,
    /// By agent slot.
    pub(super) seats: Vec<Seat>,
    /// Agents reachable whom a class admits, by class.
    pub(super) reachable: Vec<u32>,
    /// Agents reachable soon whom a class admits or will admit, by class.
    pub(super) soon: Vec<u32>,
    pub(super) fresh: Vec<u32>,
    /// How many could be offered a call.
    pub(super) idle: usize,
}

impl Supply {
    /// The pools these classes draw from, with nobody in them. Classes come in the order of their numbers.
    pub(super) fn of<'a>(classes: impl Iterator<Item = (u32, usize, &'a QueueConfig)>) -> Self {
        let mut supply = Self::default();
        let (mut numbers, mut kinds) = (BTreeMap::new(), BTreeMap::new());
        for (queue, stage, config) in classes {
            let tier = |stage| {
                let reserve =
                    config.reserve.as_ref().map(|reserve| supply.number(&mut numbers, &reserve.who));
                let require = supply.number(&mut numbers, config.requirement(stage));
                let merit = Measure::of(config.agent_order, queue);
                let mut pool = |of_reserve: bool| {
                    let reserve = reserve.map(|reserve| (reserve, of_reserve));
                    let kind = Kind { require, reserve, merit };
                    *kinds.entry(kind.clone()).or_insert_with(|| {
                        supply.pools.push(Pool { kind, list: List::default() });
                        supply.pools.len() as u32 - 1
                    })
                };
                Tier { stage, open: pool(false), reserve: reserve.map(|_| pool(true)) }
            };
            let tiers = config.active_stages(stage).map(tier).collect();
            supply.tiers.push(tiers);
        }
        supply.reachable = vec![0; supply.tiers.len()];
        supply.soon = vec![0; supply.tiers.len()];
        supply
    }

    fn number(&mut self, numbers: &mut BTreeMap<Requirement, usize>, requirement: &Requirement) -> usize {
        *numbers.entry(requirement.clone()).or_insert_with(|| {
            self.requirements.push(requirement.clone());
            self.requirements.len() - 1
        })
    }

    /// Adds what agents with these skills have in common; its number.
    pub(super) fn add_profile<'a>(
        &mut self,
        skills: &BTreeMap<SkillId, Level>,
        classes: impl Iterator<Item = (usize, &'a QueueConfig)>,
    ) -> u32 {
        let meets: Vec<bool> = self.requirements.iter().map(|require| require.satisfied_by(skills)).collect();
        let belongs = |kind: &Kind| {
            meets[kind.require] && kind.reserve.is_none_or(|(who, of_reserve)| meets[who] == of_reserve)
        };
        let mut pools = Vec::new();
        for (number, pool) in (0..).zip(&self.pools).filter(|(_, pool)| belongs(&pool.kind)) {
            let require = &self.requirements[pool.kind.require];
            let merit = match pool.kind.merit {
                Measure::MostSkilled => u64::MAX - u64::from(require.proficiency(skills)),
                Measure::LeastSkilled => require.proficiency(skills).into(),
                Measure::OtherSkills => require.other_skills(skills),
                Measure::Nothing | Measure::Place | Measure::Answered(_) => 0,
            };
            pools.push((number, merit));
        }
        let mut admitted = Bits::below(self.tiers.len());
        let mut ever = Bits::below(self.tiers.len());
        for ((class, tiers), (stage, config)) in (0..).zip(&self.tiers).zip(classes) {
            let meets_tier = |tier: &Tier| meets[self.pools[tier.open as usize].kind.require];
            if tiers.iter().any(meets_tier) {
                admitted.insert(class);
                ever.insert(class);
            } else if config.ever_admits(stage, skills) {
                ever.insert(class);
            }
        }
        self.profiles.push(Profile { pools, classes: admitted, ever });
        self.profiles.len() as u32 - 1
    }

    /// Gives an agent her nodes; she is in no pool yet. `by_id` is her place in the order of ids.
    pub(super) fn seat(&mut self, slot: u32, profile: u32, by_id: u32) {
        let end = slot as usize + 1;
        if self.seats.len() < end {
            self.seats.resize(end, Seat::default());
        }
        let node = self.owners.len() as u32;
        self.seats[slot as usize] = Seat { profile, node, by_id, ..Seat::default() };
        let nodes = self.profiles[profile as usize].pools.len();
        self.owners.extend(std::iter::repeat_n(slot, nodes));
        self.nodes.reserve(self.owners.len());
    }

    pub(super) fn profile(&self, slot: u32) -> &Profile {
        &self.profiles[self.seats[slot as usize].profile as usize]
    }

    /// The earliest stage of a class that admits an agent, with the reserve or without.
    pub(super) fn stage_for(&self, slot: u32, class: u32, reserve_on: bool) -> Option<usize> {
        let pools = &self.profile(slot).pools;
        let is_in = |pool: u32| pools.binary_search_by_key(&pool, |(pool, _)| *pool).is_ok();
        let admits = |tier: &&Tier| is_in(tier.open) || (reserve_on && tier.reserve.is_some_and(is_in));
        self.tiers[class as usize].iter().find(admits).map(|tier| tier.stage)
    }

    /// Whether an agent who is in the pools would stand elsewhere by now.
    pub(super) fn is_misplaced(&self, slot: u32, agent: &Agent) -> bool {
        let seat = &self.seats[slot as usize];
        (usize::from(seat.load), seat.idle) != (agent.load(), agent.idle)
    }

    pub(super) fn put_in(&mut self, slot: u32, agent: &Agent, answered: impl Fn(u32) -> u64) {
        let seat = &mut self.seats[slot as usize];
        seat.standing = Standing::In;
        (seat.load, seat.idle) = (agent.load() as u8, agent.idle);
        let (load, idle, by_id) = (seat.load, seat.idle, seat.by_id);
        for (node, (pool, merit)) in (seat.node..).zip(&self.profiles[seat.profile as usize].pools) {
            let pool = &mut self.pools[*pool as usize];
            let merit = match pool.kind.merit {
                Measure::Answered(queue) => answered(queue),
                Measure::Place => agent.place.into(),
                Measure::Nothing | Measure::MostSkilled | Measure::LeastSkilled | Measure::OtherSkills => {
                    *merit
                }
            };
            self.nodes.insert(&mut pool.list, node, Rating { load, merit, idle, by_id });
        }
    }

    pub(super) fn take_out(&mut self, slot: u32) {
        let seat = &mut self.seats[slot as usize];
        if std::mem::replace(&mut seat.standing, Standing::Out) == Standing::In {
            for (node, (pool, _)) in (seat.node..).zip(&self.profiles[seat.profile as usize].pools) {
                self.nodes.remove(&mut self.pools[*pool as usize].list, node);
            }
        }
    }
}
