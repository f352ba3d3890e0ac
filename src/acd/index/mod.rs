//! What the scan would look for, kept at hand.
//!
//! A *class* is a queue at a stage. Its calls wait in lines whose order time does not change, so
//! only the heads of the lines ever need comparing. A *pool* holds the idle agents who meet one
//! requirement, in the order their queue asks for. After every input no agent stands in a pool
//! beside a call she may take, so the next match involves somebody who moved since: an agent who
//! became idle, or a class somebody came to. These are marked where they move, in
//! [`Acd::call_moved`] and [`Acd::agent_moved`], and nothing else is looked at.
//!
//! Marks say where something *may* have changed; whether it has is asked anew each time, in the
//! words of the rule. A mark too many costs time, one too few would lose a decision: `tests/routing`
//! holds all this against a scan of everything.

mod bits;
mod demand;
mod moves;
mod picking;
mod supply;
mod watch;

use std::collections::{BTreeMap, BTreeSet};

use super::machine::{Acd, Standing};
use super::{CallId, QueueConfig};
use bits::Bits;
use demand::Demand;
use supply::Supply;

/// The index over an [`Acd`]'s agents and calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    demand: Demand,
    supply: Supply,
    /// Who is preferred by which waiting call, by agent slot.
    wishes: BTreeSet<(u32, CallId)>,
    /// Calls that prefer somebody and may have come to an end of that, or to her.
    restless_calls: BTreeSet<CallId>,
    /// Queues that are gone from the catalog and kept for their calls.
    closing: Vec<u32>,
    /// The lowest count of each queue among those signed in, by queue slot, and how many have it; `None`
    /// when nobody knows.
    fewest: Vec<Option<(u64, u32)>>,
    /// Whether the tables are being changed under it. Then it is not kept, and made anew afterwards.
    suspended: bool,
}

impl Acd {
    /// Leaves the index alone until it is made anew: the configuration is changing.
    pub(super) fn suspend_index(&mut self) {
        self.index.suspended = true;
    }

    /// Makes the index anew, with everything marked.
    pub(super) fn rebuild_index(&mut self) {
        let demand = Demand::of(
            self.queues.slots().filter_map(|slot| Some((slot, self.queues.at(slot)?))),
            self.queues.slots_end(),
        );
        let class = |class: &demand::Class| Some((class.queue, class.stage, self.config_at(class.queue)?));
        let classes: Vec<(u32, usize, &QueueConfig)> = demand.classes.iter().filter_map(class).collect();
        let mut supply = Supply::of(classes.iter().copied());
        let mut profiles = BTreeMap::new();
        for slot in self.agents.slots() {
            let Some(agent) = self.agents.at(slot) else { continue };
            let profile = *profiles.entry(&agent.skills).or_insert_with(|| {
                supply.add_profile(&agent.skills, classes.iter().map(|(_, stage, config)| (*stage, *config)))
            });
            supply.seat(slot, profile, agent.by_id);
        }
        let closing = self
            .queues
            .slots()
            .filter(|slot| self.queues.at(*slot).is_some_and(|queue| queue.standing == Standing::Closing));
        let closing = closing.collect();
        let fewest = vec![None; self.queues.slots_end()];
        self.index = Index { demand, supply, closing, fewest, ..Index::default() };
        self.know_sources();
        for slot in self.calls.slots().collect::<Vec<_>>() {
            self.call_moved(slot);
        }
        for slot in self.agents.slots().collect::<Vec<_>>() {
            self.agent_moved(slot);
        }
        for slot in self.queues.slots().collect::<Vec<_>>() {
            self.index.demand.mark_restless(slot);
        }
    }

    pub(super) fn config_at(&self, queue: u32) -> Option<&QueueConfig> {
        self.queues.at(queue).map(|queue| &queue.config)
    }

    /// Notes of every queue which others send their callers on to it.
    fn know_sources(&mut self) {
        use super::OverflowTarget::Queue;
        for slot in self.queues.slots().collect::<Vec<_>>() {
            let overflow = self.config_at(slot).and_then(|config| config.overflow.as_ref());
            let Some(Queue(to)) = overflow.map(|overflow| &overflow.to) else { continue };
            if let Some(to) = self.queues.slot(to) {
                let to = &mut self.index.demand.queues[to as usize];
                to.sources.push(slot);
            }
        }
    }
}
