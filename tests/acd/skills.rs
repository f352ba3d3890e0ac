//! Who may take which call, and who of them does.

use crate::scene::scene;

#[test]
fn only_an_agent_with_the_skill_is_offered_the_call() {
    scene(
        r#"
        agent a1 tr=2
        agent a2 tr=3
        queue q require "tr >= 3"
        0s a1 ready
        1s a2 ready
        2s c1 joins        | offer c1 a2
        3s c2 joins
        "#,
    );
}

#[test]
fn a_call_nobody_idle_may_take_does_not_block_those_behind() {
    scene(
        r#"
        agent a1 en=5
        queue tr require "tr"
        queue en require "en"
        0s c1 joins tr
        1s c2 joins en
        2s a1 ready        | offer c2 a1
        "#,
    );
}

#[test]
fn an_excluded_skill_keeps_an_agent_out() {
    scene(
        r#"
        agent a1 tr=9 trainee=1
        agent a2 tr=3
        queue q require "tr >= 3 and (kart >= 2 or not trainee)"
        0s a1 ready
        1s a2 ready
        2s c1 joins        | offer c1 a2
        "#,
    );
}

#[test]
fn most_skilled_prefers_the_level_then_the_longest_idle() {
    scene(
        r#"
        agent a1 tr=50 golf=100
        agent a2 tr=90
        agent a3 tr=90
        queue q require "tr >= 10" order most-skilled
        0s a1 ready
        1s a3 ready
        2s a2 ready
        3s c1 joins        | offer c1 a3
        4s c2 joins        | offer c2 a2
        5s c3 joins        | offer c3 a1
        "#,
    );
}
