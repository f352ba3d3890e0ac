//! The machine itself: its three doors, and the one way an agent or a call changes.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::index::Index;
use super::place::Places;
use super::rows::{AgentRow, CallRow};
use super::table::Table;
use super::timer::{Owner, Timer, Timers};
use super::{
    Agent, AgentId, AgentState, Call, CallId, CallKind, CallPhase, Config, Input, Output, Policy,
    QueueConfig, QueueId, QueueMemory, Refusal, Stamp, Time,
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
    pub(super) queues: Table<QueueId, Queue>,
    pub(super) agents: Table<AgentId, AgentRow>,
    pub(super) calls: Table<CallId, CallRow>,
    pub(super) index: Index,
    /// Unanswered calls that prefer somebody.
    pub(super) preferring: BTreeSet<CallId>,
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
}

impl Queue {
    pub(super) fn new(config: QueueConfig, standing: Standing) -> Self {
        let memory = QueueMemory::new(config.id.clone());
        Self { config, standing, memory }
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

impl Acd {
    /// A core at the origin of time, with everybody offline and nobody waiting.
    pub fn new(config: Config) -> Self {
        let mut acd = Self {
            policy: config.policy,
            queues: Table::default(),
            agents: Table::default(),
            calls: Table::default(),
            index: Index::default(),
            preferring: BTreeSet::new(),
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
        while let Some((timer, slot)) = self.timers.take_due(self.now) {
            self.fire(timer, slot);
        }
        if let Err(refusal) = self.apply(input) {
            self.outputs.push_back(Output::Refused(refusal));
        }
        self.match_calls();
        while self.overflow_calls() {
            self.match_calls();
        }
        self.drop_empty_closing_queues();
        self.calm_down();
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
        self.agents.get(id).map(|row| &row.agent)
    }

    /// All agents, by id.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.sorted(|row| &row.agent.id).into_iter().map(|row| &row.agent)
    }

    /// A call, by id.
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.get(&id).map(|row| &row.call)
    }

    /// All calls: waiting, ringing and talking.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.sorted(|row| row.id).into_iter().map(|row| &row.call)
    }

    /// A queue's configuration, by id; also of one that is gone but still has calls.
    pub fn queue(&self, id: &QueueId) -> Option<&QueueConfig> {
        self.queues.get(id).map(|queue| &queue.config)
    }

    /// All queues, by id.
    pub fn queues(&self) -> impl Iterator<Item = &QueueConfig> {
        self.queues.sorted(|queue| &queue.config.id).into_iter().map(|queue| &queue.config)
    }

    /// The unanswered calls of a queue, ringing ones too, in the order they joined.
    pub fn waiting(&self, queue: &QueueId) -> impl Iterator<Item = &Call> {
        self.in_line(queue).into_iter()
    }

    /// Brings calls and agents together, as far as stages, preferences and skills let them.
    fn match_calls(&mut self) {
        self.turn_reserves();
        self.skip_unreachable_stages();
        self.drop_hopeless_preferences();
        self.offer_waiting_calls();
        self.drop_expired_preferences();
    }

    fn fire(&mut self, timer: Timer, slot: u32) {
        match timer {
            // Timers go with the state they belong to, so what fires is always possible.
            Timer::WrapUpOver => self.change(slot, |agent, at| {
                let over = agent.wrap_up_over(at);
                debug_assert_eq!(over, Ok(()));
            }),
            Timer::CooledDown => self.change(slot, |agent, _| agent.cooled_down()),
            Timer::OfferOverdue => self.give_up_offers(slot),
            Timer::QuarantineOver => self.end_quarantine(slot),
            Timer::StageDue => self.reach_stage(slot),
            // Patience ends after the matching, so that she still comes first now.
            Timer::PatienceOver => self.patience_over(slot),
            // Whoever can be matched is, before anybody is sent on.
            Timer::OverflowDue => self.call_moved(slot),
        }
    }

    fn apply(&mut self, input: Input) -> Result<(), Refusal> {
        match input {
            Input::Configure(config) => self.configure(config),
            Input::AgentSignedIn { agent } => self.sign_in(&agent)?,
            Input::AgentSignedOut { agent } => self.sign_out(&agent)?,
            Input::AgentReady { agent } => self.ask(&agent, Agent::ready)?,
            Input::AgentNotReady { agent, reason } => self.not_ready(&agent, reason)?,
            Input::AgentReachable { agent, reachable } => self.set_reachable(&agent, reachable)?,
            Input::AgentLine { agent, line } => self.set_line(&agent, line)?,
            Input::WrapUpFinished { agent } => self.ask(&agent, Agent::wrap_up_over)?,
            Input::WrapUpExtended { agent, by } => self.extend_wrap_up(&agent, by)?,
            Input::CallJoined(join) => self.join(join)?,
            Input::CallLeft { call, why } => self.leave(call, why)?,
            Input::OfferAccepted { call, agent } => self.accept(call, &agent)?,
            Input::OfferFailed { call, agent, why } => self.fail(call, &agent, why)?,
            Input::CallEnded { call } => self.end(call)?,
            Input::CallbackAsked { call } => self.ask_callback(call)?,
            Input::CallbackUnanswered { call, agent } => self.callback_unanswered(call, &agent)?,
            Input::QueueHours { queue, open } => self.set_hours(queue, open)?,
            Input::CallFound { call, queue, agent, phase, joined_at } => {
                self.find(call, queue, agent, phase, joined_at)?;
            }
            Input::Tick => {}
        }
        Ok(())
    }

    /// Asks something of an agent that she may refuse.
    pub(super) fn ask(
        &mut self,
        id: &AgentId,
        change: impl FnOnce(&mut Agent, Stamp) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let slot = self.agent_slot(id)?;
        self.try_change(slot, change)
    }

    /// Changes an agent in a way that is always possible.
    pub(super) fn change(&mut self, slot: u32, change: impl FnOnce(&mut Agent, Stamp)) {
        let changed = self.try_change(slot, |agent, at| {
            change(agent, at);
            Ok(())
        });
        debug_assert_eq!(changed, Ok(()));
    }

    /// The only way an agent changes: tells what became different, and sets her timers to match.
    fn try_change(
        &mut self,
        slot: u32,
        change: impl FnOnce(&mut Agent, Stamp) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let at = self.stamp();
        let Some(agent) = self.agents.at_mut(slot) else { return Ok(()) };
        let (state, next, flags) = (agent.state.clone(), agent.next.clone(), agent.flags);
        change(agent, at)?;
        if (&state, &next) != (&agent.state, &agent.next) {
            self.outputs.push_back(Output::AgentChanged {
                agent: agent.id.clone(),
                state: agent.state.clone(),
                since: agent.since,
                next: agent.next.clone(),
            });
        }
        if flags != agent.flags {
            self.outputs.push_back(Output::AgentFlagsChanged { agent: agent.id.clone(), flags: agent.flags });
        }
        let offline = agent.state == AgentState::Offline;
        let gone = offline && !agent.in_catalog;
        match (state == AgentState::Offline, offline) {
            (true, false) => self.begin_counts(slot),
            (false, true) => self.end_counts(slot),
            (true, true) | (false, false) => {}
        }
        self.agent_moved(slot);
        self.set_agent_timers(slot);
        if gone {
            self.drop_agent(slot);
        }
        Ok(())
    }

    fn drop_agent(&mut self, slot: u32) {
        let Some(agent) = self.agents.at(slot) else { return };
        let (id, owner) = (agent.id.clone(), agent_owner(slot, agent));
        self.timers.set(Timer::CooledDown, owner, None);
        self.agents.remove(&id);
    }

    /// Sets an agent's timers to what her state says.
    pub(super) fn set_agent_timers(&mut self, slot: u32) {
        let Some(agent) = self.agents.at(slot) else { return };
        let wrap_up_over = match agent.state {
            AgentState::WrapUp { until, .. } => Some(until),
            AgentState::Offline
            | AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. } => None,
        };
        let (owner, cooled_until) = (agent_owner(slot, agent), agent.flags.cooled_until);
        self.timers.set(Timer::WrapUpOver, owner, wrap_up_over);
        self.timers.set(Timer::CooledDown, owner, cooled_until);
    }

    /// Sets a call's timers and its place in the index to what its phase says.
    pub(super) fn set_call_timers(&mut self, slot: u32) {
        let Some(call) = self.calls.at(slot) else { return };
        let config = self.queues.at(call.queue).map(|queue| &queue.config);
        let next_stage_at = config.and_then(|queue| queue.next_stage_at(call.joined.at, call.stage));
        let wait_max = config.and_then(|queue| queue.overflow.as_ref()?.wait_max);
        // What was due before is seen to after every input, also when it could not be done then.
        let overflow_at = wait_max.map(|most| call.entered_at + most).filter(|at| *at > self.now);
        let overdue_at = call.phase.offers().map(|offer| offer.overdue_at).min();
        let (stage_at, overflow_at) = match call.phase {
            CallPhase::Waiting => (next_stage_at, overflow_at.filter(|_| call.kind == CallKind::Live)),
            CallPhase::Ringing { .. } => (next_stage_at, None),
            CallPhase::Talking { .. } => (None, None),
        };
        let eligible_at = call.quarantined_until.filter(|_| call.is_unanswered());
        let preferred = call.preferred.as_ref().filter(|_| call.is_unanswered());
        let patient_until = preferred.map(|preferred| preferred.until);
        let owner = Owner { slot, order: call.id.0 };
        if patient_until.is_some() {
            self.preferring.insert(call.id);
        } else if !self.preferring.is_empty() {
            self.preferring.remove(&call.id);
        }
        self.timers.set(Timer::PatienceOver, owner, patient_until);
        self.timers.set(Timer::OfferOverdue, owner, overdue_at);
        self.timers.set(Timer::StageDue, owner, stage_at);
        self.timers.set(Timer::OverflowDue, owner, overflow_at);
        self.timers.set(Timer::QuarantineOver, owner, eligible_at);
        self.call_moved(slot);
    }

    /// Where an agent is; refused where there is none.
    pub(super) fn agent_slot(&self, id: &AgentId) -> Result<u32, Refusal> {
        self.agents.slot(id).ok_or_else(|| Refusal::UnknownAgent { agent: id.clone() })
    }

    /// Where a call is; refused where there is none.
    pub(super) fn call_slot(&self, id: CallId) -> Result<u32, Refusal> {
        self.calls.slot(&id).ok_or(Refusal::UnknownCall { call: id })
    }

    /// Now, with the next place in the order of events.
    pub(super) fn stamp(&mut self) -> Stamp {
        self.last_seq += 1;
        Stamp { at: self.now, seq: self.last_seq }
    }

    fn drop_empty_closing_queues(&mut self) {
        for id in self.empty_closing_queues() {
            self.queues.remove(&id);
            for agent in self.agents.values_mut() {
                agent.workload.answered.remove(&id);
            }
        }
    }
}

fn agent_owner(slot: u32, agent: &AgentRow) -> Owner {
    Owner { slot, order: agent.by_id.into() }
}
