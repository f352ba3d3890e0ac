//! What a PBX tells: calls arrive, ring, are answered and end; phones change; after a gap the PBX is the truth.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::acd::{AgentId, Input, LeftWhy, OfferFailure, Phase, QueueId, Time};
use crate::call::{
    CallCommand, CallEvent, CallId, EndedBy, GiveBackWhy, Line, LineState, LinkState, LiveCall, LivePhase,
    Outcome, PbxName, RingEnd,
};
use crate::driver::{Call, CallChange, CallPhase, What};

use super::Switchboard;

impl Switchboard {
    pub(super) fn on_call_event(&mut self, now: Time, pbx: &PbxName, event: CallEvent) {
        match event {
            CallEvent::Arrived { call, linkedid, began_at_ms, did, caller } => {
                let found =
                    LiveCall { call, linkedid, began_at_ms, did, caller: *caller, phase: LivePhase::Waiting };
                self.on_arrived(now, pbx, found);
            }
            CallEvent::Ringing { call, line } => self.on_ringing(now, call, &line),
            CallEvent::RingEnded { call, line, why } => self.on_ring_ended(now, call, &line, why),
            CallEvent::Answered { call, line } => self.on_answered(now, call, &line),
            CallEvent::Held { call, here } => self.on_hold(now, call, true, here),
            CallEvent::Retrieved { call } => self.on_hold(now, call, false, false),
            CallEvent::AgentLeft { call, .. } => self.on_agent_left(now, call),
            CallEvent::FellBack { call } => self.on_fell_back(now, call),
            CallEvent::Ended { call, by } => self.on_ended(now, call, by, None),
            CallEvent::Line { line, state } => self.on_line(now, pbx, line, state),
            CallEvent::Resynced { live } => self.on_resynced(now, pbx, live),
        }
    }

    pub(super) fn on_arrived(&mut self, now: Time, pbx: &PbxName, live: LiveCall) {
        if self.calls.get(&live.call).is_some_and(|call| call.phase == CallPhase::Talking) {
            self.on_agent_left(now, live.call); // An agent sent the caller back to a queue.
        }
        let queue = self.roster.queue_for(&live.did);
        let id = live.call;
        let call = self.insert(now, pbx, live, queue.clone());
        self.moment(now, What::Call { change: CallChange::Arrived, call: Arc::clone(&call) });
        match queue {
            Some(queue) => {
                self.days.entry(queue.clone()).or_default().entered();
                self.joins(now, &call, queue);
            }
            // Nobody here serves that number: the PBX's own fall-back queue does.
            None => {
                self.command(pbx.clone(), CallCommand::GiveBack { call: id, why: GiveBackWhy::NotServed })
            }
        }
    }

    pub(super) fn insert(
        &mut self,
        now: Time,
        pbx: &PbxName,
        live: LiveCall,
        queue: Option<QueueId>,
    ) -> Arc<Call> {
        let call = Arc::new(Call {
            id: live.call,
            pbx: pbx.clone(),
            linkedid: live.linkedid,
            began_at_ms: live.began_at_ms,
            did: live.did,
            caller: live.caller,
            ours: true,
            queue,
            joined_at: now,
            phase: CallPhase::Waiting,
            agent: None,
            line: None,
            rung: Vec::new(),
            handed_by: None,
            consult: None,
            muted: false,
            held_here: false,
            abilities: self.abilities.get(pbx).copied().unwrap_or_default(),
            listeners: Vec::new(),
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

    pub(super) fn on_ringing(&mut self, now: Time, id: CallId, line: &Line) {
        let Some(agent) = self.agent_at(line) else { return };
        let offer = self.open_offer(&agent, id);
        let Some(call) = self.change(id, |call| {
            call.phase = CallPhase::Ringing;
            let rung = (agent.clone(), line.clone());
            if !call.rung.contains(&rung) {
                call.rung.push(rung);
            }
            (call.agent, call.line) = call.rung.first().cloned().unzip();
        }) else {
            return;
        };
        if offer.is_none() {
            self.found(now, &call, Some(agent.clone()), Phase::Ringing);
        }
        let offer = self.open_offer(&agent, id);
        self.moment(now, What::Call { change: CallChange::Ringing { agent, offer }, call });
    }

    pub(super) fn on_ring_ended(&mut self, now: Time, id: CallId, line: &Line, why: RingEnd) {
        let Some(agent) = self.agent_at(line) else { return };
        // A late word about a phone that the call has left already changes nothing.
        let Some(call) = self.change(id, |call| call.stop_ringing(&agent)) else { return };
        self.moment(now, What::Call { change: CallChange::RingEnded { agent: agent.clone(), why }, call });
        if self.open_offer(&agent, id).is_some() {
            // A phone that is another PBX's cannot be rung by this one; there it can be still.
            let elsewhere = why == RingEnd::Unreachable && self.is_reached_elsewhere(id, line);
            let why = if elsewhere { OfferFailure::Failed } else { failure(why) };
            self.tell_core(now, Input::OfferFailed { call: id.into(), agent, why });
        }
    }

    /// Whether another PBX than the call's reaches this phone.
    fn is_reached_elsewhere(&self, id: CallId, line: &Line) -> bool {
        let here = self.calls.get(&id).map(|call| &call.pbx);
        let reached = |state: LineState| state != LineState::Unreachable;
        self.lines.iter().any(|((pbx, known), state)| known == line && Some(pbx) != here && reached(*state))
    }

    pub(super) fn on_answered(&mut self, now: Time, id: CallId, line: &Line) {
        let agent = self.agent_at(line);
        let first = self.calls.get(&id).is_some_and(|call| call.answered_at.is_none());
        let Some(call) = self.change(id, |call| {
            call.phase = CallPhase::Talking;
            call.agent = agent.clone();
            // The losers of a ring-all end by themselves; the core says so of each.
            call.rung.retain(|(_, rung)| rung != line);
            call.line = Some(line.clone());
            call.answered_at.get_or_insert(now);
            call.agent_left_at = None;
            (call.held, call.consult) = (false, None);
        }) else {
            return;
        };
        if first && let Some((day, convention)) = self.day_of(&call) {
            day.answered(now - call.joined_at, convention);
        }
        match agent {
            Some(agent) => {
                if self.open_offer(&agent, id).is_some() {
                    self.tell_core(now, Input::OfferAccepted { call: id.into(), agent: agent.clone() });
                } else {
                    // Handed over, fetched from a parking place or another phone, or talking when we came up.
                    self.found(now, &call, Some(agent.clone()), Phase::Talking);
                }
                self.moment(now, What::Call { change: CallChange::Answered { agent }, call });
            }
            // A phone nobody of ours sits at: the caller is served, and no longer ours to route.
            None => self.tell_core(now, Input::CallLeft { call: id.into(), why: LeftWhy::Ended }),
        }
    }

    pub(super) fn on_hold(&mut self, now: Time, id: CallId, held: bool, here: bool) {
        let was_held_here = self.calls.get(&id).is_some_and(|call| call.held_here);
        if let Some(call) = self.change(id, |call| (call.held, call.held_here) = (held, here)) {
            if was_held_here && !held {
                self.command(call.pbx.clone(), CallCommand::Joined { call: id });
            }
            let change = if held { CallChange::Held } else { CallChange::Retrieved };
            self.moment(now, What::Call { change, call });
            // A consultation by a second call of her phone ends by itself; one by the PBX's own transfer does not.
            if !held {
                self.end_consults(now, |consult| consult.about == id && consult.between == id);
            }
        }
    }

    pub(super) fn on_agent_left(&mut self, now: Time, id: CallId) {
        let Some(agent) =
            self.calls.get(&id).filter(|c| c.phase == CallPhase::Talking).and_then(|c| c.agent.clone())
        else {
            return;
        };
        if let Some(call) = self.calls.get(&id).filter(|call| call.held_here) {
            // Nobody would take him back from hold.
            self.command(call.pbx.clone(), CallCommand::Requeue { call: id });
        }
        let call = self.change(id, |call| {
            call.phase = CallPhase::Over;
            call.agent_left_at = Some(now);
            (call.held, call.held_here, call.muted, call.consult) = (false, false, false, None);
        });
        // Her phone may still say that it is in use, now by no call of ours.
        self.tell_phone(now, &agent);
        self.tell_core(now, Input::CallEnded { call: id.into() });
        if let Some(call) = call {
            self.moment(now, What::Call { change: CallChange::AgentLeft { agent }, call });
        }
    }

    pub(super) fn on_fell_back(&mut self, now: Time, id: CallId) {
        if self.calls.get(&id).is_none_or(|call| call.phase == CallPhase::FellBack) {
            return;
        }
        self.held.remove(&id);
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

    pub(super) fn on_ended(&mut self, now: Time, id: CallId, by: EndedBy, fault: Option<Outcome>) {
        let Some(phase) = self.calls.get(&id).map(|call| call.phase) else { return };
        self.held.remove(&id);
        if phase == CallPhase::Talking {
            self.on_agent_left(now, id);
        }
        // Whoever is still asked about him is asked no more, whichever of the two calls ends first.
        self.end_consults(now, |consult| consult.about == id);
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

    pub(super) fn on_line(&mut self, now: Time, pbx: &PbxName, line: Line, state: LineState) {
        if self.lines.insert((pbx.clone(), line.clone()), state) == Some(state) {
            return;
        }
        if let Some(agent) = self.agent_at(&line) {
            self.tell_phone(now, &agent);
            self.tell_agent(now, &agent);
        }
    }

    /// The PBX is the truth: what it does not have is over, what it has is ours again.
    pub(super) fn on_resynced(&mut self, now: Time, pbx: &PbxName, live: Vec<LiveCall>) {
        let alive: BTreeSet<CallId> = live.iter().map(|call| call.call).collect();
        let gone: Vec<CallId> = self
            .calls
            .values()
            .filter(|call| call.pbx == *pbx && !alive.contains(&call.id))
            .map(|call| call.id)
            .collect();
        for id in gone {
            self.lose(now, id);
        }
        for call in live {
            self.adopt(now, pbx, call);
        }
    }

    pub(super) fn adopt(&mut self, now: Time, pbx: &PbxName, live: LiveCall) {
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
                    call.rung.clear();
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

    pub(super) fn found(&mut self, now: Time, call: &Call, agent: Option<AgentId>, phase: Phase) {
        self.held.remove(&call.id);
        let Some(queue) = call.queue.clone() else { return };
        let joined_at = call.joined_at;
        self.tell_core(now, Input::CallFound { call: call.id.into(), queue, agent, phase, joined_at });
    }

    pub(super) fn on_link(&mut self, now: Time, pbx: PbxName, link: LinkState) {
        if self.links.get(&pbx) == Some(&link) {
            return;
        }
        if matches!(link, LinkState::Down { .. }) {
            // Nobody can be rung through a dead link; the PBX tells every phone again when it is back. The phones of
            // another PBX are none of its business.
            self.lines.retain(|(of, _), _| *of != pbx);
            for agent in self.seats.keys().cloned().collect::<Vec<_>>() {
                self.tell_phone(now, &agent);
                self.tell_agent(now, &agent);
            }
        }
        self.links.insert(pbx.clone(), link.clone());
        self.moment(now, What::Link { pbx, link });
    }
}

fn failure(why: RingEnd) -> OfferFailure {
    match why {
        RingEnd::NoAnswer => OfferFailure::Unanswered,
        RingEnd::Busy => OfferFailure::Busy,
        RingEnd::Declined => OfferFailure::Declined,
        RingEnd::Unreachable => OfferFailure::Unreachable,
        RingEnd::Cancelled | RingEnd::AnsweredElsewhere | RingEnd::Failed => OfferFailure::Failed,
    }
}
