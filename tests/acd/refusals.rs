//! What the core will not do, it says; it never fails.

use crate::scene::scene;

#[test]
fn the_unknown_is_refused() {
    scene(
        "
        0s a99 signs in      | refused unknown_agent
        0s a99 signs out     | refused unknown_agent
        0s a99 just ready    | refused unknown_agent
        0s a99 not ready x   | refused unknown_agent
        0s a99 registered    | refused unknown_agent
        0s a99 line free     | refused unknown_agent
        0s a99 finishes      | refused unknown_agent
        0s c1 joins nowhere  | refused unknown_queue
        0s c1 found waiting nowhere  | refused unknown_queue
        0s c1 found talking a99 q    | refused unknown_agent
        0s c1 hangs up       | refused unknown_call
        0s c1 ends           | refused unknown_call
        0s a1 accepts c1     | refused unknown_call
        0s a1 misses c1      | refused not_offered
        ",
    );
}

#[test]
fn the_impossible_is_refused() {
    scene(
        "
        0s a1 just ready     | refused not_signed_in
        0s a1 not ready x    | refused not_signed_in
        0s a1 finishes       | refused not_in_wrap_up
        0s a1 extends 5s     | refused not_in_wrap_up
        1s c1 joins
        1s c1 joins          | refused already_waiting
        2s a1 ready          | offer c1 a1
        2s c1 joins          | refused already_waiting
        3s a2 declines c1    | refused not_offered
        4s a1 declines c1
        4s a1 declines c1    | refused not_offered
        ",
    );
}

#[test]
fn saying_a_thing_twice_is_no_offence() {
    scene(
        "
        0s a1 signs out
        1s a1 signs in       | a1 not_ready signed_in
        1s a1 signs in
        2s a1 ready          | a1 available
        2s a1 ready
        2s a1 signs in
        3s a1 not ready x    | a1 not_ready x
        3s a1 not ready x
        4s a1 not ready y    | a1 not_ready y
        5s a1 registered
        6s a1 signs out      | a1 offline
        6s a1 signs out
        ",
    );
}

#[test]
fn a_full_queue_takes_no_more_until_somebody_leaves() {
    scene(
        "
        queue q full 2
        0s c1 joins
        0s c2 joins
        0s c3 joins            | refused queue_full
        0s c4 found waiting q
        1s c1 hangs up
        1s c2 hangs up
        1s c3 joins
        2s c5 joins            | refused queue_full
        ",
    );
}
