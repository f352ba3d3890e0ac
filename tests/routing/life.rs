//! A core's life from a seed: anything that can happen, in any order, sensible or not.

use std::time::Duration;

use super::acd::{
    Acd, AgentId, AgentState, CallId, CallerKey, Config, DequeuedWhy, Input, Join, LeftWhy, Line,
    OfferFailure, Output, Phase, QueueId, Reachability, Reason, Time,
};
use super::house::{Size, house, house_like};
use crate::rng::Rng;

/// A core, and who is where as far as it has said.
#[derive(Debug)]
pub(crate) struct Life {
    rng: Rng,
    size: Size,
    config: Config,
    acd: Acd,
    now: Time,
    calls: u128,
    waiting: Vec<CallId>,
    open: Vec<(CallId, AgentId)>,
    talking: Vec<(CallId, AgentId)>,
    /// What was said last.
    pub(crate) outputs: Vec<Output>,
}

impl Life {
    pub(crate) fn of(seed: u64, size: Size) -> Self {
        let mut rng = Rng::new(seed);
        let config = house(&mut rng, size);
        let acd = Acd::new(config.clone());
        let now = Time::from_millis(1_000_000);
        let (waiting, open, talking, outputs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { rng, size, config, acd, now, calls: 0, waiting, open, talking, outputs }
    }

    /// Something happens; what it was.
    pub(crate) fn step(&mut self) -> (Time, Input) {
        let input = self.something();
        let told = (self.now, input.clone());
        if let Input::Configure(config) = &input {
            self.config = config.clone();
        }
        self.acd.handle(self.now, input);
        self.outputs.clear();
        while let Some(output) = self.acd.poll_output() {
            self.take_in(&output);
            self.outputs.push(output);
        }
        told
    }

    /// When the core wants to be woken, in microseconds.
    pub(crate) fn next_timeout(&self) -> Option<u64> {
        self.acd.next_timeout().map(Time::as_micros)
    }

    /// Everything the core remembers, in words.
    pub(crate) fn memory(&self) -> String {
        format!("{:?}", self.acd.snapshot())
    }

    fn take_in(&mut self, output: &Output) {
        match output {
            Output::OfferMade(offer) => self.open.push((offer.call, offer.agent.clone())),
            Output::OfferFound { call, agent, .. } => self.open.push((*call, agent.clone())),
            Output::OfferEnded { call, agent, .. } => {
                self.open.retain(|(open, to)| (open, to) != (call, agent));
            }
            Output::CallWaiting { call, .. } if !self.waiting.contains(call) => {
                self.talking.retain(|(talking, _)| talking != call);
                self.waiting.push(*call);
            }
            Output::CallDequeued { call, why, .. } => {
                self.waiting.retain(|waiting| waiting != call);
                self.talking.retain(|(talking, _)| talking != call);
                if let DequeuedWhy::Answered { agent } = why {
                    self.talking.push((*call, agent.clone()));
                }
            }
            Output::AgentChanged { .. }
            | Output::AgentFlagsChanged { .. }
            | Output::CallWaiting { .. }
            | Output::PlaceKept { .. }
            | Output::CallbackTaken { .. }
            | Output::ReserveChanged { .. }
            | Output::StageReached { .. }
            | Output::PreferenceOver { .. }
            | Output::CallOverflowed { .. }
            | Output::Refused(_) => {}
        }
    }

    /// Mostly the core is woken when it asks, sometimes too late.
    fn something(&mut self) -> Input {
        let later = self.now + Duration::from_millis(self.rng.next() % 1_000);
        if let Some(at) = self.acd.next_timeout().filter(|at| *at <= later)
            && self.rng.chance(80)
        {
            self.now = self.now.max(at);
            return Input::Tick;
        }
        self.now = later;
        match self.rng.below(1_000) {
            0..240 => self.a_call_joins(),
            240..460 => self.an_offer_ends(90),
            460..530 => self.an_offer_ends(0),
            530..700 => self.a_call_ends(),
            700..720 => self.a_caller_leaves(),
            720..735 => Input::CallbackAsked { call: self.a_waiting_call() },
            735..800 => self.an_agent_comes(),
            800..830 => self.an_agent_goes(),
            830..880 => self.a_phone_changes(),
            880..910 => self.wrap_up_changes(),
            910..912 => Input::Configure(house_like(&mut self.rng, &self.config, self.size)),
            912..932 => self.a_call_is_found(),
            932..940 => Input::QueueHours { queue: self.a_queue(), open: self.rng.chance(80) },
            940..980 => self.noise(),
            _ => Input::Tick,
        }
    }

    fn a_call_joins(&mut self) -> Input {
        if self.waiting.len() > self.size.crowd && self.rng.chance(90) {
            return self.a_caller_leaves();
        }
        self.calls += 1;
        let ago = if self.rng.chance(10) { self.rng.next() % 90_000 } else { 0 };
        let joined_at = Time::from_millis(self.now.as_millis() - ago);
        let priority = if self.rng.chance(50) { 0 } else { u8::try_from(self.rng.below(11)).unwrap() };
        let mut join = Join::new(CallId(self.calls), self.a_queue(), joined_at).with_priority(priority);
        if self.rng.chance(40) {
            join = join.with_caller(CallerKey(self.rng.next() % 6));
        }
        if self.rng.chance(15) {
            join = join.as_callback();
        }
        if self.rng.chance(75) {
            return Input::CallJoined(join);
        }
        let prefer = (0..1 + self.rng.below(3)).map(|_| self.an_agent()).collect();
        Input::CallJoined(join.with_preferred(prefer, Duration::from_millis(self.rng.next() % 30_000)))
    }

    fn an_offer_ends(&mut self, accepted_percent: usize) -> Input {
        let Some((call, agent)) = self.rng.pick(&self.open).cloned() else { return self.an_agent_comes() };
        if self.rng.chance(accepted_percent) {
            Input::OfferAccepted { call, agent }
        } else {
            Input::OfferFailed { call, agent, why: self.a_failure() }
        }
    }

    fn a_failure(&mut self) -> OfferFailure {
        use OfferFailure::{Busy, Declined, Failed, Unanswered, Unreachable};
        *self.rng.pick(&[Declined, Unanswered, Unanswered, Busy, Unreachable, Failed]).unwrap()
    }

    fn a_call_ends(&mut self) -> Input {
        let index = self.rng.below(self.talking.len());
        if self.talking.is_empty() {
            return self.an_agent_comes();
        }
        let (call, agent) = self.talking.swap_remove(index);
        if self.rng.chance(20) {
            Input::CallbackUnanswered { call, agent }
        } else {
            Input::CallEnded { call }
        }
    }

    fn a_caller_leaves(&mut self) -> Input {
        let why = *self.rng.pick(&[LeftWhy::Abandoned, LeftWhy::FellBack, LeftWhy::Ended]).unwrap();
        Input::CallLeft { call: self.a_waiting_call(), why }
    }

    /// Whatever keeps an agent from taking calls is put right.
    fn an_agent_comes(&mut self) -> Input {
        let agent = self.an_agent();
        let Some(known) = self.acd.agent(&agent) else { return Input::AgentSignedIn { agent } };
        if known.flags.reachable == Reachability::Unreachable {
            Input::AgentReachable { agent, reachable: Reachability::Reachable }
        } else if known.flags.line == Line::InUse {
            Input::AgentLine { agent, line: Line::Free }
        } else if known.state == AgentState::Offline {
            Input::AgentSignedIn { agent }
        } else {
            Input::AgentReady { agent }
        }
    }

    fn an_agent_goes(&mut self) -> Input {
        let agent = self.an_agent();
        if self.rng.chance(30) {
            Input::AgentSignedOut { agent }
        } else {
            Input::AgentNotReady { agent, reason: Reason::from("lunch") }
        }
    }

    fn a_phone_changes(&mut self) -> Input {
        let (agent, well) = (self.an_agent(), self.rng.chance(70));
        if self.rng.chance(50) {
            let reachable = if well { Reachability::Reachable } else { Reachability::Unreachable };
            Input::AgentReachable { agent, reachable }
        } else {
            Input::AgentLine { agent, line: if well { Line::Free } else { Line::InUse } }
        }
    }

    fn wrap_up_changes(&mut self) -> Input {
        let agent = self.an_agent();
        if self.rng.chance(60) {
            Input::WrapUpFinished { agent }
        } else {
            Input::WrapUpExtended { agent, by: Duration::from_millis(self.rng.next() % 40_000) }
        }
    }

    fn a_call_is_found(&mut self) -> Input {
        let phase = *self.rng.pick(&[Phase::Waiting, Phase::Ringing, Phase::Talking]).unwrap();
        let agent = self.rng.chance(80).then(|| self.an_agent());
        self.calls += u128::from(self.rng.chance(30));
        let joined_at = Time::from_millis(self.now.as_millis() - self.rng.next() % 60_000);
        Input::CallFound { call: self.any_call(), queue: self.a_queue(), agent, phase, joined_at }
    }

    /// Anything said of any agent and any call, true or not.
    fn noise(&mut self) -> Input {
        let (agent, call) = (self.an_agent(), self.any_call());
        match self.rng.below(7) {
            0 => Input::OfferAccepted { call, agent },
            1 => Input::OfferFailed { call, agent, why: self.a_failure() },
            2 => Input::CallEnded { call },
            3 => Input::CallJoined(Join::new(call, self.a_queue(), self.now)),
            4 => Input::CallbackAsked { call },
            5 => Input::CallbackUnanswered { call, agent },
            _ => Input::CallLeft { call, why: LeftWhy::Abandoned },
        }
    }

    fn an_agent(&mut self) -> AgentId {
        AgentId::new(format!("a{}", self.rng.below(self.size.agents)))
    }

    fn a_queue(&mut self) -> QueueId {
        QueueId::new(format!("q{}", self.rng.below(self.size.queues)))
    }

    fn a_waiting_call(&mut self) -> CallId {
        self.rng.pick(&self.waiting).copied().unwrap_or_else(|| self.any_call())
    }

    fn any_call(&mut self) -> CallId {
        CallId(self.calls.saturating_sub(self.rng.below(30) as u128))
    }
}
