//! What everybody is told: agents, queues, calls.

use std::sync::Arc;

use crate::acd::{AgentId, AgentState, Input, Line as LineUse, QueueId, Reachability, Time};
use crate::call::{CallCommand, CallId, LineState, PbxName};
use crate::driver::{AgentStanding, CallPhase, Moment, PhoneState, QueueFigures, What};

use super::{Effect, Switchboard};

impl Switchboard {
    pub(super) fn tell_phone(&mut self, now: Time, agent: &AgentId) {
        let state = self.seats.get(agent).and_then(|line| self.line_state(line));
        let reachable = match state {
            Some(LineState::Free | LineState::InUse) => Reachability::Reachable,
            Some(LineState::Unreachable) | None => Reachability::Unreachable,
        };
        // A phone in use by a call of ours is no other call; how many of those she takes is the core's to say.
        let ours = self.calls.values().any(|call| {
            matches!(call.phase, CallPhase::Ringing | CallPhase::Talking)
                && (call.agent.as_ref() == Some(agent) || call.rung.iter().any(|(rung, _)| rung == agent))
        });
        let line = if state == Some(LineState::InUse) && !ours { LineUse::InUse } else { LineUse::Free };
        self.tell_core(now, Input::AgentLine { agent: agent.clone(), line });
        self.tell_core(now, Input::AgentReachable { agent: agent.clone(), reachable });
    }

    pub(super) fn tell_agent(&mut self, now: Time, id: &AgentId) {
        self.dirty.extend(self.roster.queues_of(id).cloned());
        let Some(agent) = self.acd.agent(id) else { return };
        let line = self.seats.get(id).cloned();
        let phone = match line.as_ref().and_then(|line| self.line_state(line)) {
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
            may_dial: line.is_some() && self.dialling_pbx().is_some(),
            queue: call_of(&agent.state).and_then(|call| self.calls.get(&call)).and_then(|c| c.queue.clone()),
            line,
            phone,
        };
        self.moment(now, What::Agent(Arc::new(standing)));
    }

    pub(super) fn tell_figures(&mut self, now: Time) {
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

    pub(super) fn figures(&self, queue: &QueueId) -> QueueFigures {
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

    pub(super) fn moment(&mut self, at: Time, what: What) {
        if let What::Call { call, .. } = &what
            && let Some(queue) = &call.queue
        {
            self.dirty.insert(queue.clone());
        }
        self.seq += 1;
        self.effects.push_back(Effect::Moment(Moment { seq: self.seq, at, what }));
    }

    pub(super) fn command(&mut self, pbx: PbxName, command: CallCommand) {
        self.effects.push_back(Effect::Command { pbx, command });
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
