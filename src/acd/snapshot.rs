//! The whole state at one moment, and a core made from it.

use super::machine::{Acd, Queue, Standing};
use super::rows::{AgentRow, CallRow};
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
        let queues = self.queues.sorted(|queue| &queue.config.id);
        let closing = queues.iter().filter(|queue| queue.standing == Standing::Closing);
        Snapshot {
            now: self.now,
            last_offer: self.last_offer,
            last_seq: self.last_seq,
            agents: self.agents().cloned().collect(),
            calls: self.calls().cloned().collect(),
            closing_queues: closing.map(|queue| queue.config.clone()).collect(),
            queues: queues.iter().map(|queue| queue.memory.clone()).collect(),
            places: self.places.iter().collect(),
        }
    }

    /// A core in the state of the snapshot, under a configuration that may have changed since. What
    /// that changes is told as after [`Input::Configure`](super::Input::Configure); what time has
    /// brought meanwhile takes effect with the first input, and calls that went away while nobody
    /// looked stay until the driver says [`Input::CallLeft`](super::Input::CallLeft).
    pub fn restore(config: Config, snapshot: Snapshot) -> Self {
        let mut acd = Self::new(Config { policy: config.policy, ..Config::default() });
        acd.suspend_index();
        acd.now = snapshot.now;
        acd.last_offer = snapshot.last_offer;
        acd.last_seq = snapshot.last_seq;
        for config in snapshot.closing_queues {
            acd.queues.insert(config.id.clone(), Queue::new(config, Standing::Closing));
        }
        for agent in snapshot.agents {
            acd.agents.insert(agent.id.clone(), AgentRow { agent, by_id: 0 });
        }
        for call in snapshot.calls {
            acd.calls.insert(call.id, CallRow { call, queue: u32::MAX });
        }
        acd.keep_calls_without_a_queue(&config);
        acd.configure(config);
        acd.set_all_timers();
        for memory in snapshot.queues {
            if let Some(queue) = acd.queues.get_mut(&memory.queue) {
                queue.memory = memory;
            }
        }
        snapshot.places.into_iter().for_each(|place| acd.places.keep(place));
        acd
    }

    /// A queue taken out of the catalog while the core was down leaves no configuration to keep. Its
    /// calls get one anybody may serve: better a wrong agent than a caller nobody answers.
    fn keep_calls_without_a_queue(&mut self, config: &Config) {
        for CallRow { call, .. } in self.calls.values() {
            let known = config.queues.iter().any(|queue| queue.id == call.queue);
            if !known && self.queues.slot(&call.queue).is_none() {
                let config = QueueConfig::new(call.queue.as_str());
                self.queues.insert(call.queue.clone(), Queue::new(config, Standing::Closing));
            }
        }
    }

    fn set_all_timers(&mut self) {
        let agents: Vec<u32> = self.agents.slots().collect();
        let calls: Vec<u32> = self.calls.slots().collect();
        agents.into_iter().for_each(|agent| self.set_agent_timers(agent));
        calls.into_iter().for_each(|call| self.set_call_timers(call));
    }
}
