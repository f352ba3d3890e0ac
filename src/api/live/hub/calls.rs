//! Calls on agents' screens: they ring, are talked on, are asked about, and leave.

use std::sync::Arc;

use crate::acd::{AgentId, OfferEnd};
use crate::api::live::words;
use crate::api::wire::{self, StreamEvent};
use crate::call::{CallId, RingEnd};
use crate::crm::Asked;
use crate::driver::{Call, CallChange, CallPhase};
use crate::pop::Closed;

use super::{Fold, Late, hold};

impl Fold {
    pub(super) fn on_call(&mut self, change: CallChange, call: Arc<Call>) {
        if self.calls.contains_key(&call.id) {
            self.calls.insert(call.id, Arc::clone(&call));
        }
        match change {
            CallChange::Offered(offer) => {
                self.offers.insert(call.id, *offer);
            }
            CallChange::Ringing { agent, .. } => self.show_call(&agent, call, wire::CallState::Ringing),
            CallChange::Dialling { agent } | CallChange::Answered { agent } => {
                self.show_call(&agent, call, wire::CallState::Connected);
                self.tell_row(&agent);
            }
            CallChange::Held => self.show_talking(&call, wire::CallState::Held),
            CallChange::Retrieved => self.show_talking(&call, wire::CallState::Connected),
            CallChange::Controls => {
                self.show_talking(&call, talking_state(&call));
                call.agent.iter().for_each(|agent| self.tell_row(agent));
            }
            CallChange::RingEnded { agent, why } => {
                let (how, closed) = match why {
                    RingEnd::Declined => ("rejected", Closed::Missed),
                    RingEnd::AnsweredElsewhere => ("answered_elsewhere", Closed::Rerouted),
                    RingEnd::Cancelled | RingEnd::Failed => ("withdrawn", Closed::Rerouted),
                    RingEnd::NoAnswer | RingEnd::Busy | RingEnd::Unreachable => ("missed", Closed::Missed),
                };
                self.unring(&agent, call.id, how, closed);
            }
            CallChange::OfferEnded { agent, end, .. } => {
                if end != OfferEnd::Accepted {
                    self.unring(&agent, call.id, "withdrawn", Closed::Rerouted);
                }
            }
            CallChange::AgentLeft { agent } => self.hang_up(&agent, &call),
            CallChange::Consulted { agent } => self.show_call(&agent, call, wire::CallState::Consult),
            CallChange::ConsultOver { agent } => self.end_consult(&agent, call.id),
            CallChange::Found => self.find(call),
            CallChange::Ended => {
                self.offers.remove(&call.id);
                self.pins_tried.remove(&call.id);
                self.trace_end(call.id);
            }
            CallChange::Arrived => self.trace_waiting(&call),
            CallChange::Overflowed | CallChange::FellBack | CallChange::Repaired => {}
        }
    }

    /// The call is on her screen, and its pop with it.
    fn show_call(&mut self, agent: &AgentId, call: Arc<Call>, state: wire::CallState) {
        self.close_loose_ends(agent, call.id);
        let event = words::call(&call, &self.roster.borrow(), state, self.now);
        self.tell(agent, StreamEvent::Call(Box::new(event)));
        self.pops.create(self.now, call.id, asked(&call), agent);
        if let Some(by) = call.handed_by.clone().filter(|by| by != agent) {
            self.read_note(agent, call.id, by);
        }
        self.calls.insert(call.id, call);
    }

    /// A call that is not ours has no time to be written up in: its form stays until the next call.
    fn close_loose_ends(&mut self, agent: &AgentId, next: CallId) {
        let desk = self.hub.desk(agent);
        let is_loose = |id: &CallId| *id != next && self.calls.get(id).is_none_or(|call| !call.ours);
        let loose: Vec<CallId> = hold(&desk).wrap_ups.keys().copied().filter(is_loose).collect();
        for id in loose {
            self.close_wrap_up(agent, id, false);
        }
    }

    /// What the one who hands a caller over has written of him.
    fn read_note(&self, agent: &AgentId, call: CallId, by: AgentId) {
        let (store, hub, pop) = (self.store.clone(), self.hub.clone(), format!("{call}.{agent}"));
        tokio::spawn(async move {
            match store.calls().notes(call).await {
                Ok(notes) => {
                    if let Some(note) = notes.into_iter().find(|note| note.agent == by.as_str()) {
                        hub.tell(Late::Note(pop, note.text)).await;
                    }
                }
                Err(error) => tracing::warn!(%error, call.id = %call, "a colleague's note could not be read"),
            }
        });
    }

    fn end_consult(&mut self, agent: &AgentId, id: CallId) {
        let desk = self.hub.desk(agent);
        if hold(&desk).calls.get(&id).is_some_and(|call| call.state == wire::CallState::Consult) {
            self.tell(agent, StreamEvent::CallGone { call_id: id.to_string(), how: "withdrawn".to_owned() });
            self.pops.close(id, agent, Closed::Rerouted);
        }
    }

    fn show_talking(&mut self, call: &Arc<Call>, state: wire::CallState) {
        if let Some(agent) = &call.agent {
            self.show_call(agent, Arc::clone(call), state);
        }
    }

    fn unring(&mut self, agent: &AgentId, id: CallId, how: &str, closed: Closed) {
        let desk = self.hub.desk(agent);
        if hold(&desk).calls.get(&id).is_some_and(|call| call.state == wire::CallState::Ringing) {
            self.tell(agent, StreamEvent::CallGone { call_id: id.to_string(), how: how.to_owned() });
            self.pops.close(id, agent, closed);
            self.calls.remove(&id);
        }
    }

    /// The agent's part is over: the call leaves her screen, its card stays until it is written up.
    fn hang_up(&mut self, agent: &AgentId, call: &Arc<Call>) {
        self.tell(agent, StreamEvent::CallGone { call_id: call.id.to_string(), how: "ended".to_owned() });
        self.calls.insert(call.id, Arc::clone(call));
        self.open_wrap_up(agent, call, None);
    }

    /// A call that was under way when we came up: its screen is built again, with the same pop.
    fn find(&mut self, call: Arc<Call>) {
        let Some(agent) = call.agent.clone() else { return };
        match call.phase {
            CallPhase::Ringing => self.show_call(&agent, call, wire::CallState::Ringing),
            CallPhase::Talking => {
                let state = talking_state(&call);
                self.show_call(&agent, call, state);
            }
            CallPhase::Waiting | CallPhase::FellBack | CallPhase::Over => {}
        }
    }
}

fn talking_state(call: &Call) -> wire::CallState {
    if call.held { wire::CallState::Held } else { wire::CallState::Connected }
}

/// By what a caller is looked up.
fn asked(call: &Call) -> Asked {
    Asked {
        number: call.caller.reading.e164.clone(),
        keypad: call.caller.keypad.clone(),
        did: Some(call.did.to_string()),
        queue: call.queue.as_ref().map(ToString::to_string),
    }
}
