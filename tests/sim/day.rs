//! A day: what can happen, in any order, sensible or not.

use std::time::Duration;

use santral::acd::{
    Acd, AgentId, AgentState, CallId, CallKind, CallerKey, Config, Input, Join, LeftWhy, Line, OfferFailure,
    Output, Phase, QueueId, Reachability, Reason, Time,
};

use crate::ledger::Ledger;
use crate::rng::Rng;
use crate::shop::{AGENTS_MAX, QUEUES_MAX, config, config_like};

pub(crate) const INPUTS_PER_DAY: usize = 1_000;

/// A day as it was lived: what the core was told, and what it said.
pub(crate) struct Day {
    pub(crate) config: Config,
    pub(crate) steps: Vec<Step>,
}

pub(crate) struct Step {
    pub(crate) now: Time,
    pub(crate) input: Input,
    pub(crate) outputs: Vec<Output>,
}

/// Lives the day of a seed, checking every promise after every input.
pub(crate) fn live_a_day(seed: u64) -> Day {
    let mut rng = Rng::new(seed);
    let config = config(&mut rng);
    let mut life = Life {
        acd: Acd::new(config.clone()),
        ledger: Ledger::new(&config),
        now: Time::from_millis(1_000_000),
        steps: Vec::with_capacity(INPUTS_PER_DAY + 200),
        calls: 0,
        rng,
    };
    while life.steps.len() < INPUTS_PER_DAY {
        life.let_time_pass();
        let input = life.something();
        life.tell(input);
    }
    life.close_the_shop();
    Day { config, steps: life.steps }
}

pub(crate) fn drain(acd: &mut Acd) -> Vec<Output> {
    std::iter::from_fn(|| acd.poll_output()).collect()
}

struct Life {
    rng: Rng,
    acd: Acd,
    ledger: Ledger,
    now: Time,
    steps: Vec<Step>,
    calls: u128,
}

impl Life {
    fn tell(&mut self, input: Input) {
        self.acd.handle(self.now, input.clone());
        let outputs = drain(&mut self.acd);
        self.ledger.check(self.now, &input, &outputs, &self.acd);
        if self.steps.len().is_multiple_of(32) {
            self.ledger.estimates_have_bounds(&self.acd);
        }
        self.steps.push(Step { now: self.now, input, outputs });
    }

    /// Moves on by up to some seconds, and mostly wakes the core when it asks, sometimes too late.
    fn let_time_pass(&mut self) {
        let later = self.now + Duration::from_millis(self.rng.next() % 1_500);
        while let Some(at) = self.acd.next_timeout().filter(|at| *at <= later) {
            if self.rng.chance(20) {
                break;
            }
            self.now = at;
            self.tell(Input::Tick);
        }
        self.now = later;
    }

    fn something(&mut self) -> Input {
        match self.rng.below(100) {
            0..24 => self.a_call_joins(),
            24..46 => self.an_offer_ends(90),
            46..52 => self.an_offer_ends(0),
            52..68 => self.a_call_ends(),
            68..69 => self.a_caller_leaves(),
            69..70 => self.a_caller_would_be_called_back(),
            70..77 => self.an_agent_comes(),
            77..80 => self.an_agent_goes(),
            80..86 => self.a_phone_changes(),
            86..89 => self.wrap_up_changes(),
            89..90 => Input::Configure(config_like(&mut self.rng, self.ledger.config())),
            90..92 => self.a_call_is_found(),
            92..93 => self.a_queue_opens_or_closes(),
            93..97 => self.noise(),
            _ => Input::Tick,
        }
    }

    /// A crowded house sends callers away, so that most decisions are made near balance.
    fn a_call_joins(&mut self) -> Input {
        if self.ledger.waiting().len() > 8 && self.rng.chance(90) {
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
        let prefer = (0..1 + self.rng.below(2)).map(|_| self.an_agent()).collect();
        Input::CallJoined(join.with_preferred(prefer, Duration::from_millis(self.rng.next() % 30_000)))
    }

    fn an_offer_ends(&mut self, accepted_percent: usize) -> Input {
        let open = self.ledger.open_offers();
        let Some((call, agent)) = self.rng.pick(&open).cloned() else { return self.an_agent_comes() };
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
        let talking = self.ledger.talking();
        let Some((call, agent)) = self.rng.pick(&talking).cloned() else { return self.an_agent_comes() };
        let callback = self.acd.call(call).is_some_and(|call| call.kind == CallKind::Callback);
        if callback && self.rng.chance(60) {
            Input::CallbackUnanswered { call, agent }
        } else {
            Input::CallEnded { call }
        }
    }

    fn a_caller_leaves(&mut self) -> Input {
        let why = *self.rng.pick(&[LeftWhy::Abandoned, LeftWhy::FellBack, LeftWhy::Ended]).unwrap();
        let waiting = self.ledger.waiting();
        let call = self.rng.pick(&waiting).copied().unwrap_or(CallId(0));
        Input::CallLeft { call, why }
    }

    fn a_caller_would_be_called_back(&mut self) -> Input {
        let waiting = self.ledger.waiting();
        let call = self.rng.pick(&waiting).copied().unwrap_or_else(|| self.any_call());
        Input::CallbackAsked { call }
    }

    /// Mostly it opens, or soon all would be closed.
    fn a_queue_opens_or_closes(&mut self) -> Input {
        Input::QueueHours { queue: self.a_queue(), open: self.rng.chance(80) }
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
        let agent = self.an_agent();
        let well = self.rng.chance(70);
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
        let call = if self.rng.chance(30) {
            self.calls += 1;
            CallId(self.calls)
        } else {
            self.any_call()
        };
        let joined_at = Time::from_millis(self.now.as_millis() - self.rng.next() % 60_000);
        Input::CallFound { call, queue: self.a_queue(), agent, phase, joined_at }
    }

    /// Anything said of any agent and any call, true or not.
    fn noise(&mut self) -> Input {
        let (agent, call) = (self.an_agent(), self.any_call());
        match self.rng.below(7) {
            5 => Input::CallbackAsked { call },
            6 => Input::CallbackUnanswered { call, agent },
            0 => Input::OfferAccepted { call, agent },
            1 => Input::OfferFailed { call, agent, why: self.a_failure() },
            2 => Input::CallEnded { call },
            3 => Input::CallJoined(Join::new(call, self.a_queue(), self.now)),
            _ => Input::CallLeft { call, why: LeftWhy::Abandoned },
        }
    }

    /// Mostly an agent there is.
    fn an_agent(&mut self) -> AgentId {
        match self.rng.pick(&self.ledger.config().agents) {
            Some(agent) if self.rng.chance(97) => agent.id.clone(),
            _ => AgentId::new(format!("a{}", self.rng.below(AGENTS_MAX))),
        }
    }

    /// Mostly a queue there is.
    fn a_queue(&mut self) -> QueueId {
        match self.rng.pick(&self.ledger.config().queues) {
            Some(queue) if self.rng.chance(97) => queue.id.clone(),
            _ => QueueId::new(format!("q{}", self.rng.below(QUEUES_MAX))),
        }
    }

    fn any_call(&mut self) -> CallId {
        let recent = self.rng.below(30) as u128;
        CallId(self.calls.saturating_sub(recent))
    }

    /// Every caller leaves, everybody goes home, and nothing must be left over.
    fn close_the_shop(&mut self) {
        for call in self.acd.calls().map(|call| call.id).collect::<Vec<_>>() {
            self.tell(Input::CallLeft { call, why: LeftWhy::Ended });
        }
        for agent in self.acd.agents().map(|agent| agent.id.clone()).collect::<Vec<_>>() {
            self.tell(Input::AgentSignedOut { agent });
        }
        while let Some(at) = self.acd.next_timeout() {
            self.now = at;
            self.tell(Input::Tick);
        }
        assert_eq!(self.acd.calls().count(), 0);
        assert!(self.acd.agents().all(|agent| agent.state == AgentState::Offline));
        assert!(self.ledger.open_offers().is_empty());
    }
}
