//! From text to scenario.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::Shape;
use super::distribution::nearest;
use super::file::{
    AgentTable, CallTypeTable, CallbacksTable, File, OverflowTable, PreferTable, ProfileTable, RedialTable,
    ReserveTable, RoutingTable, ServiceLevelTable, ShiftTable, StageTable,
};
use super::limits::{
    AGENT_GROUPS_MAX, AGENTS_MAX, CALL_TYPES_MAX, COUNT, DURATION_S, FILE_BYTES_MAX, MEAN_S, MISSED,
    NAME_LENGTH_MAX, PERCENT, PROFILE_MAX, RATE_PER_HOUR, REPLICATIONS, RING_TIMEOUT_S, SCV, SHIFTS_MAX,
    STAGES_MAX, THRESHOLD, TIME_S, TRIES, TRUNKS, WAITING, WEIGHT, WRAP_UP_S,
};
use super::scenario::{
    AgentGroup, CallType, CalledBack, Prefer, Rate, Redial, Scenario, ScenarioError, Shift,
};
use crate::acd::{
    AgentOrder, CAPACITY_MAX, CallOrder, Callbacks, LEVEL_MAX, Level, Overflow, OverflowTarget, PRIORITY_MAX,
    QueueId, Requirement, Reserve, SkillId, Stage, StageKind,
};
use crate::catalog::Problem;

impl Scenario {
    /// Reads a scenario, TOML. The error holds every mistake, unless the text is no TOML at all.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        short_enough(text)?;
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            one(place_in(text, at), error.message().replace('\n', " "))
        })?;
        read(file)
    }

    /// Reads a scenario of the same keys, JSON.
    pub fn parse_json(text: &str) -> Result<Self, ScenarioError> {
        short_enough(text)?;
        let file: File = serde_json::from_str(text).map_err(|error| {
            one(format!("line {}, column {}", error.line(), error.column()), error.to_string())
        })?;
        read(file)
    }
}

fn short_enough(text: &str) -> Result<(), ScenarioError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(one(
            "the scenario",
            format!("is longer than {FILE_BYTES_MAX} bytes; is it the right file?"),
        ));
    }
    Ok(())
}

/// Line, column and table of a place in a TOML text.
fn place_in(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    // The header's own line counts too: an unknown table is reported there.
    let to_line_end = text.get(at..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let upto = format!("{before}{to_line_end}");
    let table = upto.lines().map(str::trim).rfind(|line| line.starts_with('[')).unwrap_or("the top");
    format!("line {line}, column {column}, in {table}")
}

fn one(place: impl Into<String>, what: impl Into<String>) -> ScenarioError {
    ScenarioError { problems: vec![Problem { place: place.into(), what: what.into() }] }
}

fn read(file: File) -> Result<Scenario, ScenarioError> {
    let mut reader = Reader::default();
    let scenario = reader.scenario(file);
    together(&scenario, &mut reader);
    if reader.problems.is_empty() { Ok(scenario) } else { Err(ScenarioError { problems: reader.problems }) }
}

/// What all call types take from `[routing]` and `service_level` where they say nothing themselves.
struct Defaults {
    call_order: CallOrder,
    agent_order: AgentOrder,
    target_s: f64,
}

/// Turns tables into parts, and collects what is wrong with them.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn scenario(&mut self, file: File) -> Scenario {
        let top = "the top";
        let duration_s = self.number(top, "duration_s", file.duration_s, &DURATION_S);
        let warmup_s = self.number(top, "warmup_s", file.warmup_s.unwrap_or(0.0), &MOMENT_S);
        if warmup_s >= duration_s {
            self.add(top, "warmup_s", format!("is {warmup_s}; nobody would count: keep it below duration_s"));
        }
        let level = file.service_level.unwrap_or(ServiceLevelTable { within_s: 20.0, short_abandon_s: None });
        let within_s = self.number(top, "service_level.within_s", level.within_s, &TIME_S);
        let short = level.short_abandon_s.unwrap_or(level.within_s);
        let short_abandon_s = self.number(top, "service_level.short_abandon_s", short, &TIME_S);
        let routing = file.routing.unwrap_or_default();
        let defaults = Defaults {
            call_order: self.call_order("[routing]", routing.call_order.as_deref()).unwrap_or_default(),
            agent_order: self.agent_order("[routing]", routing.agent_order.as_deref()).unwrap_or_default(),
            target_s: within_s,
        };
        self.at_most("call_types", file.call_types.len(), CALL_TYPES_MAX);
        self.at_most("agents", file.agents.len(), AGENT_GROUPS_MAX);
        let (cool_down_s, missed_in_a_row_max, back_after_s) = self.misses(&routing);
        Scenario {
            seed: file.seed.unwrap_or(1),
            replications: self.number(top, "replications", file.replications.unwrap_or(1), &REPLICATIONS),
            duration_s,
            warmup_s,
            trunks: file.trunks.map(|trunks| self.number(top, "trunks", trunks, &TRUNKS)),
            within_s,
            short_abandon_s,
            cool_down_s,
            missed_in_a_row_max,
            back_after_s,
            call_types: file.call_types.into_iter().map(|table| self.call_type(table, &defaults)).collect(),
            agents: file.agents.into_iter().map(|table| self.agents(table)).collect(),
        }
    }

    fn misses(&mut self, routing: &RoutingTable) -> (f64, u32, f64) {
        let place = "[routing]";
        let cool_down_s = self.number(place, "cool_down_s", routing.cool_down_s.unwrap_or(10.0), &TIME_S);
        let most = routing.missed_in_a_row_max.unwrap_or(0);
        let missed_in_a_row_max = self.number(place, "missed_in_a_row_max", most, &MISSED);
        let back_after_s = self.number(place, "back_after_s", routing.back_after_s.unwrap_or(300.0), &MEAN_S);
        (cool_down_s, missed_in_a_row_max, back_after_s)
    }

    fn call_type(&mut self, table: CallTypeTable, defaults: &Defaults) -> CallType {
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

    fn agents(&mut self, table: AgentTable) -> AgentGroup {
        let place = &format!("agents {}", table.name);
        self.name(place, &table.name);
        let answer = self.shape(
            place,
            "answer",
            table.answer_distribution.as_deref(),
            table.answer_scv,
            Shape::Exponential,
        );
        AgentGroup {
            count: self.number(place, "count", table.count.unwrap_or(1), &COUNT),
            skills: self.skills(place, &table.skills),
            mean_handle_s: table.mean_handle_s.map(|mean| self.number(place, "mean_handle_s", mean, &MEAN_S)),
            answer_after_s: self.number(
                place,
                "answer_after_s",
                table.answer_after_s.unwrap_or(0.0),
                &TIME_S,
            ),
            answer,
            misses_percent: self.number(
                place,
                "misses_percent",
                table.misses_percent.unwrap_or(0.0),
                &PERCENT,
            ),
            capacity: u8::try_from(self.number(
                place,
                "capacity",
                table.capacity.unwrap_or(1),
                &(0..=CAPACITY_MAX.into()),
            ))
            .unwrap_or(CAPACITY_MAX),
            shifts: self.times(place, "shifts", &table.shifts),
            name: table.name,
        }
    }

    /// Shifts or opening times: in order and apart.
    fn times(&mut self, place: &str, what: &str, tables: &[ShiftTable]) -> Vec<Shift> {
        self.at_most(&format!("{place}: {what}"), tables.len(), SHIFTS_MAX);
        let mut times: Vec<Shift> = Vec::with_capacity(tables.len());
        for (index, table) in tables.iter().enumerate() {
            let key = format!("{what}[{}]", index + 1);
            let from_s = self.number(place, &format!("{key}.from_s"), table.from_s, &MOMENT_S);
            let to_s = self.number(place, &format!("{key}.to_s"), table.to_s, &MOMENT_S);
            if to_s <= from_s {
                self.add(
                    place,
                    &format!("{key}.to_s"),
                    format!("is {to_s}; write a later moment than from_s"),
                );
            }
            if times.last().is_some_and(|before| before.to_s > from_s) {
                let what = format!("is {from_s}, within the one before; put them in order and apart");
                self.add(place, &format!("{key}.from_s"), what);
            }
            times.push(Shift { from_s, to_s });
        }
        times
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

    fn skills(&mut self, place: &str, table: &BTreeMap<String, i64>) -> BTreeMap<SkillId, Level> {
        let mut skills = BTreeMap::new();
        for (skill, level) in table {
            // The language of requirements decides which words are skills.
            let named = Requirement::parse(skill).is_ok_and(|read| {
                let skills = read.skills();
                skills.len() == 1 && skills.iter().all(|name| name.as_str() == skill)
            });
            if !named {
                self.add(place, &format!("skills.{skill}"), "is no name a requirement could ask for");
            }
            match u8::try_from(*level).ok().filter(|level| *level <= LEVEL_MAX) {
                Some(level) => {
                    skills.insert(SkillId::new(skill.as_str()), level);
                }
                None => {
                    let what = format!("is {level}; write a level from 0 to {LEVEL_MAX}");
                    self.add(place, &format!("skills.{skill}"), what);
                }
            }
        }
        skills
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

    fn shape(
        &mut self,
        place: &str,
        what: &str,
        word: Option<&str>,
        scv: Option<f64>,
        missing: Shape,
    ) -> Shape {
        let scv_key = format!("{what}_scv");
        let shape = match word {
            None => missing,
            Some("exponential") => Shape::Exponential,
            Some("constant") => Shape::Constant,
            Some("lognormal") => match scv {
                Some(scv) => Shape::Lognormal { scv: self.number(place, &scv_key, scv, &SCV) },
                None => {
                    self.add(
                        place,
                        &scv_key,
                        "is missing; lognormal needs it: variance over the square of the mean",
                    );
                    missing
                }
            },
            Some(word) => {
                let names = Shape::NAMES.join(", ");
                let complaint = format!("{word:?} is no distribution; write one of {names}");
                self.add(place, &format!("{what}_distribution"), complaint);
                missing
            }
        };
        if scv.is_some() && word.is_none_or(|word| Shape::NAMES.contains(&word) && word != "lognormal") {
            self.add(
                place,
                &scv_key,
                format!("says something of lognormal alone; add {what}_distribution = \"lognormal\""),
            );
        }
        shape
    }

    fn requirement(&mut self, place: &str, key: &str, text: &str) -> Requirement {
        Requirement::parse(text).unwrap_or_else(|error| {
            self.add(place, key, format!("{error}; it reads {text:?}"));
            Requirement::any()
        })
    }

    fn call_order(&mut self, place: &str, word: Option<&str>) -> Option<CallOrder> {
        let word = word?;
        let order = CallOrder::ALL.into_iter().find(|order| order.as_str() == word);
        if order.is_none() {
            self.unknown_order(place, "call_order", word, &CallOrder::ALL.map(CallOrder::as_str));
        }
        order
    }

    fn agent_order(&mut self, place: &str, word: Option<&str>) -> Option<AgentOrder> {
        let word = word?;
        let order = AgentOrder::ALL.into_iter().find(|order| order.as_str() == word);
        if order.is_none() {
            self.unknown_order(place, "agent_order", word, &AgentOrder::ALL.map(AgentOrder::as_str));
        }
        order
    }

    fn unknown_order(&mut self, place: &str, key: &str, word: &str, names: &[&str]) {
        self.add(place, key, format!("{word:?} is no order; write one of {}", names.join(", ")));
    }

    fn name(&mut self, place: &str, name: &str) {
        if name.trim().is_empty() {
            self.add(place, "name", "is missing or empty; give it one");
        } else if name.chars().count() > NAME_LENGTH_MAX {
            self.add(place, "name", format!("is longer than {NAME_LENGTH_MAX} characters; shorten it"));
        } else if name.chars().any(char::is_control) {
            self.add(place, "name", "holds a control character; take it out");
        }
    }

    /// A figure with its limits; the nearest within them where it is outside.
    fn number<N: PartialOrd + Display + Copy>(
        &mut self,
        place: &str,
        key: &str,
        value: N,
        range: &RangeInclusive<N>,
    ) -> N {
        if range.contains(&value) {
            return value;
        }
        let (low, high) = (*range.start(), *range.end());
        self.add(place, key, format!("is {value}; write a number from {low} to {high}"));
        if value > high { high } else { low }
    }

    fn at_most(&mut self, place: &str, count: usize, count_max: usize) {
        if count > count_max {
            let what = format!("{count} of them, {count_max} at most; take some out");
            self.problems.push(Problem { place: place.to_owned(), what });
        }
    }

    fn add(&mut self, place: &str, key: &str, what: impl Into<String>) {
        self.problems.push(Problem { place: format!("{place}: {key}"), what: what.into() });
    }
}

/// What holds between the tables.
fn together(scenario: &Scenario, reader: &mut Reader) {
    if scenario.call_types.is_empty() {
        reader.at_least_one("call_types");
    }
    if scenario.agents.is_empty() {
        reader.at_least_one("agents");
    }
    reader.at_most("agents", scenario.agent_count(), AGENTS_MAX);
    names_differ("call type", scenario.call_types.iter().map(|kind| kind.name.as_str()), reader);
    names_differ("agents", scenario.agents.iter().map(|group| group.name.as_str()), reader);
    handle_times_are_known(scenario, reader);
    everybody_can_be_served(scenario, reader);
    overflows_lead_somewhere(scenario, reader);
}

impl Reader {
    fn at_least_one(&mut self, table: &str) {
        let what = format!("there are none; add a [[{table}]]");
        self.problems.push(Problem { place: table.to_owned(), what });
    }
}

fn names_differ<'a>(what: &str, names: impl Iterator<Item = &'a str>, reader: &mut Reader) {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            reader.add(&format!("{what} {name}"), "name", "comes twice; name one of them otherwise");
        }
    }
}

fn handle_times_are_known(scenario: &Scenario, reader: &mut Reader) {
    let mute = scenario.agents.iter().find(|group| group.mean_handle_s.is_none());
    let Some(mute) = mute else { return };
    for kind in scenario.call_types.iter().filter(|kind| kind.mean_handle_s.is_none()) {
        let what =
            format!("is missing, and agents {} have none of their own; give one of the two", mute.name);
        reader.add(&format!("call type {}", kind.name), "mean_handle_s", what);
    }
}

/// Callers whom nobody may ever take and who never leave would wait for ever.
fn everybody_can_be_served(scenario: &Scenario, reader: &mut Reader) {
    for kind in &scenario.call_types {
        let works = |group: &AgentGroup| group.count > 0 && group.capacity > 0;
        let served = scenario.agents.iter().any(|group| works(group) && kind.ever_admits(&group.skills));
        if !served
            && kind.mean_patience_s <= 0.0
            && kind.overflow.is_none()
            && kind.callers_until(f64::MAX) > 0.0
        {
            let what = "asks for what no agent has, and the callers never leave; correct it, or give \
                        mean_patience_s or overflow";
            reader.add(&format!("call type {}", kind.name), "require", what);
        }
    }
}

fn overflows_lead_somewhere(scenario: &Scenario, reader: &mut Reader) {
    for kind in &scenario.call_types {
        let place = format!("call type {}", kind.name);
        let overflow = kind.overflow.as_ref().map(|overflow| ("overflow.to", &overflow.to));
        let when_closed = kind.when_closed.as_ref().map(|to| ("when_closed", to));
        for (key, to) in overflow.into_iter().chain(when_closed) {
            let OverflowTarget::Queue(to) = to else { continue };
            if to.as_str() == kind.name {
                reader.add(&place, key, "is the call type itself; name another, or leave it out");
            } else if !scenario.call_types.iter().any(|other| other.name == to.as_str()) {
                reader.add(&place, key, format!("there is no call type {to}; correct the name"));
            }
        }
    }
}

/// Moments of a day.
const MOMENT_S: RangeInclusive<f64> = 0.0..=1e9;

fn duration(seconds: f64) -> Duration {
    Duration::from_micros(nearest(seconds * 1e6))
}
