//! All agents at once, and the first who picks up.

use crate::scene::scene;

#[test]
fn the_first_to_accept_has_the_call_and_the_others_stop_ringing() {
    scene(
        r#"
        queue q require "any" order ring-all
        0s a1 ready
        1s a2 ready
        2s a3 ready
        5s c1 joins         | offer c1 a1, offer c1 a2, offer c1 a3
        8s a2 accepts c1    | ended c1 a2 accepted, withdraw c1 a1 answered_elsewhere, withdraw c1 a3 answered_elsewhere, c1 dequeued answered a2 3s
        9s c2 joins         | offer c2 a1, offer c2 a3
        "#,
    );
}

#[test]
fn who_misses_it_stops_alone_and_the_call_waits_on_after_the_last() {
    scene(
        r#"
        queue q require "any" order ring-all
        0s a1 ready
        1s a2 ready
        5s c1 joins         | offer c1 a1, offer c1 a2
        6s a1 declines c1   | ended c1 a1 declined
        9s a2 misses c1     | ended c1 a2 unanswered
        16s tick            | offer c1 a1
        17s a1 accepts c1   | ended c1 a1 accepted, c1 dequeued answered a1 12s
        "#,
    );
}

#[test]
fn who_becomes_free_meanwhile_is_not_added() {
    scene(
        r#"
        queue q require "any" order ring-all
        0s a1 ready
        5s c1 joins         | offer c1 a1
        6s a2 ready
        7s c2 joins         | offer c2 a2
        8s a1 misses c1
        9s c2 hangs up      | withdraw c2 a2 call_left, offer c1 a2
        "#,
    );
}

#[test]
fn agents_of_every_active_stage_ring() {
    scene(
        r#"
        agent a1 tr=5
        agent a2 tr=1
        queue q require "tr >= 5" order ring-all
        stage q 10s "tr"
        0s a1 ready
        1s a2 ready
        2s c1 joins 30s ago | offer c1 a1, offer c1 a2 stage 1
        3s c1 hangs up      | withdraw c1 a1 call_left, withdraw c1 a2 call_left
        4s c2 joins         | offer c2 a1
        "#,
    );
}

#[test]
fn a_ringing_of_many_outlives_a_restart_and_a_gap() {
    scene(
        r#"
        queue q require "any" order ring-all ring 20s
        0s a1 ready
        0s a2 ready
        0s a3 signs in
        5s c1 joins                 | offer c1 a1, offer c1 a2
        6s restart
        7s c1 found ringing a1 q
        7s c1 found ringing a3 q    | found c1 a3
        8s a1 signs out             | withdraw c1 a1 agent_left
        35s tick                    | withdraw c1 a2 overdue
        37s tick                    | withdraw c1 a3 overdue, offer c1 a2
        "#,
    );
}
