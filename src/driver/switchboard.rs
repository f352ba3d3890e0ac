//! The machine between the PBX, the people and the core.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::acd::{
    Acd, AgentId, AgentState, Explanation, Input, Join, LeftWhy, Line as LineUse, Offer, OfferEnd,
    OfferFailure, OfferId, Output, OverflowTarget, Phase, QueueId, Reachability, Refusal, Time,
    WithdrawReason,
};
use crate::call::{CallCommand, CallEvent, CallId, EndedBy, Line, LineState, LiveCall, LivePhase, Outcome};
use crate::call::{LinkState, PbxName, RingEnd};
use crate::stats::{Convention, QueueDay};

use super::{
    AgentChoice, AgentStanding, Call, CallChange, CallPhase, Happening, Moment, PersonAct, PhoneState,
    QueueFigures, Refused, Roster, What,
};

/// What the switchboard wants done or known.
#[derive(Clone, Debug)]
pub enum Effect {
    /// To the PBX.
    Command {
        /// Which PBX.
        pbx: PbxName,
        /// What.
        command: CallCommand,
    },
    /// To everybody.
    Moment(Moment),
}

/// **Tell it one happening; drain [`poll_effect`](Self::poll_effect); sleep no later than
/// [`next_timeout`](Self::next_timeout).** The core's own loop runs inside each telling.
#[derive(Debug)]
pub struct Switchboard {
    acd: Acd,
    roster: Arc<Roster>,
    calls: BTreeMap<CallId, Arc<Call>>,
    seats: BTreeMap<AgentId, Line>,
    lines: BTreeMap<Line, LineState>,
    links: BTreeMap<PbxName, LinkState>,
    days: BTreeMap<QueueId, QueueDay>,
    told: BTreeMap<QueueId, Arc<QueueFigures>>,
    dirty: BTreeSet<QueueId>,
    effects: VecDeque<Effect>,
    seq: u64,
}

impl Switchboard {
    /// A switchboard with nobody signed in and no call.
    pub fn new(roster: Arc<Roster>) -> Self {
        Self {
            acd: Acd::new(roster.config().clone()),
            calls: BTreeMap::new(),
            seats: BTreeMap::new(),
            lines: BTreeMap::new(),
            links: BTreeMap::new(),
            days: BTreeMap::new(),
            told: BTreeMap::new(),
            dirty: BTreeSet::new(),
            effects: VecDeque::new(),
            seq: 0,
            roster,
        }
    }

    /// Tells one happening. Only a person's act can be refused; nothing has changed then.
    pub fn handle(&mut self, now: Time, happening: Happening) -> Result<(), Refused> {
        let answer = match happening {
            Happening::Call { pbx, event } => {
                self.on_call_event(now, &pbx, event);
                Ok(())
            }
            Happening::Link { pbx, link } => {
                self.on_link(now, pbx, link);
                Ok(())
            }
            Happening::Person(act) => self.on_person(now, act),
            Happening::Catalog { version, roster } => {
                self.on_catalog(now, version, roster);
                Ok(())
            }
            Happening::NewDay => {
                self.days.clear();
                self.dirty.extend(self.roster.members().keys().cloned());
                Ok(())
            }
            Happening::Tick => {
                self.tell_core(now, Input::Tick);
                Ok(())
            }
        };
        self.tell_figures(now);
        answer
    }

    /// The next thing to be done or known.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Happening::Tick`] is due.
    pub fn next_timeout(&self) -> Option<Time> {
        self.acd.next_timeout()
    }

    /// Why a waiting call is where it is.
    pub fn explain(&self, now: Time, call: CallId) -> Option<Explanation> {
        self.acd.explain(now, call.into())
    }

    /// The calls that are not over.
    pub fn calls(&self) -> impl Iterator<Item = &Arc<Call>> {
        self.calls.values()
    }

    /// Tells the whole present state as moments, for consumers that have just started.
    pub fn announce(&mut self, now: Time) {
        for (pbx, link) in self.links.clone() {
            self.moment(now, What::Link { pbx, link });
        }
        for agent in self.acd.agents().map(|agent| agent.id.clone()).collect::<Vec<_>>() {
            self.tell_agent(now, &agent);
        }
        for call in self.calls.values().cloned().collect::<Vec<_>>() {
            self.moment(now, What::Call { change: CallChange::Found, call });
        }
        self.told.clear();
        self.dirty.extend(self.roster.members().keys().cloned());
        self.tell_figures(now);
    }

    // ---- what a PBX tells

    fn on_call_event(&mut self, now: Time, pbx: &PbxName, event: CallEvent) {
        match event {
            CallEvent::Arrived { call, linkedid, began_at_ms, did, caller } => {
                let found = LiveCall { call, linkedid, began_at_ms, did, caller, phase: LivePhase::Waiting };
                self.on_arrived(now, pbx, found);
            }
            CallEvent::Ringing { call, line } => self.on_ringing(now, call, &line),
            CallEvent::RingEnded { call, line, why } => self.on_ring_ended(now, call, &line, why),
            CallEvent::Answered { call, line } => self.on_answered(now, call, &line),
            CallEvent::Held { call } => self.on_hold(now, call, true),
            CallEvent::Retrieved { call } => self.on_hold(now, call, false),
            CallEvent::AgentLeft { call, .. } => self.on_agent_left(now, call),
            CallEvent::FellBack { call } => self.on_fell_back(now, call),
            CallEvent::Ended { call, by } => self.on_ended(now, call, by, None),
            CallEvent::Line { line, state } => self.on_line(now, line, state),
            CallEvent::Resynced { live } => self.on_resynced(now, pbx, live),
        }
    }

    fn on_arrived(&mut self, now: Time, pbx: &PbxName, live: LiveCall) {
        if self.calls.get(&live.call).is_some_and(|call| call.phase == CallPhase::Talking) {
            self.on_agent_left(now, live.call); // An agent sent the caller back to a queue.
        }
        let queue = self.roster.queue_for(&live.did);
        let id = live.call;
        let call = self.insert(now, pbx, live, queue.clone());
        self.moment(now, What::Call { change: CallChange::Arrived, call });
        match queue {
            Some(queue) => {
                self.days.entry(queue.clone()).or_default().entered();
                self.tell_core(now, Input::CallJoined(Join::new(id.into(), queue, now)));
            }
            // Nobody here serves that number: the PBX's own fall-back queue does.
            None => self.command(pbx.clone(), CallCommand::GiveBack { call: id }),
        }
    }

    fn insert(&mut self, now: Time, pbx: &PbxName, live: LiveCall, queue: Option<QueueId>) -> Arc<Call> {
        let call = Arc::new(Call {
            id: live.call,
            pbx: pbx.clone(),
            linkedid: live.linkedid,
            began_at_ms: live.began_at_ms,
            did: live.did,
            caller: live.caller,
            queue,
            joined_at: now,
            phase: CallPhase::Waiting,
            agent: None,
            line: None,
            answered_at: None,
            agent_left_at: None,
            held: false,
            ended_at: None,
            outcome: None,
            ended_by: None,
        });
        self.calls.insert(call.id, Arc::clone(&call));
        call
    }

    fn on_ringing(&mut self, now: Time, id: CallId, line: &Line) {
        let Some(agent) = self.agent_at(line) else { return };
        let offer = self.open_offer(&agent, id);
        let Some(call) = self.change(id, |call| {
            call.phase = CallPhase::Ringing;
            call.agent = Some(agent.clone());
            call.line = Some(line.clone());
        }) else {
            return;
        };
        if offer.is_none() {
            self.found(now, &call, Some(agent.clone()), Phase::Ringing);
        }
        let offer = self.open_offer(&agent, id);
        self.moment(now, What::Call { change: CallChange::Ringing { agent, offer }, call });
    }

    fn on_ring_ended(&mut self, now: Time, id: CallId, line: &Line, why: RingEnd) {
        // A late word about a phone that the call has left already changes nothing.
        let Some(call) = self.change(id, |call| {
            if call.line.as_ref() == Some(line) {
                call.phase = CallPhase::Waiting;
                call.agent = None;
                call.line = None;
            }
        }) else {
            return;
        };
        let Some(agent) = self.agent_at(line) else { return };
        self.moment(now, What::Call { change: CallChange::RingEnded { agent: agent.clone(), why }, call });
        if self.open_offer(&agent, id).is_some() {
            self.tell_core(now, Input::OfferFailed { call: id.into(), agent, why: failure(why) });
        }
    }

    fn on_answered(&mut self, now: Time, id: CallId, line: &Line) {
        let agent = self.agent_at(line);
        let first = self.calls.get(&id).is_some_and(|call| call.answered_at.is_none());
        let Some(call) = self.change(id, |call| {
            call.phase = CallPhase::Talking;
            call.agent = agent.clone();
            call.line = Some(line.clone());
            call.answered_at.get_or_insert(now);
            call.agent_left_at = None;
        }) else {
            return;
        };
        if first && let Some((day, convention)) = self.day_of(&call) {
            day.answered(now - call.joined_at, convention);
        }
        match agent {
            Some(agent) => {
                self.tell_core(now, Input::OfferAccepted { call: id.into(), agent: agent.clone() });
                self.moment(now, What::Call { change: CallChange::Answered { agent }, call });
            }
            // A phone nobody of ours sits at: the caller is served, and no longer ours to route.
            None => self.tell_core(now, Input::CallLeft { call: id.into(), why: LeftWhy::Ended }),
        }
    }

    fn on_hold(&mut self, now: Time, id: CallId, held: bool) {
        if let Some(call) = self.change(id, |call| call.held = held) {
            let change = if held { CallChange::Held } else { CallChange::Retrieved };
            self.moment(now, What::Call { change, call });
        }
    }

    fn on_agent_left(&mut self, now: Time, id: CallId) {
        let Some(agent) =
            self.calls.get(&id).filter(|c| c.phase == CallPhase::Talking).and_then(|c| c.agent.clone())
        else {
            return;
        };
        let call = self.change(id, |call| {
            call.phase = CallPhase::Over;
            call.agent_left_at = Some(now);
            call.held = false;
        });
        self.tell_core(now, Input::CallEnded { call: id.into() });
        if let Some(call) = call {
            self.moment(now, What::Call { change: CallChange::AgentLeft { agent }, call });
        }
    }

    fn on_fell_back(&mut self, now: Time, id: CallId) {
        if self.calls.get(&id).is_none_or(|call| call.phase == CallPhase::FellBack) {
            return;
        }
        let Some(call) = self.change(id, |call| {
            call.phase = CallPhase::FellBack;
            call.agent = None;
            call.line = None;
        }) else {
            return;
        };
        if let Some((day, _)) = self.day_of(&call) {
            day.fell_back();
        }
        self.tell_core(now, Input::CallLeft { call: id.into(), why: LeftWhy::FellBack });
        self.moment(now, What::Call { change: CallChange::FellBack, call });
    }

    fn on_ended(&mut self, now: Time, id: CallId, by: EndedBy, fault: Option<Outcome>) {
        let Some(phase) = self.calls.get(&id).map(|call| call.phase) else { return };
        if phase == CallPhase::Talking {
            self.on_agent_left(now, id);
        }
        let unheard = matches!(phase, CallPhase::Waiting | CallPhase::Ringing);
        let outcome = match (fault, phase) {
            (Some(fault), _) => fault,
            // A PBX that goes down hangs everybody up: that caller did not give up.
            (None, CallPhase::Waiting | CallPhase::Ringing) if by == EndedBy::System => Outcome::Failed,
            (None, CallPhase::Waiting | CallPhase::Ringing) => Outcome::Abandoned,
            (None, CallPhase::FellBack) => Outcome::FellBack,
            (None, CallPhase::Talking | CallPhase::Over) => Outcome::Completed,
        };
        let Some(call) = self.change(id, |call| {
            call.phase = CallPhase::Over;
            call.ended_at = Some(now);
            call.ended_by = Some(by);
            call.outcome = Some(outcome);
        }) else {
            return;
        };
        if unheard {
            if let Some((day, convention)) = self.day_of(&call) {
                if outcome == Outcome::Abandoned {
                    day.abandoned(now - call.joined_at, convention);
                } else {
                    day.failed();
                }
            }
            self.tell_core(now, Input::CallLeft { call: id.into(), why: LeftWhy::Abandoned });
        }
        self.calls.remove(&id);
        self.moment(now, What::Call { change: CallChange::Ended, call });
    }

    fn on_line(&mut self, now: Time, line: Line, state: LineState) {
        if self.lines.insert(line.clone(), state) == Some(state) {
            return;
        }
        if let Some(agent) = self.agent_at(&line) {
            self.tell_phone(now, &agent);
            self.tell_agent(now, &agent);
        }
    }

    /// The PBX is the truth: what it does not have is over, what it has is ours again.
    fn on_resynced(&mut self, now: Time, pbx: &PbxName, live: Vec<LiveCall>) {
        let alive: BTreeSet<CallId> = live.iter().map(|call| call.call).collect();
        let gone: Vec<CallId> = self
            .calls
            .values()
            .filter(|call| call.pbx == *pbx && !alive.contains(&call.id))
            .map(|call| call.id)
            .collect();
        for id in gone {
            self.on_ended(now, id, EndedBy::System, Some(Outcome::Failed));
        }
        for call in live {
            self.adopt(now, pbx, call);
        }
    }

    fn adopt(&mut self, now: Time, pbx: &PbxName, live: LiveCall) {
        let (id, phase) = (live.call, live.phase.clone());
        if !self.calls.contains_key(&id) {
            let Some(queue) = self.roster.queue_for(&live.did) else {
                return self.on_arrived(now, pbx, live);
            };
            self.days.entry(queue.clone()).or_default().entered();
            let joined_at = Time::from_millis(live.began_at_ms).min(now);
            self.insert(now, pbx, live, Some(queue));
            if let Some(call) = self.change(id, |call| call.joined_at = joined_at) {
                self.moment(now, What::Call { change: CallChange::Found, call });
            }
        }
        match phase {
            LivePhase::Waiting => {
                let Some(call) = self.change(id, |call| {
                    call.phase = CallPhase::Waiting;
                    call.agent = None;
                    call.line = None;
                }) else {
                    return;
                };
                self.found(now, &call, None, Phase::Waiting);
            }
            LivePhase::Ringing(line) => self.on_ringing(now, id, &line),
            LivePhase::Talking(line) => {
                if self.calls.get(&id).is_some_and(|call| call.phase != CallPhase::Talking) {
                    self.on_answered(now, id, &line);
                }
            }
            LivePhase::FellBack => self.on_fell_back(now, id),
        }
    }

    fn found(&mut self, now: Time, call: &Call, agent: Option<AgentId>, phase: Phase) {
        let Some(queue) = call.queue.clone() else { return };
        let joined_at = call.joined_at;
        self.tell_core(now, Input::CallFound { call: call.id.into(), queue, agent, phase, joined_at });
    }

    fn on_link(&mut self, now: Time, pbx: PbxName, link: LinkState) {
        if self.links.get(&pbx) == Some(&link) {
            return;
        }
        if matches!(link, LinkState::Down { .. }) {
            // Nobody can be rung through a dead link; the PBX tells every phone again when it is back.
            self.lines.clear();
            for agent in self.seats.keys().cloned().collect::<Vec<_>>() {
                self.tell_phone(now, &agent);
                self.tell_agent(now, &agent);
            }
        }
        self.links.insert(pbx.clone(), link.clone());
        self.moment(now, What::Link { pbx, link });
    }

    // ---- what people do

    fn on_person(&mut self, now: Time, act: PersonAct) -> Result<(), Refused> {
        match act {
            PersonAct::SignIn { agent, line } => self.sign_in(now, agent, line),
            PersonAct::Choose { agent, choice } => {
                self.seated(&agent)?;
                let input = match choice {
                    AgentChoice::Available => Input::AgentReady { agent },
                    AgentChoice::NotReady(reason) => Input::AgentNotReady { agent, reason },
                    AgentChoice::Offline => Input::AgentSignedOut { agent },
                };
                self.tell_core(now, input);
                Ok(())
            }
            PersonAct::Reject { agent, call } => {
                let call = self.hers(&agent, call, CallPhase::Ringing)?;
                let line = call.line.clone().ok_or(Refused::NotYourCall)?;
                self.command(
                    call.pbx.clone(),
                    CallCommand::StopRinging { call: call.id, line, declined: true },
                );
                Ok(())
            }
            PersonAct::Hangup { agent, call } => {
                let call = self.hers(&agent, call, CallPhase::Talking)?;
                self.command(call.pbx.clone(), CallCommand::Hangup { call: call.id });
                Ok(())
            }
            PersonAct::WrapUpDone { agent, call } => {
                self.writing_up(&agent, call)?;
                self.tell_core(now, Input::WrapUpFinished { agent });
                Ok(())
            }
            PersonAct::WrapUpExtend { agent, call } => {
                self.writing_up(&agent, call)?;
                let queue = self.calls.get(&call).and_then(|call| call.queue.clone());
                let by = self.roster.wrap_up(queue.as_ref());
                self.tell_core(now, Input::WrapUpExtended { agent, by });
                Ok(())
            }
        }
    }

    fn sign_in(&mut self, now: Time, agent: AgentId, line: Line) -> Result<(), Refused> {
        let Some(known) = self.acd.agent(&agent) else { return Err(Refused::UnknownAgent) };
        let idle = matches!(
            known.state,
            AgentState::Offline | AgentState::Available | AgentState::NotReady(_) | AgentState::WrapUp { .. }
        );
        if self.seats.get(&agent) == Some(&line) && known.state != AgentState::Offline {
            return Ok(());
        }
        if !idle {
            return Err(Refused::InACall);
        }
        if self.seats.iter().any(|(other, seat)| *seat == line && *other != agent) {
            return Err(Refused::LineTaken);
        }
        self.seats.insert(agent.clone(), line);
        self.tell_core(now, Input::AgentSignedIn { agent: agent.clone() });
        self.tell_phone(now, &agent);
        self.tell_agent(now, &agent);
        Ok(())
    }

    fn seated(&self, agent: &AgentId) -> Result<(), Refused> {
        if self.seats.contains_key(agent) { Ok(()) } else { Err(Refused::NotSignedIn) }
    }

    fn hers(&self, agent: &AgentId, call: CallId, phase: CallPhase) -> Result<Arc<Call>, Refused> {
        self.calls
            .get(&call)
            .filter(|call| call.agent.as_ref() == Some(agent) && call.phase == phase)
            .cloned()
            .ok_or(Refused::NotYourCall)
    }

    fn writing_up(&self, agent: &AgentId, id: CallId) -> Result<(), Refused> {
        match self.acd.agent(agent).map(|agent| &agent.state) {
            Some(AgentState::WrapUp { call, .. }) if CallId::from(*call) == id => Ok(()),
            _ => Err(Refused::NotYourCall),
        }
    }

    fn on_catalog(&mut self, now: Time, version: i64, roster: Arc<Roster>) {
        self.roster = roster;
        self.tell_core(now, Input::Configure(self.roster.config().clone()));
        self.moment(now, What::Catalog { version });
        self.told.clear();
        self.dirty.extend(self.roster.members().keys().cloned());
    }

    // ---- what the core wants

    /// Tells the core one input and carries out everything it asks for.
    fn tell_core(&mut self, now: Time, input: Input) {
        self.acd.handle(now, input);
        while let Some(output) = self.acd.poll_output() {
            self.on_output(now, output);
        }
    }

    fn on_output(&mut self, now: Time, output: Output) {
        match output {
            Output::OfferMade(offer) => self.on_offer(now, offer),
            Output::OfferEnded { offer, call, agent, queue, end } => {
                self.dirty.insert(queue);
                self.on_offer_ended(now, offer, call.into(), agent, end);
            }
            Output::AgentChanged { agent, .. } => {
                if self.acd.agent(&agent).is_none_or(|agent| agent.state == AgentState::Offline) {
                    self.seats.remove(&agent);
                }
                self.tell_agent(now, &agent);
            }
            Output::AgentFlagsChanged { agent, .. } => self.tell_agent(now, &agent),
            // A phone that rings already: its Ringing event is told by whoever found it.
            Output::OfferFound { queue, .. }
            | Output::CallWaiting { queue, .. }
            | Output::StageReached { queue, .. }
            | Output::PreferenceOver { queue, .. }
            | Output::CallDequeued { queue, .. } => {
                self.dirty.insert(queue);
            }
            Output::CallOverflowed { call, queue, to, .. } => {
                self.dirty.insert(queue);
                self.on_overflow(call.into(), to);
            }
            Output::Refused(refusal) => self.on_refusal(refusal),
        }
    }

    /// The core holds a call it gave another queue; one it gave back waits for the PBX to take it.
    fn on_overflow(&mut self, id: CallId, to: OverflowTarget) {
        match to {
            OverflowTarget::Queue(queue) => {
                self.days.entry(queue.clone()).or_default().entered();
                self.change(id, |call| call.queue = Some(queue));
            }
            OverflowTarget::GiveBack => {
                if let Some(pbx) = self.calls.get(&id).map(|call| call.pbx.clone()) {
                    self.command(pbx, CallCommand::GiveBack { call: id });
                }
            }
        }
    }

    fn on_refusal(&mut self, refusal: Refusal) {
        if let Refusal::QueueFull { call, .. } | Refusal::UnknownQueue { call, .. } = &refusal
            && let Some(call) = self.calls.get(&CallId::from(*call))
        {
            let (pbx, call) = (call.pbx.clone(), call.id);
            self.command(pbx, CallCommand::GiveBack { call });
        }
        tracing::debug!(?refusal, "the core refused an input");
    }

    fn on_offer(&mut self, now: Time, offer: Offer) {
        let id = CallId::from(offer.call);
        let Some(line) = self.seats.get(&offer.agent).cloned() else { return };
        let Some(call) = self.change(id, |call| {
            call.agent = Some(offer.agent.clone());
            call.line = Some(line.clone());
        }) else {
            return;
        };
        let ring_timeout = offer.ring_timeout;
        self.command(call.pbx.clone(), CallCommand::Ring { call: id, line, ring_timeout });
        self.moment(now, What::Call { change: CallChange::Offered(Box::new(offer)), call });
    }

    fn on_offer_ended(&mut self, now: Time, offer: OfferId, id: CallId, agent: AgentId, end: OfferEnd) {
        if must_stop_ringing(end)
            && let Some(call) = self.calls.get(&id).cloned()
            && let Some(line) = call.line.clone()
        {
            self.command(call.pbx.clone(), CallCommand::StopRinging { call: id, line, declined: false });
        }
        if let Some(call) = self.calls.get(&id).cloned() {
            self.moment(now, What::Call { change: CallChange::OfferEnded { offer, agent, end }, call });
        }
    }

    // ---- telling

    fn tell_phone(&mut self, now: Time, agent: &AgentId) {
        let state = self.seats.get(agent).and_then(|line| self.lines.get(line)).copied();
        let reachable = match state {
            Some(LineState::Free | LineState::InUse) => Reachability::Reachable,
            Some(LineState::Unreachable) | None => Reachability::Unreachable,
        };
        let line = if state == Some(LineState::InUse) { LineUse::InUse } else { LineUse::Free };
        self.tell_core(now, Input::AgentLine { agent: agent.clone(), line });
        self.tell_core(now, Input::AgentReachable { agent: agent.clone(), reachable });
    }

    fn tell_agent(&mut self, now: Time, id: &AgentId) {
        self.dirty.extend(self.roster.queues_of(id).cloned());
        let Some(agent) = self.acd.agent(id) else { return };
        let line = self.seats.get(id).cloned();
        let phone = match line.as_ref().and_then(|line| self.lines.get(line)) {
            Some(LineState::Free) => PhoneState::Free,
            Some(LineState::InUse) => PhoneState::InUse,
            Some(LineState::Unreachable) => PhoneState::Unreachable,
            None => PhoneState::Unknown,
        };
        let standing = AgentStanding {
            agent: id.clone(),
            state: agent.state.clone(),
            since: agent.since,
            next: agent.next.clone(),
            cooled_until: agent.flags.cooled_until,
            queue: call_of(&agent.state).and_then(|call| self.calls.get(&call)).and_then(|c| c.queue.clone()),
            line,
            phone,
        };
        self.moment(now, What::Agent(Arc::new(standing)));
    }

    fn tell_figures(&mut self, now: Time) {
        for queue in std::mem::take(&mut self.dirty) {
            if !self.roster.members().contains_key(&queue) {
                continue;
            }
            let figures = self.figures(&queue);
            if self.told.get(&queue).is_none_or(|told| **told != figures) {
                let figures = Arc::new(figures);
                self.told.insert(queue, Arc::clone(&figures));
                self.moment(now, What::Queue(figures));
            }
        }
    }

    fn figures(&self, queue: &QueueId) -> QueueFigures {
        let waiting = self
            .calls
            .values()
            .filter(|c| c.queue.as_ref() == Some(queue))
            .filter(|c| matches!(c.phase, CallPhase::Waiting | CallPhase::Ringing));
        let (count, oldest_at) = waiting.fold((0, None), |(count, oldest): (u32, Option<Time>), call| {
            (count + 1, Some(oldest.map_or(call.joined_at, |oldest| oldest.min(call.joined_at))))
        });
        let mut figures = QueueFigures {
            queue: queue.clone(),
            waiting: count,
            oldest_at,
            day: self.days.get(queue).copied().unwrap_or_default(),
            agents_available: 0,
            agents_busy: 0,
            agents_not_ready: 0,
        };
        let members = self.roster.members().get(queue);
        for agent in members.into_iter().flatten().filter_map(|id| self.acd.agent(id)) {
            match agent.state {
                AgentState::Offline => {}
                AgentState::Available if agent.is_offerable() => figures.agents_available += 1,
                AgentState::Ringing { .. } | AgentState::OnCall { .. } => figures.agents_busy += 1,
                AgentState::Available | AgentState::NotReady(_) | AgentState::WrapUp { .. } => {
                    figures.agents_not_ready += 1;
                }
            }
        }
        figures
    }

    fn moment(&mut self, at: Time, what: What) {
        if let What::Call { call, .. } = &what
            && let Some(queue) = &call.queue
        {
            self.dirty.insert(queue.clone());
        }
        self.seq += 1;
        self.effects.push_back(Effect::Moment(Moment { seq: self.seq, at, what }));
    }

    fn command(&mut self, pbx: PbxName, command: CallCommand) {
        self.effects.push_back(Effect::Command { pbx, command });
    }

    // ---- looking up

    fn change(&mut self, id: CallId, how: impl FnOnce(&mut Call)) -> Option<Arc<Call>> {
        let call = self.calls.get_mut(&id)?;
        how(Arc::make_mut(call));
        Some(Arc::clone(call))
    }

    fn agent_at(&self, line: &Line) -> Option<AgentId> {
        self.seats.iter().find(|(_, seat)| *seat == line).map(|(agent, _)| agent.clone())
    }

    fn open_offer(&self, agent: &AgentId, id: CallId) -> Option<OfferId> {
        let AgentState::Ringing { offer, call } = &self.acd.agent(agent)?.state else { return None };
        (CallId::from(*call) == id).then_some(*offer)
    }

    fn day_of(&mut self, call: &Call) -> Option<(&mut QueueDay, Convention)> {
        let queue = call.queue.as_ref()?;
        let convention = self.roster.convention(queue);
        Some((self.days.entry(queue.clone()).or_default(), convention))
    }
}

/// Whether a phone may still be ringing for an offer that is over.
fn must_stop_ringing(end: OfferEnd) -> bool {
    match end {
        OfferEnd::Withdrawn(reason) => match reason {
            WithdrawReason::AgentLeft
            | WithdrawReason::AgentTaken
            | WithdrawReason::Overdue
            | WithdrawReason::Resynced => true,
            // The PBX stops it by itself.
            WithdrawReason::CallLeft | WithdrawReason::AnsweredElsewhere => false,
        },
        OfferEnd::Accepted
        | OfferEnd::Declined
        | OfferEnd::Unanswered
        | OfferEnd::Busy
        | OfferEnd::Unreachable
        | OfferEnd::Failed => false,
    }
}

fn call_of(state: &AgentState) -> Option<CallId> {
    match state {
        AgentState::Ringing { call, .. } | AgentState::OnCall { call } | AgentState::WrapUp { call, .. } => {
            Some(CallId::from(*call))
        }
        AgentState::Offline | AgentState::Available | AgentState::NotReady(_) => None,
    }
}

fn failure(why: RingEnd) -> OfferFailure {
    match why {
        RingEnd::NoAnswer => OfferFailure::Unanswered,
        RingEnd::Busy => OfferFailure::Busy,
        RingEnd::Declined => OfferFailure::Declined,
        RingEnd::Unreachable => OfferFailure::Unreachable,
        RingEnd::Cancelled | RingEnd::Failed => OfferFailure::Failed,
    }
}
