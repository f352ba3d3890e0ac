//! Going on after a restart, and agreeing with what the PBX shows.

use crate::scene::scene;

#[test]
fn a_core_goes_on_from_its_snapshot() {
    scene(
        r#"
        agent a2 tr=1
        queue q require "any" wrap 30s
        queue p require "tr >= 3"
        stage p 30s "tr >= 1"
        0s a1 ready
        0s c1 joins         | offer c1 a1
        1s a1 accepts c1
        2s a2 ready
        3s c2 joins p
        4s restart
        10s c1 ends
        11s restart
        33s tick            | c2 reaches 1, offer c2 a2 stage 1
        34s restart
        35s c3 joins
        40s tick            | offer c3 a1
        41s a2 declines c2
        42s restart
        51s tick            | offer c2 a2 stage 1
        "#,
    );
}

#[test]
fn a_call_that_is_found_waiting_keeps_its_age() {
    scene(
        "
        0s c1 joins                     | c1 waits q 1
        1s c2 found waiting q 60s ago   | c2 waits q 1
        1s c2 found waiting q 5s ago
        2s a1 ready                     | offer c2 a1
        ",
    );
}

#[test]
fn a_conversation_that_is_found_keeps_its_agent() {
    scene(
        "
        0s a1 signs in                  | a1 not_ready signed_in
        1s c1 found talking a1 q 60s ago | c1 waits q 1, a1 on_call c1 then not_ready signed_in, c1 dequeued answered a1 60s
        2s c1 found talking a1 q 61s ago
        3s c1 ends                      | a1 not_ready signed_in
        ",
    );
}

#[test]
fn a_ringing_that_is_found_is_taken_over() {
    scene(
        "
        0s a1 ready                     | a1 available
        1s c1 found ringing a1 q 5s ago | found c1 a1, a1 ringing c1
        ",
    );
    scene(
        "
        0s c1 found ringing a1 q 5s ago | found c1 a1
        0s c1 found ringing a1 q 5s ago
        9s a1 accepts c1                | ended c1 a1 accepted, c1 dequeued answered a1 14s
        ",
    );
}

#[test]
fn a_ringing_nobody_can_name_counts_as_waiting() {
    scene(
        "
        0s c1 found ringing q 5s ago    | c1 waits q 1
        1s a1 ready                     | offer c1 a1
        ",
    );
}

#[test]
fn an_offer_the_pbx_does_not_show_is_withdrawn_and_made_anew() {
    scene(
        "
        0s a1 ready
        1s c1 joins                     | offer c1 a1
        2s c1 found waiting q           | withdraw c1 a1 resynced, offer c1 a1
        ",
    );
}

#[test]
fn a_conversation_the_pbx_does_not_show_puts_the_caller_back() {
    scene(
        "
        queue q wrap 10s
        0s a1 ready                     | a1 available
        1s c1 joins                     | offer c1 a1, a1 ringing c1
        2s a1 accepts c1                | a1 on_call c1
        3s c1 found waiting q           | a1 wrap_up c1
        13s tick                        | a1 available, offer c1 a1, a1 ringing c1
        ",
    );
}

#[test]
fn a_call_a_stranger_has_is_let_go() {
    scene(
        "
        0s c1 joins
        1s c1 found talking q           | c1 dequeued answered_elsewhere 1s
        2s c2 found talking q
        3s a1 ready
        ",
    );
}

#[test]
fn a_second_ringing_on_a_talking_agent_is_not_taken_over() {
    scene(
        "
        0s c1 found talking a1 q        | c1 waits q 1
        1s c2 found ringing a1 q        | c2 waits q 1, refused agent_taken
        ",
    );
}

#[test]
fn a_queue_dropped_while_we_were_down_still_serves_its_calls() {
    use santral::acd::{Acd, Config, Input, Output, Policy, Time};
    let acd = scene("0s c1 joins");
    let config = Config { queues: Vec::new(), agents: Vec::new(), policy: Policy::default() };
    let mut acd = Acd::restore(config, acd.snapshot());
    acd.handle(Time::from_millis(1), Input::CallEnded { call: crate::scene::call("c1") });
    assert!(std::iter::from_fn(|| acd.poll_output()).any(|said| matches!(said, Output::CallDequeued { .. })));
    assert_eq!(acd.queues().count(), 0);
}
