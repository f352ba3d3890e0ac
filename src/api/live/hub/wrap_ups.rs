//! The forms in which agents write up their calls.

use std::sync::{Arc, Mutex};

use crate::acd::{AgentId, AgentState, QueueId, Time};
use crate::api::live::words;
use crate::api::wire::{self, StreamEvent};
use crate::call::CallId;
use crate::driver::Call;
use crate::pop::{Closed, Pop};
use crate::store::CallRecord;

use super::super::Desk;
use super::pops::named;
use super::{Fold, Late, hold};

impl Fold {
    pub(super) fn open_wrap_up(&self, agent: &AgentId, call: &Arc<Call>, until: Option<Time>) {
        let roster = self.roster.borrow().clone();
        let customer = self.pops.get(&format!("{}.{agent}", call.id)).and_then(Pop::customer).map(named);
        let wrap_up = wire::WrapUp {
            call_id: call.id.to_string(),
            party: words::party(&call.caller),
            customer,
            queue: call.queue.as_ref().map(|id| words::queue(&roster, id)),
            ended_at: words::rfc3339(call.agent_left_at.unwrap_or(self.now)),
            until: until.map(words::rfc3339),
            talk_ms: call.talk(self.now).map_or(0, words::ms),
        };
        self.tell(agent, StreamEvent::WrapUp(Box::new(wrap_up)));
    }

    pub(super) fn close_wrap_up(&mut self, agent: &AgentId, id: CallId, saved: bool) {
        let desk = self.hub.desk(agent);
        if hold(&desk).wrap_ups.contains_key(&id) {
            self.tell(agent, StreamEvent::WrapUpClosed { call_id: id.to_string(), saved });
        }
        self.pops.close(id, agent, Closed::Ended);
        self.calls.remove(&id);
    }

    pub(super) fn keep_wrap_up(&self, agent: &AgentId, id: CallId, until: Time) {
        if let Some(call) = self.calls.get(&id).cloned() {
            self.open_wrap_up(agent, &call, Some(until));
            return;
        }
        // The call ended before we came up; the store knows it.
        let (store, hub, agent) = (self.store.clone(), self.hub.clone(), agent.clone());
        tokio::spawn(async move {
            match store.calls().get(id).await {
                Ok(Some(record)) => hub.tell(Late::Record(agent, Box::new(record))).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, call.id = %id, "a wrap-up could not be shown again"),
            }
        });
    }

    pub(super) fn on_record(&self, agent: &AgentId, record: &CallRecord) {
        let Some((id, until)) = self.standings.get(agent).and_then(|s| writing_up(&s.state)) else { return };
        if id != record.id {
            return;
        }
        let roster = self.roster.borrow().clone();
        let talk =
            record.ended_at_ms.zip(record.answered_at_ms).map_or(0, |(to, from)| to.saturating_sub(from));
        let wrap_up = wire::WrapUp {
            call_id: id.to_string(),
            party: wire::Party {
                number: words::number_of(record, &roster),
                name: record.caller_name.clone(),
            },
            customer: None,
            queue: record.queue_id.as_deref().map(|id| words::queue(&roster, &QueueId::new(id))),
            ended_at: words::rfc3339_ms(record.ended_at_ms.unwrap_or(record.began_at_ms)),
            until: Some(words::rfc3339(until)),
            talk_ms: u64::try_from(talk).unwrap_or(0),
        };
        self.tell(agent, StreamEvent::WrapUp(Box::new(wrap_up)));
    }

    pub(super) fn on_customer_of(&self, call: CallId, customer: &wire::CustomerRef) {
        let open = |desk: &Mutex<Desk>| hold(desk).wrap_ups.get(&call).cloned();
        let desks = self.hub.desks.iter();
        // Gathered first: telling takes the map's lock again, which the walk through it holds.
        let open: Vec<_> = desks.filter_map(|desk| Some((desk.key().clone(), open(desk.value())?))).collect();
        for (agent, wrap_up) in open {
            let wrap_up = wire::WrapUp { customer: Some(customer.clone()), ..wrap_up };
            self.tell(&agent, StreamEvent::WrapUp(Box::new(wrap_up)));
        }
    }
}

pub(super) fn writing_up(state: &AgentState) -> Option<(CallId, Time)> {
    match state {
        AgentState::WrapUp { call, until } => Some((CallId::from(*call), *until)),
        AgentState::Offline
        | AgentState::Available
        | AgentState::NotReady(_)
        | AgentState::Ringing { .. }
        | AgentState::OnCall { .. } => None,
    }
}
