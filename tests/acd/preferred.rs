//! A call waits for the agents it prefers, for as long as it has patience and they may come.

use santral::acd::Verdict;

use crate::scene::{call, moment, scene};

#[test]
fn a_call_waits_for_its_agent_and_is_then_open_to_all() {
    scene(
        "
        0s a1 ready
        1s c1 joins                     | offer c1 a1
        2s a1 accepts c1
        3s a2 ready
        4s c2 joins prefers a1 for 20s
        5s c3 joins                     | offer c3 a2
        6s a2 accepts c3
        7s c3 ends
        24s tick                        | c2 opens patience_over, offer c2 a2
        ",
    );
}

#[test]
fn she_gets_it_when_she_is_free_in_time() {
    scene(
        "
        0s a1 ready
        0s a2 ready
        1s c1 joins                     | offer c1 a1
        2s a1 accepts c1
        4s c2 joins prefers a1 for 20s
        5s restart
        9s c1 ends                      | offer c2 a1
        10s a1 declines c2
        20s tick                        | offer c2 a1
        24s a1 declines c2              | c2 opens patience_over, offer c2 a2
        ",
    );
}

#[test]
fn the_first_named_comes_first_whoever_is_idle_for_longer() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        2s a3 ready
        3s c1 joins prefers a3+a2 for 20s   | offer c1 a3
        4s c2 joins prefers a3+a2 for 20s   | offer c2 a2
        ",
    );
}

#[test]
fn without_patience_she_comes_first_if_she_is_free() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        2s c1 joins prefers a2 for 0s   | offer c1 a2, c1 opens patience_over
        3s c2 joins prefers a2 for 0s   | c2 opens patience_over, offer c2 a1
        ",
    );
}

#[test]
fn who_will_not_come_soon_is_not_waited_for() {
    scene(
        "
        0s a2 ready
        1s c1 joins prefers a1 for 20s  | c1 opens nobody_reachable, offer c1 a2
        2s a1 ready
        3s c2 joins                     | offer c2 a1
        4s a1 accepts c2
        5s c3 joins prefers a1+a99 for 20s
        6s a3 ready
        7s a1 not ready lunch           | c3 opens nobody_reachable, offer c3 a3
        ",
    );
}

#[test]
fn who_lacks_the_skill_is_not_waited_for() {
    scene(
        r#"
        agent a2 tr=3
        queue q require "tr"
        0s a1 ready
        1s a2 ready
        2s c1 joins prefers a1 for 20s  | c1 opens nobody_reachable, offer c1 a2
        "#,
    );
}

#[test]
fn waiting_for_another_is_explained() {
    let acd = scene(
        "
        0s a1 ready
        0s c1 joins                     | offer c1 a1
        1s a2 ready
        2s c2 joins prefers a1 for 20s
        ",
    );
    let told = acd.explain(moment("3s"), call("c2")).unwrap().agents;
    let why = |index: usize| match &told[index].1 {
        Verdict::Chosen => "chosen".to_owned(),
        Verdict::Not(why) => why.to_string(),
    };
    assert_eq!(why(0), "busy with call 00000000-0000-0000-0000-000000000001");
    assert_eq!(why(1), "the call waits for another until 3622.000000");
}
