//! A closed queue sends its callers where it says.

use crate::scene::scene;

#[test]
fn who_joins_a_closed_queue_is_given_back() {
    scene(
        "
        0s q closes
        1s c1 joins     | c1 overflows back closed
        2s q opens
        3s c2 joins     | c2 waits q 1
        ",
    );
}

#[test]
fn who_waits_already_stays() {
    scene(
        "
        0s c1 joins
        1s q closes
        2s c2 found waiting q
        3s a1 ready     | offer c1 a1
        4s a2 ready     | offer c2 a2
        ",
    );
}

#[test]
fn he_goes_where_the_queue_says_with_his_age() {
    scene(
        r#"
        queue p require "any"
        queue q require "any" closed-to p
        0s q closes
        9s c1 joins 5s ago   | c1 overflows p closed, c1 waits p 1
        10s restart
        11s c2 joins         | c2 overflows p closed, c2 waits p 2
        12s a1 ready         | offer c1 a1
        13s a1 accepts c1    | c1 dequeued answered a1 9s
        "#,
    );
}

#[test]
fn closed_queues_send_on_to_one_another_but_never_in_a_circle() {
    scene(
        r#"
        queue p require "any" closed-to r
        queue q require "any" closed-to p
        queue r require "any" closed-to q
        0s q closes
        0s p closes
        1s c1 joins     | c1 overflows p closed, c1 overflows r closed, c1 waits r 1
        2s r closes
        3s c2 joins     | c2 overflows p closed, c2 overflows r closed, c2 overflows back closed
        "#,
    );
}

#[test]
fn where_the_other_queue_is_full_or_unknown_he_is_given_back() {
    scene(
        r#"
        queue p require "any" full 1
        queue q require "any" closed-to p
        queue r require "any" closed-to nowhere
        0s c1 joins p
        1s q closes
        1s r closes
        2s c2 joins     | c2 overflows back closed
        3s c3 joins r   | c3 overflows back closed
        4s c1 hangs up
        5s c4 joins     | c4 overflows p closed
        "#,
    );
}

#[test]
fn overflow_does_not_lead_into_a_closed_queue() {
    scene(
        r#"
        queue p require "any"
        queue q require "any" over-wait 10s to p
        0s p closes
        1s c1 joins
        20s p opens     | c1 overflows p waiting_too_long
        "#,
    );
}

#[test]
fn a_caller_an_agent_sends_to_a_closed_queue_leaves_her_free() {
    scene(
        r#"
        queue q require "any"
        queue p require "any"
        0s a1 ready         | a1 available
        0s p closes
        1s c1 joins         | offer c1 a1, a1 ringing c1
        2s a1 accepts c1    | a1 on_call c1
        3s c1 joins p       | a1 available, c1 overflows back closed
        4s c1 ends          | refused unknown_call
        "#,
    );
}

#[test]
fn hours_of_a_queue_nobody_knows_are_refused() {
    scene("0s nowhere closes    | refused hours_of_unknown_queue");
}
