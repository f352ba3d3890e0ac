//! Who would rather be called back keeps his place, and starves nobody.

use santral::acd::{Verdict, WhyNot};

use crate::scene::{call, moment, scene};

#[test]
fn a_callback_keeps_its_place_and_is_offered_like_a_call() {
    scene(
        r#"
        queue q require "any" wrap 30s
        callbacks q
        0s c1 joins          | c1 waits q 1 callback offered
        1s c2 joins          | c2 waits q 2 callback offered
        9s c1 asks callback  | c1 becomes callback
        60s a1 ready         | offer c1 a1
        61s a1 accepts c1    | c1 dequeued answered a1 61s
        90s c1 ends
        120s tick            | offer c2 a1
        "#,
    );
}

#[test]
fn who_asks_while_a_phone_rings_keeps_his_place_too() {
    scene(
        r#"
        queue q require "any"
        callbacks q
        0s a1 ready
        1s c1 joins          | offer c1 a1
        2s c1 asks callback  | withdraw c1 a1 callback_asked, c1 becomes callback, offer c1 a1
        "#,
    );
}

#[test]
fn a_customer_who_does_not_answer_is_tried_again_and_then_given_up() {
    scene(
        r#"
        queue q require "any" wrap 30s
        callbacks q quarantine 60s tries 2
        0s a1 ready              | a1 available
        1s c1 joins as callback  | c1 waits q 1, offer c1 a1, a1 ringing c1
        2s a1 accepts c1         | a1 on_call c1, c1 dequeued answered a1 1s
        9s a1 finds nobody c1    | a1 available, c1 waits q 1
        10s restart
        11s c2 joins             | c2 waits q 2 callback offered, offer c2 a1, a1 ringing c2
        12s c2 hangs up          | withdraw c2 a1 call_left, a1 available, c2 dequeued abandoned 1s
        69s tick                 | offer c1 a1, a1 ringing c1
        70s a1 accepts c1        | a1 on_call c1, c1 dequeued answered a1 69s
        75s a1 finds nobody c1   | a1 available, c1 dequeued callback_given_up 74s
        76s c1 ends              | refused unknown_call
        "#,
    );
}

#[test]
fn a_quarantine_is_explained() {
    let acd = scene(
        r#"
        queue q require "any"
        callbacks q quarantine 60s
        0s a1 ready
        0s c1 joins as callback  | offer c1 a1
        1s a1 accepts c1
        2s a1 finds nobody c1
        "#,
    );
    let explanation = acd.explain(moment("3s"), call("c1")).unwrap();
    let why = WhyNot::Quarantined { until: moment("62s") };
    assert_eq!(explanation.agents, [("a1".into(), Verdict::Not(why))]);
}

#[test]
fn so_many_callbacks_in_a_row_and_then_a_caller() {
    scene(
        r#"
        queue q require "any"
        callbacks q row 2
        0s c1 joins as callback
        1s c2 joins as callback
        2s c3 joins as callback
        3s c4 joins
        4s c5 joins
        10s a1 ready    | offer c1 a1
        11s a2 ready    | offer c2 a2
        12s restart
        13s a3 ready    | offer c4 a3
        14s a4 ready    | offer c3 a4
        15s a5 ready    | offer c5 a5
        "#,
    );
}

#[test]
fn a_callback_does_not_yield_to_a_caller_the_agent_could_not_take() {
    scene(
        r#"
        agent a1 tr=1
        agent a2 tr=1 vip=1
        queue q require "vip"
        stage q 30s "tr"
        callbacks q row 1
        0s c1 joins as callback 60s ago
        0s c2 joins as callback 60s ago
        0s c3 joins
        1s a1 ready       | offer c1 a1 stage 1
        2s a2 ready       | offer c3 a2
        3s a1 accepts c1
        4s c1 ends        | offer c2 a1 stage 1
        "#,
    );
}

#[test]
fn callbacks_are_no_crowd_and_are_not_sent_on() {
    scene(
        r#"
        queue p require "any"
        queue q require "any" full 2 over-waiting 1 over-wait 10s to p
        callbacks q
        0s c1 joins as callback
        0s c2 joins as callback
        1s c3 joins
        2s c4 joins             | c4 overflows p too_many_waiting
        11s tick                | c3 overflows p waiting_too_long
        12s q closes
        13s c5 joins as callback
        "#,
    );
}

#[test]
fn one_in_so_many_is_offered_a_callback() {
    scene(
        r#"
        queue q require "any"
        callbacks q offer 50
        0s c1 joins     | c1 waits q 1
        0s c2 joins     | c2 waits q 2 callback offered
        0s c3 joins     | c3 waits q 3
        0s restart
        0s c4 joins     | c4 waits q 4 callback offered
        "#,
    );
}

#[test]
fn misuse_is_refused() {
    scene(
        r#"
        queue q require "any"
        queue p require "any"
        callbacks p
        0s c1 asks callback             | refused unknown_call
        0s a1 finds nobody c1           | refused unknown_call
        0s c1 joins as callback         | refused no_callbacks
        1s c2 joins
        1s c2 asks callback             | refused no_callbacks
        1s a1 finds nobody c2           | refused not_a_callback
        2s c3 joins p as callback
        2s c3 asks callback             | refused already_callback
        2s a1 finds nobody c3           | refused not_talking
        3s a1 ready                     | offer c2 a1
        3s a1 accepts c2
        3s c2 asks callback             | refused not_waiting
        4s a2 ready                     | offer c3 a2
        4s a2 accepts c3
        4s a1 finds nobody c3           | refused not_talking
        "#,
    );
}
