//! From text to scenario.

mod agents;
mod call_type;
mod together;

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::acd::{AgentOrder, CallOrder, Requirement};
use crate::catalog::Problem;
use crate::simulate::Shape;
use crate::simulate::distribution::nearest;
use crate::simulate::file::{File, RoutingTable, ServiceLevelTable};
use crate::simulate::limits::{
    AGENT_GROUPS_MAX, CALL_TYPES_MAX, DURATION_S, FILE_BYTES_MAX, MEAN_S, MISSED, NAME_LENGTH_MAX,
    REPLICATIONS, SCV, TIME_S, TRUNKS,
};
use crate::simulate::scenario::{Scenario, ScenarioError};
use together::together;

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

/// Moments of a day.
const MOMENT_S: RangeInclusive<f64> = 0.0..=1e9;

fn duration(seconds: f64) -> Duration {
    Duration::from_micros(nearest(seconds * 1e6))
}
