//! One replication: virtual time, callers and agents around the real core.
//!
//! The engine plays everybody the core does not: callers arrive, lose patience and try again, agents come
//! and go, pick up or let it ring, talk and write up. It tells the core what happens, drains it, and does
//! what it says, as the driver does in life; a decision is never its own.

use super::Scenario;
use super::callers::{Caller, Callers, Phase, slot_of};
use super::compile::{self, seat_of};
use super::day::Day;
use super::distribution::{Span, nearest};
use super::events::{Event, Events};
use super::random::{Purpose, Stream};
use super::scenario::{CallType, Prefer, Redial};
use super::tally::{Convention, Outcome};
use super::traffic::Traffic;
use crate::acd::{
    Acd, AgentId, AgentState, CallId, DequeuedWhy, Input, Join, LeftWhy, Offer, OfferFailure, Output,
    QueueId, Reason, Refusal, Time,
};
use std::collections::VecDeque;
use std::time::Duration;

/// Callers go on arriving after the day's end, so that those who count are served in the traffic they would
/// have had; but for no longer than the day was, lest an overloaded scenario never end.
const AFTERMATH_DAYS: u64 = 1;

/// Sees what happens in a replication.
pub trait Observer {
    /// A caller dials. `counted` is his number among those who count, from 0; a further try of his has
    /// another call id.
    fn dialled(&mut self, counted: Option<u64>, call: CallId) {
        let _ = (counted, call);
    }

    /// The core was told something and has been drained.
    fn after_input(&mut self, acd: &Acd, now: Time) {
        let _ = (acd, now);
    }

    /// A caller who counts has come to his end, after so long a wait. `kind` is his type's place.
    fn ended(&mut self, kind: usize, outcome: Outcome, wait: Duration) {
        let _ = (kind, outcome, wait);
    }

    /// A seat works (talks, or writes up) from a moment to a moment.
    fn works(&mut self, seat: usize, from: Time, to: Time) {
        let _ = (seat, from, to);
    }
}

/// Nobody looks.
impl Observer for () {}

/// A call type's part of the engine.
struct Kind {
    queue: QueueId,
    traffic: Traffic,
    /// How many have called.
    callers: u64,
    handle: Stream,
    wrap_up: Stream,
    patience: Stream,
    redial: Stream,
    redial_after: Stream,
    prefer: Stream,
    preferred: Stream,
    patience_span: Span,
    wrap_up_span: Span,
    priority: u8,
    redials: Option<Redial>,
    prefers: Option<(Prefer, Vec<AgentId>)>,
}

/// An agent's part of the engine.
struct Seat {
    id: AgentId,
    group: u32,
    answer: Stream,
    miss: Stream,
    /// How many offers she has had.
    offers: u64,
    /// The open offer's number, 0 when she has none; and its call.
    offer: u64,
    call: CallId,
    /// How long the after-call work will take that comes next.
    wrap_up_us: Option<u64>,
    /// Since when she is signed in.
    signed_in_us: Option<u64>,
}

struct Group {
    answer: Span,
    misses_percent: f64,
}

/// A replication under way.
pub(super) struct Engine<'a, O> {
    scenario: &'a Scenario,
    acd: Acd,
    events: Events,
    now_us: u64,
    /// The window in which arrivals count.
    from_us: u64,
    to_us: u64,
    last_arrival_us: u64,
    convention: Convention,
    trunks: u64,
    /// Callers waiting or talking.
    inside: u64,
    kinds: Vec<Kind>,
    groups: Vec<Group>,
    /// Handle times by kind and group.
    handle_spans: Vec<Span>,
    seats: Vec<Seat>,
    callers: Callers,
    /// How many who count have arrived, and of them are not at their end.
    counted: u64,
    counted_open: u64,
    /// Offers to be accepted at once.
    at_once: VecDeque<(u64, CallId, AgentId)>,
    day: Day,
    observer: O,
}

impl<'a, O: Observer> Engine<'a, O> {
    pub(super) fn new(scenario: &'a Scenario, replication: u32, observer: O) -> Self {
        let stream = |purpose, owner| Stream::new(scenario.seed, replication.into(), purpose, owner);
        let us = |seconds: f64| nearest(seconds * 1e6);
        let seats: Vec<Seat> = scenario_seats(scenario, &stream);
        let kinds = scenario.call_types.iter().enumerate();
        let kinds = kinds.map(|(index, kind)| new_kind(scenario, index, kind, &seats, &stream)).collect();
        let handle_spans = scenario.call_types.iter().flat_map(|kind| {
            scenario.agents.iter().map(|group| Span::new(scenario.mean_handle_s(kind, group), kind.handle))
        });
        let group = |group: &super::AgentGroup| Group {
            answer: Span::new(group.answer_after_s, group.answer),
            misses_percent: group.misses_percent,
        };
        let to_us = us(scenario.duration_s);
        let from_us = us(scenario.warmup_s);
        Self {
            acd: Acd::new(compile::config(scenario)),
            events: Events::default(),
            now_us: 0,
            from_us,
            to_us,
            last_arrival_us: to_us.saturating_mul(1 + AFTERMATH_DAYS),
            convention: Convention {
                within_us: us(scenario.within_s),
                short_abandon_us: us(scenario.short_abandon_s),
            },
            trunks: scenario.trunks.map_or(u64::MAX, u64::from),
            inside: 0,
            kinds,
            groups: scenario.agents.iter().map(group).collect(),
            handle_spans: handle_spans.collect(),
            seats,
            callers: Callers::default(),
            counted: 0,
            counted_open: 0,
            at_once: VecDeque::new(),
            day: Day::new(scenario, from_us, to_us),
            observer,
            scenario,
        }
    }

    /// Plays the day until all who count have come to their end. `go_on` is asked now and then, and with its
    /// first no there is no day.
    pub(super) fn run(mut self, go_on: &dyn Fn() -> bool) -> (Option<Day>, O) {
        const EVENTS_BETWEEN_QUESTIONS: u32 = 1 << 12;
        self.begin();
        let mut until_question = EVENTS_BETWEEN_QUESTIONS;
        while self.step() {
            until_question -= 1;
            if until_question == 0 {
                until_question = EVENTS_BETWEEN_QUESTIONS;
                if !go_on() {
                    return (None, self.observer);
                }
            }
        }
        self.finish();
        (Some(self.day), self.observer)
    }

    fn begin(&mut self) {
        let scenario = self.scenario;
        for (seat, group) in compile::seats(scenario) {
            let place = seat as u32;
            if group.shifts.is_empty() {
                self.signs_in(place);
            }
            for shift in &group.shifts {
                self.events.add(nearest(shift.from_s * 1e6), Event::ShiftBegins { seat: place });
                self.events.add(nearest(shift.to_s * 1e6), Event::ShiftEnds { seat: place });
            }
        }
        for kind in 0..self.kinds.len() {
            self.expect_arrival(kind as u32);
        }
    }

    /// Does what comes next; false when nothing more matters.
    fn step(&mut self) -> bool {
        let next_us = self.events.next_us();
        let due_us = self.acd.next_timeout().map(Time::as_micros);
        let Some(at_us) = [next_us, due_us].into_iter().flatten().min() else { return false };
        if at_us >= self.to_us && self.counted_open == 0 {
            return false;
        }
        // The core's own timers come first, each at its moment.
        if due_us.is_some_and(|due_us| next_us.is_none_or(|next_us| due_us < next_us)) {
            self.now_us = self.now_us.max(at_us);
            self.tell(Input::Tick);
            return true;
        }
        if let Some((at_us, event)) = self.events.take() {
            self.happens(at_us, event);
        }
        true
    }

    /// An event that has been overtaken changes nothing, not even the time.
    fn happens(&mut self, at_us: u64, event: Event) {
        match event {
            Event::GivesUp { slot, tag } => {
                let overtaken = self.callers.get(slot).phase != Phase::Waiting;
                if !overtaken && tagged(self.callers.turn(slot), tag) {
                    self.now_us = at_us;
                    let call = self.callers.call_id(slot);
                    self.tell(Input::CallLeft { call, why: LeftWhy::Abandoned });
                }
            }
            Event::Answers { seat, tag } => {
                if let Some((call, agent)) = self.open_offer(seat, tag) {
                    self.now_us = at_us;
                    self.tell(Input::OfferAccepted { call, agent });
                }
            }
            Event::Misses { seat, tag } => {
                if let Some((call, agent)) = self.open_offer(seat, tag) {
                    self.now_us = at_us;
                    self.tell(Input::OfferFailed { call, agent, why: OfferFailure::Unanswered });
                }
            }
            Event::CallEnds { slot } => {
                self.now_us = at_us;
                self.call_ends(slot);
            }
            Event::Arrives { kind } => {
                self.now_us = at_us;
                self.arrives(kind);
            }
            Event::Redials { slot } => {
                self.now_us = at_us;
                self.dials(slot);
            }
            Event::WrapUpEnds { seat } => {
                self.now_us = at_us;
                let agent = self.seats[seat as usize].id.clone();
                self.tell(Input::WrapUpFinished { agent });
            }
            Event::Back { seat } => {
                let agent = self.seats[seat as usize].id.clone();
                // Her shift may have ended meanwhile.
                let missed = |state: &AgentState| *state == AgentState::NotReady(Reason::Missed);
                if self.acd.agent(&agent).is_some_and(|agent| missed(&agent.state)) {
                    self.now_us = at_us;
                    self.tell(Input::AgentReady { agent });
                }
            }
            Event::ShiftBegins { seat } => {
                self.now_us = at_us;
                self.signs_in(seat);
            }
            Event::ShiftEnds { seat } => {
                self.now_us = at_us;
                let agent = self.seats[seat as usize].id.clone();
                self.tell(Input::AgentSignedOut { agent });
            }
        }
    }

    fn signs_in(&mut self, seat: u32) {
        let now_us = self.now_us;
        let seat = &mut self.seats[seat as usize];
        seat.signed_in_us.get_or_insert(now_us);
        let agent = seat.id.clone();
        self.tell(Input::AgentSignedIn { agent: agent.clone() });
        self.tell(Input::AgentReady { agent });
    }

    fn expect_arrival(&mut self, kind: u32) {
        let next_us = self.kinds[kind as usize].traffic.next_us();
        if let Some(at_us) = next_us.filter(|at_us| *at_us < self.last_arrival_us) {
            self.events.add(at_us, Event::Arrives { kind });
        }
    }

    fn arrives(&mut self, kind: u32) {
        self.expect_arrival(kind);
        let counts = (self.from_us..self.to_us).contains(&self.now_us);
        let number = self.kinds[kind as usize].callers;
        self.kinds[kind as usize].callers += 1;
        let counted = counts.then_some(self.counted);
        self.counted += u64::from(counts);
        self.counted_open += u64::from(counts);
        let slot = self.callers.add(Caller {
            kind,
            number,
            counted,
            phase: Phase::Away,
            attempt: 0,
            joined_us: self.now_us,
            waited_us: 0,
            seat: u32::MAX,
        });
        self.dials(slot);
    }

    /// A caller, new or back again, asks to come in.
    fn dials(&mut self, slot: u32) {
        if self.inside >= self.trunks {
            self.refused(slot);
            return;
        }
        let now_us = self.now_us;
        let call = self.callers.call_id(slot);
        let caller = self.callers.get_mut(slot);
        (caller.phase, caller.joined_us) = (Phase::Waiting, now_us);
        let caller = *caller;
        self.inside += 1;
        self.observer.dialled(caller.counted, call);
        let kind = &self.kinds[caller.kind as usize];
        let join =
            Join::new(call, kind.queue.clone(), Time::from_micros(now_us)).with_priority(kind.priority);
        let join = with_preferred(join, kind, caller.number);
        self.tell(Input::CallJoined(join));
        // Whoever was taken or refused at once needs no patience, and draws none.
        if self.callers.get(slot).phase == Phase::Waiting {
            let kind = &self.kinds[caller.kind as usize];
            if !kind.patience_span.is_zero() {
                let patience_us = kind.patience_span.draw(kind.patience, try_number(&caller));
                let tag = self.callers.turn(slot);
                self.events.add(now_us.saturating_add(patience_us), Event::GivesUp { slot, tag });
            }
        }
    }

    fn call_ends(&mut self, slot: u32) {
        let call = self.callers.call_id(slot);
        let caller = *self.callers.get(slot);
        self.inside -= 1;
        let kind = &self.kinds[caller.kind as usize];
        if !kind.wrap_up_span.is_zero()
            && let Some(seat) = self.seats.get_mut(caller.seat as usize)
        {
            seat.wrap_up_us = Some(kind.wrap_up_span.draw(kind.wrap_up, caller.number));
        }
        self.callers.get_mut(slot).phase = Phase::Away;
        self.callers.free(slot);
        self.tell(Input::CallEnded { call });
    }

    /// Tells the core, and heeds it until it has no more to say.
    fn tell(&mut self, input: Input) {
        self.acd.handle(Time::from_micros(self.now_us), input);
        loop {
            while let Some(output) = self.acd.poll_output() {
                self.heed(output);
            }
            self.observer.after_input(&self.acd, Time::from_micros(self.now_us));
            let Some((offer, call, agent)) = self.at_once.pop_front() else { return };
            // Another may have taken it in the meantime.
            if self.seats[seat_of(&agent)].offer == offer {
                self.acd.handle(Time::from_micros(self.now_us), Input::OfferAccepted { call, agent });
            }
        }
    }

    fn heed(&mut self, output: Output) {
        match output {
            Output::OfferMade(offer) => self.rings(offer),
            Output::OfferEnded { agent, .. } => self.seats[seat_of(&agent)].offer = 0,
            Output::CallDequeued { call, why, .. } => self.dequeued(slot_of(call), &why),
            Output::AgentChanged { agent, state, .. } => self.agent_changed(&agent, &state),
            Output::Refused(refusal) => self.heed_refusal(&refusal),
            Output::OfferFound { .. }
            | Output::AgentFlagsChanged { .. }
            | Output::CallWaiting { .. }
            | Output::StageReached { .. }
            | Output::PreferenceOver { .. }
            | Output::CallOverflowed { .. } => {}
        }
    }

    fn rings(&mut self, offer: Offer) {
        let place = seat_of(&offer.agent);
        let seat = &mut self.seats[place];
        (seat.offer, seat.call) = (offer.id.0, offer.call);
        let number = seat.offers;
        seat.offers += 1;
        let group = &self.groups[seat.group as usize];
        let (seat_place, tag) = (place as u32, offer.id.0 as u32);
        let ring_us = u64::try_from(offer.ring_timeout.as_micros()).unwrap_or(u64::MAX);
        let misses = group.misses_percent > 0.0 && seat.miss.chance(number, group.misses_percent);
        let answer_us = if group.answer.is_zero() { 0 } else { group.answer.draw(seat.answer, number) };
        if misses || answer_us > ring_us {
            self.events.add(self.now_us + ring_us, Event::Misses { seat: seat_place, tag });
        } else if group.answer.is_zero() {
            self.at_once.push_back((offer.id.0, offer.call, offer.agent));
        } else {
            self.events.add(self.now_us + answer_us, Event::Answers { seat: seat_place, tag });
        }
    }

    /// The open offer of a seat, if it is still the one meant.
    fn open_offer(&self, seat: u32, tag: u32) -> Option<(CallId, AgentId)> {
        let seat = &self.seats[seat as usize];
        let open = seat.offer != 0 && tagged(seat.offer as u32, tag);
        open.then(|| (seat.call, seat.id.clone()))
    }

    fn dequeued(&mut self, slot: u32, why: &DequeuedWhy) {
        match why {
            DequeuedWhy::Answered { agent } => self.answered(slot, seat_of(agent)),
            DequeuedWhy::Abandoned => self.out_again(slot, Outcome::Abandoned),
            DequeuedWhy::Overflowed => self.out_again(slot, Outcome::GivenBack),
            DequeuedWhy::AnsweredElsewhere | DequeuedWhy::FellBack | DequeuedWhy::Ended => {
                debug_assert!(false, "nobody here does such a thing: {why:?}");
            }
        }
    }

    fn answered(&mut self, slot: u32, seat: usize) {
        let now_us = self.now_us;
        let group = self.seats[seat].group as usize;
        let caller = self.callers.get_mut(slot);
        (caller.phase, caller.seat) = (Phase::Talking, seat as u32);
        let caller = *caller;
        self.day.timeline.waited(caller.kind as usize, caller.joined_us, now_us);
        let kind = &self.kinds[caller.kind as usize];
        let span = self.handle_spans[caller.kind as usize * self.groups.len() + group];
        let ends_us = now_us + span.draw(kind.handle, caller.number);
        self.events.add(ends_us, Event::CallEnds { slot });
        self.works(seat, ends_us);
        self.ends(&caller, Outcome::Answered);
    }

    /// The caller is outside again without having been served.
    fn out_again(&mut self, slot: u32, outcome: Outcome) {
        self.inside -= 1;
        let now_us = self.now_us;
        let caller = self.callers.get_mut(slot);
        caller.phase = Phase::Away;
        let (kind, joined_us) = (caller.kind as usize, caller.joined_us);
        self.day.timeline.waited(kind, joined_us, now_us);
        let waited_us = now_us - joined_us;
        if outcome == Outcome::GivenBack || !self.redials(slot, waited_us) {
            let caller = *self.callers.get(slot);
            self.ends(&caller, outcome);
            self.callers.free(slot);
        }
    }

    /// No trunk or no place in the queue is free.
    fn refused(&mut self, slot: u32) {
        let now_us = self.now_us;
        let caller = self.callers.get_mut(slot);
        (caller.phase, caller.joined_us) = (Phase::Away, now_us);
        if !self.redials(slot, 0) {
            let caller = *self.callers.get(slot);
            // Who once came in and waited has entered, and has given up.
            let outcome = if caller.waited_us > 0 { Outcome::Abandoned } else { Outcome::Blocked };
            self.ends(&caller, outcome);
            self.callers.free(slot);
        }
    }

    /// Whether the caller tries again; his wait so far stays his.
    fn redials(&mut self, slot: u32, waited_us: u64) -> bool {
        let caller = *self.callers.get(slot);
        let kind = &self.kinds[caller.kind as usize];
        let Some(redial) = kind.redials else { return false };
        let number = try_number(&caller);
        if caller.attempt + 1 >= redial.tries_max || !kind.redial.chance(number, redial.percent) {
            return false;
        }
        let pause = Span::new(redial.after_s, super::Shape::Exponential).draw(kind.redial_after, number);
        self.events.add(self.now_us + pause, Event::Redials { slot });
        self.callers.next_turn(slot);
        let caller = self.callers.get_mut(slot);
        caller.attempt += 1;
        caller.waited_us += waited_us;
        true
    }

    /// A caller has come to his end, as far as waiting goes.
    fn ends(&mut self, caller: &Caller, outcome: Outcome) {
        if caller.counted.is_none() {
            return;
        }
        self.counted_open -= 1;
        let this_try_us = if outcome == Outcome::Blocked { 0 } else { self.now_us - caller.joined_us };
        let wait_us = caller.waited_us + this_try_us;
        self.day.record(caller.kind as usize, outcome, wait_us, self.convention);
        self.observer.ended(caller.kind as usize, outcome, Duration::from_micros(wait_us));
    }

    fn agent_changed(&mut self, agent: &AgentId, state: &AgentState) {
        match state {
            AgentState::WrapUp { until, .. } => {
                let place = seat_of(agent);
                // Told again when she asks for something meanwhile.
                let Some(wrap_up_us) = self.seats[place].wrap_up_us.take() else { return };
                let ends_us = self.now_us + wrap_up_us;
                // What would last too long the core ends by itself.
                if ends_us < until.as_micros() {
                    self.events.add(ends_us, Event::WrapUpEnds { seat: place as u32 });
                }
                self.works(place, ends_us.min(until.as_micros()));
            }
            AgentState::Offline => {
                let place = seat_of(agent);
                let seat = &mut self.seats[place];
                if let Some(from_us) = seat.signed_in_us.take() {
                    self.day.signed_in(seat.group as usize, from_us, self.now_us);
                }
            }
            AgentState::NotReady(Reason::Missed) => {
                let back_us = self.now_us + nearest(self.scenario.back_after_s * 1e6);
                self.events.add(back_us, Event::Back { seat: seat_of(agent) as u32 });
            }
            AgentState::NotReady(_)
            | AgentState::Available
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. } => {}
        }
    }

    fn works(&mut self, seat: usize, until_us: u64) {
        self.day.works(self.seats[seat].group as usize, self.now_us, until_us);
        self.observer.works(seat, Time::from_micros(self.now_us), Time::from_micros(until_us));
    }

    fn heed_refusal(&mut self, refusal: &Refusal) {
        match refusal {
            Refusal::QueueFull { call, .. } => {
                self.inside -= 1;
                self.refused(slot_of(*call));
            }
            Refusal::UnknownAgent { .. }
            | Refusal::UnknownQueue { .. }
            | Refusal::UnknownCall { .. }
            | Refusal::AlreadyWaiting { .. }
            | Refusal::NotSignedIn { .. }
            | Refusal::NotInWrapUp { .. }
            | Refusal::NotOffered { .. }
            | Refusal::AgentTaken { .. } => debug_assert!(false, "the engine asked amiss: {refusal}"),
        }
    }

    /// Closes the books at the day's end.
    fn finish(&mut self) {
        for seat in &mut self.seats {
            if let Some(from_us) = seat.signed_in_us.take() {
                self.day.signed_in(seat.group as usize, from_us, self.to_us);
            }
        }
        if self.counted_open > 0 {
            self.now_us = self.now_us.max(self.to_us);
            for caller in self.callers.under_way() {
                self.ends(&caller, Outcome::Unserved);
            }
        }
    }
}

fn scenario_seats(scenario: &Scenario, stream: &impl Fn(Purpose, usize) -> Stream) -> Vec<Seat> {
    let groups = scenario.agents.iter().enumerate();
    let groups = groups.flat_map(|(index, group)| std::iter::repeat_n((index, group), group.count as usize));
    let seat = |(place, (index, group)): (usize, (usize, &super::AgentGroup))| Seat {
        id: compile::agent_id(place, group),
        group: index as u32,
        answer: stream(Purpose::Answer, place),
        miss: stream(Purpose::Miss, place),
        offers: 0,
        offer: 0,
        call: CallId(0),
        wrap_up_us: None,
        signed_in_us: None,
    };
    groups.enumerate().map(seat).collect()
}

fn new_kind(
    scenario: &Scenario,
    index: usize,
    kind: &CallType,
    seats: &[Seat],
    stream: &impl Fn(Purpose, usize) -> Stream,
) -> Kind {
    let admitted = |seat: &&Seat| {
        let group = scenario.agents.get(seat.group as usize);
        group.is_some_and(|group| kind.require.satisfied_by(&group.skills))
    };
    let admitted = || seats.iter().filter(admitted).map(|seat| seat.id.clone()).collect();
    Kind {
        queue: QueueId::new(kind.name.as_str()),
        traffic: Traffic::new(&kind.profile, stream(Purpose::Arrival, index)),
        callers: 0,
        handle: stream(Purpose::Handle, index),
        wrap_up: stream(Purpose::WrapUp, index),
        patience: stream(Purpose::Patience, index),
        redial: stream(Purpose::Redial, index),
        redial_after: stream(Purpose::RedialAfter, index),
        prefer: stream(Purpose::Prefer, index),
        preferred: stream(Purpose::Preferred, index),
        patience_span: Span::new(kind.mean_patience_s, kind.patience),
        wrap_up_span: Span::new(kind.wrap_up_s, kind.wrap_up),
        priority: kind.priority,
        redials: kind.redial,
        prefers: kind.prefer.map(|prefer| (prefer, admitted())),
    }
}

fn with_preferred(join: Join, kind: &Kind, number: u64) -> Join {
    let Some((prefer, agents)) = &kind.prefers else { return join };
    if agents.is_empty() || !kind.prefer.chance(number, prefer.percent) {
        return join;
    }
    let agent = agents[kind.preferred.below(number, agents.len())].clone();
    join.with_preferred(vec![agent], Duration::from_micros(nearest(prefer.patience_s * 1e6)))
}

/// What the draws of one try are looked up by.
fn try_number(caller: &Caller) -> u64 {
    // Room for all tries there may be.
    caller.number << 4 | u64::from(caller.attempt)
}

/// Whether a tag was cut from this number.
fn tagged(number: u32, tag: u32) -> bool {
    (number ^ tag) & ((1 << super::events::TAG_BITS) - 1) == 0
}
