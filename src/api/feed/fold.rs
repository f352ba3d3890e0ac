//! The driver's moments and the pops as the feed's events. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::acd::{AgentId, AgentState, OfferEnd, OfferId, QueueId, Time};
use crate::api::live::words;
use crate::api::wire::{FeedDetail, FeedEvent, FeedParty};
use crate::call::{CallId, CallNews, EndedBy, Line, News, Outcome, Party, PbxName};
use crate::driver::{AgentStanding, Call, CallChange, CallPhase, Moment, What};
use crate::phone::{self, Plan};
use crate::pop::{Matched, Pop};

/// What must be remembered to tell the next event.
#[derive(Debug, Default)]
pub struct Fold {
    agents: BTreeMap<AgentId, Known>,
    seats: BTreeMap<Line, AgentId>,
    /// Callers in our queues.
    waiting: BTreeMap<CallId, Waiting>,
    offers: BTreeMap<OfferId, usize>,
}

#[derive(Debug)]
struct Known {
    state: AgentState,
    line: Option<Line>,
}

#[derive(Debug)]
struct Waiting {
    queue: QueueId,
    since: Time,
    position: u32,
}

impl Fold {
    /// What a moment of the driver says to programs: mostly one event or none.
    ///
    /// `numbers` is how the parties' numbers are read.
    pub fn on_moment(&mut self, moment: &Moment, numbers: &Plan) -> Vec<FeedEvent> {
        match &moment.what {
            What::News { pbx, news } => vec![self.news(pbx, news, numbers)],
            What::Call { change, call } => self.on_call(moment.at, change, call),
            What::Agent(standing) => self.on_agent(moment.at, standing).into_iter().collect(),
            What::Refused { .. }
            | What::Gap { .. }
            | What::PbxQueue { .. }
            | What::Queue(_)
            | What::Link { .. }
            | What::Catalog { .. } => Vec::new(),
        }
    }

    fn news(&self, pbx: &PbxName, told: &CallNews, numbers: &Plan) -> FeedEvent {
        let party = |party: &Party| self.party(party, numbers);
        let (event, detail) = match &told.news {
            News::Ringing { targets } => {
                ("call.ringing", FeedDetail::Ringing { targets: targets.iter().map(party).collect() })
            }
            News::RingingEnded { target, why } => (
                "call.ringing_ended",
                FeedDetail::RingingEnded { target: party(target), reason: why.as_str() },
            ),
            News::Answered { party: answerer } => {
                ("call.answered", FeedDetail::Answered { party: party(answerer) })
            }
            News::Held { by } => ("call.held", FeedDetail::By { by: party(by) }),
            News::Retrieved { by } => ("call.retrieved", FeedDetail::By { by: party(by) }),
            News::Parked { by, space } => {
                ("call.parked", FeedDetail::Parked { by: party(by), space: space.to_string() })
            }
            News::Transferred { mode, by, to } => (
                "call.transferred",
                FeedDetail::Transferred { mode: mode.as_str(), by: party(by), to: party(to) },
            ),
            News::Ended { outcome, by, merged_into } => (
                "call.ended",
                FeedDetail::CallEnded {
                    outcome: outcome.as_str(),
                    ended_by: ended_by(*by),
                    merged_into: merged_into.map(|id| id.to_string()),
                },
            ),
            News::QueueJoined { position } => {
                ("queue.joined", FeedDetail::QueueJoined { position: *position })
            }
            News::QueueLeft { position, wait_ms } => {
                ("queue.left", FeedDetail::QueueLeft { position: *position, wait_ms: *wait_ms })
            }
            News::QueueAbandoned { position, wait_ms } => {
                ("queue.abandoned", FeedDetail::QueueLeft { position: *position, wait_ms: *wait_ms })
            }
        };
        FeedEvent {
            call_id: Some(told.call.to_string()),
            pbx: Some(pbx.to_string()),
            linkedid: Some(told.linkedid.to_string()),
            queue: told.queue.as_deref().map(str::to_owned),
            caller: Some(party(&told.caller)),
            ..bare(i64::try_from(told.at_ms).unwrap_or(i64::MAX), event, detail)
        }
    }

    fn on_call(&mut self, at: Time, change: &CallChange, call: &Arc<Call>) -> Vec<FeedEvent> {
        if !call.ours {
            return Vec::new();
        }
        match change {
            CallChange::Arrived => self.join(at, call).into_iter().collect(),
            CallChange::Found => {
                // Told by the life before; from here on he is followed.
                if matches!(call.phase, CallPhase::Waiting | CallPhase::Ringing) {
                    self.join(call.joined_at, call);
                }
                Vec::new()
            }
            CallChange::Overflowed => {
                let left = self.leave(at, call, "queue.left");
                left.into_iter().chain(self.join(at, call)).collect()
            }
            CallChange::Offered(offer) => {
                self.offers.insert(offer.id, offer.stage);
                let detail = FeedDetail::Offer { agent: offer.agent.to_string(), stage: offer.stage };
                vec![about(at, call, "offer.made", detail)]
            }
            CallChange::OfferEnded { offer, agent, end } => {
                let stage = self.offers.remove(offer);
                vec![about(at, call, offer_event(*end), offer_end(agent, stage, *end))]
            }
            CallChange::Answered { .. } => self.leave(at, call, "queue.left").into_iter().collect(),
            CallChange::FellBack => self.leave(at, call, "queue.left").into_iter().collect(),
            CallChange::Ended => {
                let gave_up = call.outcome == Some(Outcome::Abandoned);
                let event = if gave_up { "queue.abandoned" } else { "queue.left" };
                self.leave(at, call, event).into_iter().collect()
            }
            // The observer tells these as the PBX does.
            CallChange::Ringing { .. }
            | CallChange::Dialling { .. }
            | CallChange::RingEnded { .. }
            | CallChange::Consulted { .. }
            | CallChange::ConsultOver { .. }
            | CallChange::Held
            | CallChange::Retrieved
            | CallChange::Controls
            | CallChange::Repaired
            | CallChange::AgentLeft { .. } => Vec::new(),
        }
    }

    fn join(&mut self, at: Time, call: &Call) -> Option<FeedEvent> {
        let queue = call.queue.clone()?;
        let before = self.waiting.values().filter(|waiting| waiting.queue == queue).count();
        let position = u32::try_from(before + 1).unwrap_or(u32::MAX);
        self.waiting.insert(call.id, Waiting { queue, since: at, position });
        Some(about(at, call, "queue.joined", FeedDetail::QueueJoined { position }))
    }

    fn leave(&mut self, at: Time, call: &Call, event: &'static str) -> Option<FeedEvent> {
        let Waiting { queue, since, position } = self.waiting.remove(&call.id)?;
        let detail = FeedDetail::QueueLeft { position, wait_ms: words::ms(at - since) };
        Some(FeedEvent { queue: Some(queue.to_string()), ..about(at, call, event, detail) })
    }

    fn on_agent(&mut self, at: Time, standing: &AgentStanding) -> Option<FeedEvent> {
        let known = Known { state: standing.state.clone(), line: standing.line.clone() };
        let before = self.agents.insert(standing.agent.clone(), known);
        if let Some(line) = before.as_ref().and_then(|before| before.line.as_ref()) {
            self.seats.remove(line);
        }
        if let Some(line) = &standing.line {
            self.seats.insert(line.clone(), standing.agent.clone());
        }
        let (state, reason) = words::state(&standing.state);
        let told = before.is_some_and(|before| words::state(&before.state) == (state, reason.clone()));
        let detail = FeedDetail::AgentState { agent: standing.agent.to_string(), state, reason };
        (!told).then(|| bare(ms(at), "agent.state", detail))
    }

    fn party(&self, party: &Party, numbers: &Plan) -> FeedParty {
        let member =
            party.member.as_deref().and_then(Line::of_member).filter(|line| self.seats.contains_key(line));
        let line = member.or_else(|| party.line.clone());
        FeedParty {
            e164: party.number.as_deref().and_then(|number| e164(number, numbers)),
            number: party.number.as_ref().map(ToString::to_string),
            name: party.name.as_ref().map(ToString::to_string),
            channel: party.channel.as_ref().map(ToString::to_string),
            agent: line.and_then(|line| self.seats.get(&line)).map(ToString::to_string),
        }
    }
}

/// A number in E.164; an extension, mostly, is too short to be one.
fn e164(number: &str, numbers: &Plan) -> Option<String> {
    const DIGITS_MIN: usize = 7;
    (number.len() >= DIGITS_MIN)
        .then(|| phone::read(number, numbers).e164)
        .flatten()
        .map(|e164| e164.as_str().to_owned())
}

/// A pop came, was shown, or went.
pub(crate) fn pop_event(at: Time, event: &'static str, pop: &Pop, call: &Call) -> FeedEvent {
    let matched = match &pop.matched {
        Matched::Pending => "pending",
        Matched::Found(candidates) if candidates.is_empty() => "nobody",
        Matched::Found(_) => "found",
        Matched::NothingToLookUp => "nothing_to_look_up",
        Matched::Failed => "failed",
    };
    let took_ms = words::ms(at - pop.created_at);
    about(at, call, event, FeedDetail::Pop { agent: pop.agent.to_string(), matched, took_ms })
}

/// An event about nothing in particular; the feed gives it its id.
pub(super) fn bare(at_ms: i64, event: &'static str, detail: FeedDetail) -> FeedEvent {
    FeedEvent {
        id: String::new(),
        at: words::rfc3339_ms(at_ms),
        event,
        call_id: None,
        pbx: None,
        linkedid: None,
        queue: None,
        caller: None,
        detail,
    }
}

/// An event about a call of ours.
fn about(at: Time, call: &Call, event: &'static str, detail: FeedDetail) -> FeedEvent {
    let caller = FeedParty {
        number: call.caller.raw.clone(),
        e164: call.caller.e164().map(str::to_owned),
        name: call.caller.name.clone(),
        ..FeedParty::default()
    };
    FeedEvent {
        call_id: Some(call.id.to_string()),
        pbx: Some(call.pbx.to_string()),
        linkedid: Some(call.linkedid.to_string()),
        queue: call.queue.as_ref().map(ToString::to_string),
        caller: Some(caller),
        ..bare(ms(at), event, detail)
    }
}

fn offer_event(end: OfferEnd) -> &'static str {
    match end {
        OfferEnd::Accepted => "offer.accepted",
        OfferEnd::Declined => "offer.declined",
        OfferEnd::Unanswered | OfferEnd::Busy | OfferEnd::Unreachable | OfferEnd::Failed => {
            "offer.unanswered"
        }
        OfferEnd::Withdrawn(_) => "offer.withdrawn",
    }
}

fn offer_end(agent: &AgentId, stage: Option<usize>, end: OfferEnd) -> FeedDetail {
    let agent = agent.to_string();
    match (end, stage) {
        (OfferEnd::Accepted, Some(stage)) => FeedDetail::Offer { agent, stage },
        _ => FeedDetail::OfferEnded { agent, stage, reason: end.as_str().to_owned() },
    }
}

fn ended_by(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Caller => "caller",
        EndedBy::Agent => "callee",
        EndedBy::System => "system",
    }
}

fn ms(at: Time) -> i64 {
    i64::try_from(at.as_millis()).unwrap_or(i64::MAX)
}
