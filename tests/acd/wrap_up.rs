//! After-call work.

use crate::scene::scene;

#[test]
fn wrap_up_follows_the_call_and_ends_by_itself() {
    scene(
        "
        queue q wrap 30s
        0s a1 ready
        0s c1 joins        | offer c1 a1
        1s a1 accepts c1
        5s c2 joins
        10s c1 ends
        40s tick           | offer c2 a1
        ",
    );
}

#[test]
fn an_agent_may_finish_early_or_take_longer() {
    scene(
        "
        queue q wrap 30s
        0s a1 ready        | a1 available
        0s c1 joins        | offer c1 a1, a1 ringing c1
        1s a1 accepts c1   | a1 on_call c1
        10s c1 ends        | a1 wrap_up c1
        20s a1 extends 15s | a1 wrap_up c1
        40s tick
        55s tick           | a1 available
        60s c2 joins       | offer c2 a1, a1 ringing c2
        61s a1 accepts c2  | a1 on_call c2
        70s c2 ends        | a1 wrap_up c2
        72s a1 finishes    | a1 available
        ",
    );
}

#[test]
fn no_extension_goes_beyond_an_hour() {
    scene(
        "
        queue q wrap 30s
        0s a1 ready
        0s c1 joins          | offer c1 a1
        1s a1 accepts c1
        10s c1 ends
        20s a1 extends 9999s
        21s a1 extends 9999s
        22s c2 joins
        3610s tick           | offer c2 a1
        ",
    );
}

#[test]
fn a_break_asked_for_during_the_call_follows_the_wrap_up() {
    scene(
        "
        queue q wrap 30s
        0s a1 ready             | a1 available
        0s c1 joins             | offer c1 a1, a1 ringing c1
        1s a1 accepts c1        | a1 on_call c1
        2s a1 not ready lunch   | a1 on_call c1 then not_ready lunch
        10s c1 ends             | a1 wrap_up c1 then not_ready lunch
        40s tick                | a1 not_ready lunch
        ",
    );
}

#[test]
fn the_last_word_during_a_call_counts() {
    scene(
        "
        0s a1 ready             | a1 available
        0s c1 joins             | offer c1 a1, a1 ringing c1
        1s a1 accepts c1        | a1 on_call c1
        2s a1 not ready lunch   | a1 on_call c1 then not_ready lunch
        3s a1 ready             | a1 on_call c1
        4s a1 signs out         | a1 on_call c1 then offline
        5s a1 not ready lunch   | refused not_signed_in
        6s a1 signs in          | a1 on_call c1 then not_ready signed_in
        7s a1 ready             | a1 on_call c1
        8s a1 signs out         | a1 on_call c1 then offline
        10s c1 ends             | a1 offline
        ",
    );
}
