//! The whole state at one moment, and a core made from it.

use super::machine::{Acd, Queue, Standing};
use super::{Agent, AgentId, Call, Config, KeptPlace, Pace, QueueConfig, QueueId, Time};

/// Everything a core needs besides its configuration to go on as if it had never stopped.
///
/// Take it when `poll_output` is empty: what has not been drained is not in it. Timers are not in
/// it either, they follow from the state.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    /// The last moment the core was told.
    pub now: Time,
    /// The number of the last offer.
    pub last_offer: u64,
    /// The last place given in the order of events.
    pub last_seq: u64,
    /// All agents, by id.
    pub agents: Vec<Agent>,
    /// All calls: waiting, ringing and talking, by id.
    pub calls: Vec<Call>,
    /// Queues the catalog has no more that still have calls, by id.
    pub closing_queues: Vec<QueueConfig>,
    /// What each queue remembers, by id.
    pub queues: Vec<QueueMemory>,
    /// The places kept for callers who hung up, the one left longest ago first.
    pub places: Vec<KeptPlace>,
}

/// What a queue remembers besides its configuration and its calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueMemory {
    /// The queue.
    pub queue: QueueId,
    /// Whom it offered a call to last.
    pub offered_last: Option<AgentId>,
    /// Whether it is closed; unknown counts as open.
    pub closed: bool,
    /// Whether its reserve takes calls now.
    pub reserve_on: bool,
    /// Callbacks it has offered since it last offered a live call.
    pub callbacks_in_a_row: u32,
    /// Callers who have entered it: every so many are offered a callback.
    pub entered: u64,
    /// How fast it has moved of late.
    pub pace: Pace,
}

impl QueueMemory {
    pub(super) fn new(queue: QueueId) -> Self {
        Self {
            queue,
            offered_last: None,
            closed: false,
            reserve_on: false,
            callbacks_in_a_row: 0,
            entered: 0,
            pace: Pace::default(),
        }
    }
}

impl Acd {
    /// The state now.
    pub fn snapshot(&self) -> Snapshot {
        let closing = self.queues.values().filter(|queue| queue.standing == Standing::Closing);
        Snapshot {
            now: self.now,
            last_offer: self.last_offer,
            last_seq: self.last_seq,
            agents: self.agents.values().cloned().collect(),
            calls: self.calls().cloned().collect(),
            closing_queues: closing.map(|queue| queue.config.clone()).collect(),
            queues: self.queues.values().map(|queue| queue.memory.clone()).collect(),
            places: self.places.iter().collect(),
        }
    }

    /// A core in the state of the snapshot, under a configuration that may have changed since. What
    /// that changes is told as after [`Input::Configure`](super::Input::Configure); what time has
    /// brought meanwhile takes effect with the first input, and calls that went away while nobody
    /// looked stay until the driver says [`Input::CallLeft`](super::Input::CallLeft).
    pub fn restore(config: Config, snapshot: Snapshot) -> Self {
        let mut acd = Self::new(Config { policy: config.policy, ..Config::default() });
        acd.now = snapshot.now;
        acd.last_offer = snapshot.last_offer;
        acd.last_seq = snapshot.last_seq;
        let queues = config.queues.iter().cloned().map(|queue| (queue.in_order(), Standing::Open));
        let closing = snapshot.closing_queues.into_iter().map(|queue| (queue, Standing::Closing));
        closing.chain(queues.rev()).for_each(|(queue, standing)| acd.take_queue(queue, standing));
        for memory in snapshot.queues {
            if let Some(queue) = acd.queues.get_mut(&memory.queue) {
                queue.memory = QueueMemory { queue: queue.config.id.clone(), ..memory };
            }
        }
        for agent in snapshot.agents {
            let id = agent.id.clone();
            acd.agents.insert(&id, |id| Agent { id, ..agent });
        }
        acd.stand_anew();
        snapshot.calls.into_iter().for_each(|call| acd.take_up(call));
        acd.configure(config);
        snapshot.places.into_iter().for_each(|place| acd.places.keep(place));
        acd
    }

    /// Takes in a queue nobody has named before.
    fn take_queue(&mut self, config: QueueConfig, standing: Standing) {
        if self.queues.slot(&config.id).is_none() {
            let id = config.id.clone();
            self.queues.insert(&id, |id| Queue::new(QueueConfig { id, ..config }, standing));
        }
    }

    /// Takes a call up where it was. A queue taken out of the catalog while the core was down leaves no
    /// configuration to keep; its calls get one anybody may serve: better a wrong agent than a caller
    /// nobody answers.
    fn take_up(&mut self, mut call: Call) {
        if self.queues.slot(&call.queue).is_none() {
            self.take_queue(QueueConfig::new(call.queue.as_str()), Standing::Closing);
            self.stand_anew();
        }
        if let Some(queue) = self.queues.slot(&call.queue) {
            call.queue = self.queues.known(&call.queue);
            self.take_call(call, queue);
        }
    }
}
