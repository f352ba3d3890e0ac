//! What the observer makes of each recording, without a word about the dialplan.

use santral::ami::Event;
use santral::call::{CallId, CallNews, News, Party, PbxName};
use santral::telephony::Observer;

use crate::stream::events;

/// A recording, and what is told of it.
const STORIES: &[(&str, &str)] = &[
    (
        "abandoned_ringing",
        "
        c1 05321112233 rings 1001
        c1 1001 cancelled
        c1 ended abandoned by Caller
        ",
    ),
    (
        "abandoned_waiting",
        "
        c1 ended abandoned by Caller
        ",
    ),
    (
        "answered_agent_hangs_up",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 ended completed by Agent
        ",
    ),
    (
        "answered_caller_hangs_up",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 ended completed by Caller
        ",
    ),
    (
        "attended_transfer",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 held by 1001
        c2 1001 rings 1002
        c2 1002 answered
        c2 1001 talks to 1002
        c1 retrieved by 1001
        c2 became part of c1
        c1 05321112233 talks to 1002
        c1 attended transfer by 1001 to 1002
        c1 ended completed by Agent
        ",
    ),
    (
        "attended_transfer_by_ami",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 held by 1001
        c1 05321112233 rings 1002
        c1 1002 answered
        c1 05321112233 talks to 1002
        c1 attended transfer by 1001 to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "blind_transfer",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 blind transfer by 1001 to 1002
        c1 05321112233 rings 1002
        c1 1002 answered
        c1 05321112233 talks to 1002
        c1 ended completed by Agent
        ",
    ),
    (
        "blind_transfer_busy",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 blind transfer by 1001 to 1002
        c1 05321112233 rings 1002
        c1 1002 busy
        c1 ended completed by Caller
        ",
    ),
    (
        "blind_transfer_nowhere",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 ended completed by Caller
        ",
    ),
    (
        "blind_transfer_to_queue",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 blind transfer by 1001 to 5552002
        c1 05321112233 rings 1002
        c1 1002 answered
        c1 05321112233 talks to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "busy",
        "
        c1 05321112233 rings 1001
        c1 1001 busy
        c1 ended abandoned by Caller
        ",
    ),
    (
        "click_to_dial",
        "
        c1 1001 rings 1001
        c1 1001 answered
        c1 1001 rings 05321112233
        c1 05321112233 answered
        c1 1001 talks to 05321112233
        c1 ended completed by Agent
        ",
    ),
    (
        "click_to_dial_unanswered",
        "
        c1 1001 rings 1001
        c1 1001 rejected
        c1 ended rejected by Caller
        ",
    ),
    (
        "decline",
        "
        c1 05321112233 rings 1001
        c1 1001 rejected
        c1 ended abandoned by Caller
        ",
    ),
    (
        "do_not_disturb",
        "
        c1 05321112233 rings 1001
        c1 1001 no_answer
        c1 ended abandoned by Caller
        ",
    ),
    (
        "fallback",
        "
        c1 05321112233 joins fallback at 1
        c1 05321112233 rings 1003
        c1 05321112233 rings 1003, 1002
        c1 05321112233 rings 1003, 1002, 1005
        c1 05321112233 rings 1003, 1002, 1005, 1001
        c1 05321112233 rings 1003, 1002, 1005, 1001, 1004
        c1 1001 answered
        c1 1003 answered_elsewhere
        c1 1002 answered_elsewhere
        c1 1005 answered_elsewhere
        c1 1004 answered_elsewhere
        c1 leaves fallback
        c1 05321112233 talks to 1001
        c1 ended completed by Agent
        ",
    ),
    (
        "fallback_taken_back",
        "
        c1 05321112233 joins fallback at 1
        c1 05321112233 rings 1003
        c1 05321112233 rings 1003, 1002
        c1 05321112233 rings 1003, 1002, 1005
        c1 05321112233 rings 1003, 1002, 1005, 1001
        c1 05321112233 rings 1003, 1002, 1005, 1001, 1004
        c1 1003 cancelled
        c1 1002 cancelled
        c1 1005 cancelled
        c1 1001 cancelled
        c1 1004 cancelled
        c1 abandons fallback
        c1 05321112233 rings 1003
        c1 1003 answered
        c1 05321112233 talks to 1003
        c1 ended completed by Agent
        ",
    ),
    (
        "heartbeat_lost_while_ringing",
        "
        c1 05321112233 rings 1001
        c1 1001 no_answer
        c1 05321112233 joins fallback at 1
        c1 05321112233 rings 1003
        c1 05321112233 rings 1003, 1002
        c1 05321112233 rings 1003, 1002, 1005
        c1 05321112233 rings 1003, 1002, 1005, 1001
        c1 05321112233 rings 1003, 1002, 1005, 1001, 1004
        c1 1002 answered
        c1 1003 answered_elsewhere
        c1 1005 answered_elsewhere
        c1 1001 answered_elsewhere
        c1 1004 answered_elsewhere
        c1 leaves fallback
        c1 05321112233 talks to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "hold",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 held by 1001
        c1 retrieved by 1001
        c1 ended completed by Agent
        ",
    ),
    (
        "hostile_name",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 ended completed by Caller
        ",
    ),
    (
        "internal_call",
        "
        c1 1001 rings 1002
        c1 1002 answered
        c1 1001 talks to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "no_answer",
        "
        c1 05321112233 rings 1001
        c1 1001 no_answer
        c1 ended abandoned by Caller
        ",
    ),
    (
        "no_answer_then_answered",
        "
        c1 05321112233 rings 1001
        c1 1001 no_answer
        c1 05321112233 rings 1002
        c1 1002 answered
        c1 05321112233 talks to 1002
        c1 ended completed by Agent
        ",
    ),
    (
        "parked",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 parked at 701 by 1001
        c1 retrieved by 1002
        c1 05321112233 talks to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "pickup",
        "
        c1 05321112233 rings 1001
        c1 1001 answered_elsewhere
        c1 05321112233 talks to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "pulled_back_while_ringing",
        "
        c1 05321112233 rings 1001
        c1 1001 cancelled
        c1 05321112233 rings 1002
        c1 1002 answered
        c1 05321112233 talks to 1002
        c1 ended completed by Caller
        ",
    ),
    (
        "shutdown",
        "
        c1 05321112233 rings 1001
        c1 1001 answered
        c1 05321112233 talks to 1001
        c1 ended completed by System
        c2 ended failed by System
        ",
    ),
    (
        "silent_phone",
        "
        c1 05321112233 rings 1001
        c1 1001 no_answer
        c1 ended abandoned by Caller
        ",
    ),
    (
        "two_callers",
        "
        c1 05321112233 rings 1001
        c2 02164649201 rings 1002
        c2 1002 answered
        c1 1001 answered
        c2 02164649201 talks to 1002
        c1 05321112233 talks to 1001
        c1 ended completed by Caller
        c2 ended completed by Agent
        ",
    ),
    (
        "unknown_extension",
        "
        c1 ended abandoned by Caller
        ",
    ),
    (
        "unregistered",
        "
        c1 ended abandoned by Caller
        ",
    ),
    (
        "withheld",
        "
        c1 anonymous rings 1001
        c1 1001 answered
        c1 anonymous talks to 1001
        c1 ended completed by Caller
        ",
    ),
];

#[test]
fn every_recording_becomes_the_calls_that_were() {
    for (name, wanted) in STORIES {
        let wanted: Vec<&str> = wanted.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let told = observed(name);
        assert_eq!(told.lines().collect::<Vec<_>>(), wanted, "{name}:\n{told}");
    }
}

/// What is told of a recording, one millisecond an event.
fn observed(name: &str) -> String {
    let mut observer = observer();
    let mut told = Vec::new();
    for (at_ms, event) in (1..).zip(events(name)) {
        observer.handle(at_ms, &event);
        told.extend(std::iter::from_fn(|| observer.poll()));
    }
    assert!(observer.is_empty(), "{name}: something is left of it: {observer:?}");
    tell(&told)
}

fn observer() -> Observer {
    Observer::new(PbxName::new("pbx1"))
}

/// News as lines. Calls are numbered in the order they are first heard of.
fn tell(told: &[CallNews]) -> String {
    let mut calls = Vec::new();
    let lines: Vec<String> = told.iter().map(|news| line(news, &mut calls)).collect();
    lines.join("\n")
}

fn line(told: &CallNews, calls: &mut Vec<CallId>) -> String {
    let mut number = |id: CallId| {
        if !calls.contains(&id) {
            calls.push(id);
        }
        calls.iter().position(|known| *known == id).unwrap() + 1
    };
    let call = number(told.call);
    let caller = party(&told.caller);
    let what = match &told.news {
        News::Ringing { targets } => {
            let targets: Vec<String> = targets.iter().map(party).collect();
            format!("{caller} rings {}", targets.join(", "))
        }
        News::RingingEnded { target, why } => format!("{} {}", party(target), why.as_str()),
        News::Answered { party: answerer } => format!("{caller} talks to {}", party(answerer)),
        News::Held { by } => format!("held by {}", party(by)),
        News::Retrieved { by } => format!("retrieved by {}", party(by)),
        News::Parked { by, space } => format!("parked at {space} by {}", party(by)),
        News::Transferred { mode, by, to } => {
            format!("{} transfer by {} to {}", mode.as_str(), party(by), party(to))
        }
        News::Ended { outcome, by, merged_into: None } => format!("ended {} by {by:?}", outcome.as_str()),
        News::Ended { merged_into: Some(into), .. } => format!("became part of c{}", number(*into)),
        News::QueueJoined { position } => format!("{caller} joins {} at {position}", queue(told)),
        News::QueueLeft { .. } => format!("leaves {}", queue(told)),
        News::QueueAbandoned { .. } => format!("abandons {}", queue(told)),
    };
    format!("c{call} {what}")
}

fn queue(told: &CallNews) -> &str {
    told.queue.as_deref().unwrap_or("-")
}

fn party(party: &Party) -> String {
    party.number.as_deref().unwrap_or("-").to_owned()
}

/// Streams that begin anywhere, lose any of their events or hold some twice, one woven into another: nothing
/// panics, and once the PBX lists nothing, nothing is left.
#[test]
fn no_cut_loss_or_weaving_of_streams_leaves_anything_behind() {
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let first = dice.below(STORIES.len());
        let stream = |(name, _): &(&str, &str), dice: &mut Dice| {
            let mut events = events(name);
            events.drain(..dice.below(events.len()));
            events
        };
        // Different recordings, so that no call comes twice.
        let chosen = STORIES.iter().cycle().skip(first).step_by(3).take(1 + dice.below(4));
        let mut streams: Vec<Vec<Event>> = chosen.map(|story| stream(story, &mut dice)).collect();
        let (loss, repeats) = (dice.below(3) * 15, dice.below(30));
        let mut observer = observer();
        let mut at_ms = 0;
        while !streams.is_empty() {
            let which = dice.below(streams.len());
            at_ms += 1;
            let event = streams[which].remove(0);
            if streams[which].is_empty() {
                streams.remove(which);
            }
            let times = if dice.below(100) < loss { 0 } else { 1 + usize::from(dice.below(100) < repeats) };
            for _ in 0..times {
                observer.handle(at_ms, &event);
            }
        }
        observer.begin_resync();
        observer.end_resync(at_ms + 1);
        assert!(observer.is_empty(), "seed {seed}: something is left: {observer:?}");
        let told: Vec<CallNews> = std::iter::from_fn(|| observer.poll()).collect();
        // Where events are lost, the last channel of a call may be seen first when the others are gone.
        if loss == 0 {
            every_call_ends_once(seed, &told);
        }
    }
}

/// A call is told as ended once for every time it was begun: nothing is told of it after its end before it is
/// seen anew.
fn every_call_ends_once(seed: usize, told: &[CallNews]) {
    let mut open = std::collections::BTreeMap::new();
    for news in told {
        let ends = matches!(news.news, News::Ended { .. });
        let was = open.insert(news.call, !ends);
        assert!(!ends || was != Some(false), "seed {seed}: {:?} ended twice", news.call);
    }
    assert!(open.values().all(|open| !open), "seed {seed}: a call never ended");
}

/// A whole stream, cut anywhere: what is seen from there on ends, without a resync.
#[test]
fn whoever_attaches_in_the_middle_is_left_with_nothing_at_the_end() {
    for (name, _) in STORIES {
        let events = events(name);
        for begin in 0..events.len() {
            let mut observer = observer();
            for event in &events[begin..] {
                observer.handle(1, event);
            }
            assert!(observer.is_empty(), "{name} from event {begin}: something is left: {observer:?}");
        }
    }
}

struct Dice(usize);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        // splitmix64 (Steele, Lea, Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}
