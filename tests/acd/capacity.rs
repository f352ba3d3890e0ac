//! Several calls at once, where the catalog lets her.

use santral::acd::{AgentState, Verdict, WhyNot};

use crate::scene::{call, moment, scene};

#[test]
fn an_agent_takes_as_many_as_she_may_and_one_offer_at_a_time() {
    let acd = scene(
        r#"
        agent a1 takes=2
        queue q require "any" wrap 10s
        0s a1 ready         | a1 available
        1s c1 joins         | offer c1 a1, a1 ringing c1
        2s c2 joins
        3s c3 joins
        4s a1 accepts c1    | ended c1 a1 accepted, a1 on_call c1, offer c2 a1
        5s a1 accepts c2    | ended c2 a1 accepted
        6s c1 ends          | a1 on_call c2, offer c3 a1
        7s restart
        8s a1 accepts c3    | ended c3 a1 accepted
        "#,
    );
    let a1 = acd.agent(&"a1".into()).unwrap();
    assert_eq!((a1.state.clone(), a1.since), (AgentState::OnCall { call: call("c2") }, moment("4s")));
    assert_eq!((a1.calls.clone(), a1.offered), (vec![call("c2"), call("c3")], None));
}

#[test]
fn wrap_up_begins_when_the_last_call_ends() {
    scene(
        r#"
        agent a1 takes=2
        queue q require "any" wrap 10s
        0s a1 ready         | a1 available
        1s c1 joins         | offer c1 a1, a1 ringing c1
        2s a1 accepts c1    | ended c1 a1 accepted, a1 on_call c1
        3s c2 joins         | offer c2 a1
        4s a1 accepts c2    | ended c2 a1 accepted
        5s c2 ends
        6s a1 not ready x   | a1 on_call c1 then not_ready x
        7s c3 joins
        8s c1 ends          | a1 wrap_up c1 then not_ready x
        18s tick            | a1 not_ready x
        "#,
    );
}

#[test]
fn who_is_on_no_call_comes_first() {
    scene(
        r#"
        agent a1 takes=3 tr=9
        agent a2 tr=1
        queue q require "tr" order most-skilled
        0s a1 ready
        1s a2 ready
        1s c1 joins         | offer c1 a1
        2s a1 accepts c1    | ended c1 a1 accepted
        3s c2 joins         | offer c2 a2
        4s c3 joins         | offer c3 a1
        "#,
    );
}

#[test]
fn a_second_offer_she_misses_leaves_her_on_her_call() {
    scene(
        r#"
        agent a1 takes=2
        missed-max 1
        0s a1 ready         | a1 available
        1s c1 joins         | offer c1 a1, a1 ringing c1
        2s a1 accepts c1    | ended c1 a1 accepted, a1 on_call c1
        3s c2 joins         | offer c2 a1
        4s a1 misses c2     | ended c2 a1 unanswered, a1 on_call c1 then not_ready missed
        5s c1 ends          | a1 not_ready missed
        "#,
    );
}

#[test]
fn her_phone_rings_on_when_the_call_she_was_on_ends() {
    scene(
        r#"
        agent a1 takes=2
        queue q require "any" wrap 10s
        0s a1 ready         | a1 available
        1s c1 joins         | offer c1 a1, a1 ringing c1
        2s a1 accepts c1    | ended c1 a1 accepted, a1 on_call c1
        3s c2 joins         | offer c2 a1
        4s c1 ends          | a1 ringing c2
        5s a1 accepts c2    | ended c2 a1 accepted, a1 on_call c2
        "#,
    );
}

#[test]
fn one_call_more_than_she_takes_shows_that_the_oldest_is_over() {
    let acd = scene(
        r#"
        agent a1 takes=2
        1s c1 found talking a1 q
        2s c2 found talking a1 q
        3s c3 found ringing a1 q    | refused agent_taken
        4s c3 found talking a1 q
        5s c1 ends                  | refused unknown_call
        "#,
    );
    assert_eq!(acd.agent(&"a1".into()).unwrap().calls, [call("c2"), call("c3")]);
}

#[test]
fn who_takes_none_is_offered_none() {
    let acd = scene(
        r#"
        agent a1 takes=0
        0s a1 ready
        1s c1 joins
        "#,
    );
    let explanation = acd.explain(moment("2s"), call("c1")).unwrap();
    assert_eq!(explanation.agents, [("a1".into(), Verdict::Not(WhyNot::NoCapacity))]);
}
