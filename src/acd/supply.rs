//! The idle agents of each queue, in the order in which it would take them.
//!
//! What an agent serves follows from the configuration alone and is worked out once a change of it.
//! A stage that replaces the earlier ones begins a new *era* of its queue: in each era an agent stands
//! in one place, at the earliest stage that admits her. So a call looks at the era of its stage, and
//! takes the first agent whose stage it has reached.

use super::line::Links;
use super::machine::Queue;
use super::pool::{Keeping, Pool, Standing, grade};
use super::table::{AgentSlot, QueueSlot, Slot, Table};
use super::{Agent, QueueConfig, StageKind, Stamp};

/// The idle side of the core.
#[derive(Clone, Debug, Default)]
pub(super) struct Supply {
    queues: Vec<Serving>,
    agents: Vec<Seat>,
    links: Links,
    /// Whose each link is.
    owners: Vec<AgentSlot>,
    /// How many agents are idle.
    idle: usize,
}

/// One queue as those who serve it see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Serving {
    pub(super) eras: Vec<Era>,
    /// The era of each stage.
    era_of: Vec<usize>,
}

/// The stages between two that replace what was before.
#[derive(Clone, Debug)]
pub(super) struct Era {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The distinct (stage, grade) of those who serve it, best first.
    grades: Vec<(usize, u64)>,
    pub(super) ordinary: Pool,
    pub(super) reserve: Pool,
    /// How many are reachable soon whom a stage from the first of this era on admits, and the calls
    /// they take at once.
    soon: (u32, u64),
    /// How many are reachable whom each of its stages admits, and none before.
    reachable: Vec<u32>,
}

/// What an agent serves, and where she stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Seat {
    services: Vec<Service>,
    /// The eras some stage of which, or of a later one, admits her.
    ever: Vec<(QueueSlot, usize)>,
    /// As what she stands among the idle.
    idle: Option<(Stamp, usize)>,
    /// The calls at once she counts for among those reachable soon.
    soon: Option<u8>,
    reachable: bool,
    /// Her place among all agents by id.
    rank: u64,
}

/// One era of one queue that an agent may serve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    pub(super) queue: QueueSlot,
    pub(super) era: usize,
    /// The earliest stage of the era that admits her.
    pub(super) stage: usize,
    pub(super) in_reserve: bool,
    keeping: Keeping,
    /// The number of her grade, or what she is kept by as of when she took her stand.
    merit: u64,
    link: u32,
}

impl Service {
    fn standing(&self, agent: AgentSlot, since: Stamp, load: usize) -> Standing {
        let Self { link, keeping, stage, merit, .. } = *self;
        Standing { agent, link, keeping, stage, load, merit, since }
    }
}

/// What became of an agent with a change of hers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Moved {
    /// She stands idle, and did not or elsewhere.
    pub(super) idle: bool,
    /// She is reachable soon no longer.
    pub(super) lost: bool,
    /// Whether she counts as reachable, now or soon, has changed.
    pub(super) reachable: bool,
}

impl Serving {
    fn of(queue: &QueueConfig) -> Self {
        let mut serving = Self::default();
        for stage in 0..=queue.stages.len() {
            let begins = stage == 0 || queue.stages[stage - 1].kind == StageKind::Replace;
            if begins {
                serving.eras.push(Era::new(stage));
            }
            if let Some(era) = serving.eras.last_mut() {
                era.last = stage;
                era.reachable.push(0);
            }
            serving.era_of.push(serving.eras.len() - 1);
        }
        serving
    }

    pub(super) fn era_at(&self, stage: usize) -> usize {
        let last = self.era_of.len().saturating_sub(1);
        self.era_of.get(stage.min(last)).copied().unwrap_or(0)
    }

    pub(super) fn era(&self, stage: usize) -> Option<&Era> {
        self.eras.get(self.era_at(stage))
    }

    /// Whether anybody is reachable whom a call at this stage may go to now.
    pub(super) fn is_reachable(&self, stage: usize) -> bool {
        self.era(stage).is_some_and(|era| {
            let reached = stage.min(era.last) - era.first;
            era.reachable[..=reached].iter().any(|count| *count > 0)
        })
    }

    /// How many calls those can have at once who are reachable soon, and whom a call at this stage may
    /// go to now or later.
    pub(super) fn calls_at_once(&self, stage: usize) -> u64 {
        self.era(stage).map_or(0, |era| era.soon.1)
    }

    /// Whether somebody is reachable soon for calls of every stage.
    pub(super) fn is_everybody_served(&self) -> bool {
        self.eras.iter().all(|era| era.soon.0 > 0)
    }

    /// Whether there is any such agent.
    pub(super) fn is_reachable_soon(&self, stage: usize) -> bool {
        self.era(stage).is_some_and(|era| era.soon.0 > 0)
    }
}

impl Era {
    fn settle_grades(&mut self) {
        self.grades.sort_unstable();
        self.grades.dedup();
        self.ordinary.make_room(self.grades.len());
        self.reserve.make_room(self.grades.len());
    }

    fn new(first: usize) -> Self {
        Self {
            first,
            last: first,
            grades: Vec::new(),
            ordinary: Pool::default(),
            reserve: Pool::default(),
            soon: (0, 0),
            reachable: Vec::new(),
        }
    }

    fn pool_mut(&mut self, in_reserve: bool) -> &mut Pool {
        if in_reserve { &mut self.reserve } else { &mut self.ordinary }
    }

    /// The stage of those in the line of this grade.
    pub(super) fn stage_of(&self, grade: usize) -> Option<usize> {
        self.grades.get(grade).map(|(stage, _)| *stage)
    }
}

impl Seat {
    /// Works out how an agent serves a queue.
    fn serve(&mut self, slot: QueueSlot, queue: &QueueConfig, serving: &mut Serving, agent: &Agent) {
        let admits = |stage: &usize| queue.requirement(*stage).satisfied_by(&agent.skills);
        let keeping = Keeping::of(queue.agent_order);
        for (number, era) in serving.eras.iter_mut().enumerate() {
            let admitted = (era.first..=era.last).find(admits);
            if admitted.is_some() || (era.last + 1..=queue.stages.len()).any(|stage| admits(&stage)) {
                self.ever.push((slot, number));
            }
            let Some(stage) = admitted else { continue };
            let require = queue.requirement(stage);
            let merit = grade(
                queue.agent_order,
                || require.proficiency(&agent.skills),
                || require.other_skills(&agent.skills),
            );
            if keeping == Keeping::Grades {
                era.grades.push((stage, merit));
            }
            let in_reserve = queue.reserves(&agent.skills);
            self.services.push(Service {
                queue: slot,
                era: number,
                stage,
                in_reserve,
                keeping,
                merit,
                link: 0,
            });
        }
    }
}

impl Supply {
    /// Works out anew who serves what. Nobody stands anywhere afterwards.
    pub(super) fn rebuild(&mut self, agents: &Table<Agent>, queues: &Table<Queue>) {
        *self = Self::default();
        self.agents.resize_with(agents.width(), Seat::default);
        self.queues.resize_with(queues.width(), Serving::default);
        for (slot, queue) in queues.slots().filter_map(|slot| Some((slot, queues.at(slot)?))) {
            self.queues[slot.index()] = Serving::of(&queue.config);
        }
        for slot in agents.slots() {
            let Some(agent) = agents.at(slot).filter(|agent| agent.in_catalog) else { continue };
            for queue in queues.slots() {
                if let Some(known) = queues.at(queue) {
                    let serving = &mut self.queues[queue.index()];
                    self.agents[slot.index()].serve(queue, &known.config, serving, agent);
                }
            }
        }
        self.queues.iter_mut().flat_map(|serving| &mut serving.eras).for_each(Era::settle_grades);
        for (rank, slot) in (0..).zip(agents.slots()) {
            let seat = &mut self.agents[slot.index()];
            seat.rank = rank;
            seat.services.sort_unstable_by_key(|service| (service.queue, service.era));
            for service in &mut seat.services {
                let era = &self.queues[service.queue.index()].eras[service.era];
                if service.keeping == Keeping::Grades {
                    let grade = era.grades.binary_search(&(service.stage, service.merit)).unwrap_or(0);
                    service.merit = grade as u64;
                }
                service.link = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
                self.owners.push(slot);
            }
        }
        self.links.reach(self.owners.len());
    }

    pub(super) fn serving(&self, queue: QueueSlot) -> &Serving {
        &self.queues[queue.index()]
    }

    pub(super) fn services(&self, agent: AgentSlot) -> &[Service] {
        &self.agents[agent.index()].services
    }

    /// Whether nobody who serves this queue serves another.
    pub(super) fn owns_its_agents(&self, queue: QueueSlot, exists: impl Fn(QueueSlot) -> bool) -> bool {
        let serves = |seat: &&Seat| seat.ever.iter().any(|(served, _)| *served == queue);
        let another = |seat: &Seat| seat.ever.iter().any(|(served, _)| *served != queue && exists(*served));
        !self.agents.iter().filter(serves).any(another)
    }

    pub(super) fn links(&self) -> &Links {
        &self.links
    }

    pub(super) fn owner(&self, link: u32) -> AgentSlot {
        self.owners[link as usize]
    }

    /// How the agent serves a call of this queue at this stage, if she does.
    pub(super) fn service(&self, agent: AgentSlot, queue: QueueSlot, stage: usize) -> Option<&Service> {
        let era = self.queues[queue.index()].era_at(stage);
        let services = &self.agents[agent.index()].services;
        let from = services.partition_point(|service| service.queue < queue);
        let hers = services[from..].iter().take_while(|service| service.queue == queue);
        hers.into_iter().find(|service| service.era == era && service.stage <= stage)
    }

    pub(super) fn anybody_idle(&self) -> bool {
        self.idle > 0
    }

    /// The queues an agent serves at some stage, once for each of their eras.
    pub(super) fn served(&self, agent: AgentSlot) -> impl Iterator<Item = QueueSlot> {
        self.agents[agent.index()].ever.iter().map(|(queue, _)| *queue)
    }

    /// Among agents whose alarms go off together the order in which they do.
    pub(super) fn rank(&self, agent: AgentSlot) -> u64 {
        self.agents[agent.index()].rank
    }

    pub(super) fn is_idle(&self, agent: AgentSlot) -> bool {
        self.agents[agent.index()].idle.is_some()
    }

    pub(super) fn is_reachable_soon(&self, agent: AgentSlot) -> bool {
        self.agents[agent.index()].soon.is_some()
    }

    /// Takes in how an agent stands now.
    pub(super) fn follow(&mut self, slot: AgentSlot, agent: &Agent, queues: &Table<Queue>) -> Moved {
        let idle = agent.is_offerable().then(|| (agent.idle, agent.load()));
        let soon = agent.is_reachable_soon().then_some(agent.capacity);
        let reachable = agent.is_reachable();
        let seat = &mut self.agents[slot.index()];
        let was = (seat.idle, seat.soon, seat.reachable);
        if was == (idle, soon, reachable) {
            return Moved::default();
        }
        (seat.soon, seat.reachable) = (soon, reachable);
        if was.0 != idle {
            self.leave(slot);
            if let Some((since, load)) = idle {
                self.stand(slot, agent, queues, (since, load));
            }
        }
        self.count(slot, was.1, was.2);
        Moved {
            idle: idle.is_some() && was.0 != idle,
            lost: was.1.is_some() && soon.is_none(),
            reachable: was.1.is_some() != soon.is_some() || was.2 != reachable,
        }
    }

    /// Takes an agent out of wherever she stands idle.
    pub(super) fn leave(&mut self, slot: AgentSlot) {
        let seat = &mut self.agents[slot.index()];
        let Some((since, load)) = seat.idle.take() else { return };
        self.idle -= 1;
        for service in &seat.services {
            let standing = service.standing(slot, since, load);
            let era = &mut self.queues[service.queue.index()].eras[service.era];
            era.pool_mut(service.in_reserve).remove(&mut self.links, standing);
        }
    }

    fn stand(&mut self, slot: AgentSlot, agent: &Agent, queues: &Table<Queue>, idle: (Stamp, usize)) {
        self.idle += 1;
        let seat = &mut self.agents[slot.index()];
        let (since, load) = idle;
        seat.idle = Some(idle);
        for service in &mut seat.services {
            let serving = &mut self.queues[service.queue.index()];
            match service.keeping {
                Keeping::Grades | Keeping::Shares => {}
                Keeping::Places => service.merit = agent.place.into(),
                Keeping::Answered => {
                    let queue = queues.at(service.queue).map(|queue| &queue.config.id);
                    service.merit = queue.map_or(0, |queue| agent.workload.answered_of(queue));
                }
            }
            let pool = serving.eras[service.era].pool_mut(service.in_reserve);
            pool.insert(&mut self.links, service.standing(slot, since, load));
        }
    }

    /// Moves an agent's counts from what she was to what her seat says.
    fn count(&mut self, slot: AgentSlot, soon_before: Option<u8>, reachable_before: bool) {
        let seat = &self.agents[slot.index()];
        if soon_before != seat.soon {
            for (queue, era) in &seat.ever {
                let (heads, calls) = &mut self.queues[queue.index()].eras[*era].soon;
                if let Some(capacity) = soon_before {
                    (*heads, *calls) = (*heads - 1, *calls - u64::from(capacity));
                }
                if let Some(capacity) = seat.soon {
                    (*heads, *calls) = (*heads + 1, *calls + u64::from(capacity));
                }
            }
        }
        if reachable_before != seat.reachable {
            for service in &seat.services {
                let era = &mut self.queues[service.queue.index()].eras[service.era];
                let count = &mut era.reachable[service.stage - era.first];
                *count = if seat.reachable { *count + 1 } else { *count - 1 };
            }
        }
    }
}
