//! One replication: virtual time, callers and agents around the real core.
//!
//! The engine plays everybody the core does not: callers arrive, lose patience and try again, agents come
//! and go, pick up or let it ring, talk and write up. It tells the core what happens, drains it, and does
//! what it says, as the driver does in life; a decision is never its own.

mod agents;
mod callers;
mod events;
mod setup;
mod slots;
mod traffic;

use std::collections::VecDeque;
use std::time::Duration;

use super::Scenario;
use super::day::Day;
use super::distribution::Span;
use super::random::Stream;
use super::scenario::{CalledBack, Prefer, Redial};
use super::tally::{Convention, Outcome};
use crate::acd::{
    Acd, AgentId, AgentState, CallId, DequeuedWhy, Input, LeftWhy, OfferFailure, Output, OverflowCause,
    OverflowTarget, QueueId, Reason, Refusal, Time,
};
use crate::simulate::compile::seat_of;
use events::{Event, Events};
use slots::{Phase, Slots, slot_of};
use traffic::Traffic;

/// Sees what happens in a replication.
pub trait Observer {
    /// A caller dials. `counted` is his number among those who count, from 0; a further try of his has
    /// another call id.
    fn dialled(&mut self, counted: Option<u64>, call: CallId) {
        let _ = (counted, call);
    }

    /// The core is told something.
    fn input(&mut self, now: Time, input: &Input) {
        let _ = (now, input);
    }

    /// The core says something.
    fn output(&mut self, now: Time, output: &Output) {
        let _ = (now, output);
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
    draws: Draws,
    patience: Span,
    wrap_up: Span,
    priority: u8,
    keeps_place: bool,
    redials: Option<Redial>,
    prefers: Option<(Prefer, Vec<AgentId>)>,
    called_back: Option<CalledBack>,
}

/// Where a call type's chances come from.
struct Draws {
    handle: Stream,
    wrap_up: Stream,
    patience: Stream,
    redial: Stream,
    redial_after: Stream,
    prefer: Stream,
    preferred: Stream,
    ask_callback: Stream,
    callback_answered: Stream,
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
    /// How many calls she is on, and since when.
    calls: u32,
    busy_since_us: u64,
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
    /// Callers on the line, waiting or talking.
    inside: u64,
    kinds: Vec<Kind>,
    groups: Vec<Group>,
    /// Handle times by kind and group.
    handle_spans: Vec<Span>,
    seats: Vec<Seat>,
    slots: Slots,
    /// How many who count have arrived, and of them are not at their end.
    counted: u64,
    counted_open: u64,
    /// Offers to be accepted at once.
    at_once: VecDeque<(u64, CallId, AgentId)>,
    /// Whether the call that joined last was offered to be called back.
    callback_offered: bool,
    day: Day,
    observer: O,
}

impl<O: Observer> Engine<'_, O> {
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
        if self.is_overtaken(event) {
            return;
        }
        self.now_us = at_us;
        match event {
            Event::Arrives { kind } => self.arrives(kind),
            Event::Redials { slot } => self.dials(slot),
            Event::GivesUp { slot, .. } => {
                let call = self.slots.call_id(slot);
                self.tell(Input::CallLeft { call, why: LeftWhy::Abandoned });
            }
            Event::AsksCallback { slot, .. } => {
                let call = self.slots.call_id(slot);
                self.tell(Input::CallbackAsked { call });
            }
            Event::CallEnds { slot } => self.call_ends(slot),
            Event::CallbackFails { slot } => self.callback_fails(slot),
            Event::Answers { seat, .. } => {
                let (call, agent) = self.open_offer(seat);
                self.tell(Input::OfferAccepted { call, agent });
            }
            Event::Misses { seat, .. } => {
                let (call, agent) = self.open_offer(seat);
                self.tell(Input::OfferFailed { call, agent, why: OfferFailure::Unanswered });
            }
            Event::WrapUpEnds { seat } => {
                let agent = self.agent(seat);
                self.tell(Input::WrapUpFinished { agent });
            }
            Event::Back { seat } => {
                let agent = self.agent(seat);
                self.tell(Input::AgentReady { agent });
            }
            Event::ShiftBegins { seat } => self.signs_in(seat),
            Event::ShiftEnds { seat } => {
                let agent = self.agent(seat);
                self.tell(Input::AgentSignedOut { agent });
            }
            Event::Opens { kind } => self.turns(kind, true),
            Event::Closes { kind } => self.turns(kind, false),
        }
    }

    fn is_overtaken(&self, event: Event) -> bool {
        match event {
            Event::GivesUp { slot, tag } | Event::AsksCallback { slot, tag } => {
                self.slots.get(slot).phase != Phase::Waiting || !tagged(self.slots.turn(slot), tag)
            }
            Event::Answers { seat, tag } | Event::Misses { seat, tag } => {
                let offer = self.seats[seat as usize].offer;
                offer == 0 || !tagged(offer as u32, tag)
            }
            // Her shift may have ended meanwhile.
            Event::Back { seat } => {
                let agent = self.acd.agent(&self.seats[seat as usize].id);
                agent.is_none_or(|agent| agent.state != AgentState::NotReady(Reason::Missed))
            }
            Event::Arrives { .. }
            | Event::Redials { .. }
            | Event::CallEnds { .. }
            | Event::CallbackFails { .. }
            | Event::WrapUpEnds { .. }
            | Event::ShiftBegins { .. }
            | Event::ShiftEnds { .. }
            | Event::Opens { .. }
            | Event::Closes { .. } => false,
        }
    }

    fn turns(&mut self, kind: u32, open: bool) {
        let queue = self.kinds[kind as usize].queue.clone();
        self.tell(Input::QueueHours { queue, open });
    }

    /// Tells the core, and heeds it until it has no more to say.
    fn tell(&mut self, input: Input) {
        let now = Time::from_micros(self.now_us);
        self.observer.input(now, &input);
        self.acd.handle(now, input);
        loop {
            while let Some(output) = self.acd.poll_output() {
                self.observer.output(now, &output);
                self.heed(output);
            }
            self.observer.after_input(&self.acd, now);
            let Some((offer, call, agent)) = self.at_once.pop_front() else { return };
            // Another may have taken it in the meantime.
            if self.seats[seat_of(&agent)].offer == offer {
                let input = Input::OfferAccepted { call, agent };
                self.observer.input(now, &input);
                self.acd.handle(now, input);
            }
        }
    }

    fn heed(&mut self, output: Output) {
        match output {
            Output::OfferMade(offer) => self.rings(offer),
            Output::OfferEnded { agent, .. } => self.seats[seat_of(&agent)].offer = 0,
            Output::CallDequeued { call, why, .. } => self.dequeued(slot_of(call), &why),
            Output::AgentChanged { agent, state, .. } => self.agent_changed(&agent, &state),
            Output::CallWaiting { callback_offered, .. } => self.callback_offered = callback_offered,
            Output::CallbackTaken { call, .. } => self.becomes_callback(slot_of(call)),
            Output::CallOverflowed { call, to: OverflowTarget::GiveBack, cause: OverflowCause::Closed, .. } => {
                self.turned_away(slot_of(call), Outcome::Closed);
            }
            Output::Refused(Refusal::QueueFull { call, .. }) => {
                self.turned_away(slot_of(call), Outcome::Blocked);
            }
            Output::Refused(refusal) => debug_assert!(false, "the engine asked amiss: {refusal}"),
            Output::OfferFound { .. }
            | Output::AgentFlagsChanged { .. }
            | Output::StageReached { .. }
            | Output::PreferenceOver { .. }
            | Output::PlaceKept { .. }
            | Output::ReserveChanged { .. }
            // Where he was waiting, his dequeuing follows and counts.
            | Output::CallOverflowed { .. } => {}
        }
    }

    fn dequeued(&mut self, slot: u32, why: &DequeuedWhy) {
        match why {
            DequeuedWhy::Answered { agent } => self.answered(slot, seat_of(agent)),
            DequeuedWhy::Abandoned => self.out_again(slot, Outcome::Abandoned),
            DequeuedWhy::Overflowed => self.out_again(slot, Outcome::GivenBack),
            DequeuedWhy::CallbackGivenUp => self.callback_given_up(slot),
            DequeuedWhy::AnsweredElsewhere | DequeuedWhy::FellBack | DequeuedWhy::Ended => {
                debug_assert!(false, "nobody here does such a thing: {why:?}");
            }
        }
    }

    /// Closes the books at the day's end.
    fn finish(&mut self) {
        self.now_us = self.now_us.max(self.to_us);
        for seat in 0..self.seats.len() {
            if self.seats[seat].calls > 0 {
                self.works(seat, self.seats[seat].busy_since_us, self.now_us);
            }
            self.signed_out(seat);
        }
        for caller in self.slots.under_way() {
            self.ends(&caller, Outcome::Unserved);
        }
    }
}

/// Whether a tag was cut from this number.
fn tagged(number: u32, tag: u32) -> bool {
    (number ^ tag) & ((1 << events::TAG_BITS) - 1) == 0
}
