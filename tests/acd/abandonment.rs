//! Callers who leave.

use crate::scene::scene;

#[test]
fn a_caller_who_hangs_up_while_ringing_frees_the_agent_at_once() {
    scene(
        "
        0s a1 ready
        5s c1 joins        | offer c1 a1
        9s c1 hangs up     | withdraw c1 a1 call_left, c1 dequeued abandoned 4s
        9s c2 joins        | offer c2 a1
        ",
    );
}

#[test]
fn the_agent_freed_by_it_takes_the_next_waiting_call_in_the_same_step() {
    scene(
        "
        0s a1 ready
        5s c1 joins        | offer c1 a1
        6s c2 joins
        9s c1 hangs up     | withdraw c1 a1 call_left, offer c2 a1
        ",
    );
}

#[test]
fn it_costs_the_agent_neither_her_place_nor_a_cool_down() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        5s c1 joins        | offer c1 a1
        9s c1 hangs up     | withdraw c1 a1 call_left
        10s c2 joins       | offer c2 a1
        ",
    );
}

#[test]
fn a_caller_who_hangs_up_while_waiting_is_passed_over() {
    scene(
        "
        0s c1 joins
        1s c2 joins
        5s c1 hangs up     | c1 dequeued abandoned 5s
        9s a1 ready        | offer c2 a1
        ",
    );
}

#[test]
fn a_call_the_fall_back_queue_has_is_no_longer_ours() {
    scene(
        "
        0s a1 ready
        0s c1 joins        | offer c1 a1
        1s c2 joins
        3s c1 falls back   | withdraw c1 a1 call_left, c1 dequeued fell_back 3s, offer c2 a1
        4s c1 ends         | refused unknown_call
        ",
    );
}

#[test]
fn a_caller_who_hangs_up_while_talking_ends_the_conversation() {
    scene(
        "
        queue q wrap 5s
        0s a1 ready        | a1 available
        0s c1 joins        | offer c1 a1, a1 ringing c1
        1s a1 accepts c1   | a1 on_call c1
        3s c1 hangs up     | a1 wrap_up c1
        8s tick            | a1 available
        ",
    );
}

#[test]
fn positions_close_up_behind_a_caller_who_leaves() {
    scene(
        "
        0s c1 joins        | c1 waits q 1
        1s c2 joins        | c2 waits q 2
        2s c1 hangs up
        3s c3 joins        | c3 waits q 2
        4s c4 joins 60s ago | c4 waits q 1
        ",
    );
}
