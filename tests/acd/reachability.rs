//! Phones that cannot ring, and phones in calls of their own.

use crate::scene::scene;

#[test]
fn an_agent_whose_phone_is_not_registered_is_passed_over() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        2s a1 unregistered  | a1 flags unreachable
        3s c1 joins         | offer c1 a2
        4s c2 joins
        9s a1 registered    | a1 flags, offer c2 a1
        ",
    );
}

#[test]
fn an_offer_that_finds_the_phone_gone_does_not_count_as_missed() {
    scene(
        "
        missed-max 1
        0s a1 ready
        1s c1 joins         | offer c1 a1
        2s a1 unreachable c1 | ended c1 a1 unreachable, a1 flags unreachable
        60s tick
        61s a1 registered   | a1 flags, offer c1 a1
        ",
    );
}

#[test]
fn a_phone_in_a_call_of_its_own_is_not_rung() {
    scene(
        "
        0s a1 ready
        1s a1 line in use   | a1 flags in_use
        2s c1 joins
        9s a1 line free     | a1 flags, offer c1 a1
        ",
    );
}

#[test]
fn a_call_of_her_own_is_work_too() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        2s a1 line in use
        3s a1 line free
        4s c1 joins         | offer c1 a2
        ",
    );
}

#[test]
fn flags_outlive_states() {
    scene(
        "
        0s a1 unregistered
        1s a1 ready
        2s c1 joins
        3s a1 signs out
        4s a1 ready
        5s a1 registered    | offer c1 a1
        ",
    );
}
