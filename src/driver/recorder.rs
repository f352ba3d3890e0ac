//! Calls and offers as rows: a projection of the feed that lists and searches are made from.
//!
//! The journal is the truth; these rows can be made again from it. So nothing waits for them: with the
//! database away the latest state of each call is kept in memory and written when it is back.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::acd::{Offer, OfferEnd, Time};
use crate::call::CallId;
use crate::store::{CallRecord, CallSource, OfferRecord, Store, StoreError};

use super::{Call, CallChange, Driver, Moment, What};

/// Calls kept in memory while the database is away. More, and the oldest are left to a rebuild from the journal.
const PENDING_MAX: usize = 50_000;

/// How long to wait before trying the database again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Changes are gathered this long, so that a call's burst of them is one row written once.
const GATHER: Duration = Duration::from_millis(50);

/// Starts the recorder. It ends, with everything written that could be, after `cancel`.
pub fn record(driver: &Driver, store: Store, cancel: CancellationToken) -> tokio::task::JoinHandle<()> {
    let feed = driver.subscribe();
    let recorder = Recorder {
        store,
        calls: BTreeMap::new(),
        offers: BTreeMap::new(),
        open: BTreeMap::new(),
        failing: false,
    };
    tokio::spawn(recorder.run(driver.clone(), feed, cancel))
}

#[derive(Debug)]
struct Recorder {
    store: Store,
    /// Rows to be written.
    calls: BTreeMap<CallId, CallRecord>,
    offers: BTreeMap<(CallId, u64), OfferRecord>,
    /// Offers that have not ended.
    open: BTreeMap<(CallId, u64), OfferRecord>,
    failing: bool,
}

impl Recorder {
    async fn run(mut self, driver: Driver, mut feed: broadcast::Receiver<Moment>, cancel: CancellationToken) {
        loop {
            let pending = !(self.calls.is_empty() && self.offers.is_empty());
            let pause = if self.failing { RETRY_AFTER } else { GATHER };
            tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                () = tokio::time::sleep(pause), if pending => self.write().await,
                moment = feed.recv() => match moment {
                    Ok(moment) => self.take(moment),
                    Err(broadcast::error::RecvError::Lagged(missed)) => {
                        tracing::warn!(missed, "the recorder lagged behind the feed");
                        driver.announce().await;
                    }
                    Err(broadcast::error::RecvError::Closed) => break,
                },
            }
            if pending {
                self.drain(&mut feed);
            }
        }
        self.drain(&mut feed);
        self.write().await;
    }

    fn drain(&mut self, feed: &mut broadcast::Receiver<Moment>) {
        while let Ok(moment) = feed.try_recv() {
            self.take(moment);
        }
    }

    fn take(&mut self, moment: Moment) {
        let What::Call { change, call } = moment.what else { return };
        match &change {
            CallChange::Offered(offer) => {
                let record = offer_row(moment.at, offer, &call);
                let key = (call.id, offer.id.0);
                self.open.insert(key, record.clone());
                self.offers.insert(key, record);
            }
            CallChange::OfferEnded { offer, end, .. } => self.end_offer(moment.at, call.id, offer.0, *end),
            CallChange::Arrived
            | CallChange::Found
            | CallChange::Overflowed
            | CallChange::Ringing { .. }
            | CallChange::Dialling { .. }
            | CallChange::RingEnded { .. }
            | CallChange::Answered { .. }
            | CallChange::Consulted { .. }
            | CallChange::ConsultOver { .. }
            | CallChange::Held
            | CallChange::Retrieved
            | CallChange::Controls
            | CallChange::AgentLeft { .. }
            | CallChange::FellBack
            | CallChange::Repaired
            | CallChange::Ended => {}
        }
        if self.calls.len() < PENDING_MAX || self.calls.contains_key(&call.id) {
            let source = (change == CallChange::Repaired).then_some(CallSource::Repaired);
            self.calls.insert(call.id, CallRecord { source, ..row(&call) });
        }
    }

    /// An offer made before a restart of ours is not known here: its row stays as it was.
    fn end_offer(&mut self, at: Time, call: CallId, offer: u64, end: OfferEnd) {
        if let Some(record) = self.open.remove(&(call, offer)) {
            let ended =
                OfferRecord { ended_at_ms: Some(ms(at)), end: Some(end.as_str().to_owned()), ..record };
            self.offers.insert((call, offer), ended);
        }
    }

    async fn write(&mut self) {
        match self.try_write().await {
            Ok(()) if self.failing => {
                self.failing = false;
                tracing::info!("calls are recorded again");
            }
            Ok(()) => {}
            Err(error) if self.failing => tracing::debug!(%error, "calls are still not recorded"),
            Err(error) => {
                self.failing = true;
                tracing::error!(%error, "calls cannot be recorded for now; they are kept and tried again");
            }
        }
    }

    /// Offers first: whoever reads a call that has ended finds how it came to its agent.
    async fn try_write(&mut self) -> Result<(), StoreError> {
        while let Some((key, record)) = self.offers.first_key_value() {
            self.store.offers().upsert(record).await?;
            let key = *key;
            self.offers.remove(&key);
        }
        while let Some((id, record)) = self.calls.first_key_value() {
            self.store.calls().upsert(record).await?;
            let id = *id;
            self.calls.remove(&id);
        }
        Ok(())
    }
}

fn row(call: &Call) -> CallRecord {
    let began_at_ms = i64::try_from(call.began_at_ms).unwrap_or(i64::MAX);
    CallRecord {
        did: Some(call.did.to_string()),
        number_raw: call.caller.raw.clone(),
        e164: call.caller.e164().map(str::to_owned),
        number_kind: Some(call.caller.reading.kind.as_str().to_owned()),
        caller_name: call.caller.name.clone(),
        queue_id: call.queue.as_ref().map(ToString::to_string),
        agent_id: call.agent.as_ref().filter(|_| call.answered_at.is_some()).map(ToString::to_string),
        line: call.line.clone().filter(|_| call.answered_at.is_some()),
        joined_at_ms: Some(ms(call.joined_at)),
        answered_at_ms: call.answered_at.map(ms),
        talk_ended_at_ms: call.agent_left_at.map(ms),
        ended_at_ms: call.ended_at.map(ms),
        outcome: call.outcome,
        ended_by: call.ended_by,
        ..CallRecord::new(call.id, call.pbx.clone(), &*call.linkedid, began_at_ms)
    }
}

fn offer_row(at: Time, offer: &Offer, call: &Call) -> OfferRecord {
    OfferRecord {
        call: call.id,
        offer: i64::try_from(offer.id.0).unwrap_or(i64::MAX),
        agent_id: offer.agent.to_string(),
        line: call.line.clone(),
        made_at_ms: ms(at),
        ended_at_ms: None,
        end: None,
        stage: u32::try_from(offer.stage).unwrap_or(u32::MAX),
        rule: offer.decision.rule.as_str().to_owned(),
        tie_break: offer.decision.tie_break.as_str().to_owned(),
        considered: u32::try_from(offer.decision.candidates).unwrap_or(u32::MAX),
    }
}

fn ms(at: Time) -> i64 {
    i64::try_from(at.as_millis()).unwrap_or(i64::MAX)
}
