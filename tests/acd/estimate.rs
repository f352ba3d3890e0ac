//! How long a caller will still wait, with bounds.

use std::time::Duration;

use santral::acd::{Acd, ESTIMATE_MAX, Estimate, EstimateMethod};

use crate::scene::{call, scene};

/// Twelve conversations of 60 s, one after another, then the lines of `then`.
fn after_twelve_conversations(settings: &str, then: &str) -> Acd {
    let mut script = format!("{settings}\n0s a1 ready\n");
    for number in 0..12 {
        let began = number * 100 + 1;
        script += &format!(
            "{began}s c{number} joins | offer c{number} a1\n{began}s a1 accepts c{number}\n{}s c{number} ends\n",
            began + 60
        );
    }
    scene(&(script + then))
}

#[test]
fn a_queue_with_agents_of_its_own_is_estimated_by_its_serving_rate() {
    let acd = after_twelve_conversations(
        "",
        "
        2000s a1 not ready x
        2000s a2 ready
        2001s c20 joins      | offer c20 a2
        2001s a2 accepts c20
        2002s c21 joins
        2003s c22 joins
        ",
    );
    let seconds =
        |estimate: Estimate| (estimate.low.as_secs(), estimate.likely.as_secs(), estimate.high.as_secs());
    // One agent, 60 s a call, nobody hangs up: 60 s a position, give or take 1.28 times the root of
    // the sum of squares.
    for (estimate, expected) in [
        (acd.estimate(call("c21")), (0, 60, 136)),
        (acd.estimate(call("c22")), (11, 120, 228)),
        (acd.estimate_for(&"q".into()), (46, 180, 313)),
    ] {
        let estimate = estimate.unwrap();
        assert_eq!((seconds(estimate), estimate.method), (expected, EstimateMethod::ServingRate));
    }
}

#[test]
fn callers_who_hang_up_shorten_the_estimate() {
    let acd = after_twelve_conversations(
        "",
        "
        1990s a1 not ready x
        2000s c20 joins
        2060s c20 hangs up
        2060s c21 joins
        2061s c22 joins
        2061s a2 signs in
        2061s c23 found talking a2 q
        2061s a2 just ready
        ",
    );
    // mu = 1 / 60 s, theta = 1 / 60 s: 60 + 30 s for the second in line.
    assert_eq!(acd.estimate(call("c22")).unwrap().likely, Duration::from_secs(90));
}

#[test]
fn a_queue_that_shares_its_agents_is_estimated_by_the_head_of_its_line() {
    let acd = after_twelve_conversations(
        r#"
        queue q require "any"
        queue p require "any"
        "#,
        "
        1990s a1 not ready x
        2000s c21 joins
        2050s c22 joins
        2100s c23 joins p
        2100s tick
        ",
    );
    let estimate = acd.estimate(call("c21")).unwrap();
    assert_eq!(estimate.method, EstimateMethod::HeadOfLine);
    let seconds = [estimate.low, estimate.likely, estimate.high].map(|span| span.as_secs());
    assert_eq!(seconds, [25, 50, 100]);
    assert_eq!(acd.estimate(call("c22")).unwrap().likely, Duration::from_secs(100));
    assert_eq!(acd.estimate_for(&"q".into()).unwrap().likely, Duration::from_secs(100));
}

#[test]
fn without_data_only_the_bounds_are_meant() {
    let acd = scene("0s c1 joins\n5s c1 hangs up");
    let estimate = acd.estimate_for(&"q".into()).unwrap();
    assert_eq!(
        (estimate.method, estimate.low, estimate.high),
        (EstimateMethod::NoData, Duration::ZERO, ESTIMATE_MAX)
    );
    assert_eq!(acd.estimate(call("c1")), None);
    assert_eq!(acd.estimate_for(&"nowhere".into()), None);
}

#[test]
fn who_finds_somebody_idle_does_not_wait() {
    let acd = scene("0s a1 ready");
    assert_eq!(acd.estimate_for(&"q".into()).unwrap().high, Duration::ZERO);
}
