//! Everybody takes her place.

use std::collections::VecDeque;

use super::events::{Event, Events};
use super::slots::Slots;
use super::traffic::Traffic;
use super::{Draws, Engine, Group, Kind, Observer, Seat};
use crate::acd::{Acd, AgentId, CallId, QueueId};
use crate::simulate::compile;
use crate::simulate::day::Day;
use crate::simulate::distribution::{Span, nearest};
use crate::simulate::random::{Purpose, Stream};
use crate::simulate::scenario::{AgentGroup, CallType, Scenario};
use crate::simulate::tally::Convention;

/// Callers go on arriving after the day's end, so that those who count are served in the traffic they would
/// have had; but for no longer than the day was, lest an overloaded scenario never end.
const AFTERMATH_DAYS: u64 = 1;

impl<'a, O: Observer> Engine<'a, O> {
    pub(in crate::simulate) fn new(scenario: &'a Scenario, replication: u32, observer: O) -> Self {
        let stream = |purpose, owner| Stream::new(scenario.seed, replication.into(), purpose, owner);
        let seats = new_seats(scenario, &stream);
        let kinds = scenario.call_types.iter().enumerate();
        let kinds = kinds.map(|(index, kind)| new_kind(scenario, index, kind, &seats, &stream)).collect();
        let handle_spans = scenario.call_types.iter().flat_map(|kind| {
            scenario.agents.iter().map(|group| Span::new(scenario.mean_handle_s(kind, group), kind.handle))
        });
        let group = |group: &AgentGroup| Group {
            answer: Span::new(group.answer_after_s, group.answer),
            misses_percent: group.misses_percent,
        };
        let (from_us, to_us) = (us(scenario.warmup_s), us(scenario.duration_s));
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
            slots: Slots::default(),
            counted: 0,
            counted_open: 0,
            at_once: VecDeque::new(),
            callback_offered: false,
            day: Day::new(scenario, from_us, to_us),
            observer,
            scenario,
        }
    }

    /// The beginning of the day.
    pub(super) fn begin(&mut self) {
        let scenario = self.scenario;
        for (place, kind) in scenario.call_types.iter().enumerate() {
            let place = place as u32;
            if kind.open.first().is_some_and(|open| open.from_s > 0.0) {
                self.turns(place, false);
            }
            for open in &kind.open {
                self.events.add(us(open.from_s), Event::Opens { kind: place });
                self.events.add(us(open.to_s), Event::Closes { kind: place });
            }
        }
        for (place, group) in compile::seats(scenario) {
            let place = place as u32;
            if group.shifts.is_empty() {
                self.signs_in(place);
            }
            for shift in &group.shifts {
                self.events.add(us(shift.from_s), Event::ShiftBegins { seat: place });
                self.events.add(us(shift.to_s), Event::ShiftEnds { seat: place });
            }
        }
        for kind in 0..self.kinds.len() {
            self.expect_arrival(kind as u32);
        }
    }
}

fn new_seats(scenario: &Scenario, stream: &impl Fn(Purpose, usize) -> Stream) -> Vec<Seat> {
    let groups = scenario.agents.iter().enumerate();
    let groups = groups.flat_map(|(index, group)| std::iter::repeat_n((index, group), group.count as usize));
    let seat = |(place, (index, group)): (usize, (usize, &AgentGroup))| Seat {
        id: compile::agent_id(place, group),
        group: index as u32,
        answer: stream(Purpose::Answer, place),
        miss: stream(Purpose::Miss, place),
        offers: 0,
        offer: 0,
        call: CallId(0),
        calls: 0,
        busy_since_us: 0,
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
    let admitted = || -> Vec<AgentId> { seats.iter().filter(admitted).map(|seat| seat.id.clone()).collect() };
    let draws = Draws {
        handle: stream(Purpose::Handle, index),
        wrap_up: stream(Purpose::WrapUp, index),
        patience: stream(Purpose::Patience, index),
        redial: stream(Purpose::Redial, index),
        redial_after: stream(Purpose::RedialAfter, index),
        prefer: stream(Purpose::Prefer, index),
        preferred: stream(Purpose::Preferred, index),
        ask_callback: stream(Purpose::AskCallback, index),
        callback_answered: stream(Purpose::CallbackAnswered, index),
    };
    Kind {
        queue: QueueId::new(kind.name.as_str()),
        traffic: Traffic::new(&kind.profile, stream(Purpose::Arrival, index)),
        callers: 0,
        draws,
        patience: Span::new(kind.mean_patience_s, kind.patience),
        wrap_up: Span::new(kind.wrap_up_s, kind.wrap_up),
        priority: kind.priority,
        keeps_place: !kind.keeps_place.is_zero(),
        redials: kind.redial,
        prefers: kind.prefer.map(|prefer| (prefer, admitted())),
        called_back: kind.called_back,
    }
}

/// Microseconds.
fn us(seconds: f64) -> u64 {
    nearest(seconds * 1e6)
}
