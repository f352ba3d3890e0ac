//! What reaches the hub from elsewhere than the driver's feed.

use std::sync::Arc;

use crate::pop::{Pops, Stage};

use super::{Fold, Late, now_ms, wall_clock};

impl Fold {
    pub(super) fn on_letter(&mut self, letter: Late) {
        self.now = wall_clock();
        match letter {
            Late::Found(pop, matched) => {
                self.trace_found(&pop, &matched);
                self.pops.found(&pop, matched);
            }
            Late::Rendered(pop) => {
                let fresh = self.pops.get(&pop).filter(|pop| pop.stage != Stage::Rendered).cloned();
                self.pops.rendered(&pop);
                if let Some(pop) = fresh {
                    self.hub.traces().rendered(self.now, pop.call, &pop.agent);
                    self.hub.gauges.rendered.inc();
                    let took = self.now - pop.created_at;
                    self.hub.gauges.ring_to_render.observe(took.as_secs_f64());
                    if took > Pops::RESEND_AFTER {
                        self.hub.gauges.late.inc();
                    }
                    self.tell_programs("pop.rendered", &pop);
                }
            }
            Late::Picked(pop, customer) => {
                self.pops.pick(&pop, customer.map(|customer| *customer));
            }
            Late::WrapUpSaved(agent, call) => self.close_wrap_up(&agent, call, true),
            Late::CustomerOf(call, customer) => self.on_customer_of(call, &customer),
            Late::Record(agent, record) => self.on_record(&agent, &record),
            Late::Surfaces(agent) => {
                self.trace_pages(&agent);
                self.tell_row(&agent);
            }
            Late::Filled(pop, customer, filling) => {
                if self.cards.fill(&pop, customer, *filling) {
                    self.pops.touch(&pop);
                }
            }
            Late::Verified(call, agent, customer) => {
                let pop = format!("{call}.{agent}");
                if self.cards.verify(&pop, customer) {
                    self.pops.touch(&pop);
                }
            }
            Late::Note(pop, note) => {
                if let Some(pop) = self.pops.get(&pop).map(|pop| Arc::clone(&pop.id)) {
                    self.notes.insert(Arc::clone(&pop), note);
                    self.pops.touch(&pop);
                }
            }
            Late::Reveal(pop, ask) => {
                let value = self.cards.value(&pop, &ask);
                // Who asked may have gone.
                let _ = ask.answer.send(value);
            }
            Late::Retagged(customer) => {
                for pop in self.pops.of_customer(customer) {
                    self.cards.close(&pop);
                    self.pops.touch(&pop);
                }
            }
            Late::Incidents(incidents) => {
                self.cards.set_incidents(incidents);
                self.pops.touch_all();
            }
            Late::Advice(advice) => {
                self.cards.set_advice(advice);
                self.pops.touch_all();
            }
        }
    }

    /// What was posted and written before we came up.
    pub(super) fn read_standing_words(&self) {
        let (store, hub, now_ms) = (self.store.clone(), self.hub.clone(), now_ms(self.now));
        tokio::spawn(async move {
            match store.incidents().holding(now_ms).await {
                Ok(incidents) => hub.tell(Late::Incidents(incidents)).await,
                Err(error) => tracing::warn!(%error, "known trouble could not be read"),
            }
            match store.profiles().advice().await {
                Ok(advice) => hub.tell(Late::Advice(advice)).await,
                Err(error) => tracing::warn!(%error, "the supervisors' advice could not be read"),
            }
        });
    }
}
