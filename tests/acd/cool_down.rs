//! Missed offers: a pause, and after too many in a row a state.

use crate::scene::scene;

#[test]
fn a_missed_offer_passes_the_agent_over_for_ten_seconds() {
    scene(
        "
        0s a1 ready
        5s c1 joins        | offer c1 a1
        25s a1 misses c1   | ended c1 a1 unanswered, a1 flags until 35s
        35s tick           | a1 flags, offer c1 a1
        ",
    );
}

#[test]
fn the_third_missed_in_a_row_makes_her_not_ready() {
    scene(
        "
        cool-down 1s
        0s a1 ready         | a1 available
        0s c1 joins         | offer c1 a1, a1 ringing c1
        10s a1 misses c1    | a1 available
        11s tick            | offer c1 a1, a1 ringing c1
        20s a1 declines c1  | a1 available
        21s tick            | offer c1 a1, a1 ringing c1
        30s a1 busy c1      | a1 not_ready missed
        40s a1 ready        | a1 available, offer c1 a1, a1 ringing c1
        50s a1 misses c1    | a1 available
        51s tick            | offer c1 a1, a1 ringing c1
        ",
    );
}

#[test]
fn an_accepted_offer_starts_the_count_anew() {
    scene(
        "
        cool-down 1s
        missed-max 2
        0s a1 ready         | a1 available
        0s c1 joins         | offer c1 a1, a1 ringing c1
        10s a1 misses c1    | a1 available
        11s tick            | offer c1 a1, a1 ringing c1
        12s a1 accepts c1   | a1 on_call c1
        20s c1 ends         | a1 available
        21s c2 joins        | offer c2 a1, a1 ringing c2
        30s a1 misses c2    | a1 available
        31s tick            | offer c2 a1, a1 ringing c2
        40s a1 misses c2    | a1 not_ready missed
        ",
    );
}

#[test]
fn a_missed_offer_sends_the_agent_to_the_back() {
    scene(
        "
        cool-down 1s
        0s a1 ready
        1s a2 ready
        5s c1 joins         | offer c1 a1
        6s a1 declines c1   | offer c1 a2
        7s a2 accepts c1
        8s c1 ends
        9s a3 ready
        10s c2 joins        | offer c2 a1
        ",
    );
    scene(
        "
        cool-down 1s
        0s a1 ready
        1s a2 ready
        2s c1 joins         | offer c1 a1
        3s a1 declines c1   | offer c1 a2
        4s c1 hangs up      | withdraw c1 a2 call_left
        9s c2 joins         | offer c2 a2
        ",
    );
}

#[test]
fn a_fault_of_the_pbx_is_not_her_miss() {
    scene(
        "
        missed-max 1
        0s a1 ready
        0s c1 joins         | offer c1 a1
        1s a1 fails c1      | ended c1 a1 failed, a1 flags until 3s
        3s tick             | a1 flags, offer c1 a1
        ",
    );
}

#[test]
fn coming_back_to_ready_ends_the_cool_down() {
    scene(
        "
        0s a1 ready
        0s c1 joins            | offer c1 a1
        1s a1 declines c1
        2s a1 not ready lunch
        3s a1 ready            | offer c1 a1
        ",
    );
}

#[test]
fn the_age_of_a_call_survives_a_missed_offer() {
    scene(
        "
        0s a1 ready
        0s c1 joins            | offer c1 a1
        1s c2 joins
        20s a1 misses c1
        21s a2 ready           | offer c1 a2
        22s a2 accepts c1      | c1 dequeued answered a2 22s
        ",
    );
}

#[test]
fn never_is_a_number_of_misses_too() {
    scene(
        "
        missed-max 0
        cool-down 1s
        0s a1 ready
        0s c1 joins            | offer c1 a1
        1s a1 declines c1
        2s tick                | offer c1 a1
        3s a1 declines c1
        4s tick                | offer c1 a1
        5s a1 declines c1
        6s tick                | offer c1 a1
        7s a1 declines c1
        8s tick                | offer c1 a1
        ",
    );
}
