//! An offer is made, and ends exactly once.

use crate::scene::scene;

#[test]
fn a_call_is_offered_to_the_only_agent_and_accepted() {
    scene(
        "
        0s a1 ready        | a1 available
        5s c1 joins        | c1 waits q 1, offer c1 a1, a1 ringing c1
        9s a1 accepts c1   | ended c1 a1 accepted, a1 on_call c1, c1 dequeued answered a1 4s
        60s c1 ends        | a1 available
        ",
    );
}

#[test]
fn a_call_waits_for_the_first_agent_who_becomes_ready() {
    scene(
        "
        0s c1 joins
        1s c2 joins
        9s a1 ready        | offer c1 a1
        12s a1 accepts c1
        13s a2 ready       | offer c2 a2
        ",
    );
}

#[test]
fn the_longest_idle_agent_comes_first() {
    scene(
        "
        0s a2 ready
        1s a1 ready
        1s a3 ready
        5s c1 joins        | offer c1 a2
        5s c2 joins        | offer c2 a1
        5s c3 joins        | offer c3 a3
        ",
    );
}

#[test]
fn who_has_just_talked_is_not_the_longest_idle() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        2s c1 joins        | offer c1 a1
        3s a1 accepts c1
        9s c1 ends
        10s c2 joins       | offer c2 a2
        ",
    );
}

#[test]
fn the_oldest_call_comes_first_across_queues() {
    scene(
        "
        queue p
        0s c1 joins p
        1s c2 joins
        2s c3 joins p 3s ago
        3s a1 ready        | offer c3 a1
        4s a2 ready        | offer c1 a2
        5s a3 ready        | offer c2 a3
        ",
    );
}

#[test]
fn an_unanswered_offer_moves_to_the_next_agent() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        5s c1 joins        | offer c1 a1
        25s a1 misses c1   | ended c1 a1 unanswered, offer c1 a2
        ",
    );
}

#[test]
fn a_declined_offer_moves_on_at_once() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        5s c1 joins        | offer c1 a1
        6s a1 declines c1  | ended c1 a1 declined, offer c1 a2
        7s a2 busy c1      | ended c1 a2 busy
        ",
    );
}

#[test]
fn an_agent_who_signs_out_while_ringing_loses_the_offer() {
    scene(
        "
        0s a1 ready         | a1 available
        1s a2 ready         | a2 available
        5s c1 joins        | offer c1 a1, a1 ringing c1
        6s a1 signs out    | a1 ringing c1 then offline, withdraw c1 a1 agent_left, a1 offline, offer c1 a2, a2 ringing c1
        ",
    );
}

#[test]
fn an_agent_who_takes_a_break_while_ringing_loses_the_offer() {
    scene(
        "
        0s a1 ready
        1s a2 ready
        5s c1 joins             | offer c1 a1
        6s a1 not ready lunch   | withdraw c1 a1 agent_left, offer c1 a2
        ",
    );
}

#[test]
fn accepting_after_the_offer_is_over_still_counts() {
    scene(
        "
        0s a1 ready             | a1 available
        1s a2 ready             | a2 available
        5s c1 joins             | offer c1 a1, a1 ringing c1
        6s a1 signs out         | a1 ringing c1 then offline, withdraw c1 a1 agent_left, a1 offline, offer c1 a2, a2 ringing c1
        7s a1 accepts c1        | withdraw c1 a2 answered_elsewhere, a2 available, a1 on_call c1 then offline
        9s c1 ends              | a1 offline
        ",
    );
}

#[test]
fn an_agent_on_another_call_is_freed_of_the_offer_she_rings_for() {
    scene(
        "
        0s a1 ready
        1s c1 joins           | offer c1 a1
        2s c2 joins
        3s a1 accepts c2      | withdraw c1 a1 agent_taken, c2 dequeued answered a1 1s
        4s a2 ready           | offer c1 a2
        ",
    );
}

#[test]
fn a_conversation_whose_end_we_missed_gives_way_to_the_next() {
    scene(
        "
        0s a1 ready         | a1 available
        1s c1 joins           | offer c1 a1, a1 ringing c1
        2s a1 accepts c1      | a1 on_call c1
        3s c2 joins
        4s a1 accepts c2      | a1 on_call c2
        5s c2 ends            | a1 available
        6s c1 ends            | refused unknown_call
        ",
    );
}

#[test]
fn a_call_taken_over_by_a_second_agent_frees_the_first() {
    scene(
        "
        queue q wrap 30s
        0s a1 ready         | a1 available
        1s c1 joins           | offer c1 a1, a1 ringing c1
        2s a1 accepts c1      | a1 on_call c1, c1 dequeued answered a1 1s
        3s a2 ready         | a2 available
        4s a2 accepts c1      | a1 wrap_up c1, a2 on_call c1
        4s a2 accepts c1
        ",
    );
}

#[test]
fn a_call_answered_by_a_stranger_is_offered_to_nobody_else() {
    scene(
        "
        0s a1 ready
        1s c1 joins           | offer c1 a1
        2s a99 accepts c1     | withdraw c1 a1 answered_elsewhere, c1 dequeued answered_elsewhere 1s, refused unknown_agent
        ",
    );
}

#[test]
fn an_offer_the_pbx_forgets_is_withdrawn_after_the_grace() {
    scene(
        "
        queue q ring 20s
        0s a1 ready
        1s c1 joins           | offer c1 a1
        31s tick              | withdraw c1 a1 overdue
        33s tick              | offer c1 a1
        ",
    );
}

#[test]
fn a_talking_call_may_be_sent_back_to_a_queue() {
    scene(
        "
        queue p
        queue q wrap 10s
        0s a1 ready         | a1 available
        1s c1 joins           | c1 waits q 1, offer c1 a1, a1 ringing c1
        2s a1 accepts c1      | a1 on_call c1
        9s c1 joins p         | a1 wrap_up c1, c1 waits p 1
        19s tick              | a1 available, offer c1 a1, a1 ringing c1
        ",
    );
}

#[test]
fn many_calls_and_many_agents_meet_in_one_step() {
    scene(
        r#"
        queue p require "x"
        0s a1 ready
        0s a2 ready
        1s c1 joins p
        2s c2 joins p
        3s c3 joins p
        9s queue p            | offer c1 a1, offer c2 a2
        "#,
    );
}
