//! By tone: nobody is left in silence, nobody hears a stranger.

use std::collections::BTreeSet;
use std::time::Duration;

use santral::api::wire::{AgentState, CallState};
use tokio::time::Instant;

use crate::cast::{AYSE, MEHMET, SOON, STRANGER, SUPPORT};
use crate::phone::{Behaviour, CallerId, Tone};
use crate::stage::{DeskView, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_hears_music_until_she_is_answered_and_then_the_agent() {
    let stage = Stage::up().await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[Tone::MUSIC], SOON).await;
    let waiting_from = Instant::now();

    let (phone, _desk) = stage.works("zeynep", Behaviour::Rings).await;
    phone.rings(SOON).await;
    let ear = caller.ear().await;
    // Something must have been heard since, or the question below asks nothing.
    crate::stage::until("sound arrives while the phone rings", SOON, async || {
        let heard = ear.heard_since(waiting_from);
        if heard.is_empty() { Err("nothing yet".to_owned()) } else { Ok(()) }
    })
    .await;
    assert_eq!(
        ear.heard_since(waiting_from),
        BTreeSet::from([Tone::MUSIC]),
        "no seam between waiting and ringing"
    );
    assert!(ear.unbroken_since(waiting_from), "no gap: {:?}", ear.longest_pause_since(waiting_from));

    phone.answer();
    caller.hears(&[phone.voice], SOON).await;
    let leg = phone.talks(SOON).await;
    leg.ear.unwrap().hears(&[caller.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_conversations_stay_apart_and_a_third_caller_hears_only_music() {
    let stage = Stage::up().await;
    let (zeynep, _zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let (mehmet, _mehmet_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let first = stage.call(SUPPORT, AYSE.id()).await;
    first.hears(&[zeynep.voice], SOON).await;
    let second = stage.call(SUPPORT, MEHMET.id()).await;
    second.hears(&[mehmet.voice], SOON).await;
    let third = stage.call(SUPPORT, CallerId::number(STRANGER)).await;
    third.hears(&[Tone::MUSIC], SOON).await;

    let from = Instant::now();
    let ears = [
        (first.ear().await, zeynep.voice),
        (second.ear().await, mehmet.voice),
        (third.ear().await, Tone::MUSIC),
        (zeynep.talks(SOON).await.ear.unwrap(), first.voice),
        (mehmet.talks(SOON).await.ear.unwrap(), second.voice),
    ];
    // A second and a half of everybody's sound, all of it looked at.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    for (ear, expected) in ears {
        assert_eq!(ear.heard_since(from), BTreeSet::from([expected]));
    }
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_hold_the_caller_hears_music_and_the_page_says_so() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    phone.hold();
    caller.hears(&[Tone::MUSIC], SOON).await;
    let state = |wanted: CallState| move |view: &DeskView| view.calls.values().any(|c| c.state == wanted);
    desk.until("shows hold", SOON, state(CallState::Held)).await;
    phone.retrieve();
    caller.hears(&[phone.voice], SOON).await;
    desk.until("shows talking", SOON, state(CallState::Connected)).await;
    assert_eq!(desk.view().state(), Some(AgentState::OnCall));
    stage.down().await;
}
