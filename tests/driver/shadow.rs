//! Beside a PBX's own queue the core decides too, and only the difference is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use santral::acd::{QueueId, Time};
use santral::call::{
    CallNews, CallOutcome, EndedBy, News, Party, PbxName, PbxQueue, QueueSeat, RingingEnd, SeatState,
};
use santral::driver::{Moment, Shadow, What};

use crate::desk::{call, line, pbx, roster};

const T: u64 = 1_764_000_000_000;

/// A shadow of the PBX's queue `satis`, for which the catalog's `destek` stands.
struct Scene {
    shadow: Shadow,
    seats: BTreeMap<&'static str, (SeatState, bool)>,
}

impl Scene {
    /// These phones are members and free; the catalog has an agent at each.
    fn with(phones: &[&'static str]) -> Self {
        let watched = BTreeMap::from([((pbx(), "satis".into()), QueueId::new("destek"))]);
        let shadow = Shadow::new(roster(), watched, Time::from_millis(T));
        let seats = phones.iter().map(|phone| (*phone, (SeatState::Free, false))).collect();
        let mut scene = Self { shadow, seats };
        scene.show(0);
        scene
    }

    /// The PBX shows the queue.
    fn show(&mut self, at_ms: u64) {
        let seat = |(phone, (state, paused)): (&&str, &(SeatState, bool))| QueueSeat {
            interface: format!("SIP/{phone}"),
            name: (*phone).to_owned(),
            line: Some(line(phone)),
            state: *state,
            paused: *paused,
            paused_reason: None,
            penalty: 0,
            calls_taken: 0,
        };
        let queue = PbxQueue {
            name: "satis".into(),
            strategy: "rrmemory".to_owned(),
            waiting: 0,
            oldest_at_ms: None,
            completed: 0,
            abandoned: 0,
            members: self.seats.iter().map(seat).collect(),
        };
        let what = What::PbxQueue { pbx: pbx(), name: "satis".into(), queue: Some(Arc::new(queue)) };
        self.moment(at_ms, what);
    }

    fn seat(&mut self, at_ms: u64, phone: &'static str, state: SeatState, paused: bool) {
        self.seats.insert(phone, (state, paused));
        self.show(at_ms);
    }

    fn news(&mut self, at_ms: u64, n: u64, news: News) {
        self.news_of(at_ms, n, "satis", news);
    }

    fn news_of(&mut self, at_ms: u64, n: u64, queue: &str, news: News) {
        let told = CallNews {
            call: call(n),
            linkedid: format!("{n}").into(),
            at_ms: T + at_ms,
            caller: Party { number: Some("05320000012".into()), ..Party::default() },
            queue: Some(queue.into()),
            news,
        };
        self.moment(at_ms, What::News { pbx: pbx(), news: Arc::new(told) });
    }

    fn moment(&mut self, at_ms: u64, what: What) {
        self.shadow.hear(&Moment { seq: 0, at: Time::from_millis(T + at_ms), what });
    }

    /// Rung, answered.
    fn served(&mut self, rung_ms: u64, answered_ms: u64, n: u64, phone: &str) {
        self.news(rung_ms, n, News::Ringing { targets: vec![at(phone)] });
        let end = News::RingingEnded { target: at(phone), why: RingingEnd::Answered };
        self.news(answered_ms, n, end);
        self.news(answered_ms, n, News::Answered { party: at(phone) });
    }

    fn ended(&mut self, at_ms: u64, n: u64) {
        let end = News::Ended { outcome: CallOutcome::Completed, by: EndedBy::Caller, merged_into: None };
        self.news(at_ms, n, end);
    }

    /// The latest calls, oldest first: who got it, who would have, how much sooner.
    fn told(&self) -> Vec<String> {
        let report = self.shadow.report();
        let one = |verdict: &santral::driver::ShadowVerdict| {
            let got = verdict
                .got
                .as_ref()
                .map(|(agent, phone, _)| agent.as_ref().map_or_else(|| phone.clone(), ToString::to_string));
            let would = verdict.would.as_ref().map(|(agent, _)| agent.to_string());
            format!("{got:?} {would:?} {:?}", verdict.sooner_ms())
        };
        report.recent.iter().rev().map(one).collect()
    }
}

fn at(phone: &str) -> Party {
    Party { line: Some(line(phone)), member: Some(format!("SIP/{phone}").into()), ..Party::default() }
}

fn joined() -> News {
    News::QueueJoined { position: 1 }
}

#[test]
fn who_would_have_been_rung_and_how_much_sooner_is_told_of_each_call() {
    let mut scene = Scene::with(&["1001", "1002"]);
    // Two are as idle: the core rings the first of them at once, the PBX the other 900 ms later.
    scene.news(1_000, 1, joined());
    scene.served(1_900, 5_000, 1, "1001");
    scene.ended(60_000, 1);
    assert_eq!(scene.told(), [r#"Some("zeynep") Some("mehmet") Some(900)"#]);
    let report = scene.shadow.report();
    let queue = &report.queues[0];
    assert_eq!((queue.judged, queue.same_agent, queue.sooner, queue.median_sooner_ms), (1, 0, 0, Some(900)));
}

#[test]
fn an_agent_who_is_really_busy_paused_or_away_is_not_chosen_until_she_is_free() {
    let mut scene = Scene::with(&["1001", "1002"]);
    scene.seat(100, "1002", SeatState::Free, true);
    scene.news(1_000, 1, joined());
    scene.served(1_500, 2_000, 1, "1001");
    // The second waits: one is in a call, the other paused.
    scene.news(3_000, 2, joined());
    assert_eq!(scene.shadow.report().recent.len(), 1);
    scene.ended(10_000, 1);
    // The PBX leaves her alone for a while: the core would not have.
    scene.served(14_000, 15_000, 2, "1001");
    assert_eq!(
        scene.told(),
        [r#"Some("zeynep") Some("zeynep") Some(500)"#, r#"Some("zeynep") Some("zeynep") Some(4000)"#]
    );
    scene.seat(20_000, "1001", SeatState::Unavailable, false);
    scene.ended(20_000, 2);
    scene.news(21_000, 3, joined());
    scene.news(30_000, 3, News::QueueAbandoned { position: 1, wait_ms: 9_000 });
    assert_eq!(scene.told()[2], "None None None");
    let report = scene.shadow.report();
    let queue = &report.queues[0];
    assert_eq!((queue.judged, queue.same_agent, queue.sooner), (2, 2, 1));
    assert_eq!((queue.gave_up, queue.gave_up_offered, queue.median_sooner_ms), (1, 0, Some(2_250)));
}

#[test]
fn a_caller_who_gave_up_though_somebody_was_free_is_counted() {
    let mut scene = Scene::with(&["1001"]);
    scene.news(1_000, 1, joined());
    scene.news(9_000, 1, News::QueueAbandoned { position: 1, wait_ms: 8_000 });
    scene.ended(9_000, 1);
    assert_eq!(scene.told(), [r#"None Some("zeynep") None"#]);
    assert_eq!(scene.shadow.report().queues[0].gave_up_offered, 1);
}

#[test]
fn each_call_is_judged_alone_and_one_choice_keeps_nobody_from_her_real_work() {
    let mut scene = Scene::with(&["1001", "1002"]);
    // The first is noted for one of them; the PBX gives it to the other. Both are what they really are at once.
    scene.news(1_000, 1, joined());
    let noted = scene.shadow.report();
    assert_eq!(noted.recent.len(), 0);
    scene.served(2_500, 3_000, 1, "1001");
    scene.news(4_000, 2, joined());
    scene.served(4_700, 5_000, 2, "1002");
    let told = scene.told();
    assert!(told[1].contains(r#"Some("mehmet") Some("mehmet") Some(700)"#), "{told:?}");
}

#[test]
fn other_queues_and_phones_nobody_of_ours_has_are_left_out() {
    let mut scene = Scene::with(&["1001", "1099"]);
    scene.news_of(1_000, 1, "baska", joined());
    scene.ended(2_000, 1);
    assert_eq!(scene.told(), Vec::<String>::new());
    // The PBX gives it to a member the catalog does not know.
    scene.news(3_000, 2, joined());
    scene.served(4_000, 5_000, 2, "1099");
    assert_eq!(scene.told(), [r#"Some("SIP/1099") Some("zeynep") Some(1000)"#]);
    let report = scene.shadow.report();
    assert_eq!((report.queues[0].judged, report.queues[0].same_agent), (1, 0));
    assert_eq!(report.queues[0].pbx, PbxName::new("pbx1"));
}
