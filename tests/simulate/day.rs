//! A scenario from a day that was.

use santral::catalog::Catalog;
use santral::simulate::{CallFact, DayFacts, Scenario, Shape, WaitEnd, WorkFact, scenario_of_day};

const CATALOG: &str = r#"
[[skills]]
id = "tr"
[[agents]]
id = "zeynep"
skills = { tr = 90 }
[[agents]]
id = "mehmet"
skills = { tr = 20 }
[[agents]]
id = "ayse"
[[queues]]
id = "destek"
numbers = ["5552001"]
require = "tr >= 30"
agent_order = "most-skilled"
service_level = { within_s = 15, target_percent = 80, short_abandon_s = 4 }
overflow = { wait_max_s = 300, to = "genel" }
[[queues.stages]]
after_s = 30
require = "tr >= 10"
[[queues]]
id = "genel"
require = "tr"
"#;

fn call(joined_s: f64, wait_s: f64, end: WaitEnd) -> CallFact {
    CallFact { queue: "destek".into(), joined_s, wait_s, end }
}

fn answered(talk_s: f64) -> WaitEnd {
    WaitEnd::Answered { talk_s: Some(talk_s), wrap_up_s: Some(talk_s / 10.0) }
}

fn work(agent: &str, from_s: f64, to_s: f64) -> WorkFact {
    WorkFact { agent: agent.into(), from_s, to_s }
}

fn scenario(day: &DayFacts) -> (Scenario, String) {
    let text = scenario_of_day(day, &Catalog::parse(CATALOG).unwrap(), "a day\nas it was");
    (Scenario::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")), text)
}

#[test]
fn a_days_facts_become_rates_means_patience_and_shifts() {
    let day = DayFacts {
        length_s: 86_400.0,
        calls: vec![
            call(32_500.0, 0.0, answered(100.0)),
            call(33_000.0, 10.0, answered(300.0)),
            call(33_100.0, 30.0, WaitEnd::Abandoned),
            call(36_100.0, 20.0, answered(200.0)),
            call(36_200.0, 60.0, WaitEnd::Abandoned),
            call(36_300.0, 80.0, WaitEnd::Other),
        ],
        work: vec![
            work("zeynep", 30_000.0, 40_000.0),
            work("zeynep", 40_030.0, 50_000.0),
            work("zeynep", 52_000.0, 60_000.0),
            work("mehmet", 31_000.0, 61_000.0),
        ],
    };
    let (scenario, text) = scenario(&day);
    assert!(text.starts_with("# a day\n# as it was\n"));
    assert_eq!(scenario.within_s, 15.0);
    let [kind] = &scenario.call_types[..] else { panic!("{text}") };
    // Three callers each in the half hours from 9:00 and from 10:00.
    let rates: Vec<(f64, f64)> = kind.profile.iter().map(|rate| (rate.from_s, rate.per_hour)).collect();
    assert_eq!(rates, [(0.0, 0.0), (32_400.0, 6.0), (34_200.0, 0.0), (36_000.0, 6.0), (37_800.0, 0.0)]);
    assert_eq!(kind.mean_handle_s, Some(200.0));
    assert_eq!(kind.handle, Shape::Lognormal { scv: 0.25 });
    // 200 s of waiting, two who gave up.
    assert_eq!(kind.mean_patience_s, 100.0);
    assert_eq!(kind.wrap_up_s, 20.0);
    assert_eq!(kind.require.to_string(), "tr >= 30");
    assert_eq!(kind.stages.len(), 1);
    // Nobody called the queue that callers would be sent on to.
    assert_eq!(kind.overflow.as_ref().unwrap().to, santral::acd::OverflowTarget::GiveBack);
    let shifts: Vec<Vec<(f64, f64)>> = scenario
        .agents
        .iter()
        .map(|group| group.shifts.iter().map(|shift| (shift.from_s, shift.to_s)).collect())
        .collect();
    assert_eq!(shifts, [vec![(30_000.0, 50_000.0), (52_000.0, 60_000.0)], vec![(31_000.0, 61_000.0)]]);
}

#[test]
fn patience_is_not_taken_for_what_the_impatient_waited() {
    // Exponential patience of 60 s, everybody answered after 30 s: who gave up waited 13 s on average, which
    // is far from 60. Quantiles in the middles of a thousand equal steps stand for a thousand callers.
    let patience = |step: i32| -60.0 * (1.0 - (f64::from(step) + 0.5) / 1_000.0).ln();
    let calls = (0..1_000).map(|step| match patience(step) {
        patience_s if patience_s < 30.0 => call(40_000.0, patience_s, WaitEnd::Abandoned),
        _ => call(40_000.0, 30.0, answered(60.0)),
    });
    let day =
        DayFacts { length_s: 86_400.0, calls: calls.collect(), work: vec![work("zeynep", 0.0, 86_400.0)] };
    let found = scenario(&day).0.call_types[0].mean_patience_s;
    assert!((found - 60.0).abs() < 0.5, "{found}");
}

#[test]
fn where_nobody_gave_up_nobody_does_and_a_hundred_breaks_are_joined() {
    let breaks = |n: i32| work("zeynep", f64::from(n) * 200.0, f64::from(n) * 200.0 + 100.0);
    let day = DayFacts {
        length_s: 86_400.0,
        calls: vec![call(90_000.0, 3.0, WaitEnd::Answered { talk_s: None, wrap_up_s: None })],
        work: (0..250).map(breaks).collect(),
    };
    let (scenario, text) = scenario(&day);
    let kind = &scenario.call_types[0];
    assert_eq!((kind.mean_patience_s, kind.handle, kind.wrap_up_s), (0.0, Shape::Exponential, 0.0), "{text}");
    // A moment past the day's end, from a clock set back, counts to its last half hour.
    assert_eq!(kind.profile.last().unwrap().from_s, 84_600.0);
    assert_eq!(scenario.agents[0].shifts.len(), 1);
}
