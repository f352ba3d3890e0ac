//! A seed is a day: on every machine, with any number of threads, in parts or as a whole.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU32, Ordering};

use santral::simulate::{Limits, Report, RunError, Scenario, Watch, run};

use super::books::BUSY;
use super::scenarios::{read, single};

fn without_speed(scenario: &Scenario, threads: usize) -> Report {
    let limits = Limits { threads_max: NonZeroUsize::new(threads), ..Limits::NONE };
    let mut report = run(scenario, limits, &()).unwrap().report;
    report.calls_per_cpu_second = None;
    report
}

#[test]
fn the_result_is_the_same_for_any_number_of_threads() {
    let scenario = read(BUSY);
    let alone = without_speed(&scenario, 1);
    assert_eq!(without_speed(&scenario, 1), alone);
    for threads in [2, 5, 64] {
        assert_eq!(without_speed(&scenario, threads), alone, "{threads} threads");
    }
}

#[test]
fn another_seed_is_another_day() {
    let scenario = read(BUSY);
    let other = Scenario { seed: scenario.seed + 1, ..scenario.clone() };
    assert_ne!(without_speed(&scenario, 2).overall.arrived, without_speed(&other, 2).overall.arrived);
}

#[test]
fn a_seed_means_this_day_on_every_machine() {
    // Written down once; whatever changes them changes what people's seeds mean.
    let report = without_speed(&read(BUSY), 2);
    let counts: Vec<[u64; 4]> = report
        .call_types
        .iter()
        .map(|kind| [kind.arrived, kind.blocked, kind.answered, kind.abandoned])
        .collect();
    assert_eq!(counts, [[5_754, 123, 4_855, 776], [3_694, 82, 2_216, 1_286], [960, 13, 693, 217]]);
}

#[test]
fn more_agents_never_make_callers_wait_longer() {
    let mut last = f64::INFINITY;
    for agents in [10, 11, 12, 14, 18] {
        let report = without_speed(&read(&single(agents, 190.0, 180.0, 100.0, 60_000.0)), 2);
        let wait_s = report.overall.mean_wait_entered_s.mean().unwrap();
        assert!(wait_s < last, "{agents} agents: {wait_s} s, one fewer {last} s");
        last = wait_s;
    }
}

#[test]
fn limits_are_named_before_anything_is_played() {
    let scenario = read(BUSY);
    let limits = Limits { calls_max: 1_000.0, ..Limits::NONE };
    let error = run(&scenario, limits, &()).unwrap_err();
    assert!(matches!(error, RunError::TooManyCalls { most, .. } if most == 1_000.0));
    assert!(error.to_string().contains("1000 at most"), "{error}");
    let limits = Limits { agents_max: 16, ..Limits::NONE };
    let error = run(&scenario, limits, &()).unwrap_err();
    assert_eq!(error, RunError::TooManyAgents { agents: 17, most: 16 });
}

/// Stops after so many replications.
struct StopAfter(u32, AtomicU32);

impl Watch for StopAfter {
    fn go_on(&self) -> bool {
        self.1.load(Ordering::Relaxed) < self.0
    }

    fn done(&self, replications: u32) {
        self.1.store(replications, Ordering::Relaxed);
    }
}

#[test]
fn a_run_can_be_stopped_and_tells_how_far_it_is() {
    let scenario = read(BUSY);
    let limits = Limits { threads_max: NonZeroUsize::new(1), ..Limits::NONE };
    let stop = StopAfter(3, AtomicU32::new(0));
    assert_eq!(run(&scenario, limits, &stop).unwrap_err(), RunError::Stopped);
    assert_eq!(stop.1.load(Ordering::Relaxed), 3);
    let all = StopAfter(100, AtomicU32::new(0));
    assert!(run(&scenario, limits, &all).is_ok());
    assert_eq!(all.1.load(Ordering::Relaxed), scenario.replications);
}
