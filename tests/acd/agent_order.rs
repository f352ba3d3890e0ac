//! Which of the agents who may take a call gets it.

use crate::scene::scene;

#[test]
fn most_skilled_takes_the_best_and_least_skilled_keeps_her() {
    scene(
        r#"
        agent a1 tr=3
        agent a2 tr=9
        agent a3 tr=5
        queue q require "tr >= 3" order least-skilled
        queue p require "tr >= 3" order most-skilled
        0s a2 ready
        1s a3 ready
        2s a1 ready
        5s c1 joins         | offer c1 a1
        6s c2 joins p       | offer c2 a2
        7s c3 joins         | offer c3 a3
        "#,
    );
}

#[test]
fn an_earlier_stage_comes_before_the_order() {
    scene(
        r#"
        agent a1 tr=1
        agent a2 tr=9
        queue q require "tr >= 3" order least-skilled
        stage q 30s "tr"
        0s a1 ready
        1s a2 ready
        2s c1 joins 60s ago  | offer c1 a2
        3s c2 joins 60s ago  | offer c2 a1 stage 1
        "#,
    );
}

#[test]
fn the_specialist_comes_first() {
    scene(
        r#"
        agent a1 tr=5 en=5 kart=5
        agent a2 tr=5 en=5
        agent a3 tr=5 vip=0
        queue q require "tr" order specialist-first
        0s a1 ready
        1s a2 ready
        2s a3 ready
        5s c1 joins         | offer c1 a3
        6s c2 joins         | offer c2 a2
        7s c3 joins         | offer c3 a1
        "#,
    );
}

#[test]
fn the_least_occupied_is_whose_share_of_handling_time_is_smallest() {
    scene(
        r#"
        queue q order least-occupied wrap 10s
        0s a1 ready
        0s c1 joins         | offer c1 a1
        0s a1 accepts c1
        30s c1 ends
        90s a2 ready
        90s c2 joins        | offer c2 a2
        90s a2 accepts c2
        93s c2 ends
        104s c3 joins       | offer c3 a1
        105s a1 declines c3 | offer c3 a2
        106s c3 hangs up    | withdraw c3 a2 call_left
        "#,
    );
}

#[test]
fn breaks_count_as_signed_in_and_a_new_sign_in_begins_anew() {
    scene(
        r#"
        queue q order least-occupied
        0s a1 ready
        0s a2 ready
        0s c1 joins         | offer c1 a1
        0s a1 accepts c1
        10s c1 ends
        20s c2 joins        | offer c2 a2
        20s a2 accepts c2
        40s c2 ends
        41s a2 signs out
        42s a2 ready
        43s c3 joins        | offer c3 a2
        "#,
    );
}

#[test]
fn the_fewest_calls_come_first_and_a_newcomer_is_not_flooded() {
    scene(
        r#"
        queue q order fewest-calls
        0s a1 ready
        0s a2 ready
        1s c1 joins         | offer c1 a1
        1s a1 accepts c1
        2s c2 joins         | offer c2 a2
        2s a2 accepts c2
        3s c2 ends
        4s c3 joins         | offer c3 a2
        4s a2 accepts c3
        5s c3 ends
        6s c1 ends
        7s c4 joins         | offer c4 a1
        7s a1 accepts c4
        8s c4 ends
        9s a3 ready
        10s c5 joins        | offer c5 a2
        10s a2 accepts c5
        11s c5 ends
        12s c6 joins        | offer c6 a1
        12s a1 accepts c6
        13s c6 ends
        14s c7 joins        | offer c7 a3
        14s a3 accepts c7
        15s c7 ends
        16s c8 joins        | offer c8 a2
        "#,
    );
}

#[test]
fn round_robin_goes_round_in_catalog_order() {
    scene(
        r#"
        agent a1
        agent a2
        agent a3
        queue q order round-robin
        0s a1 ready
        0s a2 ready
        0s a3 ready
        1s c1 joins         | offer c1 a1
        2s c1 hangs up      | withdraw c1 a1 call_left
        3s c2 joins         | offer c2 a2
        4s c2 hangs up      | withdraw c2 a2 call_left
        5s restart
        6s c3 joins         | offer c3 a3
        6s c4 joins         | offer c4 a1
        "#,
    );
}

#[test]
fn linear_is_the_first_in_the_catalog_who_is_free() {
    scene(
        r#"
        agent a1
        agent a2
        agent a3
        queue q order linear
        0s a2 ready
        1s a1 ready
        2s a3 ready
        3s c1 joins         | offer c1 a1
        4s a1 misses c1     | offer c1 a2
        5s c2 joins         | offer c2 a3
        "#,
    );
}
