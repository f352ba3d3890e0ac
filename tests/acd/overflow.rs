//! Calls a queue cannot serve well are sent on.

use crate::scene::scene;

#[test]
fn one_too_many_goes_to_the_other_queue() {
    scene(
        r#"
        agent a1 en=1
        queue p require "en"
        queue q require "tr" over-waiting 2 to p
        0s a1 ready
        1s c1 joins
        2s c2 joins
        3s c3 joins             | c3 overflows p too_many_waiting, offer c3 a1
        4s a1 accepts c3        | c3 dequeued answered a1 1s
        "#,
    );
}

#[test]
fn a_call_that_rings_does_not_overflow() {
    scene(
        "
        queue q over-waiting 1
        0s a1 ready
        1s c1 joins             | offer c1 a1
        2s c2 joins             | c2 overflows back too_many_waiting, c2 dequeued overflowed 0s
        3s a1 accepts c1        | c1 dequeued answered a1 2s
        4s c3 joins
        ",
    );
}

#[test]
fn who_has_waited_too_long_is_given_back() {
    scene(
        "
        queue q over-wait 60s ring 100s
        0s c1 joins
        10s a1 ready            | offer c1 a1
        11s c2 joins 30s ago
        15s restart
        41s tick                | c2 overflows back waiting_too_long, c2 dequeued overflowed 60s
        61s a1 declines c1      | c1 overflows back waiting_too_long, c1 dequeued overflowed 61s
        ",
    );
}

#[test]
fn nobody_reachable_counts_the_stages_to_come() {
    scene(
        r#"
        agent a1 tr=5
        agent a2 tr=1
        queue q require "tr >= 5" over-nobody
        stage q 30s "tr >= 1"
        0s a2 ready
        1s c1 joins
        2s a2 not ready lunch   | c1 overflows back nobody_reachable, c1 dequeued overflowed 1s
        3s a1 ready
        4s c2 joins             | offer c2 a1
        5s a1 declines c2
        "#,
    );
}

#[test]
fn a_call_takes_its_age_along() {
    scene(
        r#"
        agent a1 en=1
        queue p require "en"
        queue q require "tr" over-wait 30s to p
        1s c1 joins
        29s c2 joins p
        31s tick                | c1 overflows p waiting_too_long
        32s a1 ready            | offer c1 a1
        33s a1 accepts c1       | c1 dequeued answered a1 32s
        "#,
    );
}

#[test]
fn a_call_does_not_go_round_in_circles() {
    scene(
        "
        queue q over-nobody to p
        queue p over-nobody to q
        0s c1 joins             | c1 overflows p nobody_reachable
        1s c2 joins p           | c2 overflows q nobody_reachable
        2s restart
        3s a1 ready             | offer c1 a1
        ",
    );
}

#[test]
fn a_call_stays_where_the_other_queue_is_full_or_gone() {
    scene(
        "
        queue p full 1
        queue q over-wait 10s to p
        0s c1 joins p
        1s c2 joins
        20s c1 hangs up         | c1 dequeued abandoned 20s, c2 overflows p waiting_too_long
        21s c3 joins
        22s drop queue p
        40s tick
        ",
    );
}
