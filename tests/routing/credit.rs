//! With `credit` priority is a head start of a stated length, so nobody starves: a caller is overtaken by those
//! alone who join within what is left of the largest head start after him, however many come later.

use std::collections::BTreeMap;
use std::time::Duration;

use santral::acd::{
    Acd, AgentConfig, AgentId, CallId, CallOrder, Config, Input, Join, Output, PRIORITY_MAX, QueueConfig,
    Time,
};

use crate::rng::Rng;

const RUNS: u64 = 300;
const CALLS: u128 = 200;

struct Caller {
    joined_us: u64,
    priority: u8,
    /// How many who joined later were served before.
    overtaken: usize,
}

#[test]
fn a_caller_is_overtaken_by_no_more_than_join_within_the_head_start_left_after_him() {
    (0..RUNS).for_each(|seed| {
        let worth_us = 1_000 * (1 + Rng::new(seed).next() % 30_000);
        let callers = serve(seed, worth_us);
        for (id, caller) in &callers {
            let left_us = u64::from(PRIORITY_MAX - caller.priority) * worth_us;
            let after = callers.range((id + 1)..).map(|(_, other)| other);
            let most = after.filter(|other| other.joined_us <= caller.joined_us + left_us).count();
            assert!(
                caller.overtaken <= most,
                "seed {seed}: {id} of priority {} was overtaken {} times, {most} at most",
                caller.priority,
                caller.overtaken
            );
        }
        assert!(callers.values().any(|caller| caller.overtaken > 0), "seed {seed}: priority does something");
    });
}

/// One agent and a line that never ends; all who were served.
fn serve(seed: u64, worth_us: u64) -> BTreeMap<u128, Caller> {
    let mut rng = Rng::new(seed);
    let queue = QueueConfig {
        call_order: CallOrder::Credit,
        priority_worth: Duration::from_micros(worth_us),
        ..QueueConfig::new("q")
    };
    let agent = AgentId::new("a");
    let agents = vec![AgentConfig::new(agent.as_str(), BTreeMap::new())];
    let mut acd = Acd::new(Config { agents, queues: vec![queue], ..Config::default() });
    let (mut callers, mut waiting) = (BTreeMap::new(), BTreeMap::new());
    let mut now = Time::from_millis(1);
    acd.handle(now, Input::AgentSignedIn { agent: agent.clone() });
    acd.handle(now, Input::AgentReady { agent: agent.clone() });
    for call in 1..=CALLS {
        now = now + Duration::from_millis(rng.next() % 3_000);
        let priority = u8::try_from(rng.below(usize::from(PRIORITY_MAX) + 1)).unwrap();
        waiting.insert(call, Caller { joined_us: now.as_micros(), priority, overtaken: 0 });
        let join = Join::new(CallId(call), "q".into(), now).with_priority(priority);
        acd.handle(now, Input::CallJoined(join));
        // She serves fewer than come, and at the end all who are left.
        while call == CALLS || rng.chance(30) {
            let Some(served) = answer(&mut acd, now, &agent) else { break };
            let caller = waiting.remove(&served).unwrap();
            waiting.range_mut(..served).for_each(|(_, earlier)| earlier.overtaken += 1);
            callers.insert(served, caller);
            acd.handle(now, Input::CallEnded { call: CallId(served) });
        }
    }
    assert_eq!(waiting.len(), 0, "everybody is served in the end");
    callers
}

/// Accepts the open offer; whose it was.
fn answer(acd: &mut Acd, now: Time, agent: &AgentId) -> Option<u128> {
    let mut offered = None;
    while let Some(output) = acd.poll_output() {
        if let Output::OfferMade(offer) = output {
            offered = Some(offer.call);
        }
    }
    let call = offered.or_else(|| acd.agent(agent).and_then(|agent| agent.offered).map(|open| open.call))?;
    acd.handle(now, Input::OfferAccepted { call, agent: agent.clone() });
    Some(call.0)
}
