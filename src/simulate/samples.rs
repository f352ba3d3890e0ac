//! From many days to figures.

use super::Scenario;
use super::day::{Day, Work};
use super::distribution::nearest;
use super::figure::Figure;
use super::histogram::Histogram;
use super::report::{GroupResult, Report, ServiceLevels, TypeResult};
use super::tally::Tally;
use super::timeline::Timeline;

/// What is kept of one replication: a few numbers a call type. The waits themselves are added up.
#[derive(Clone, Debug)]
pub(super) struct DaySample {
    /// One a call type, and last all of them together.
    kinds: Vec<KindSample>,
    work: Vec<Work>,
}

#[derive(Clone, Debug)]
struct KindSample {
    arrived: f64,
    blocked: f64,
    entered: f64,
    answered: f64,
    abandoned: f64,
    waited: f64,
    answered_within: f64,
    not_short: f64,
    called_back: f64,
    callback_s: f64,
    wait_answered_s: f64,
    wait_entered_s: f64,
    /// Median, 95th percentile and longest wait; `None` when nobody entered.
    waits_s: Option<[f64; 3]>,
}

/// Sums over replications; the same in whatever order they are added.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    /// One a call type, and last all of them together.
    tallies: Vec<Tally>,
    timeline: Timeline,
}

impl Totals {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let kinds = scenario.call_types.len();
        let day_us = nearest(scenario.duration_s * 1e6);
        Self { tallies: vec![Tally::default(); kinds + 1], timeline: Timeline::new(kinds, day_us) }
    }

    /// Adds a day and keeps its sample.
    pub(super) fn add(&mut self, mut day: Day) -> DaySample {
        let mut all = Tally::default();
        day.tallies.iter().for_each(|tally| all.merge(tally));
        day.tallies.push(all);
        self.tallies.iter_mut().zip(&day.tallies).for_each(|(sum, tally)| sum.merge(tally));
        self.timeline.merge(&day.timeline);
        DaySample { kinds: day.tallies.iter().map(sample).collect(), work: day.work }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(mine, theirs)| mine.merge(theirs));
        self.timeline.merge(&other.timeline);
    }

    /// The figures; the samples in the order of the replications.
    pub(super) fn report(&self, scenario: &Scenario, days: &[DaySample]) -> Report {
        let names = scenario.call_types.iter().map(|kind| kind.name.as_str()).chain(["overall"]);
        let kind = |(index, (name, tally)): (usize, (&str, &Tally))| {
            let kinds: Vec<&KindSample> = days.iter().filter_map(|day| day.kinds.get(index)).collect();
            type_result(name, tally, &kinds)
        };
        let mut call_types: Vec<TypeResult> = names.zip(&self.tallies).enumerate().map(kind).collect();
        let overall = call_types.pop().unwrap_or_default();
        let group = |(index, group): (usize, &super::AgentGroup)| {
            let work = days.iter().filter_map(|day| day.work.get(index));
            let pairs: Vec<_> = work.map(|work| (work.busy_us as f64, work.signed_in_us as f64)).collect();
            GroupResult { name: group.name.clone(), occupancy: Figure::of_ratio(&pairs) }
        };
        let agent_groups = scenario.agents.iter().enumerate().map(group).collect();
        Report { call_types, agent_groups, overall, calls_per_cpu_second: None }
    }

    /// The waits of a call type, or of all where the place is one past the last.
    pub(super) fn waits(&self, kind: usize) -> Option<&Histogram> {
        self.tallies.get(kind).map(|tally| &tally.waits)
    }

    /// The mean number of callers of a type waiting, in each piece of the day.
    pub(super) fn mean_waiting(&self, kind: usize, days: f64) -> Vec<f64> {
        self.timeline.mean_waiting(kind, days)
    }
}

fn sample(tally: &Tally) -> KindSample {
    let entered = tally.entered() as f64;
    let quantile_s = |share| Some(tally.waits.quantile_us(share)? / 1e6);
    let waits_s = || Some([quantile_s(0.5)?, quantile_s(0.95)?, tally.wait_max_us as f64 / 1e6]);
    KindSample {
        arrived: tally.arrived as f64,
        blocked: tally.blocked as f64,
        entered,
        answered: tally.answered as f64,
        abandoned: tally.abandoned as f64,
        waited: tally.waited as f64,
        answered_within: tally.answered_within as f64,
        not_short: entered - tally.abandoned_short as f64,
        called_back: tally.called_back as f64,
        callback_s: tally.callback_us as f64 / 1e6,
        wait_answered_s: tally.wait_answered_us as f64 / 1e6,
        wait_entered_s: tally.wait_entered_us as f64 / 1e6,
        waits_s: waits_s(),
    }
}

fn type_result(name: &str, tally: &Tally, days: &[&KindSample]) -> TypeResult {
    let ratio = |over: fn(&KindSample) -> f64, under: fn(&KindSample) -> f64| {
        Figure::of_ratio(&days.iter().map(|day| (over(day), under(day))).collect::<Vec<_>>())
    };
    let own = |which: usize| -> Vec<f64> {
        days.iter().filter_map(|day| day.waits_s.map(|waits_s| waits_s[which])).collect()
    };
    let quantile = |share, which| {
        Figure::of_pooled(tally.waits.quantile_us(share).map(|wait_us| wait_us / 1e6), &own(which))
    };
    TypeResult {
        name: name.to_owned(),
        arrived: tally.arrived,
        blocked: tally.blocked,
        answered: tally.answered,
        abandoned: tally.abandoned,
        called_back: tally.called_back,
        callback_missed: tally.callback_missed,
        closed: tally.closed,
        given_back: tally.given_back,
        unserved: tally.unserved,
        p_wait: ratio(|day| day.waited, |day| day.entered),
        p_block: ratio(|day| day.blocked, |day| day.arrived),
        p_abandon: ratio(|day| day.abandoned, |day| day.entered),
        mean_wait_answered_s: ratio(|day| day.wait_answered_s, |day| day.answered),
        mean_wait_entered_s: ratio(|day| day.wait_entered_s, |day| day.entered),
        wait_p50_s: quantile(0.5, 0),
        wait_p95_s: quantile(0.95, 1),
        wait_max_s: Figure::of_values(own(2)),
        mean_callback_s: (tally.called_back > 0).then(|| ratio(|day| day.callback_s, |day| day.called_back)),
        service_level: ServiceLevels {
            entered: ratio(|day| day.answered_within, |day| day.entered),
            answered: ratio(|day| day.answered_within, |day| day.answered),
            excluding_short_abandons: ratio(|day| day.answered_within, |day| day.not_short),
        },
    }
}
