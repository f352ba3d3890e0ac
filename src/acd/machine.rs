//! The machine itself: its three doors.

use std::collections::VecDeque;
use std::time::Duration;

use super::call_table::{CallSlot, CallTable};
use super::demand::Demand;
use super::fresh::Fresh;
use super::place::Places;
use super::supply::Supply;
use super::table::{QueueSlot, Row, Table};
use super::timer::{Timer, Timers};
use super::{
    Agent, AgentId, Call, CallId, Config, Input, Output, Policy, QueueConfig, QueueId, QueueMemory, Refusal,
    Stamp, Time,
};

/// Longest after-call work, however often it is extended.
pub const WRAP_UP_MAX: Duration = Duration::from_secs(3_600);

/// The routing core.
///
/// **handle one input; drain `poll_output` until empty; sleep no later than `next_timeout`**
///
/// 1. Wait for something to happen, or for the moment [`Acd::next_timeout`] names.
/// 2. Tell it with [`Acd::handle`] ([`Input::Tick`] when only time passed). Timers that have come
///    due take effect first, then the input, then whoever can be matched is.
/// 3. Do what [`Acd::poll_output`] says until it is empty.
/// 4. Go to 1.
#[derive(Clone, Debug)]
pub struct Acd {
    pub(super) policy: Policy,
    pub(super) queues: Table<Queue>,
    pub(super) agents: Table<Agent>,
    pub(super) calls: CallTable,
    /// Who is idle, in the order in which each queue takes them. Follows from the agents.
    pub(super) supply: Supply,
    /// Who waits, in the order in which each queue serves them. Follows from the calls.
    pub(super) demand: Demand,
    /// What has changed since whoever could be matched was.
    pub(super) fresh: Fresh,
    pub(super) places: Places,
    pub(super) timers: Timers,
    pub(super) outputs: VecDeque<Output>,
    pub(super) now: Time,
    pub(super) last_offer: u64,
    pub(super) last_seq: u64,
}

/// A queue, and whether the catalog still has it.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    pub(super) config: QueueConfig,
    pub(super) standing: Standing,
    pub(super) memory: QueueMemory,
    /// Calls in it, those that are talked on too.
    pub(super) calls: usize,
    /// The queues that send calls on to it.
    pub(super) fed_by: Vec<QueueSlot>,
}

impl Queue {
    pub(super) fn new(config: QueueConfig, standing: Standing) -> Self {
        let memory = QueueMemory::new(config.id.clone());
        Self { config, standing, memory, calls: 0, fed_by: Vec::new() }
    }
}

/// Whether calls may still join a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// The catalog has it.
    Open,
    /// The catalog has it no more; it stays for the calls still in it.
    Closing,
}

impl Row for Queue {
    type Id = QueueId;
    type Slot = QueueSlot;
    fn id(&self) -> &QueueId {
        &self.config.id
    }
}

impl Row for Agent {
    type Id = AgentId;
    type Slot = super::table::AgentSlot;
    fn id(&self) -> &AgentId {
        &self.id
    }
}

impl Acd {
    /// A core at the origin of time, with everybody offline and nobody waiting.
    pub fn new(config: Config) -> Self {
        let mut acd = Self {
            policy: config.policy,
            queues: Table::default(),
            agents: Table::default(),
            calls: CallTable::default(),
            supply: Supply::default(),
            demand: Demand::default(),
            fresh: Fresh::default(),
            places: Places::default(),
            timers: Timers::default(),
            outputs: VecDeque::new(),
            now: Time::ZERO,
            last_offer: 0,
            last_seq: 0,
        };
        acd.configure(config);
        acd
    }

    /// Tells the core what happened, and when. A moment before the last one told counts as the last.
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        while let Some(timer) = self.timers.take_due(self.now) {
            self.fire(timer);
        }
        if let Err(refusal) = self.apply(input) {
            self.outputs.push_back(Output::Refused(refusal));
        }
        self.match_calls();
        while self.overflow_calls() {
            self.match_calls();
        }
        self.drop_empty_closing_queues();
    }

    /// The next thing to do or to know; `None` when everything is said.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The moment something changes by itself; `None` when nothing does.
    pub fn next_timeout(&self) -> Option<Time> {
        self.timers.next()
    }

    /// An agent, by id.
    pub fn agent(&self, id: &AgentId) -> Option<&Agent> {
        self.agents.get(id)
    }

    /// All agents, by id.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// A call, by id.
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.get(id)
    }

    /// All calls, by id: waiting, ringing and talking.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.by_id().into_iter()
    }

    /// A queue's configuration, by id; also of one that is gone but still has calls.
    pub fn queue(&self, id: &QueueId) -> Option<&QueueConfig> {
        self.queues.get(id).map(|queue| &queue.config)
    }

    /// All queues, by id.
    pub fn queues(&self) -> impl Iterator<Item = &QueueConfig> {
        self.queues.values().map(|queue| &queue.config)
    }

    /// The unanswered calls of a queue, ringing ones too, in the order they joined.
    pub fn waiting(&self, queue: &QueueId) -> impl Iterator<Item = &Call> {
        let slots = self.queues.slot(queue).map(|queue| self.demand.standing(queue));
        let mut calls: Vec<&Call> =
            slots.into_iter().flatten().filter_map(|call| self.calls.at(call)).collect();
        calls.sort_unstable_by_key(|call| call.joined);
        calls.into_iter()
    }

    /// Brings calls and agents together, as far as stages, preferences and skills let them.
    fn match_calls(&mut self) {
        self.turn_reserves();
        self.skip_unreachable_stages();
        self.drop_hopeless_preferences();
        self.offer_waiting_calls();
        self.drop_expired_preferences();
    }

    fn fire(&mut self, timer: Timer) {
        let fired = match timer {
            Timer::WrapUpOver(agent) => self.change_agent(agent, Agent::wrap_up_over),
            Timer::CooledDown(agent) => self.change_agent(agent, |agent, _| {
                agent.cooled_down();
                Ok(())
            }),
            Timer::OfferOverdue(call) => {
                self.give_up_offers(call);
                Ok(())
            }
            Timer::StageDue(queue, stage) => {
                self.reach_next_stage(queue, stage);
                Ok(())
            }
            // Patience ends after the matching, so that who is preferred still comes first now.
            Timer::PatienceOver(call) => {
                self.fresh.expired.push(call);
                Ok(())
            }
            // Whoever can be matched is, before anybody is sent on.
            Timer::OverflowDue(queue) => {
                self.fresh.restless.push(queue);
                Ok(())
            }
            Timer::QuarantineOver(call) => {
                self.end_quarantine(call);
                Ok(())
            }
        };
        // Timers go with the state they belong to, so what fires is always possible.
        debug_assert_eq!(fired, Ok(()));
    }

    fn apply(&mut self, input: Input) -> Result<(), Refusal> {
        match input {
            Input::Configure(config) => self.configure(config),
            Input::AgentSignedIn { agent } => self.sign_in(self.known_agent(&agent)?)?,
            Input::AgentSignedOut { agent } => self.sign_out(self.known_agent(&agent)?)?,
            Input::AgentReady { agent } => self.change_agent(self.known_agent(&agent)?, Agent::ready)?,
            Input::AgentNotReady { agent, reason } => self.not_ready(self.known_agent(&agent)?, reason)?,
            Input::AgentReachable { agent, reachable } => {
                self.set_reachable(self.known_agent(&agent)?, reachable)?;
            }
            Input::AgentLine { agent, line } => self.set_line(self.known_agent(&agent)?, line)?,
            Input::WrapUpFinished { agent } => {
                self.change_agent(self.known_agent(&agent)?, Agent::wrap_up_over)?;
            }
            Input::WrapUpExtended { agent, by } => self.extend_wrap_up(self.known_agent(&agent)?, by)?,
            Input::CallJoined(join) => self.join(join)?,
            Input::CallLeft { call, why } => self.leave(self.known_call(call)?, why),
            Input::OfferAccepted { call, agent } => self.accept(self.known_call(call)?, agent)?,
            Input::OfferFailed { call, agent, why } => self.fail(call, agent, why)?,
            Input::CallEnded { call } => self.end(self.known_call(call)?),
            Input::CallbackAsked { call } => self.ask_callback(self.known_call(call)?)?,
            Input::CallbackUnanswered { call, agent } => {
                self.callback_unanswered(self.known_call(call)?, agent)?;
            }
            Input::QueueHours { queue, open } => self.set_hours(queue, open)?,
            Input::CallFound { call, queue, agent, phase, joined_at } => {
                self.find(call, queue, agent, phase, joined_at)?;
            }
            Input::Tick => {}
        }
        Ok(())
    }

    fn known_agent(&self, id: &AgentId) -> Result<super::table::AgentSlot, Refusal> {
        self.agents.slot(id).ok_or_else(|| Refusal::UnknownAgent { agent: id.clone() })
    }

    fn known_call(&self, id: CallId) -> Result<CallSlot, Refusal> {
        self.calls.slot(id).ok_or(Refusal::UnknownCall { call: id })
    }

    /// Now, with the next place in the order of events.
    pub(super) fn stamp(&mut self) -> Stamp {
        self.last_seq += 1;
        Stamp { at: self.now, seq: self.last_seq }
    }
}
