//! A call type's table.

use super::{Defaults, MOMENT_S, Reader, duration};
use crate::acd::{Callbacks, Overflow, OverflowTarget, PRIORITY_MAX, QueueId, Reserve, Stage, StageKind};
use crate::simulate::Shape;
use crate::simulate::file::{
    CallTypeTable, CallbacksTable, OverflowTable, PreferTable, ProfileTable, RedialTable, ReserveTable,
    StageTable,
};
use crate::simulate::limits::{
    MEAN_S, PERCENT, PROFILE_MAX, RATE_PER_HOUR, RING_TIMEOUT_S, STAGES_MAX, THRESHOLD, TIME_S, TRIES,
    WAITING, WEIGHT, WRAP_UP_S,
};
use crate::simulate::scenario::{CallType, CalledBack, Prefer, Rate, Redial};

impl Reader {
    pub(super) fn call_type(&mut self, table: CallTypeTable, defaults: &Defaults) -> CallType {
        let place = &format!("call type {}", table.name);
        self.name(place, &table.name);
        let handle = self.shape(
            place,
            "handle",
            table.handle_distribution.as_deref(),
            table.handle_scv,
            Shape::Exponential,
        );
        let patience = self.shape(
            place,
            "patience",
            table.patience_distribution.as_deref(),
            table.patience_scv,
            Shape::Exponential,
        );
        let wrap_up = self.shape(
            place,
            "wrap_up",
            table.wrap_up_distribution.as_deref(),
            table.wrap_up_scv,
            Shape::Constant,
        );
        let priority = table.priority.unwrap_or(0);
        let mut time = |key: &str, value: Option<f64>, missing: f64, range| {
            self.number(place, key, value.unwrap_or(missing), range)
        };
        let mean_patience_s = time("mean_patience_s", table.mean_patience_s, 0.0, &TIME_S);
        let wrap_up_s = time("wrap_up_s", table.wrap_up_s, 0.0, &WRAP_UP_S);
        let priority_worth = duration(time("priority_worth_s", table.priority_worth_s, 60.0, &TIME_S));
        let target = duration(time("target_s", table.target_s, defaults.target_s, &TIME_S));
        let keeps_place = duration(time("keeps_place_s", table.keeps_place_s, 0.0, &TIME_S));
        let ring_timeout = duration(time("ring_timeout_s", table.ring_timeout_s, 20.0, &RING_TIMEOUT_S));
        CallType {
            profile: self.profile(place, table.rate_per_hour, &table.profile),
            mean_handle_s: table.mean_handle_s.map(|mean| self.number(place, "mean_handle_s", mean, &MEAN_S)),
            handle,
            mean_patience_s,
            patience,
            wrap_up_s,
            wrap_up,
            require: self.requirement(place, "require", table.require.as_deref().unwrap_or_default()),
            stages: self.stages(place, &table.stages),
            skip_unreachable_stages: table.skip_unreachable_stages.unwrap_or(false),
            call_order: self.call_order(place, table.call_order.as_deref()).unwrap_or(defaults.call_order),
            agent_order: self
                .agent_order(place, table.agent_order.as_deref())
                .unwrap_or(defaults.agent_order),
            priority: u8::try_from(self.number(place, "priority", priority, &(0..=PRIORITY_MAX.into())))
                .unwrap_or(PRIORITY_MAX),
            priority_worth,
            target,
            weight: self.number(place, "weight", table.weight.unwrap_or(1), &WEIGHT),
            ring_timeout,
            max_waiting: table.max_waiting.map(|most| self.number(place, "max_waiting", most, &WAITING)),
            overflow: table.overflow.map(|overflow| self.overflow(place, overflow)),
            redial: table.redial.map(|redial| self.redial(place, &redial)),
            prefer: table.prefer.map(|prefer| self.prefer(place, &prefer)),
            keeps_place,
            called_back: table.callbacks.map(|callbacks| self.callbacks(place, &callbacks)),
            reserve: table.reserve.map(|reserve| self.reserve(place, &reserve)),
            open: self.times(place, "open", &table.open),
            when_closed: table.when_closed.map(|to| OverflowTarget::Queue(QueueId::new(to))),
            name: table.name,
        }
    }

    fn profile(&mut self, place: &str, rate: Option<f64>, profile: &[ProfileTable]) -> Vec<Rate> {
        self.at_most(&format!("{place}: profile"), profile.len(), PROFILE_MAX);
        match (rate, profile) {
            (None, []) => {
                self.add(
                    place,
                    "rate_per_hour",
                    "is missing; say how many call in an hour, or give a profile",
                );
            }
            (Some(_), [_, ..]) => {
                self.add(place, "rate_per_hour", "stands beside a profile; keep one of the two");
            }
            (Some(rate), []) => {
                let per_hour = self.number(place, "rate_per_hour", rate, &RATE_PER_HOUR);
                return vec![Rate { from_s: 0.0, per_hour }];
            }
            (None, [_, ..]) => {}
        }
        let mut rates: Vec<Rate> = Vec::with_capacity(profile.len() + 1);
        for (index, piece) in profile.iter().enumerate() {
            let key = format!("profile[{}]", index + 1);
            let from_s = self.number(place, &format!("{key}.from_s"), piece.from_s, &MOMENT_S);
            let per_hour =
                self.number(place, &format!("{key}.rate_per_hour"), piece.rate_per_hour, &RATE_PER_HOUR);
            if rates.last().is_some_and(|before| before.from_s >= from_s) {
                let what = format!("is {from_s}, not later than the piece before; put the pieces in order");
                self.add(place, &format!("{key}.from_s"), what);
            }
            rates.push(Rate { from_s, per_hour });
        }
        // Before the first piece nobody calls.
        if rates.first().is_none_or(|first| first.from_s > 0.0) {
            rates.insert(0, Rate { from_s: 0.0, per_hour: 0.0 });
        }
        rates
    }

    fn stages(&mut self, place: &str, tables: &[StageTable]) -> Vec<Stage> {
        self.at_most(&format!("{place}: stages"), tables.len(), STAGES_MAX);
        let mut stages: Vec<Stage> = Vec::with_capacity(tables.len());
        for (index, table) in tables.iter().enumerate() {
            let key = format!("stages[{}]", index + 1);
            let after = duration(self.number(place, &format!("{key}.after_s"), table.after_s, &MEAN_S));
            if stages.last().is_some_and(|before| before.after >= after) {
                let what =
                    format!("is {}, not later than the stage before; put the stages in order", table.after_s);
                self.add(place, &format!("{key}.after_s"), what);
            }
            let require = self.requirement(place, &format!("{key}.require"), &table.require);
            let kind = match table.kind.as_deref() {
                None | Some("cumulative") => StageKind::Cumulative,
                Some("replace") => StageKind::Replace,
                Some(word) => {
                    let what = format!("{word:?} is no kind of stage; write cumulative or replace");
                    self.add(place, &format!("{key}.kind"), what);
                    StageKind::Cumulative
                }
            };
            stages.push(Stage { after, require, kind });
        }
        stages
    }

    fn overflow(&mut self, place: &str, table: OverflowTable) -> Overflow {
        let OverflowTable { waiting_max, wait_max_s, nobody_reachable, to } = table;
        if waiting_max.is_none() && wait_max_s.is_none() && !nobody_reachable {
            let what = "says no case; give waiting_max, wait_max_s or nobody_reachable = true";
            self.add(place, "overflow", what);
        }
        let waiting_max =
            waiting_max.map(|most| self.number(place, "overflow.waiting_max", most, &WAITING) as usize);
        let wait_max =
            wait_max_s.map(|most| duration(self.number(place, "overflow.wait_max_s", most, &MEAN_S)));
        let to = to.map_or(OverflowTarget::GiveBack, |to| OverflowTarget::Queue(QueueId::new(to)));
        Overflow { waiting_max, wait_max, nobody_reachable, to }
    }

    fn redial(&mut self, place: &str, table: &RedialTable) -> Redial {
        Redial {
            percent: self.number(place, "redial.percent", table.percent, &PERCENT),
            after_s: self.number(place, "redial.after_s", table.after_s, &MEAN_S),
            tries_max: self.number(place, "redial.tries_max", table.tries_max.unwrap_or(3), &TRIES),
        }
    }

    fn prefer(&mut self, place: &str, table: &PreferTable) -> Prefer {
        Prefer {
            percent: self.number(place, "prefer.percent", table.percent, &PERCENT),
            patience_s: self.number(place, "prefer.patience_s", table.patience_s, &TIME_S),
        }
    }

    fn callbacks(&mut self, place: &str, table: &CallbacksTable) -> CalledBack {
        let known = Callbacks::default();
        let mut number = |key: &str, value: Option<f64>, missing: f64, range| {
            self.number(place, &format!("callbacks.{key}"), value.unwrap_or(missing), range)
        };
        let accept_percent = number("accept_percent", Some(table.accept_percent), 0.0, &PERCENT);
        let after_s = number("after_s", table.after_s, 0.0, &TIME_S);
        let answered_percent = number("answered_percent", table.answered_percent, 100.0, &PERCENT);
        let dial_s = number("dial_s", table.dial_s, 20.0, &TIME_S);
        let quarantine_s =
            number("quarantine_s", table.quarantine_s, known.quarantine.as_secs_f64(), &TIME_S);
        let mut count = |key: &str, value: Option<u32>, missing: u32, range| {
            self.number(place, &format!("callbacks.{key}"), value.unwrap_or(missing), &range)
        };
        let offer_percent = count("offer_percent", table.offer_percent, known.offer_percent.into(), 0..=100);
        let tries_max = count("tries_max", table.tries_max, known.tries_max.into(), 1..=10);
        let in_a_row_max = count("in_a_row_max", table.in_a_row_max, known.in_a_row_max, 1..=1_000);
        let rules = Callbacks {
            offer_percent: u8::try_from(offer_percent).unwrap_or(known.offer_percent),
            quarantine: duration(quarantine_s),
            tries_max: u8::try_from(tries_max).unwrap_or(known.tries_max),
            in_a_row_max,
        };
        CalledBack { accept_percent, after_s, answered_percent, dial_s, rules }
    }

    fn reserve(&mut self, place: &str, table: &ReserveTable) -> Reserve {
        let on_waiting = self.number(place, "reserve.on_waiting", table.on_waiting, &WAITING);
        let off_waiting = self.number(place, "reserve.off_waiting", table.off_waiting, &THRESHOLD);
        if off_waiting >= on_waiting {
            let what = format!("is {off_waiting}; keep it below on_waiting, or the reserve comes and goes");
            self.add(place, "reserve.off_waiting", what);
        }
        Reserve {
            who: self.requirement(place, "reserve.who", &table.who),
            on_waiting: on_waiting as usize,
            off_waiting: off_waiting as usize,
        }
    }
}
