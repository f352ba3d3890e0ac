//! Scenarios the tests share, as a person would write them.

use santral::simulate::{Limits, Report, Scenario, run};

/// Reads a scenario that must be right.
pub(crate) fn read(text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Plays a scenario that must be right.
pub(crate) fn play(text: &str) -> Report {
    run(&read(text), Limits::NONE, &()).unwrap().report
}

/// One skill: agents, callers an hour, handle time, patience, and the times of a day.
pub(crate) fn single(agents: u32, per_hour: f64, handle_s: f64, patience_s: f64, day_s: f64) -> String {
    format!(
        r#"
        seed = 20
        replications = 16
        duration_s = {day_s}
        warmup_s = 20000
        service_level = {{ within_s = 20 }}
        [[call_types]]
        name = "a"
        rate_per_hour = {per_hour}
        mean_handle_s = {handle_s}
        mean_patience_s = {patience_s}
        [[agents]]
        name = "n"
        count = {agents}
        "#
    )
}

/// Routing.md's N: one group serves a, the other both. Times in seconds.
pub(crate) fn n_model(day_s: f64) -> String {
    format!(
        r#"
        seed = 21
        replications = 16
        duration_s = {day_s}
        warmup_s = 20000
        [[call_types]]
        name = "a"
        rate_per_hour = 120
        mean_handle_s = 240
        require = "a >= 1"
        [[call_types]]
        name = "b"
        rate_per_hour = 90
        mean_handle_s = 240
        require = "b >= 1"
        [[agents]]
        name = "a only"
        count = 9
        skills = {{ a = 5 }}
        [[agents]]
        name = "both"
        count = 7
        skills = {{ a = 5, b = 5 }}
        "#
    )
}

/// Routing.md's M: a group each, and one that serves both.
pub(crate) fn m_model(day_s: f64) -> String {
    format!(
        r#"
        seed = 22
        replications = 16
        duration_s = {day_s}
        warmup_s = 20000
        [[call_types]]
        name = "a"
        rate_per_hour = 72
        require = "a"
        [[call_types]]
        name = "b"
        rate_per_hour = 72
        require = "b"
        [[agents]]
        name = "a only"
        count = 5
        skills = {{ a = 1 }}
        mean_handle_s = 240
        [[agents]]
        name = "b only"
        count = 5
        skills = {{ b = 1 }}
        mean_handle_s = 240
        [[agents]]
        name = "both"
        count = 2
        skills = {{ a = 1, b = 1 }}
        mean_handle_s = 240
        "#
    )
}
