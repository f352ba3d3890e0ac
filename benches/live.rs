//! The figures of the whole product on a real Asterisk: how soon the pop is there, how soon the phone rings, how
//! soon everything is known again after a crash.
//!
//! `cargo bench --bench live`; bounded: thirty seconds of ten calls a second, and one crash with two hundred calls.
//! All of it runs on the machine that is measured, callers and telephones included.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has no figures")]

#[path = "live/ami.rs"]
mod ami;
#[path = "../tests/phone/mod.rs"]
mod phone;
#[path = "live/sipp.rs"]
mod sipp;
#[path = "../tests/stage/mod.rs"]
mod stage;

use std::collections::BTreeMap;
use std::time::Duration;

use santral::api::wire::AgentState;
use tokio::time::{Instant, interval, sleep};

use ami::Ear;
use phone::{Behaviour, Caller, CallerId, LegState, Phone};
use sipp::Sipp;
use stage::{Board, Desk, Setup, Stage};

const AGENTS: [&str; 6] = ["zeynep", "mehmet", "ayse", "deniz", "sukru", "elif"];
const SUPPORT: &str = "5552001";
const CALLS_PER_SECOND: u64 = 10;
const SECONDS: u64 = 30;
const CALLS_AT_THE_CRASH: u32 = 200;

#[tokio::main]
async fn main() {
    // `cargo test --benches` only wants to see that it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let setup =
        Setup { wrap_up_s: 0, cool_down_s: 0, customers: 300, log: "info".to_owned(), ..Setup::default() };
    let mut stage = Stage::with(setup).await;
    let board = stage.board().await;
    ten_calls_a_second(&stage, &board).await;
    a_crash(&mut stage, &board).await;
}

async fn ten_calls_a_second(stage: &Stage, board: &Board) {
    let ear = Ear::open(&stage.pbx).await.unwrap();
    let mut agents: Vec<(Phone, Desk)> = Vec::new();
    for login in AGENTS {
        agents.push(stage.works(login, Behaviour::Answers { after: Duration::ZERO }).await);
    }
    let mut callers = Vec::new();
    let mut clock = interval(Duration::from_millis(1_000 / CALLS_PER_SECOND));
    for n in 0..CALLS_PER_SECOND * SECONDS {
        clock.tick().await;
        let caller = stage.call(SUPPORT, CallerId::number(&number(n))).await;
        callers.push(tokio::spawn(talk_for_a_moment(caller)));
    }
    let mut answered = 0;
    for caller in callers {
        answered += usize::from(caller.await.unwrap());
    }
    for (_, desk) in &agents {
        desk.until("is free again", Duration::from_secs(10), |view| {
            view.state() == Some(AgentState::Available)
        })
        .await;
        // The callers to come shall wait.
        desk.pause("mola").await;
    }

    let heard = ear.heard();
    let popped: BTreeMap<String, Instant> = agents
        .iter()
        .flat_map(|(_, desk)| desk.view().popped)
        .filter_map(|(at, pop)| Some((last_digits(&pop.number?), at)))
        .collect();
    let invited: BTreeMap<String, Instant> = agents
        .iter()
        .flat_map(|(phone, _)| phone.legs())
        .map(|leg| (last_digits(&leg.number), leg.invited_at))
        .collect();
    println!(
        "{CALLS_PER_SECOND} calls/s for {SECONDS} s, {} agents: {} calls, {answered} answered",
        AGENTS.len(),
        CALLS_PER_SECOND * SECONDS
    );
    report("AMI event (DialBegin) to the pop on the WebSocket", &between(&heard.dialled, &popped));
    report("AMI event (caller waits) to the INVITE at the phone", &between(&heard.waits, &invited));
    report("our decision to the INVITE at the phone (to the ms)", &decided(board, &invited).await);
}

/// Her number: seven digits tell callers apart however they are written.
fn number(n: u64) -> String {
    format!("0532{:07}", 7_000_000 + n)
}

fn last_digits(number: &str) -> String {
    number.get(number.len().saturating_sub(7)..).unwrap_or(number).to_owned()
}

/// True when she was answered. Then half a second's conversation, and she hangs up.
async fn talk_for_a_moment(caller: Caller) -> bool {
    let ear = caller.ear().await;
    let begun = Instant::now();
    let answered = loop {
        sleep(Duration::from_millis(50)).await;
        let heard = ear.heard_since(begun);
        if heard.iter().any(|tone| *tone != phone::Tone::MUSIC) {
            break true;
        }
        if begun.elapsed() > Duration::from_secs(20)
            || caller.leg().is_some_and(|leg| leg.state == LegState::Over)
        {
            break false;
        }
    };
    caller.hang_up();
    caller.until_over(Duration::from_secs(5)).await;
    answered
}

/// From the moment an offer was made, as the call's story tells it, to the INVITE.
async fn decided(board: &Board, invited: &BTreeMap<String, Instant>) -> Vec<Duration> {
    let (wall, now) = (jiff::Timestamp::now(), Instant::now());
    let mut spans = Vec::new();
    for row in board.calls().await.unwrap() {
        let Some(number) = row.party.number.as_deref().map(last_digits) else { continue };
        let story = board.story(&row.call_id).await.unwrap().story;
        let made = story.iter().rev().find(|line| line.event == "offer.made");
        let (Some(made), Some(invited)) = (made, invited.get(&number)) else { continue };
        let made: jiff::Timestamp = made.at.parse().unwrap();
        let ago = Duration::try_from(wall.duration_since(made)).unwrap_or_default();
        spans.push(invited.saturating_duration_since(now - ago));
    }
    spans
}

fn between(from: &BTreeMap<String, Instant>, to: &BTreeMap<String, Instant>) -> Vec<Duration> {
    to.iter().filter_map(|(number, at)| Some(at.saturating_duration_since(*from.get(number)?))).collect()
}

fn report(what: &str, spans: &[Duration]) {
    let mut sorted: Vec<f64> = spans.iter().map(|span| span.as_secs_f64() * 1_000.0).collect();
    sorted.sort_by(f64::total_cmp);
    let at =
        |share: f64| sorted.get(((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1)).copied();
    match (at(0.5), at(0.99), sorted.last()) {
        (Some(p50), Some(p99), Some(max)) => {
            println!(
                "  {what:52} p50 {p50:7.2} ms   p99 {p99:7.2} ms   max {max:7.2} ms   n {}",
                sorted.len()
            );
        }
        _ => println!("  {what:52} nothing was measured"),
    }
}

async fn a_crash(stage: &mut Stage, board: &Board) {
    let callers = Sipp::callers(stage, SUPPORT, CALLS_AT_THE_CRASH);
    let all = |board: &santral::api::wire::Board| {
        board.queues.iter().map(|queue| queue.waiting).sum::<u32>() == CALLS_AT_THE_CRASH
    };
    board.until("all of them wait", Duration::from_secs(60), all).await;
    stage.santral.kill().unwrap();
    let begun = Instant::now();
    stage.santral.start().await.unwrap();
    board.until("every caller is known again", Duration::from_secs(30), all).await;
    stage.santral.routes().await.unwrap();
    let known = begun.elapsed();
    drop(callers);
    println!("kill -9 with {CALLS_AT_THE_CRASH} callers waiting");
    println!(
        "  start of the process to every caller known again and routed: {:.0} ms",
        known.as_secs_f64() * 1_000.0
    );
    let log = stage.santral.log();
    for words in ["the state was rebuilt from the journal", "the state of the PBX was read"] {
        if let Some(line) = log.lines().rev().find(|line| line.contains(words)) {
            println!("    of it: {}", line.split_once(": ").map_or(line, |(_, words)| words));
        }
    }
}
