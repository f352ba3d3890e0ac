//! The account of one call: what [`Acd::explain`](super::Acd::explain) says of it, kept over time.
//!
//! An account is written by whoever drives the core, live or in a replay: after each input
//! [`Account::note`] every output, then [`Account::look`]. So a call of last week, a call that waits now
//! and a simulated one are explained in the same words.

use std::collections::BTreeMap;

use super::{
    Acd, AgentId, CallId, CallPhase, DequeuedWhy, Offer, OfferEnd, OfferId, Output, OverflowCause,
    OverflowTarget, PreferenceEnd, QueueId, StageCause, Time, Verdict,
};

/// Most spans an account holds; what comes later is left out, and [`Account::is_cut`] says so.
pub const ACCOUNT_SPANS_MAX: usize = 50_000;

/// How one call was dealt with, from joining to its end or to the last look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    call: CallId,
    places: Vec<Span<Place>>,
    agents: BTreeMap<AgentId, Vec<Span<Verdict>>>,
    steps: Vec<(Time, Step)>,
    spans: usize,
}

/// Something that held for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span<T> {
    /// From when.
    pub from: Time,
    /// Until when; `None` while it still does.
    pub until: Option<Time>,
    /// What.
    pub what: T,
}

/// Where the call stood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// In which queue.
    pub queue: QueueId,
    /// The stage it had reached.
    pub stage: usize,
    /// Whether it waited, rang or talked.
    pub phase: CallPhase,
}

/// Something that was decided about the call, or happened to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// It began to wait.
    Waiting {
        /// In which queue.
        queue: QueueId,
        /// At which place in the order of serving, from 1.
        position: usize,
    },
    /// It reached a stage.
    Stage {
        /// Which.
        stage: usize,
        /// Why.
        cause: StageCause,
    },
    /// It was open to all from here on.
    PreferenceOver(PreferenceEnd),
    /// It was offered to an agent.
    Offered(Box<Offer>),
    /// The offer ended.
    OfferEnded {
        /// Which offer.
        offer: OfferId,
        /// To whom it was made.
        agent: AgentId,
        /// How.
        end: OfferEnd,
    },
    /// It was sent on.
    Overflowed {
        /// Where to.
        to: OverflowTarget,
        /// Why.
        cause: OverflowCause,
    },
    /// It waited no longer.
    Dequeued(DequeuedWhy),
}

impl Account {
    /// Opens the account of a call that is yet to join.
    pub fn of(call: CallId) -> Self {
        Self { call, places: Vec::new(), agents: BTreeMap::new(), steps: Vec::new(), spans: 0 }
    }

    /// The call.
    pub fn call(&self) -> CallId {
        self.call
    }

    /// Where the call stood, in order and without gaps while the core knew it.
    pub fn places(&self) -> &[Span<Place>] {
        &self.places
    }

    /// Of every agent, how she stood towards the call while it waited; without gaps then.
    pub fn agents(&self) -> impl Iterator<Item = (&AgentId, &[Span<Verdict>])> {
        self.agents.iter().map(|(agent, spans)| (agent, spans.as_slice()))
    }

    /// What was decided and what happened, in order.
    pub fn steps(&self) -> &[(Time, Step)] {
        &self.steps
    }

    /// Whether the account ran out of room before the call was over.
    pub fn is_cut(&self) -> bool {
        self.spans >= ACCOUNT_SPANS_MAX
    }

    /// Takes in one output of the core; those about other calls are passed over.
    pub fn note(&mut self, now: Time, output: &Output) {
        if let Some(step) = step_of(self.call, output) {
            self.steps.push((now, step));
        }
    }

    /// Looks at the core once an input and all that followed from it is over.
    pub fn look(&mut self, now: Time, acd: &Acd) {
        let Some(call) = acd.call(self.call) else {
            self.close(now);
            return;
        };
        let place = Place { queue: call.queue.clone(), stage: call.stage, phase: call.phase.clone() };
        self.spans += extend(&mut self.places, now, place);
        if !call.is_unanswered() {
            self.close_agents(now);
        } else if !self.is_cut()
            && let Some(explanation) = acd.explain(now, self.call)
        {
            for (agent, verdict) in explanation.agents {
                self.spans += extend(self.agents.entry(agent).or_default(), now, verdict);
            }
        }
    }

    fn close(&mut self, now: Time) {
        end(&mut self.places, now);
        self.close_agents(now);
    }

    fn close_agents(&mut self, now: Time) {
        self.agents.values_mut().for_each(|spans| end(spans, now));
    }
}

/// Lets the last span go on where nothing changed, or ends it and begins another; how many it began.
fn extend<T: PartialEq>(spans: &mut Vec<Span<T>>, now: Time, what: T) -> usize {
    if spans.last().is_some_and(|last| last.until.is_none() && last.what == what) {
        return 0;
    }
    end(spans, now);
    spans.push(Span { from: now, until: None, what });
    1
}

fn end<T>(spans: &mut [Span<T>], now: Time) {
    if let Some(last) = spans.last_mut() {
        last.until.get_or_insert(now);
    }
}

fn step_of(id: CallId, output: &Output) -> Option<Step> {
    match output {
        Output::OfferMade(offer) if offer.call == id => Some(Step::Offered(Box::new(offer.clone()))),
        Output::OfferEnded { offer, call, agent, end, .. } if *call == id => {
            Some(Step::OfferEnded { offer: *offer, agent: agent.clone(), end: *end })
        }
        Output::CallWaiting { call, queue, position, .. } if *call == id => {
            Some(Step::Waiting { queue: queue.clone(), position: *position })
        }
        Output::StageReached { call, stage, cause, .. } if *call == id => {
            Some(Step::Stage { stage: *stage, cause: *cause })
        }
        Output::PreferenceOver { call, why, .. } if *call == id => Some(Step::PreferenceOver(*why)),
        Output::CallOverflowed { call, to, cause, .. } if *call == id => {
            Some(Step::Overflowed { to: to.clone(), cause: *cause })
        }
        Output::CallDequeued { call, why, .. } if *call == id => Some(Step::Dequeued(why.clone())),
        Output::OfferMade(_)
        | Output::OfferFound { .. }
        | Output::OfferEnded { .. }
        | Output::AgentChanged { .. }
        | Output::AgentFlagsChanged { .. }
        | Output::CallWaiting { .. }
        | Output::PlaceKept { .. }
        | Output::CallbackTaken { .. }
        | Output::ReserveChanged { .. }
        | Output::StageReached { .. }
        | Output::PreferenceOver { .. }
        | Output::CallOverflowed { .. }
        | Output::CallDequeued { .. }
        | Output::Refused(_) => None,
    }
}
