//! Stages nobody reachable could serve are skipped, where the queue says so.

use crate::scene::scene;

#[test]
fn a_stage_without_anybody_reachable_is_skipped_at_once() {
    scene(
        r#"
        agent a1 tr=5
        agent a2 tr=3
        agent a3 tr=1
        queue q require "tr >= 5" skip stages
        stage q 30s "tr >= 3"
        stage q 60s "tr >= 1"
        0s a3 ready
        1s c1 joins             | c1 reaches 2 skipping, offer c1 a3 stage 2
        2s c1 hangs up          | withdraw c1 a3 call_left
        3s a2 ready
        4s c2 joins             | c2 reaches 1 skipping, offer c2 a2 stage 1
        5s a2 accepts c2
        6s c3 joins             | c3 reaches 1 skipping
        7s a2 not ready lunch   | c3 reaches 2 skipping, offer c3 a3 stage 2
        8s restart
        9s a3 declines c3
        9s a1 ready             | offer c3 a1
        "#,
    );
}

#[test]
fn a_stage_is_kept_while_somebody_may_come() {
    scene(
        r#"
        agent a1 tr=5
        agent a2 tr=3
        queue q require "tr >= 5" skip stages
        stage q 30s "tr >= 3"
        0s a1 ready
        1s a2 ready
        2s c1 joins             | offer c1 a1
        3s a1 accepts c1
        4s c2 joins
        34s tick                | c2 reaches 1, offer c2 a2 stage 1
        "#,
    );
}

#[test]
fn new_stages_are_found_anew() {
    scene(
        r#"
        agent a1 tr=5
        queue q require "tr >= 5" skip stages
        stage q 30s "tr >= 3"
        1s c1 joins             | c1 reaches 1 skipping
        2s stage q 60s "any"    | c1 reaches 0, c1 reaches 2 skipping
        "#,
    );
}
