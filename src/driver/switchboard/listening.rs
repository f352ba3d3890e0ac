//! Supervisors who take part in a conversation. Nothing is routed by it: the PBX says who listens.

use std::sync::Arc;

use crate::acd::{AgentId, Time};
use crate::call::{CallCommand, CallId, Line, LineState, ListenMode, Listener};
use crate::driver::{Call, CallPhase, Refused};

use super::Switchboard;

impl Switchboard {
    pub(super) fn listen(
        &mut self,
        agent: &AgentId,
        line: Line,
        mode: ListenMode,
        key: Arc<str>,
    ) -> Result<(), Refused> {
        let call = self.talks_on(agent)?;
        if !call.abilities.listen {
            return Err(Refused::NotAble);
        }
        let reached = self.lines.get(&(call.pbx.clone(), line.clone()));
        let reached = reached.is_some_and(|state| *state != LineState::Unreachable);
        if !reached || call.line.as_ref() == Some(&line) {
            return Err(Refused::NoSuchPhone);
        }
        self.command(call.pbx.clone(), CallCommand::Listen { call: call.id, key, line, mode });
        Ok(())
    }

    pub(super) fn stop_listening(&mut self, agent: &AgentId, line: Option<Line>) -> Result<(), Refused> {
        let call = self.talks_on(agent)?;
        self.command(call.pbx.clone(), CallCommand::StopListening { call: call.id, line });
        Ok(())
    }

    /// The PBX says who listens to a call.
    pub fn tell_listeners(&mut self, now: Time, id: CallId, listeners: Vec<Listener>) {
        if self.calls.get(&id).is_some_and(|call| call.listeners != listeners) {
            let call = self.change(id, |call| call.listeners = listeners);
            self.tell_controls(now, call);
        }
    }

    fn talks_on(&self, agent: &AgentId) -> Result<Arc<Call>, Refused> {
        let hers = |call: &&Arc<Call>| call.agent.as_ref() == Some(agent) && call.phase == CallPhase::Talking;
        self.calls.values().find(hers).cloned().ok_or(Refused::NotTalking)
    }
}
