//! Pops and their cards: shown, filled, told to programs.

use std::sync::Arc;

use crate::acd::QueueId;
use crate::api::feed;
use crate::api::live::{pin, words};
use crate::api::wire::{self, StreamEvent};
use crate::crm::Asked;
use crate::pop::{Pop, Pops, Stage, Wish};
use crate::store::{Customer, CustomerId};

use super::{Fold, Late, now_ms, wall_clock};

impl Fold {
    pub(super) fn carry_out(&mut self) {
        while let Some(wish) = self.pops.poll() {
            match wish {
                Wish::Show(pop) => {
                    let resends = match pop.stage {
                        Stage::Sent { resends, .. } => resends,
                        Stage::Rendered => 0,
                    };
                    self.trace_sent(&pop, resends);
                    if resends == 0 {
                        self.hub.gauges.created.inc();
                        self.tell_programs("pop.created", &pop);
                    } else {
                        self.hub.gauges.resent.inc();
                    }
                    self.show(&pop, |pop| StreamEvent::PopCreated(Box::new(pop)));
                }
                Wish::Update(pop) => {
                    self.open_card(&pop);
                    self.show(&pop, |pop| StreamEvent::PopUpdated(Box::new(pop)));
                    self.note_customer(&pop);
                }
                Wish::Close { pop, how } => {
                    self.hub.traces().closed(self.now, pop.call, &pop.agent);
                    if pop.stage != Stage::Rendered && self.now - pop.created_at > Pops::RESEND_AFTER {
                        self.hub.gauges.unrendered.inc();
                    }
                    self.tell_programs("pop.closed", &pop);
                    self.cards.close(&pop.id);
                    self.notes.remove(&pop.id);
                    let event =
                        StreamEvent::PopClosed { pop_id: pop.id.to_string(), how: how.as_str().to_owned() };
                    self.tell(&pop.agent, event);
                }
                Wish::LookUp { pop, asked } => self.look_up(pop, asked),
                Wish::ScreenLost(agent) => {
                    self.hub.gauges.screens_lost.inc();
                    self.tell_row(&agent);
                }
                Wish::ScreenBack(agent) => self.tell_row(&agent),
            }
        }
    }

    pub(super) fn tell_programs(&self, event: &'static str, pop: &Pop) {
        if let Some(call) = self.calls.get(&pop.call) {
            self.hub.feed.push(feed::pop_event(wall_clock(), event, pop, call));
        }
    }

    fn show(&self, pop: &Pop, event: impl FnOnce(wire::Pop) -> StreamEvent) {
        let Some(call) = self.calls.get(&pop.call) else { return };
        let roster = self.roster.borrow().clone();
        let why = self
            .offers
            .get(&pop.call)
            .map_or_else(wire::Label::default, |offer| words::why(&offer.decision, &roster, &offer.queue));
        let card = self.cards.card(&pop.id, &roster);
        let queue = call.queue.as_ref().map(QueueId::as_str);
        let incidents = self.cards.incidents(&pop.id, queue, now_ms(self.now));
        let handed = call.handed_by.as_ref().filter(|by| **by != pop.agent).map(|by| wire::Handed {
            by: words::agent_name(&roster, by).to_owned(),
            note: self.notes.get(&pop.id).cloned(),
        });
        self.tell(&pop.agent, event(words::pop(pop, call, &roster, why, handed, card, incidents)));
    }

    /// The card of a certain customer fills as her sections come.
    fn open_card(&mut self, pop: &Pop) {
        let Some(customer) = pop.customer().cloned() else {
            self.cards.close(&pop.id);
            return;
        };
        if !self.cards.open(pop, &customer) {
            return;
        }
        self.try_pin(pop, customer.id);
        let mut fillings = self.crm.fill(&customer, pop.call, &pop.asked);
        let (hub, id, customer) = (self.hub.clone(), Arc::clone(&pop.id), customer.id);
        let (store, call, agent) = (self.store.clone(), pop.call, pop.agent.clone());
        tokio::spawn(async move {
            while let Some(filling) = fillings.recv().await {
                hub.tell(Late::Filled(Arc::clone(&id), customer, Box::new(filling))).await;
            }
            // After a restart of ours in mid-call: who was verified stays so.
            if let Ok(Some(verified)) = store.audit().verified(call).await {
                hub.tell(Late::Verified(call, agent, verified.customer)).await;
            }
        });
    }

    /// A code keyed in verifies the one customer the look-up is sure of; nobody an agent has picked.
    fn try_pin(&mut self, pop: &Pop, customer: CustomerId) {
        let pin = self.calls.get(&pop.call).and_then(|call| call.caller.pin.clone());
        let Some(pin) = pin.filter(|_| pop.picked.is_none()) else { return };
        if !self.pins_tried.insert(pop.call) {
            return;
        }
        let checked = pin::Asked {
            call: pop.call,
            agent: pop.agent.clone(),
            customer,
            number: pop.asked.number.clone(),
            pin,
        };
        tokio::spawn(pin::check(self.crm.clone(), self.store.clone(), self.hub.clone(), checked));
    }

    /// One certain match owns the call, unless the agent says otherwise (R5, R6). What she says has been
    /// saved before it reaches us.
    fn note_customer(&self, pop: &Pop) {
        let Some(customer) = pop.customer().map(named) else { return };
        self.on_customer_of(pop.call, &customer);
        if pop.picked.is_some() {
            return;
        }
        let Some(id) = CustomerId::parse(&customer.id) else { return };
        let (store, call) = (self.store.clone(), pop.call);
        tokio::spawn(async move {
            if let Err(error) = store.calls().claim(call, id).await {
                tracing::warn!(%error, call.id = %call, "the customer of a call could not be noted");
            }
        });
    }

    fn look_up(&self, pop: Arc<str>, asked: Asked) {
        let (crm, hub) = (self.crm.clone(), self.hub.clone());
        tokio::spawn(async move {
            let found = crm.look_up(&asked).await;
            hub.tell(Late::Found(pop, found.into())).await;
        });
    }
}

pub(super) fn named(customer: &Customer) -> wire::CustomerRef {
    wire::CustomerRef { id: customer.id.to_string(), name: customer.name.clone() }
}
