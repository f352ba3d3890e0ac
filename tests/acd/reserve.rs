//! Agents kept back until many wait.

use santral::acd::{Verdict, WhyNot};

use crate::scene::{call, moment, scene};

#[test]
fn the_reserve_comes_with_many_waiting_and_goes_with_few() {
    scene(
        r#"
        agent a1 tr=1
        agent a2 tr=1 lead=1
        queue q require "tr"
        reserve q "lead" 3 1
        0s a2 ready
        1s c1 joins
        2s c2 joins
        3s c3 joins         | q reserve on, offer c1 a2
        4s a2 accepts c1
        5s c1 ends          | offer c2 a2
        6s a2 accepts c2    | q reserve off
        7s c2 ends
        8s a1 ready         | offer c3 a1
        "#,
    );
}

#[test]
fn a_reserve_agent_who_comes_in_goes_first_to_whom_has_waited_for_her_longest() {
    scene(
        r#"
        agent a1 tr=1
        agent a2 tr=1 lead=1
        queue q require "tr"
        reserve q "lead" 3 1
        0s a2 ready
        1s c1 joins prefers a2 for 60s
        2s c2 joins
        3s c3 joins         | q reserve on, offer c1 a2
        "#,
    );
}

#[test]
fn the_reserve_takes_other_queues_calls_as_ever() {
    scene(
        r#"
        agent a2 tr=1 lead=1
        queue q require "tr"
        reserve q "lead" 2 0
        queue p require "tr"
        0s a2 ready
        1s c1 joins
        2s c2 joins p       | offer c2 a2
        3s c2 hangs up      | withdraw c2 a2 call_left
        "#,
    );
}

#[test]
fn a_reserve_taken_out_of_the_catalog_holds_nobody() {
    scene(
        r#"
        agent a2 lead=1
        queue q require "any"
        reserve q "lead" 2 0
        0s a2 ready
        1s c1 joins
        2s c2 joins         | q reserve on, offer c1 a2
        3s restart
        4s queue q require "any" wrap 1s  | q reserve off
        5s c1 hangs up      | withdraw c1 a2 call_left, offer c2 a2
        "#,
    );
}

#[test]
fn being_held_in_reserve_is_explained() {
    let acd = scene(
        r#"
        agent a2 lead=1
        queue q require "any"
        reserve q "lead" 2 0
        0s a2 ready
        1s c1 joins
        "#,
    );
    let explanation = acd.explain(moment("2s"), call("c1")).unwrap();
    assert_eq!(explanation.agents, [("a2".into(), Verdict::Not(WhyNot::HeldInReserve))]);
}
