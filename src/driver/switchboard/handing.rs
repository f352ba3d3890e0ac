//! Callers handed from one agent to another: whose screen has the story before they speak.

use std::sync::Arc;

use crate::acd::{AgentId, Time};
use crate::call::{CallId, CallNews, Line, News, Party, RingingEnd};
use crate::driver::{Call, CallChange, CallPhase, Consulting, What};

use super::Switchboard;

/// An agent who talks to a caller of ours has called a colleague about him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Consult {
    /// The call between the two; for a transfer by the PBX's own action the caller's call itself.
    pub(super) between: CallId,
    /// The caller's call.
    pub(super) about: CallId,
    with: AgentId,
}

impl Switchboard {
    /// Consultations and transfers, as the PBX tells them of any call.
    pub(super) fn on_news(&mut self, now: Time, told: &CallNews) {
        match &told.news {
            News::Ringing { targets } => self.on_consult(now, told, targets),
            News::RingingEnded { target, why } if *why != RingingEnd::Answered => {
                let with = self.agent_of(target);
                self.set_consult(now, told.call, |_| None);
                self.end_consults(now, |consult| {
                    consult.between == told.call && Some(&consult.with) == with.as_ref()
                });
            }
            News::Ended { merged_into: None, .. } => {
                self.end_consults(now, |consult| consult.between == told.call || consult.about == told.call);
            }
            // The two calls are one: who was asked has the caller now, and that is told as an answer.
            News::Ended { merged_into: Some(_), .. } => {
                self.consults.retain(|consult| consult.between != told.call);
            }
            News::Transferred { by, .. } => {
                let by = self.agent_of(by);
                self.change(told.call, |call| call.handed_by = by);
            }
            News::RingingEnded { .. } => {
                self.set_consult(now, told.call, |consult| Some(Consulting { answered: true, ..consult }));
            }
            News::Answered { .. }
            | News::Held { .. }
            | News::Retrieved { .. }
            | News::Parked { .. }
            | News::QueueJoined { .. }
            | News::QueueLeft { .. }
            | News::QueueAbandoned { .. } => {}
        }
    }

    /// A colleague's phone rings for an agent who talks to a caller: his story goes ahead of him.
    fn on_consult(&mut self, now: Time, told: &CallNews, targets: &[Party]) {
        let talks = |call: &&Arc<Call>| call.phase == CallPhase::Talking;
        let Some((about, by)) = (match self.calls.get(&told.call).filter(talks) {
            Some(call) => call.agent.clone().map(|by| (call.id, by)),
            None => self.agent_of(&told.caller).and_then(|by| {
                let hers = self.calls.values().filter(talks).find(|call| call.agent.as_ref() == Some(&by))?;
                Some((hers.id, by))
            }),
        }) else {
            return;
        };
        if about == told.call
            && let Some(target) = targets.last()
        {
            let agent = self.agent_of(target);
            let number = target.number.as_ref().map(ToString::to_string).unwrap_or_default();
            let call =
                self.change(about, |call| call.consult = Some(Consulting { agent, number, answered: false }));
            self.tell_controls(now, call);
        }
        for with in targets.iter().filter_map(|target| self.agent_of(target)).collect::<Vec<_>>() {
            let consult = Consult { between: told.call, about, with: with.clone() };
            if with == by || self.consults.contains(&consult) {
                continue;
            }
            self.consults.push(consult);
            if let Some(call) = self.change(about, |call| call.handed_by = Some(by.clone())) {
                self.moment(now, What::Call { change: CallChange::Consulted { agent: with }, call });
            }
        }
    }

    /// The agent talks to the caller again: whoever was asked about him is asked no more.
    pub(super) fn end_consults(&mut self, now: Time, over: impl Fn(&Consult) -> bool) {
        for consult in self.consults.extract_if(.., |consult| over(consult)).collect::<Vec<_>>() {
            let Some(call) = self.calls.get(&consult.about).cloned() else { continue };
            // Whom he talks to by now is not asked any more: she has him.
            if call.agent.as_ref() != Some(&consult.with) {
                self.moment(
                    now,
                    What::Call { change: CallChange::ConsultOver { agent: consult.with }, call },
                );
            }
        }
    }

    /// What became of the one who is asked on the caller's own call.
    fn set_consult(&mut self, now: Time, id: CallId, how: impl FnOnce(Consulting) -> Option<Consulting>) {
        let Some(consult) = self.calls.get(&id).and_then(|call| call.consult.clone()) else { return };
        let call = self.change(id, |call| call.consult = how(consult));
        self.tell_controls(now, call);
    }

    /// The agent whose phone it is, or who is meant by the PBX's queue that rings it.
    pub(super) fn agent_of(&self, party: &Party) -> Option<AgentId> {
        let member = party.member.as_deref().and_then(Line::of_member);
        member.and_then(|line| self.agent_at(&line)).or_else(|| self.agent_at(party.line.as_ref()?))
    }
}
