//! The catalog in force, with what follows from it worked out once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::acd::{self, AgentId, QueueConfig, QueueId};
use crate::catalog::Catalog;
use crate::phone::{Plan, Plans};
use crate::stats::Convention;

/// A catalog as the switchboard and the pages use it.
#[derive(Clone, Debug)]
pub struct Roster {
    catalog: Arc<Catalog>,
    config: acd::Config,
    numbers: Plans,
    members: BTreeMap<QueueId, Vec<AgentId>>,
}

impl Roster {
    /// Works out what follows from a catalog.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        let config = catalog.compile();
        let members = config.queues.iter().map(|queue| (queue.id.clone(), members(queue, &config))).collect();
        let numbers = catalog.plans();
        Self { catalog, config, numbers, members }
    }

    /// The catalog itself.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What the core is told.
    pub fn config(&self) -> &acd::Config {
        &self.config
    }

    /// How numbers are read that come by no trunk of the catalog's: what people and files write.
    pub fn numbers(&self) -> &Plan {
        &self.numbers.house
    }

    /// How callers' numbers are read, by trunk.
    pub fn plans(&self) -> &Plans {
        &self.numbers
    }

    /// Queues with the agents whom some stage of theirs can reach.
    pub fn members(&self) -> &BTreeMap<QueueId, Vec<AgentId>> {
        &self.members
    }

    /// The queues an agent can serve.
    pub fn queues_of(&self, agent: &AgentId) -> impl Iterator<Item = &QueueId> {
        self.members.iter().filter(move |(_, members)| members.contains(agent)).map(|(queue, _)| queue)
    }

    /// The queue of a dialled number.
    pub fn queue_for(&self, did: &str) -> Option<QueueId> {
        self.catalog.queue_for(did).map(|queue| QueueId::new(queue.id.as_str()))
    }

    /// What counts as good service in a queue. Where nobody said, everybody answered counts.
    pub fn convention(&self, queue: &QueueId) -> Convention {
        let told = self.catalog.queue(queue.as_str()).and_then(|queue| queue.service_level);
        told.map_or(NO_CONVENTION, |level| Convention {
            within: Duration::from_secs(u64::from(level.within_s)),
            short_abandon: Duration::from_secs(u64::from(level.short_abandon_s)),
            target_percent: level.target_percent,
        })
    }

    /// How much longer an agent writes up when she asks for more.
    pub fn wrap_up(&self, queue: Option<&QueueId>) -> Duration {
        let told = queue.and_then(|queue| self.config.queues.iter().find(|known| known.id == *queue));
        told.map_or(WRAP_UP_EXTENSION, |queue| queue.wrap_up.max(WRAP_UP_EXTENSION))
    }
}

const NO_CONVENTION: Convention =
    Convention { within: Duration::MAX, short_abandon: Duration::ZERO, target_percent: 0 };

/// Shortest extension of a wrap-up.
const WRAP_UP_EXTENSION: Duration = Duration::from_secs(30);

fn members(queue: &QueueConfig, config: &acd::Config) -> Vec<AgentId> {
    let requirements =
        || std::iter::once(&queue.require).chain(queue.stages.iter().map(|stage| &stage.require));
    let reaches =
        |agent: &&acd::AgentConfig| requirements().any(|require| require.satisfied_by(&agent.skills));
    config.agents.iter().filter(reaches).map(|agent| agent.id.clone()).collect()
}
