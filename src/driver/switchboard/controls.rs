//! What an agent does to her conversation, and what the PBX lets her do.

use std::sync::Arc;

use crate::acd::{AgentId, Time};
use crate::call::{
    Abilities, CallCommand, CallId, Control, ControlKind, Denied, Dialled, LinkState, PbxName,
};
use crate::driver::{Call, CallChange, CallPhase, Refused, What};

use super::Switchboard;

impl Switchboard {
    pub(super) fn control(
        &mut self,
        now: Time,
        agent: &AgentId,
        id: CallId,
        what: Control,
    ) -> Result<(), Refused> {
        let call = self.hers(agent, id, CallPhase::Talking)?;
        if !call.may(what.kind()) {
            return Err(if call.is_able(what.kind()) { Refused::NotYourCall } else { Refused::NotAble });
        }
        // The PBX says nothing of it: what was asked is what is, unless it refuses.
        match &what {
            Control::Mute => self.set_muted(now, id, true),
            Control::Unmute => self.set_muted(now, id, false),
            Control::Cancel => {
                let call = self.change(id, |call| call.consult = None);
                self.tell_controls(now, call);
                self.end_consults(now, |consult| consult.about == id);
            }
            Control::Hold
            | Control::Resume
            | Control::Keys(_)
            | Control::Transfer(_)
            | Control::Consult(_)
            | Control::Complete
            | Control::Park => {}
        }
        self.command(call.pbx.clone(), CallCommand::Control { call: id, what });
        Ok(())
    }

    fn set_muted(&mut self, now: Time, id: CallId, muted: bool) {
        let call = self.change(id, |call| call.muted = muted);
        self.tell_controls(now, call);
    }

    pub(super) fn tell_controls(&mut self, now: Time, call: Option<Arc<Call>>) {
        if let Some(call) = call {
            self.moment(now, What::Call { change: CallChange::Controls, call });
        }
    }

    /// Her phone rings first; on the first PBX that is up and lets her.
    pub(super) fn dial(&mut self, agent: &AgentId, number: Dialled, key: Arc<str>) -> Result<(), Refused> {
        let line = self.seats.get(agent).cloned().ok_or(Refused::NotSignedIn)?;
        let pbx = self.dialling_pbx().cloned().ok_or(Refused::NotAble)?;
        let busy = |call: &Arc<Call>| {
            call.agent.as_ref() == Some(agent)
                && matches!(call.phase, CallPhase::Ringing | CallPhase::Talking)
        };
        if self.calls.values().any(busy) {
            return Err(Refused::InACall);
        }
        let call = CallId::derive(&pbx, &key, 0);
        self.command(pbx, CallCommand::Dial { call, key, line, number });
        Ok(())
    }

    /// The first PBX that is up and lets agents dial from here.
    pub(super) fn dialling_pbx(&self) -> Option<&PbxName> {
        let is_up = |pbx: &PbxName| self.links.get(pbx) == Some(&LinkState::Up);
        self.abilities.iter().find(|(pbx, abilities)| abilities.dial && is_up(pbx)).map(|(pbx, _)| pbx)
    }

    /// A PBX says what it can.
    pub fn learn(&mut self, now: Time, pbx: &PbxName, abilities: Abilities) {
        self.abilities.insert(pbx.clone(), abilities);
        let stale = |call: &&Arc<Call>| call.pbx == *pbx && call.abilities != abilities;
        for id in self.calls.values().filter(stale).map(|call| call.id).collect::<Vec<_>>() {
            let call = self.change(id, |call| call.abilities = abilities);
            self.tell_controls(now, call);
        }
        for agent in self.seats.keys().cloned().collect::<Vec<_>>() {
            self.tell_agent(now, &agent);
        }
    }

    /// A PBX would not do what an agent wanted.
    pub fn refuse(&mut self, now: Time, what: Denied, why: Arc<str>) {
        let agent = match &what {
            Denied::Dial(line) | Denied::OwnPhone(line) => self.agent_at(line),
            // No wish of the agent's; the supervisor sees that nobody listens.
            Denied::Listen(_) => None,
            Denied::Control(id, kind) => {
                if *kind == ControlKind::Mute {
                    self.change(*id, |call| call.muted = false);
                }
                let call = self.calls.get(id).cloned();
                self.tell_controls(now, call.clone());
                call.and_then(|call| call.agent.clone())
            }
        };
        if let Some(agent) = agent {
            self.moment(now, What::Refused { agent, what, why });
        }
    }
}

impl Call {
    /// Whether the agent who talks may do this now.
    pub fn may(&self, what: ControlKind) -> bool {
        let free = self.consult.is_none() && !self.held_here;
        self.is_able(what)
            && match what {
                ControlKind::Hold => free && !self.held,
                ControlKind::Resume => self.held_here,
                ControlKind::Mute | ControlKind::Consult => free && !self.muted,
                ControlKind::Unmute => self.muted,
                ControlKind::Keys | ControlKind::Transfer | ControlKind::Park => free,
                ControlKind::Complete | ControlKind::Cancel => self.consult.is_some(),
            }
    }

    /// Whether the PBX lets her do it at all.
    pub fn is_able(&self, what: ControlKind) -> bool {
        match what {
            ControlKind::Hold | ControlKind::Resume => self.abilities.hold,
            ControlKind::Transfer | ControlKind::Consult | ControlKind::Complete | ControlKind::Cancel => {
                self.abilities.transfer
            }
            ControlKind::Park => self.abilities.park,
            // Rights that routing itself needs.
            ControlKind::Mute | ControlKind::Unmute | ControlKind::Keys => true,
        }
    }
}
