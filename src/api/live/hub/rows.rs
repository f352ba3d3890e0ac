//! What a page says of its agent, and the board of everybody.

use std::sync::Arc;

use crate::acd::{AgentId, AgentState, Time};
use crate::api::live::words;
use crate::api::wire::{self, StreamEvent};
use crate::call::CallId;
use crate::driver::{AgentStanding, CallPhase};

use super::wrap_ups::writing_up;
use super::{Fold, hold};

impl Fold {
    pub(super) fn on_standing(&mut self, standing: Arc<AgentStanding>) {
        let agent = standing.agent.clone();
        let before = self.standings.insert(agent.clone(), Arc::clone(&standing));
        self.tell_session(&standing);
        self.tell_row(&agent);
        let was = before.and_then(|before| writing_up(&before.state));
        let is = writing_up(&standing.state);
        if let Some((call, until)) = is {
            self.keep_wrap_up(&agent, call, until);
        }
        if let Some((call, _)) = was
            && is.is_none_or(|(now, _)| now != call)
        {
            self.close_wrap_up(&agent, call, false);
        }
    }

    pub(super) fn on_catalog(&self) {
        let roster = self.roster.borrow().clone();
        let queues: Vec<_> = roster.config().queues.iter().map(|queue| queue.id.clone()).collect();
        let agents: Vec<_> = roster.config().agents.iter().map(|agent| agent.id.clone()).collect();
        self.wall().keep(&queues, &agents);
        for standing in self.standings.values().cloned().collect::<Vec<_>>() {
            self.tell_session(&standing);
            self.tell_row(&standing.agent);
        }
    }

    fn tell_session(&self, standing: &AgentStanding) {
        let roster = self.roster.borrow().clone();
        let catalog = roster.catalog();
        let (state, reason) = words::state(&standing.state);
        let named = |id: &str, tr: &str, en: &str| wire::NamedLabel {
            id: id.to_owned(),
            label: wire::Label::new(tr, en),
        };
        let session = wire::Session {
            agent_id: standing.agent.to_string(),
            name: words::agent_name(&roster, &standing.agent).to_owned(),
            extension: standing.line.as_ref().map(ToString::to_string).unwrap_or_default(),
            state,
            reason,
            since: words::rfc3339(self.since(standing)),
            next: standing.next.as_ref().map(words::next_state),
            phone: words::phone(standing.phone),
            cooled_until: standing.cooled_until.map(words::rfc3339),
            may_dial: standing.may_dial,
            queues: roster
                .queues_of(&standing.agent)
                .map(|id| wire::SessionQueue { label: words::queue_label(&roster, id), id: id.to_string() })
                .collect(),
            reasons: catalog.reasons().iter().map(|r| named(&r.id, &r.label.tr, &r.label.en)).collect(),
            dispositions: catalog
                .dispositions()
                .iter()
                .map(|d| wire::Outcome {
                    id: d.id.clone(),
                    label: wire::Label::new(&d.label.tr, &d.label.en),
                    group: d.group.as_ref().map(|group| wire::Label::new(&group.tr, &group.en)),
                })
                .collect(),
        };
        self.tell(&standing.agent, StreamEvent::Session(Box::new(session)));
    }

    /// When her state began; who has never signed in has been away since we came up, and not since 1970.
    fn since(&self, standing: &AgentStanding) -> Time {
        if standing.since == Time::ZERO { self.began } else { standing.since }
    }

    pub(super) fn tell_row(&self, agent: &AgentId) {
        let Some(standing) = self.standings.get(agent) else { return };
        let roster = self.roster.borrow().clone();
        let (state, reason) = words::state(&standing.state);
        let call = call_of(&standing.state).and_then(|id| self.calls.get(&id));
        let talks = call.filter(|call| call.ours && call.phase == CallPhase::Talking);
        let away = state == wire::AgentState::Offline;
        let shown = hold(&self.hub.desk(agent)).has_surface() && !self.pops.is_lost(agent);
        let screen = if away || shown { wire::Screen::Ok } else { wire::Screen::Lost };
        let row = wire::AgentRow {
            id: agent.to_string(),
            name: words::agent_name(&roster, agent).to_owned(),
            extension: standing.line.as_ref().map(ToString::to_string).unwrap_or_default(),
            state,
            reason,
            since: words::rfc3339(self.since(standing)),
            phone: words::phone(standing.phone),
            screen,
            queue: standing.queue.as_ref().map(ToString::to_string),
            caller: call.and_then(|call| words::masked(&call.caller)),
            queues: roster.queues_of(agent).map(ToString::to_string).collect(),
            may_listen: talks.is_some_and(|call| call.abilities.listen),
            listeners: talks
                .map(|call| call.listeners.iter().map(words::listener).collect())
                .unwrap_or_default(),
        };
        self.wall().agent(agent.clone(), row);
    }
}

fn call_of(state: &AgentState) -> Option<CallId> {
    match state {
        AgentState::Ringing { call, .. } | AgentState::OnCall { call } => Some(CallId::from(*call)),
        AgentState::Offline | AgentState::Available | AgentState::NotReady(_) | AgentState::WrapUp { .. } => {
            None
        }
    }
}
