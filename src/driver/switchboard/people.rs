//! What people do; what a role may do has been checked before.

use std::sync::Arc;

use crate::acd::{AgentId, AgentState, Input, Time};
use crate::call::{CallCommand, CallId, Line};
use crate::driver::{AgentChoice, Call, CallPhase, PersonAct, Refused, Roster, What};

use super::Switchboard;

impl Switchboard {
    pub(super) fn on_person(&mut self, now: Time, act: PersonAct) -> Result<(), Refused> {
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
                let call = self.calls.get(&call).filter(|call| call.phase == CallPhase::Ringing);
                let call = call.ok_or(Refused::NotYourCall)?.clone();
                let rung = call.rung.iter().find(|(rung, _)| *rung == agent);
                let (_, line) = rung.cloned().ok_or(Refused::NotYourCall)?;
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
            PersonAct::Control { agent, call, what } => self.control(now, &agent, call, what),
            PersonAct::Dial { agent, number, key } => self.dial(&agent, number, key),
            PersonAct::Listen { agent, line, mode, key } => self.listen(&agent, line, mode, key),
            PersonAct::StopListening { agent, line } => self.stop_listening(&agent, line),
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

    pub(super) fn sign_in(&mut self, now: Time, agent: AgentId, line: Line) -> Result<(), Refused> {
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

    pub(super) fn seated(&self, agent: &AgentId) -> Result<(), Refused> {
        if self.seats.contains_key(agent) { Ok(()) } else { Err(Refused::NotSignedIn) }
    }

    pub(super) fn hers(&self, agent: &AgentId, call: CallId, phase: CallPhase) -> Result<Arc<Call>, Refused> {
        self.calls
            .get(&call)
            .filter(|call| call.agent.as_ref() == Some(agent) && call.phase == phase)
            .cloned()
            .ok_or(Refused::NotYourCall)
    }

    pub(super) fn writing_up(&self, agent: &AgentId, id: CallId) -> Result<(), Refused> {
        match self.acd.agent(agent).map(|agent| &agent.state) {
            Some(AgentState::WrapUp { call, .. }) if CallId::from(*call) == id => Ok(()),
            _ => Err(Refused::NotYourCall),
        }
    }

    pub(super) fn on_catalog(&mut self, now: Time, version: i64, roster: Arc<Roster>) {
        self.roster = roster;
        self.tell_core(now, Input::Configure(self.roster.config().clone()));
        self.moment(now, What::Catalog { version });
        self.told.clear();
        self.dirty.extend(self.roster.members().keys().cloned());
    }
}
