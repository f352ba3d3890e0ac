//! A decision allocates nothing, once the core has seen a day as busy as this one; nor does an event nobody reads.
//!
//! A test binary of its own: the allocator that counts is everybody's in it.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails the test it helps")]

use std::collections::BTreeMap;
use std::time::Duration;

use santral::acd::{
    Acd, AgentConfig, AgentId, AgentOrder, CallId, CallOrder, Callbacks, Config, Input, Join, Output,
    Overflow, OverflowTarget, QueueConfig, QueueId, Requirement, Reserve, SkillId, Stage, StageKind, Time,
};
use santral::ami::{Parser, Verdict};

const AGENTS: usize = 60;
const QUEUES: usize = 12;

#[test]
fn nothing_is_allocated_where_agents_wait_for_callers() {
    allocates_nothing(AGENTS / 2);
}

#[test]
fn nothing_is_allocated_where_callers_wait_for_agents() {
    allocates_nothing(AGENTS + 500);
}

#[test]
fn an_event_nobody_reads_allocates_nothing() {
    let event = b"Event: Newexten\r\nPrivilege: dialplan,all\r\nTimestamp: 1764000000.123456\r\n\
        Channel: PJSIP/1001-00000001\r\nUniqueid: 1764000000.1\r\nLinkedid: 1764000000.1\r\n\
        Context: cti-in\r\nExtension: 5552001\r\nPriority: 1\r\nApplication: Set\r\nAppData: CTI_STATE=waiting\r\n\r\n";
    let read = event.repeat(200);
    let mut parser = Parser::new();
    let mut skipped = 0;
    let mut go_on = |times: usize| {
        for _ in 0..times {
            parser.space().extend_from_slice(&read);
            while let Some(packet) = parser.next() {
                skipped += usize::from(matches!(Verdict::of(&packet.unwrap()), Verdict::Unknown));
            }
        }
    };
    go_on(10);
    let counted = allocation_counter::measure(|| go_on(100));
    assert_eq!(skipped, 110 * 200);
    assert_eq!(counted.count_total, 0, "allocations in {} events", 100 * 200);
}

/// With so many callers inside.
fn allocates_nothing(inside: usize) {
    let mut day = Day::new(inside);
    day.go_on(30_000);
    let before = day.offers;
    let counted = allocation_counter::measure(|| day.go_on(10_000));
    assert!(day.offers > before + 9_000, "decisions are made: {}", day.offers - before);
    assert_eq!(counted.count_total, 0, "allocations in {} decisions", day.offers - before);
}

struct Day {
    acd: Acd,
    now: Time,
    agents: Vec<AgentId>,
    queues: Vec<QueueId>,
    talking: Vec<CallId>,
    calls: u128,
    offers: usize,
    random: u64,
}

impl Day {
    fn new(inside: usize) -> Self {
        let agents: Vec<AgentConfig> = (0..AGENTS).map(agent).collect();
        let queues: Vec<QueueConfig> = (0..QUEUES).map(queue).collect();
        let mut day = Self {
            now: Time::from_millis(1_000_000),
            agents: agents.iter().map(|agent| agent.id.clone()).collect(),
            queues: queues.iter().map(|queue| queue.id.clone()).collect(),
            talking: Vec::with_capacity(AGENTS),
            acd: Acd::new(Config { agents, queues, ..Config::default() }),
            calls: 0,
            offers: 0,
            random: 1,
        };
        for agent in day.agents.clone() {
            day.tell(Input::AgentSignedIn { agent: agent.clone() });
            day.tell(Input::AgentReady { agent });
        }
        (0..inside).for_each(|_| day.a_call_joins());
        day
    }

    /// Somebody hangs up and somebody calls, so many times.
    fn go_on(&mut self, times: usize) {
        for _ in 0..times {
            let index = self.below(self.talking.len());
            let call = self.talking.swap_remove(index);
            self.tell(Input::CallEnded { call });
            self.a_call_joins();
        }
    }

    fn a_call_joins(&mut self) {
        self.now = self.now + Duration::from_millis(40);
        self.calls += 1;
        let number = self.below(QUEUES);
        let queue = self.queues[number].clone();
        let priority = u8::try_from(self.below(11)).unwrap();
        let join = Join::new(CallId(self.calls), queue, self.now).with_priority(priority);
        self.tell(Input::CallJoined(join));
    }

    fn tell(&mut self, input: Input) {
        self.acd.handle(self.now, input);
        while let Some(output) = self.acd.poll_output() {
            if let Output::OfferMade(offer) = output {
                self.offers += 1;
                self.talking.push(offer.call);
                self.acd.handle(self.now, Input::OfferAccepted { call: offer.call, agent: offer.agent });
            }
        }
    }

    fn below(&mut self, end: usize) -> usize {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.random >> 33).unwrap() % end
    }
}

fn agent(number: usize) -> AgentConfig {
    let levels =
        (0..4).map(|skill| (SkillId::new(format!("s{skill}")), 1 + (number / (skill + 1) % 9) as u8));
    AgentConfig::new(format!("agent-{number:03}").as_str(), levels.collect::<BTreeMap<_, _>>())
}

/// Every order whose candidates are kept sorted, and every rule that watches a line.
fn queue(number: usize) -> QueueConfig {
    let require = |text: &str| Requirement::parse(text).unwrap();
    let orders = [
        AgentOrder::LongestIdle,
        AgentOrder::MostSkilled,
        AgentOrder::LeastSkilled,
        AgentOrder::SpecialistFirst,
        AgentOrder::FewestCalls,
        AgentOrder::RoundRobin,
        AgentOrder::Linear,
    ];
    let stage =
        Stage { after: Duration::from_secs(3), require: require("s0 or s1"), kind: StageKind::Cumulative };
    QueueConfig {
        require: require(&format!("s{} >= 4", number % 4)),
        stages: vec![stage],
        skip_unreachable_stages: number.is_multiple_of(3),
        call_order: CallOrder::ALL[number % CallOrder::ALL.len()],
        agent_order: orders[number % orders.len()],
        overflow: number.is_multiple_of(4).then_some(Overflow {
            waiting_max: Some(100_000),
            wait_max: Some(Duration::from_secs(86_400)),
            nobody_reachable: true,
            to: OverflowTarget::GiveBack,
        }),
        reserve: (number % 4 == 1).then(|| Reserve {
            who: require("s3 >= 8"),
            on_waiting: 3,
            off_waiting: 1,
        }),
        callbacks: Some(Callbacks::default()),
        ..QueueConfig::new(format!("queue-{number}").as_str())
    }
}
