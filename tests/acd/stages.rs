//! Requirements that relax as the caller waits.

use crate::scene::scene;

#[test]
fn a_stage_admits_more_agents_the_moment_it_is_reached() {
    scene(
        r#"
        agent a1 tr=1
        queue q require "tr >= 3"
        stage q 30s "tr >= 1"
        0s a1 ready
        5s c1 joins
        35s tick           | c1 reaches 1, offer c1 a1 stage 1
        "#,
    );
}

#[test]
fn whom_an_earlier_stage_admits_keeps_precedence() {
    scene(
        r#"
        agent a1 tr=1
        agent a2 tr=3
        queue q require "tr >= 3"
        stage q 30s "tr >= 1"
        0s a1 ready
        1s a2 ready
        2s c1 joins 60s ago | c1 reaches 1, offer c1 a2
        3s c2 joins 60s ago | c2 reaches 1, offer c2 a1 stage 1
        "#,
    );
}

#[test]
fn a_replacing_stage_ends_the_earlier_ones() {
    scene(
        r#"
        agent a1 tr=9
        agent a2 backup=1
        queue q require "tr >= 3"
        stage q 30s "backup" replace
        stage q 60s "tr >= 9"
        0s a1 ready
        1s a2 ready
        2s c1 joins 30s ago | c1 reaches 1, offer c1 a2 stage 1
        3s c2 joins 20s ago | offer c2 a1
        4s c2 hangs up      | withdraw c2 a1 call_left
        5s c3 joins 35s ago | c3 reaches 1
        30s tick            | c3 reaches 2, offer c3 a1 stage 2
        "#,
    );
}

#[test]
fn the_age_counts_from_joining_also_while_an_agent_rings() {
    scene(
        r#"
        agent a1 tr=3
        agent a2 tr=1
        queue q require "tr >= 3" ring 20s
        stage q 30s "tr >= 1"
        0s a1 ready
        0s a2 ready
        15s c1 joins       | offer c1 a1
        35s a1 misses c1
        45s tick           | c1 reaches 1, offer c1 a1
        50s a1 misses c1   | offer c1 a2 stage 1
        "#,
    );
}

#[test]
fn a_stage_is_reached_while_the_phone_rings() {
    scene(
        r#"
        queue q ring 20s
        stage q 10s "any"
        0s a1 ready
        0s c1 joins        | offer c1 a1
        10s tick           | c1 reaches 1
        12s a1 accepts c1
        "#,
    );
}

#[test]
fn a_stage_reached_together_with_another_is_told_once() {
    scene(
        r#"
        stage q 10s "any"
        stage q 20s "any"
        0s c1 joins 25s ago | c1 reaches 2
        "#,
    );
}
