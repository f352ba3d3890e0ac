//! What callers do, and what becomes of them.

use std::time::Duration;

use super::events::Event;
use super::slots::{Caller, Phase};
use super::{Engine, Kind, Observer};
use crate::acd::{CallerKey, Input, Join, Time};
use crate::simulate::Shape;
use crate::simulate::distribution::{Span, nearest};
use crate::simulate::tally::Outcome;

impl<O: Observer> Engine<'_, O> {
    pub(super) fn expect_arrival(&mut self, kind: u32) {
        let next_us = self.kinds[kind as usize].traffic.next_us();
        if let Some(at_us) = next_us.filter(|at_us| *at_us < self.last_arrival_us) {
            self.events.add(at_us, Event::Arrives { kind });
        }
    }

    pub(super) fn arrives(&mut self, kind: u32) {
        self.expect_arrival(kind);
        let counts = (self.from_us..self.to_us).contains(&self.now_us);
        let counted = counts.then_some(self.counted);
        self.counted += u64::from(counts);
        self.counted_open += u64::from(counts);
        let number = self.kinds[kind as usize].callers;
        self.kinds[kind as usize].callers += 1;
        let slot = self.slots.add(Caller {
            kind,
            number,
            counted,
            phase: Phase::Away,
            attempt: 0,
            joined_us: self.now_us,
            waited_us: 0,
            asked_us: 0,
            callback_tries: 0,
            seat: u32::MAX,
        });
        self.dials(slot);
    }

    /// A caller, new or back again, asks to come in.
    pub(super) fn dials(&mut self, slot: u32) {
        if self.inside >= self.trunks {
            self.refused(slot);
            return;
        }
        let now_us = self.now_us;
        let call = self.slots.call_id(slot);
        let caller = self.slots.get_mut(slot);
        (caller.phase, caller.joined_us) = (Phase::Waiting, now_us);
        let caller = *caller;
        self.inside += 1;
        self.observer.dialled(caller.counted, call);
        self.callback_offered = false;
        let kind = &self.kinds[caller.kind as usize];
        let join =
            Join::new(call, kind.queue.clone(), Time::from_micros(now_us)).with_priority(kind.priority);
        self.tell(Input::CallJoined(kind.with_particulars(join, &caller)));
        // Whoever was taken or refused at once needs no patience, and draws none.
        if self.slots.get(slot).phase == Phase::Waiting {
            self.waits(slot, &caller);
        }
    }

    /// Draws how long a caller is going to bear it.
    fn waits(&mut self, slot: u32, caller: &Caller) {
        let (now_us, tag) = (self.now_us, self.slots.turn(slot));
        let kind = &self.kinds[caller.kind as usize];
        if !kind.patience.is_zero() {
            let patience_us = kind.patience.draw(kind.draws.patience, try_number(caller));
            self.events.add(now_us.saturating_add(patience_us), Event::GivesUp { slot, tag });
        }
        if let Some(called_back) = kind.called_back.filter(|_| self.callback_offered)
            && kind.draws.ask_callback.chance(try_number(caller), called_back.accept_percent)
        {
            self.events.add(now_us + nearest(called_back.after_s * 1e6), Event::AsksCallback { slot, tag });
        }
    }

    /// An agent has taken a call; a callback may yet find nobody.
    pub(super) fn answered(&mut self, slot: u32, seat: usize) {
        let now_us = self.now_us;
        let caller = self.slots.get_mut(slot);
        let called_back = caller.phase == Phase::CallBack;
        caller.seat = seat as u32;
        let caller = *caller;
        self.begins_call(seat);
        if called_back {
            self.inside += 1;
            if !self.picks_up(&caller) {
                let dial_s = self.kinds[caller.kind as usize].called_back.map_or(0.0, |rules| rules.dial_s);
                self.events.add(now_us + nearest(dial_s * 1e6), Event::CallbackFails { slot });
                return;
            }
        } else {
            self.day.timeline.waited(caller.kind as usize, caller.joined_us, now_us);
        }
        self.slots.get_mut(slot).phase = Phase::Talking;
        let group = self.seats[seat].group as usize;
        let span = self.handle_spans[caller.kind as usize * self.groups.len() + group];
        let handle_us = span.draw(self.kinds[caller.kind as usize].draws.handle, caller.number);
        self.events.add(now_us + handle_us, Event::CallEnds { slot });
        self.ends(&caller, if called_back { Outcome::CalledBack } else { Outcome::Answered });
    }

    /// Whether somebody who is called back picks up.
    fn picks_up(&self, caller: &Caller) -> bool {
        let kind = &self.kinds[caller.kind as usize];
        let percent = kind.called_back.map_or(100.0, |rules| rules.answered_percent);
        let number = caller.number << TRY_BITS | u64::from(caller.callback_tries);
        kind.draws.callback_answered.chance(number, percent)
    }

    pub(super) fn call_ends(&mut self, slot: u32) {
        let call = self.slots.call_id(slot);
        let caller = *self.slots.get(slot);
        self.inside -= 1;
        let kind = &self.kinds[caller.kind as usize];
        let wrap_up = (!kind.wrap_up.is_zero()).then(|| kind.wrap_up.draw(kind.draws.wrap_up, caller.number));
        self.ends_call(caller.seat as usize, wrap_up);
        self.slots.get_mut(slot).phase = Phase::Away;
        self.slots.free(slot);
        self.tell(Input::CallEnded { call });
    }

    /// From here on nobody is on the line, and nobody hangs up.
    pub(super) fn becomes_callback(&mut self, slot: u32) {
        let now_us = self.now_us;
        self.inside -= 1;
        let caller = self.slots.get_mut(slot);
        let (kind, joined_us) = (caller.kind as usize, caller.joined_us);
        caller.waited_us += now_us - joined_us;
        (caller.phase, caller.asked_us) = (Phase::CallBack, now_us);
        self.day.timeline.waited(kind, joined_us, now_us);
    }

    pub(super) fn callback_fails(&mut self, slot: u32) {
        let call = self.slots.call_id(slot);
        let caller = self.slots.get_mut(slot);
        caller.callback_tries += 1;
        let seat = caller.seat as usize;
        self.inside -= 1;
        self.ends_call(seat, None);
        let agent = self.seats[seat].id.clone();
        self.tell(Input::CallbackUnanswered { call, agent });
    }

    pub(super) fn callback_given_up(&mut self, slot: u32) {
        let caller = *self.slots.get(slot);
        self.slots.get_mut(slot).phase = Phase::Away;
        self.ends(&caller, Outcome::CallbackMissed);
        self.slots.free(slot);
    }

    /// The caller is outside again without having been served.
    pub(super) fn out_again(&mut self, slot: u32, outcome: Outcome) {
        self.inside -= 1;
        let now_us = self.now_us;
        let caller = self.slots.get_mut(slot);
        caller.phase = Phase::Away;
        let (kind, joined_us) = (caller.kind as usize, caller.joined_us);
        self.day.timeline.waited(kind, joined_us, now_us);
        if outcome == Outcome::GivenBack || !self.redials(slot, now_us - joined_us) {
            self.leaves(slot, outcome);
        }
    }

    /// The core did not let a call in.
    pub(super) fn turned_away(&mut self, slot: u32, outcome: Outcome) {
        self.inside -= 1;
        if outcome == Outcome::Blocked {
            self.refused(slot);
        } else {
            self.slots.get_mut(slot).phase = Phase::Away;
            self.leaves(slot, outcome);
        }
    }

    /// No trunk or no place in the queue is free.
    fn refused(&mut self, slot: u32) {
        let now_us = self.now_us;
        let caller = self.slots.get_mut(slot);
        (caller.phase, caller.joined_us) = (Phase::Away, now_us);
        // Who once came in and waited has entered, and has given up.
        let outcome = if caller.waited_us > 0 { Outcome::Abandoned } else { Outcome::Blocked };
        if !self.redials(slot, 0) {
            self.leaves(slot, outcome);
        }
    }

    fn leaves(&mut self, slot: u32, outcome: Outcome) {
        let caller = *self.slots.get(slot);
        self.ends(&caller, outcome);
        self.slots.free(slot);
    }

    /// Whether the caller tries again; his wait so far stays his.
    fn redials(&mut self, slot: u32, waited_us: u64) -> bool {
        let caller = *self.slots.get(slot);
        let kind = &self.kinds[caller.kind as usize];
        let Some(redial) = kind.redials else { return false };
        let number = try_number(&caller);
        if caller.attempt + 1 >= redial.tries_max || !kind.draws.redial.chance(number, redial.percent) {
            return false;
        }
        let pause = Span::new(redial.after_s, Shape::Exponential).draw(kind.draws.redial_after, number);
        self.events.add(self.now_us + pause, Event::Redials { slot });
        self.slots.next_turn(slot);
        let caller = self.slots.get_mut(slot);
        caller.attempt += 1;
        caller.waited_us += waited_us;
        true
    }

    /// A caller has come to his end, as far as waiting goes.
    pub(super) fn ends(&mut self, caller: &Caller, outcome: Outcome) {
        if caller.counted.is_none() {
            return;
        }
        self.counted_open -= 1;
        // What was no waiting on the line: away between two tries, or until called back.
        let on_the_line = caller.phase == Phase::Waiting || outcome == Outcome::Answered;
        let this_try_us = if on_the_line || outcome == Outcome::Abandoned || outcome == Outcome::GivenBack {
            self.now_us - caller.joined_us
        } else {
            0
        };
        let wait_us = caller.waited_us + this_try_us;
        let kind = caller.kind as usize;
        self.day.record(kind, outcome, wait_us, self.convention);
        if outcome == Outcome::CalledBack {
            self.day.called_back(kind, self.now_us - caller.asked_us);
        }
        self.observer.ended(kind, outcome, Duration::from_micros(wait_us));
    }
}

impl Kind {
    /// What is said of a caller beside his queue and his priority.
    fn with_particulars(&self, join: Join, caller: &Caller) -> Join {
        let join = if self.keeps_place { join.with_caller(CallerKey(caller.number)) } else { join };
        let Some((prefer, agents)) = &self.prefers else { return join };
        if agents.is_empty() || !self.draws.prefer.chance(caller.number, prefer.percent) {
            return join;
        }
        let agent = agents[self.draws.preferred.below(caller.number, agents.len())].clone();
        join.with_preferred(vec![agent], Duration::from_micros(nearest(prefer.patience_s * 1e6)))
    }
}

/// Room for all tries there may be.
const TRY_BITS: u32 = 4;

/// What the draws of one try are looked up by.
fn try_number(caller: &Caller) -> u64 {
    caller.number << TRY_BITS | u64::from(caller.attempt)
}
