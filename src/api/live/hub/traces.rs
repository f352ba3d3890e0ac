//! What happens, told to the traces: which phones ring, which pops are made, sent and shown.

use std::sync::{Arc, MutexGuard};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::acd::AgentId;
use crate::api::wire;
use crate::call::{CallId, CallNews, Line, LinkState, News, Party, PbxName, RingingEnd};
use crate::driver::{Call, Roster};
use crate::pop::trace::{NumberRead, Ringing, Trace, Traces, Whose};
use crate::pop::{Matched, Pop, Stage};
use crate::store::Store;

use super::{Fold, Hub, hold};
use crate::api::live::traced::Teller;

/// Traces that wait to be written. More at once, and those of some calls are gone when memory lets go of them.
pub(super) const SAVES_MAX: usize = 1_024;

impl Hub {
    /// The traces of the last calls.
    pub(crate) fn traces(&self) -> MutexGuard<'_, Traces> {
        // A panic elsewhere cannot make them unusable: every change leaves them whole.
        self.traces.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Fold {
    pub(super) fn trace_link(&self, pbx: &PbxName, link: &LinkState) {
        self.hub.traces().link(pbx, *link == LinkState::Up, self.now);
    }

    pub(super) fn trace_news(&self, pbx: &PbxName, told: &CallNews) {
        let ringing = Ringing { call: told.call, pbx, linkedid: &told.linkedid };
        match &told.news {
            News::Ringing { targets } => {
                let inside = told.caller.line.as_ref().is_some_and(|line| self.seated(line).is_some());
                for target in targets {
                    let Some((phone, whose)) = self.target(told, target, inside) else { continue };
                    self.hub.traces().rings(self.now, &ringing, told.at_ms, phone, whose);
                }
            }
            News::RingingEnded { target, why } if *why != RingingEnd::Answered => {
                if let Some(phone) = &target.line {
                    self.hub.traces().ring_over(self.now, told.call, phone);
                }
            }
            News::QueueJoined { .. } => {
                self.hub.traces().seen(self.now, &ringing);
            }
            News::Ended { .. } => self.trace_end(told.call),
            News::RingingEnded { .. }
            | News::Answered { .. }
            | News::Held { .. }
            | News::Retrieved { .. }
            | News::Parked { .. }
            | News::Transferred { .. }
            | News::QueueLeft { .. }
            | News::QueueAbandoned { .. } => {}
        }
    }

    /// A caller of ours waits.
    pub(super) fn trace_waiting(&self, call: &Call) {
        self.hub.traces().seen(self.now, &of(call));
    }

    /// The pop goes to her pages, for the first time or again.
    pub(super) fn trace_sent(&self, pop: &Pop, resends: u32) {
        if resends == 0
            && let Some(call) = self.calls.get(&pop.call)
        {
            let phone = self.phone_of(call, &pop.agent);
            self.hub.traces().popped(pop.created_at, &of(call), pop, phone, number(call));
        }
        let (pages, visible) = hold(&self.hub.desk(&pop.agent)).pages();
        self.hub.traces().sent(self.now, pop.call, &pop.agent, pages, visible, resends);
    }

    /// A page of hers came or went: what is open is sent to those there are.
    pub(super) fn trace_pages(&self, agent: &AgentId) {
        for pop in self.pops.of_agent(agent) {
            if let Stage::Sent { resends, .. } = pop.stage {
                let (pages, visible) = hold(&self.hub.desk(agent)).pages();
                if pages > 0 {
                    self.hub.traces().sent(self.now, pop.call, agent, pages, visible, resends);
                }
            }
        }
    }

    pub(super) fn trace_found(&self, pop: &str, matched: &Matched) {
        if let Some(pop) = self.pops.get(pop) {
            self.hub.traces().found(self.now, pop.call, &pop.agent, matched);
        }
    }

    /// The call is over: what there is to say of it is kept where anybody will ask.
    pub(super) fn trace_end(&self, call: CallId) {
        let mut traces = self.hub.traces();
        let Some(trace) = traces.ended(self.now, call).filter(|trace| concerns_us(trace)) else { return };
        let trace = trace.clone();
        drop(traces);
        if self.saves.try_send(trace).is_err() {
            tracing::warn!(call.id = %call, "too many traces wait for the database; this one is kept in memory only");
        }
    }

    /// The phone that rings, and whose it is; none for what is no phone of ours to ring.
    fn target<'a>(&self, told: &CallNews, target: &'a Party, inside: bool) -> Option<(&'a Line, Whose)> {
        let phone = target.line.as_ref()?;
        let whose = match self.seated(phone) {
            Some(agent) if inside => Whose::Colleague(agent),
            Some(agent) => Whose::Seated(agent),
            // She calls somebody outside, by a trunk.
            None if inside => return None,
            None => match absent(&self.roster.borrow(), phone) {
                Some(agent) => Whose::Absent(agent),
                None if told.queue.is_some() || target.member.is_some() => Whose::Member,
                None => Whose::Nobody,
            },
        };
        Some((phone, whose))
    }

    fn seated(&self, phone: &Line) -> Option<AgentId> {
        let sits = |standing: &&Arc<crate::driver::AgentStanding>| standing.line.as_ref() == Some(phone);
        self.standings.values().find(sits).map(|standing| standing.agent.clone())
    }

    fn phone_of(&self, call: &Call, agent: &AgentId) -> Option<Line> {
        let rung = call.rung.iter().find(|(rung, _)| rung == agent).map(|(_, line)| line.clone());
        rung.or_else(|| self.standings.get(agent)?.line.clone())
    }
}

/// Writes traces of calls that are over, one after the other, until `cancel`.
pub(super) async fn save(
    store: Store,
    mut traces: mpsc::Receiver<Trace>,
    told: impl Fn(&Trace) -> wire::CallTrace,
    cancel: CancellationToken,
) {
    loop {
        let trace = tokio::select! {
            biased;
            Some(trace) = traces.recv() => trace,
            () = cancel.cancelled() => return,
        };
        // Our own types of strings and numbers: they always have a JSON form.
        let body = serde_json::to_string(&told(&trace)).unwrap_or_default();
        if let Err(error) = store.traces().save(trace.call, &body).await {
            tracing::warn!(%error, call.id = %trace.call, "a call's trace could not be kept");
        }
    }
}

/// Whether anybody will ask why there was no pop: calls between phones of the company are not kept.
fn concerns_us(trace: &Trace) -> bool {
    let is_ours = |whose: &Whose| !matches!(whose, Whose::Nobody | Whose::Colleague(_));
    trace.screens.is_empty() || trace.screens.iter().any(|screen| is_ours(&screen.whose))
}

fn absent(roster: &Roster, phone: &Line) -> Option<AgentId> {
    let agents = roster.catalog().agents();
    let hers = agents.iter().find(|agent| agent.extension.as_ref() == Some(phone))?;
    Some(AgentId::new(hers.id.as_str()))
}

fn of(call: &Call) -> Ringing<'_> {
    Ringing { call: call.id, pbx: &call.pbx, linkedid: &call.linkedid }
}

fn number(call: &Call) -> NumberRead {
    let reading = &call.caller.reading;
    NumberRead { kind: reading.kind, is_full: reading.e164.is_some(), keypad: call.caller.keypad.is_some() }
}

/// A trace in words, with the catalog in force.
pub(super) fn in_words(roster: &Roster, zone: &jiff::tz::TimeZone, trace: &Trace) -> wire::CallTrace {
    Teller { roster, zone }.trace(trace)
}
