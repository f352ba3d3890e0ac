//! Who hangs up and calls again finds his old place.

use crate::scene::scene;

#[test]
fn who_comes_back_in_time_has_the_old_place() {
    scene(
        r#"
        queue q require "any" keeps 60s
        0s c1 joins from 7   | c1 waits q 1
        1s c2 joins from 8   | c2 waits q 2
        20s c1 hangs up      | c1 dequeued abandoned 20s
        80s c3 joins from 7  | c3 keeps place, c3 waits q 1
        81s a1 ready         | offer c3 a1
        82s a1 accepts c3    | c3 dequeued answered a1 82s
        "#,
    );
}

#[test]
fn who_comes_back_too_late_or_elsewhere_has_not() {
    scene(
        r#"
        queue p require "any" keeps 60s
        queue q require "any" keeps 60s
        queue r require "any"
        0s c1 joins from 7       | c1 waits q 1
        1s c2 joins              | c2 waits q 2
        2s c1 hangs up
        10s c3 joins p from 7    | c3 waits p 1
        63s c4 joins from 7      | c4 waits q 2
        64s c5 joins from 9      | c5 waits q 3
        65s c6 joins r from 9    | c6 waits r 1
        66s c6 hangs up
        67s c7 joins r from 9    | c7 waits r 1
        68s a1 ready             | offer c2 a1
        69s a1 declines c2
        "#,
    );
}

#[test]
fn a_place_is_kept_through_several_tries_and_a_restart_but_not_twice_at_once() {
    scene(
        r#"
        queue q require "any" keeps 60s
        0s c1 joins from 7   | c1 waits q 1
        10s c2 joins         | c2 waits q 2
        20s c1 hangs up
        30s c3 joins from 7  | c3 keeps place, c3 waits q 1
        31s c4 joins from 7  | c4 waits q 3
        40s c3 hangs up
        41s restart
        50s c5 joins from 7  | c5 keeps place, c5 waits q 1
        "#,
    );
}

#[test]
fn only_who_hung_up_has_a_place_kept() {
    scene(
        r#"
        queue q require "any" keeps 60s
        0s a1 ready
        0s c1 joins from 7      | c1 waits q 1, offer c1 a1
        1s a1 accepts c1
        2s c1 ends
        3s c2 joins from 7      | c2 waits q 1, offer c2 a1
        4s c2 falls back        | withdraw c2 a1 call_left
        5s c3 joins from 7      | c3 waits q 1, offer c3 a1
        "#,
    );
}
