//! The catalog changes while calls wait.

use crate::scene::scene;

#[test]
fn a_new_skill_counts_for_waiting_calls_at_once() {
    scene(
        r#"
        agent a1 tr=1
        queue q require "tr >= 3"
        0s a1 ready
        1s c1 joins
        9s agent a1 tr=3    | offer c1 a1
        "#,
    );
}

#[test]
fn a_new_stage_counts_for_waiting_calls_by_their_age() {
    scene(
        r#"
        agent a1 tr=1
        queue q require "tr >= 3"
        0s a1 ready
        1s c1 joins
        9s stage q 5s "tr >= 1"   | c1 reaches 1, offer c1 a1 stage 1
        "#,
    );
    scene(
        r#"
        agent a1 tr=1
        queue q require "tr >= 3"
        0s a1 ready
        1s c1 joins
        9s stage q 20s "tr >= 1"
        21s tick                  | c1 reaches 1, offer c1 a1 stage 1
        "#,
    );
}

#[test]
fn a_queue_that_is_gone_keeps_its_calls_and_takes_no_more() {
    scene(
        r#"
        queue p require "tr"
        agent a1 tr=1
        0s c1 joins p
        1s drop queue p
        2s c2 joins p       | refused unknown_queue
        3s a1 ready         | offer c1 a1
        4s a1 declines c1
        14s tick            | offer c1 a1
        15s a1 accepts c1
        16s c1 ends
        "#,
    );
}

#[test]
fn an_agent_who_leaves_the_catalog_is_signed_out() {
    scene(
        "
        0s a1 ready         | a1 available
        1s a2 ready         | a2 available
        2s c1 joins         | offer c1 a1, a1 ringing c1
        3s drop agent a1    | a1 ringing c1 then offline, withdraw c1 a1 agent_left, a1 offline, offer c1 a2, a2 ringing c1
        4s a1 signs in      | refused unknown_agent
        ",
    );
}

#[test]
fn an_agent_who_leaves_the_catalog_finishes_her_call() {
    scene(
        "
        queue q wrap 5s
        0s a1 ready         | a1 available
        2s c1 joins         | offer c1 a1, a1 ringing c1
        3s a1 accepts c1    | a1 on_call c1
        4s drop agent a1    | a1 on_call c1 then offline
        5s a1 signs in
        6s c1 ends          | a1 wrap_up c1 then offline
        11s tick            | a1 offline
        12s a1 signs in     | refused unknown_agent
        ",
    );
}

#[test]
fn an_offer_goes_on_ringing_through_a_change() {
    scene(
        r#"
        agent a1 tr=3
        queue q require "tr >= 3"
        0s a1 ready
        1s c1 joins         | offer c1 a1
        2s agent a1 tr=1
        3s a1 accepts c1    | c1 dequeued answered a1 2s
        "#,
    );
}
