//! Seeded days: a thousand of them, a thousand inputs each, against the core's promises.
//!
//! A failure prints its seed; `SANTRAL_SEED=7 cargo nextest run --test sim` plays that day alone.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails the test it helps")]

mod day;
mod ledger;
mod model;
mod rng;
mod shop;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use santral::acd::{Acd, Output, OverflowCause, OverflowTarget, StageCause, TieBreak};

use day::{Day, INPUTS_PER_DAY, drain, live_a_day};
use rng::Rng;

#[test]
fn the_first_quarter_of_the_days_keeps_the_promises() {
    days(0..250);
}

#[test]
fn the_second_quarter_of_the_days_keeps_the_promises() {
    days(250..500);
}

#[test]
fn the_third_quarter_of_the_days_keeps_the_promises() {
    days(500..750);
}

#[test]
fn the_last_quarter_of_the_days_keeps_the_promises() {
    days(750..1_000);
}

/// Days that failed once. They stay.
#[test]
fn days_that_failed_once_keep_the_promises() {
    for seed in include_str!("seeds.txt").lines().filter_map(|line| line.parse().ok()) {
        one_day(seed);
    }
}

/// Days in which little happens prove little.
#[test]
fn the_days_are_full() {
    let mut seen = std::collections::BTreeMap::new();
    let outputs = (0..20).flat_map(|seed| live_a_day(seed).steps).flat_map(|step| step.outputs);
    for output in outputs {
        *seen.entry(kind(&output)).or_insert(0) += 1;
    }
    for (kind, least) in [
        ("made", 2_000),
        ("found", 40),
        ("accepted", 1_000),
        ("declined", 100),
        ("unanswered", 200),
        ("withdrawn", 200),
        ("agent_changed", 5_000),
        ("flags_changed", 1_000),
        ("waiting", 2_000),
        ("stage_reached", 1_000),
        ("given_back", 20),
        ("overflow_too_many", 10),
        ("overflow_too_long", 10),
        ("overflow_nobody", 10),
        ("stage_skipped", 100),
        ("patience_over", 50),
        ("nobody_reachable", 50),
        ("answered", 1_000),
        ("answered_elsewhere", 1),
        ("abandoned", 200),
        ("fell_back", 200),
        ("unknown_agent", 50),
        ("unknown_queue", 40),
        ("unknown_call", 100),
        ("already_waiting", 10),
        ("queue_full", 2),
        ("not_signed_in", 20),
        ("not_in_wrap_up", 100),
        ("not_offered", 50),
        ("agent_taken", 10),
        ("rings_together", 40),
        ("place_kept", 5),
        ("callback_taken", 20),
        ("callback_given_up", 10),
        ("reserve_changed", 100),
        ("overflow_closed", 50),
        ("no_callbacks", 20),
        ("already_callback", 5),
        ("not_a_callback", 20),
        ("not_waiting", 4),
        ("not_talking", 4),
        ("hours_of_unknown_queue", 1),
    ] {
        let often = seen.get(kind).copied().unwrap_or(0);
        assert!(often >= least, "{kind}: {often} times in twenty days; all: {seen:?}");
    }
}

fn kind(output: &Output) -> &'static str {
    match output {
        Output::OfferMade(offer) if offer.decision.tie_break == TieBreak::Together => "rings_together",
        Output::OfferMade(_) => "made",
        Output::OfferFound { .. } => "found",
        Output::OfferEnded { end, .. } => end.outcome(),
        Output::AgentChanged { .. } => "agent_changed",
        Output::AgentFlagsChanged { .. } => "flags_changed",
        Output::CallWaiting { .. } => "waiting",
        Output::StageReached { cause, .. } if *cause == StageCause::NobodyReachable => "stage_skipped",
        Output::StageReached { .. } => "stage_reached",
        Output::CallOverflowed { to: OverflowTarget::GiveBack, .. } => "given_back",
        Output::CallOverflowed { cause, .. } => match cause {
            OverflowCause::TooManyWaiting => "overflow_too_many",
            OverflowCause::WaitingTooLong => "overflow_too_long",
            OverflowCause::NobodyReachable => "overflow_nobody",
            OverflowCause::Closed => "overflow_closed",
        },
        Output::PreferenceOver { why, .. } => why.as_str(),
        Output::PlaceKept { .. } => "place_kept",
        Output::CallbackTaken { .. } => "callback_taken",
        Output::ReserveChanged { .. } => "reserve_changed",
        Output::CallDequeued { why, .. } => why.as_str(),
        Output::Refused(refusal) => refusal.as_str(),
    }
}

fn days(seeds: Range<u64>) {
    match std::env::var("SANTRAL_SEED") {
        Ok(seed) => {
            let seed = seed.parse().expect("SANTRAL_SEED is a number");
            if seeds.contains(&(seed % 1_000)) {
                one_day(seed);
            }
        }
        Err(_) => seeds.for_each(one_day),
    }
}

#[expect(clippy::print_stderr, reason = "the seed of a day that failed must reach whoever runs the tests")]
fn one_day(seed: u64) {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let day = live_a_day(seed);
        replay_equals_life(&day);
        a_restored_core_goes_on_alike(&day, Rng::new(seed).below(INPUTS_PER_DAY));
    }));
    if let Err(panic) = played {
        eprintln!("the day with SANTRAL_SEED={seed} broke a promise");
        resume_unwind(panic);
    }
}

fn replay_equals_life(day: &Day) {
    let mut acd = Acd::new(day.config.clone());
    replay(&mut acd, day, 0);
}

fn a_restored_core_goes_on_alike(day: &Day, cut: usize) {
    let mut acd = Acd::new(day.config.clone());
    let mut config = day.config.clone();
    for step in &day.steps[..cut] {
        if let santral::acd::Input::Configure(newer) = &step.input {
            config = newer.clone();
        }
        acd.handle(step.now, step.input.clone());
        drain(&mut acd);
    }
    let snapshot = acd.snapshot();
    let mut restored = Acd::restore(config, snapshot.clone());
    assert_eq!(
        drain(&mut restored),
        [] as [Output; 0],
        "restoring under the same configuration changes nothing"
    );
    assert!(restored.snapshot() == snapshot, "a snapshot of the restored core is the one it came from");
    assert_eq!(restored.next_timeout(), acd.next_timeout());
    replay(&mut restored, day, cut);
}

fn replay(acd: &mut Acd, day: &Day, from: usize) {
    for (index, step) in day.steps.iter().enumerate().skip(from) {
        acd.handle(step.now, step.input.clone());
        assert_eq!(drain(acd), step.outputs, "input {index} at {}: {:?}", step.now, step.input);
    }
}
