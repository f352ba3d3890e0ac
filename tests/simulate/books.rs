//! Laws that hold exactly, whatever the traffic: who came is accounted for, and work is work.

use std::time::Duration;

use santral::acd::{Acd, AgentState, Time};
use santral::simulate::{Observer, Outcome, TypeResult, observe};

use super::scenarios::{play, read};

/// A day with everything at once.
pub(crate) const BUSY: &str = r#"
    seed = 5
    replications = 6
    duration_s = 20000
    warmup_s = 2000
    trunks = 24
    service_level = { within_s = 20, short_abandon_s = 5 }
    [[call_types]]
    name = "a"
    mean_handle_s = 150
    handle_distribution = "lognormal"
    handle_scv = 1.3
    mean_patience_s = 90
    require = "a >= 50"
    call_order = "credit"
    priority = 2
    wrap_up_s = 15
    wrap_up_distribution = "exponential"
    redial = { percent = 60, after_s = 120 }
    stages = [{ after_s = 20, require = "a" }, { after_s = 60, require = "b", kind = "replace" }]
    profile = [{ from_s = 0, rate_per_hour = 150 }, { from_s = 9000, rate_per_hour = 400 }, { from_s = 12000, rate_per_hour = 150 }]
    [[call_types]]
    name = "b"
    rate_per_hour = 120
    mean_handle_s = 100
    mean_patience_s = 60
    patience_distribution = "constant"
    require = "b"
    agent_order = "most-skilled"
    max_waiting = 6
    overflow = { wait_max_s = 45, to = "c" }
    [[call_types]]
    name = "c"
    rate_per_hour = 30
    mean_patience_s = 200
    require = "c or a >= 90"
    overflow = { waiting_max = 3 }
    prefer = { percent = 50, patience_s = 30 }
    ring_timeout_s = 12
    [[agents]]
    name = "early"
    count = 8
    skills = { a = 60, b = 30 }
    mean_handle_s = 170
    shifts = [{ from_s = 0, to_s = 7000 }, { from_s = 8000, to_s = 15000 }]
    [[agents]]
    name = "late"
    count = 6
    skills = { a = 20, c = 40 }
    mean_handle_s = 140
    answer_after_s = 4
    misses_percent = 5
    shifts = [{ from_s = 6000, to_s = 20000 }]
    [[agents]]
    name = "all day"
    count = 3
    skills = { a = 95, b = 80 }
    mean_handle_s = 120
    answer_after_s = 8
    answer_distribution = "constant"
    [routing]
    cool_down_s = 5
    missed_in_a_row_max = 2
    back_after_s = 400
"#;

fn ends_add_up(kind: &TypeResult) {
    let ends = kind.blocked + kind.answered + kind.abandoned + kind.given_back + kind.unserved;
    assert_eq!(kind.arrived, ends, "{kind:?}");
}

#[test]
fn every_caller_has_one_end() {
    let report = play(BUSY);
    report.call_types.iter().for_each(ends_add_up);
    ends_add_up(&report.overall);
    let sum = |count: fn(&TypeResult) -> u64| report.call_types.iter().map(count).sum::<u64>();
    assert_eq!(report.overall.arrived, sum(|kind| kind.arrived));
    assert_eq!(report.overall.answered, sum(|kind| kind.answered));
    // The day is busy enough to show every kind of end but one.
    for (what, count) in [
        ("blocked", report.overall.blocked),
        ("answered", report.overall.answered),
        ("abandoned", report.overall.abandoned),
        ("given back", report.overall.given_back),
    ] {
        assert!(count > 20, "only {count} {what}");
    }
}

#[test]
fn callers_nobody_is_left_to_serve_are_said_to_be_unserved() {
    let report = play(
        r#"
        replications = 2
        duration_s = 4000
        [[call_types]]
        name = "a"
        rate_per_hour = 100
        mean_handle_s = 100
        [[agents]]
        name = "n"
        count = 5
        shifts = [{ from_s = 0, to_s = 2000 }]
        "#,
    );
    ends_add_up(&report.overall);
    assert!(report.overall.unserved > 60, "{}", report.overall.unserved);
    assert!(report.overall.service_level.entered.mean().unwrap() < 0.7);
}

/// Adds up how long each agent works, in two ways.
#[derive(Default)]
struct Work {
    /// From the engine's word: conversations and after-call work, within the window.
    told_us: u64,
    /// From looking at every agent's state in the core at every moment.
    seen_us: u64,
    busy: u64,
    since_us: u64,
}

const FROM_US: u64 = 2_000_000_000;
const TO_US: u64 = 20_000_000_000;

fn within(from_us: u64, to_us: u64) -> u64 {
    to_us.min(TO_US).saturating_sub(from_us.max(FROM_US))
}

impl Observer for Work {
    fn works(&mut self, _: usize, from: Time, to: Time) {
        self.told_us += within(from.as_micros(), to.as_micros());
    }

    fn after_input(&mut self, acd: &Acd, now: Time) {
        self.seen_us += self.busy * within(self.since_us, now.as_micros());
        self.since_us = now.as_micros();
        let working =
            |state: &AgentState| matches!(state, AgentState::OnCall { .. } | AgentState::WrapUp { .. });
        self.busy = acd.agents().filter(|agent| working(&agent.state)).count() as u64;
    }
}

#[test]
fn occupancy_is_the_carried_load_to_the_microsecond() {
    let scenario = read(BUSY);
    for replication in 0..3 {
        let work = observe(&scenario, replication, Work::default());
        // What is under way at the last event ends after it; by then the window is over.
        assert!(work.since_us >= TO_US || work.busy == 0, "the day ended at {}", work.since_us);
        assert_eq!(work.told_us, work.seen_us, "replication {replication}");
        assert!(work.told_us > 10 * (TO_US - FROM_US) / 2);
    }
}

#[test]
fn occupancy_times_agents_is_the_mean_number_busy() {
    // Agents who are always there, so that the denominator is known.
    let text = super::scenarios::n_model(60_000.0).replace("replications = 16", "replications = 1");
    let scenario = read(&text);
    #[derive(Default)]
    struct BySeat(Vec<u64>);
    impl Observer for BySeat {
        fn works(&mut self, seat: usize, from: Time, to: Time) {
            self.0.resize(self.0.len().max(seat + 1), 0);
            self.0[seat] +=
                to.as_micros().min(60_000_000_000).saturating_sub(from.as_micros().max(20_000_000_000));
        }
    }
    let BySeat(busy_us) = observe(&scenario, 0, BySeat::default());
    let report = play(&text);
    for (group, seats) in report.agent_groups.iter().zip([0..9, 9..16]) {
        let busy: u64 = busy_us[seats.clone()].iter().sum();
        let exact = busy as f64 / (40_000_000_000.0 * seats.len() as f64);
        assert!((group.occupancy.mean().unwrap() - exact).abs() < 1e-15, "{}", group.name);
    }
}

/// Sums the waits that are told one by one.
#[derive(Default)]
struct Waits {
    entered: u64,
    waited: u64,
    total: Duration,
    longest: Duration,
}

impl Observer for Waits {
    fn ended(&mut self, _: usize, outcome: Outcome, wait: Duration) {
        if outcome == Outcome::Blocked {
            return;
        }
        self.entered += 1;
        self.waited += u64::from(!wait.is_zero());
        self.total += wait;
        self.longest = self.longest.max(wait);
    }
}

#[test]
fn the_reported_waits_are_those_of_the_callers() {
    let text = BUSY.replace("replications = 6", "replications = 1");
    let waits = observe(&read(&text), 0, Waits::default());
    let overall = play(&text).overall;
    assert_eq!(waits.entered, overall.arrived - overall.blocked);
    let close = |found: Option<f64>, exact: f64| assert!((found.unwrap() - exact).abs() < 1e-9 * exact);
    close(overall.mean_wait_entered_s.mean(), waits.total.as_secs_f64() / waits.entered as f64);
    close(overall.p_wait.mean(), waits.waited as f64 / waits.entered as f64);
    close(overall.wait_max_s.mean(), waits.longest.as_secs_f64());
    assert!(overall.wait_p50_s.mean() <= overall.wait_p95_s.mean());
    assert!(overall.wait_p95_s.mean() <= overall.wait_max_s.mean());
}
