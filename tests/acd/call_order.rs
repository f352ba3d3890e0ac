//! Which of the waiting calls comes first, in one queue and across queues.

use std::time::Duration;

use santral::acd::{
    Acd, AgentConfig, CallId, CallOrder, Config, Input, Join, Output, PRIORITY_MAX, QueueConfig, Time,
};

use crate::scene::scene;

#[test]
fn priority_comes_before_age() {
    scene(
        "
        queue q calls priority
        0s c1 joins              | c1 waits q 1
        1s c2 joins priority 3   | c2 waits q 1
        2s c3 joins priority 3   | c3 waits q 2
        9s a1 ready              | offer c2 a1
        9s a2 ready              | offer c3 a2
        9s a3 ready              | offer c1 a3
        ",
    );
}

#[test]
fn a_point_of_priority_is_worth_a_stated_wait() {
    scene(
        "
        queue q calls credit worth 10s
        0s c1 joins              | c1 waits q 1
        20s c2 joins priority 2  | c2 waits q 2
        29s c3 joins priority 3  | c3 waits q 1
        30s a1 ready             | offer c3 a1
        30s a2 ready             | offer c1 a2
        30s a3 ready             | offer c2 a3
        ",
    );
}

#[test]
fn the_target_that_runs_out_first_comes_first() {
    scene(
        "
        queue q calls deadline target 60s
        queue p calls deadline target 10s
        0s c1 joins
        49s c2 joins p
        51s c3 joins p
        52s a1 ready             | offer c2 a1
        52s a2 ready             | offer c1 a2
        ",
    );
}

#[test]
fn urgency_accumulates_by_the_weight_of_the_queue() {
    scene(
        "
        queue q calls accumulating weight 2
        queue p calls accumulating weight 3
        0s c1 joins
        10s c2 joins p
        29s a1 ready             | offer c1 a1
        30s c1 found waiting q   | withdraw c1 a1 resynced, offer c1 a1
        31s c1 found waiting q   | withdraw c1 a1 resynced, offer c2 a1
        ",
    );
}

#[test]
fn queues_of_different_orders_compare_by_virtual_arrival() {
    scene(
        "
        queue q
        queue credit calls credit worth 10s
        queue deadline calls deadline target 30s
        queue strict calls priority
        0s c1 joins deadline
        20s c2 joins priority 10
        35s c3 joins credit priority 2
        40s c4 joins strict priority 1
        41s c5 joins strict
        50s a1 ready             | offer c4 a1
        50s a2 ready             | offer c3 a2
        50s a3 ready             | offer c2 a3
        50s a4 ready             | offer c1 a4
        50s a5 ready             | offer c5 a5
        ",
    );
}

#[test]
fn a_new_call_order_holds_for_those_who_wait() {
    scene(
        "
        0s c1 joins
        1s c2 joins priority 5
        2s queue q calls priority
        3s restart
        4s a1 ready              | offer c2 a1
        ",
    );
}

/// One agent, a caller of no priority, and from then on a caller of the highest every second, each
/// served for a second. Under `credit` he is served after exactly as many as the bound allows:
/// those who joined less than 10 points x 7 s after him.
#[test]
fn under_credit_nobody_is_overtaken_from_beyond_the_bound() {
    let worth = Duration::from_secs(7);
    let queue = QueueConfig { call_order: CallOrder::Credit, priority_worth: worth, ..QueueConfig::new("q") };
    let agent = AgentConfig::new("a", std::collections::BTreeMap::new());
    let mut acd = Acd::new(Config { agents: vec![agent], queues: vec![queue], ..Config::default() });
    acd.handle(Time::ZERO, Input::AgentSignedIn { agent: "a".into() });
    let join = |call, at, priority| {
        Input::CallJoined(Join::new(CallId(call), "q".into(), at).with_priority(priority))
    };
    let mut overtaken_by = Vec::new();
    acd.handle(Time::ZERO, join(0, Time::ZERO, 0));
    for second in 1..200 {
        let now = Time::from_millis(second * 1_000);
        acd.handle(now, join(second.into(), now, PRIORITY_MAX));
        acd.handle(now, Input::AgentReady { agent: "a".into() });
        let offered = std::iter::from_fn(|| acd.poll_output()).find_map(|output| {
            let Output::OfferMade(offer) = output else { return None };
            Some(offer.call)
        });
        let call = offered.unwrap();
        if call == CallId(0) {
            break;
        }
        overtaken_by.push(now - Time::ZERO);
        acd.handle(now, Input::OfferAccepted { call, agent: "a".into() });
        acd.handle(now, Input::CallEnded { call });
        acd.handle(now, Input::AgentNotReady { agent: "a".into(), reason: "lunch".into() });
        while acd.poll_output().is_some() {}
    }
    let bound = u32::from(PRIORITY_MAX) * worth;
    assert_eq!(overtaken_by.len(), 69, "those of the seconds 1 to 69");
    assert!(overtaken_by.iter().all(|joined| *joined < bound));
}
