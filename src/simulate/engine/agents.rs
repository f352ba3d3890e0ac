//! What agents do.

use super::events::Event;
use super::{Engine, Observer};
use crate::acd::{AgentId, AgentState, CallId, Input, Offer, Reason, Time};
use crate::simulate::compile::seat_of;
use crate::simulate::distribution::nearest;

impl<O: Observer> Engine<'_, O> {
    pub(super) fn agent(&self, seat: u32) -> AgentId {
        self.seats[seat as usize].id.clone()
    }

    pub(super) fn signs_in(&mut self, seat: u32) {
        let now_us = self.now_us;
        self.seats[seat as usize].signed_in_us.get_or_insert(now_us);
        let agent = self.agent(seat);
        self.tell(Input::AgentSignedIn { agent: agent.clone() });
        self.tell(Input::AgentReady { agent });
    }

    /// An offer reaches a seat, which knows already what will come of it.
    pub(super) fn rings(&mut self, offer: Offer) {
        let place = seat_of(&offer.agent);
        let seat = &mut self.seats[place];
        (seat.offer, seat.call) = (offer.id.0, offer.call);
        let number = seat.offers;
        seat.offers += 1;
        let group = &self.groups[seat.group as usize];
        let (seat_place, tag) = (place as u32, offer.id.0 as u32);
        let misses = group.misses_percent > 0.0 && seat.miss.chance(number, group.misses_percent);
        if group.answer.is_zero() && !misses {
            self.at_once.push_back((offer.id.0, offer.call, offer.agent));
            return;
        }
        let ring_us = u64::try_from(offer.ring_timeout.as_micros()).unwrap_or(u64::MAX);
        let answer_us = group.answer.draw(seat.answer, number);
        if misses || answer_us > ring_us {
            self.events.add(self.now_us + ring_us, Event::Misses { seat: seat_place, tag });
        } else {
            self.events.add(self.now_us + answer_us, Event::Answers { seat: seat_place, tag });
        }
    }

    pub(super) fn open_offer(&self, seat: u32) -> (CallId, AgentId) {
        let seat = &self.seats[seat as usize];
        (seat.call, seat.id.clone())
    }

    /// A seat is on a call, or on one more.
    pub(super) fn begins_call(&mut self, seat: usize) {
        let now_us = self.now_us;
        let seat = &mut self.seats[seat];
        if seat.calls == 0 {
            seat.busy_since_us = now_us;
        }
        seat.calls += 1;
    }

    /// A seat is on one call fewer; with the last of them she may have after-call work of so long.
    pub(super) fn ends_call(&mut self, place: usize, wrap_up_us: Option<u64>) {
        let seat = &mut self.seats[place];
        seat.calls -= 1;
        seat.wrap_up_us = wrap_up_us;
        if seat.calls == 0 {
            let since_us = seat.busy_since_us;
            self.works(place, since_us, self.now_us);
        }
    }

    pub(super) fn agent_changed(&mut self, agent: &AgentId, state: &AgentState) {
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
                self.works(place, self.now_us, ends_us.min(until.as_micros()));
            }
            AgentState::Offline => self.signed_out(seat_of(agent)),
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

    pub(super) fn signed_out(&mut self, seat: usize) {
        if let Some(from_us) = self.seats[seat].signed_in_us.take() {
            self.day.signed_in(self.seats[seat].group as usize, from_us, self.now_us);
        }
    }

    pub(super) fn works(&mut self, seat: usize, from_us: u64, to_us: u64) {
        self.day.works(self.seats[seat].group as usize, from_us, to_us);
        self.observer.works(seat, Time::from_micros(from_us), Time::from_micros(to_us));
    }
}
