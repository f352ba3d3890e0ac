//! An agent's buttons, on the real Asterisk: who hears whom after each.

use std::time::Duration;

use santral::api::wire::{AgentState, CallOp, CallState, Command, ControlOp, Pop};
use tokio::time::Instant;

use crate::cast::{AYSE, NOBODYS, SOON, SUPPORT};
use crate::phone::{Behaviour, Ended, Tone};
use crate::stage::{Desk, DeskView, Stage, customer};

/// Presses a button of the one call she has.
async fn press(desk: &Desk, what: ControlOp, to: Option<&str>) {
    let call_id = desk.view().calls.keys().next().unwrap().clone();
    let command = Command::CallControl { call_id, what, to: to.map(str::to_owned) };
    desk.ask(command).await.unwrap();
}

fn can(op: CallOp) -> impl Fn(&DeskView) -> bool {
    move |view| view.calls.values().any(|call| call.can.contains(&op))
}

#[tokio::test(flavor = "multi_thread")]
async fn on_hold_by_the_page_he_hears_music_and_she_nothing_until_she_takes_him_back() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    desk.until("may put him on hold", SOON, can(CallOp::Hold)).await;
    for _ in 0..2 {
        press(&desk, ControlOp::Hold, None).await;
        caller.hears(&[Tone::MUSIC], SOON).await;
        let held = desk
            .until("shows hold", SOON, |view| view.calls.values().any(|c| c.state == CallState::Held))
            .await;
        assert!(can(CallOp::Resume)(&held) && !can(CallOp::Hold)(&held));
        assert_eq!(held.state(), Some(AgentState::OnCall));
        press(&desk, ControlOp::Resume, None).await;
        caller.hears(&[phone.voice], SOON).await;
        phone.talks(SOON).await.ear.unwrap().hears(&[caller.voice], SOON).await;
        desk.until("shows talking", SOON, can(CallOp::Hold)).await;
    }
    caller.hang_up();
    assert_eq!(phone.is_quiet(SOON * 2).await.unwrap().ended_how(), Some(Ended::ByThem));
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_with_a_caller_on_hold_sends_him_back_to_the_queue() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    desk.until("may put him on hold", SOON, can(CallOp::Hold)).await;
    press(&desk, ControlOp::Hold, None).await;
    caller.hears(&[Tone::MUSIC], SOON).await;
    desk.until("shows hold", SOON, can(CallOp::Resume)).await;
    let (mehmet, _desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    phone.hang_up();
    caller.hears(&[mehmet.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_hangs_up_on_hold_ends_her_call_too() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    desk.until("may put him on hold", SOON, can(CallOp::Hold)).await;
    press(&desk, ControlOp::Hold, None).await;
    caller.hears(&[Tone::MUSIC], SOON).await;
    caller.hang_up();
    assert_eq!(phone.is_quiet(SOON * 2).await.unwrap().ended_how(), Some(Ended::ByThem));
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unseen_transfer_brings_the_story_to_the_colleague_while_her_phone_rings() {
    let stage = Stage::up().await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    let view = desk.until("may hand him over", SOON, can(CallOp::Transfer)).await;
    let draft = Command::WrapUpSave {
        call_id: view.calls.keys().next().unwrap().clone(),
        disposition: None,
        solved: None,
        severity: None,
        follow_up_at: None,
        note: "Modem kırmızı yanıyor".to_owned(),
        finish: false,
    };
    desk.ask(draft).await.unwrap();
    let (mehmet, mehmets) = stage.works("mehmet", Behaviour::Rings).await;
    press(&desk, ControlOp::Transfer, Some("1002")).await;
    mehmet.rings(SOON).await;
    let view = mehmets
        .until("has the story", SOON, |view| {
            let noted = |pop: &Pop| pop.handed.as_ref().is_some_and(|handed| handed.note.is_some());
            view.pops.values().any(|pop| noted(pop) && customer(pop).is_some())
        })
        .await;
    let pop = view.pops.values().next().unwrap();
    let handed = pop.handed.as_ref().unwrap();
    assert_eq!(
        (handed.by.as_str(), handed.note.as_deref()),
        ("Zeynep Arslan", Some("Modem kırmızı yanıyor"))
    );
    assert_eq!(customer(pop).map(|customer| customer.name.as_str()), Some(AYSE.name));
    desk.is(AgentState::WrapUp).await;
    mehmet.answer();
    caller.hears(&[mehmet.voice], SOON).await;
    mehmets.is(AgentState::OnCall).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_asked_while_he_hears_music_and_has_the_story_before_they_are_joined() {
    let stage = Stage::up().await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    desk.until("may ask", SOON, can(CallOp::Consult)).await;
    let (mehmet, mehmets) = stage.works("mehmet", Behaviour::Rings).await;
    press(&desk, ControlOp::Consult, Some("1002")).await;
    mehmet.rings(SOON).await;
    caller.hears(&[Tone::MUSIC], SOON).await;
    let asked = mehmets
        .until("has the story", SOON, |view| {
            view.pops.values().any(|pop| pop.handed.is_some() && customer(pop).is_some())
        })
        .await;
    let pop = asked.pops.values().next().unwrap();
    assert_eq!(pop.handed.as_ref().map(|handed| handed.by.as_str()), Some("Zeynep Arslan"));
    assert!(asked.calls.values().all(|call| call.state == CallState::Consult && call.can.is_empty()));
    let asks = desk.until("asks", SOON, |view| view.calls.values().any(|call| call.consult.is_some())).await;
    assert_eq!(asks.calls.values().next().unwrap().consult.as_ref().unwrap().with, "Mehmet Kaya");

    mehmet.answer();
    mehmet.talks(SOON).await.ear.unwrap().hears(&[zeynep.voice], SOON).await;
    desk.until("may give him away", SOON, |view| {
        view.calls.values().any(|call| call.consult.as_ref().is_some_and(|consult| consult.answered))
    })
    .await;
    press(&desk, ControlOp::Complete, None).await;
    caller.hears(&[mehmet.voice], SOON).await;
    mehmet.talks(SOON).await.ear.unwrap().hears(&[caller.voice], SOON).await;
    mehmets.is(AgentState::OnCall).await;
    mehmets.until("it is hers", SOON, can(CallOp::Transfer)).await;
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_her_question_back_talks_to_him_again() {
    let stage = Stage::up().await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    desk.until("may ask", SOON, can(CallOp::Consult)).await;
    let (mehmet, mehmets) = stage.works("mehmet", Behaviour::ANSWERS).await;
    press(&desk, ControlOp::Consult, Some("1002")).await;
    mehmet.talks(SOON).await;
    desk.until("may take it back", SOON, can(CallOp::Cancel)).await;
    press(&desk, ControlOp::Cancel, None).await;
    caller.hears(&[zeynep.voice], SOON).await;
    desk.until("talks on", SOON, can(CallOp::Transfer)).await;
    mehmet.is_quiet(SOON).await;
    mehmets.until("is asked no more", SOON, |view| view.calls.is_empty() && view.pops.is_empty()).await;
    assert_eq!(desk.view().state(), Some(AgentState::OnCall));
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn muted_she_is_not_heard_and_hears_him_still() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    desk.until("may mute", SOON, can(CallOp::Mute)).await;
    press(&desk, ControlOp::Mute, None).await;
    desk.until("may be heard again", SOON, can(CallOp::Unmute)).await;
    let ear = caller.ear().await;
    // Muted, nothing comes at all; a second of that, all of it looked at.
    crate::stage::until("nothing comes any more", SOON, async || {
        let since = Instant::now();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let heard = ear.heard_since(since);
        if heard.is_empty() { Ok(()) } else { Err(format!("{heard:?}")) }
    })
    .await;
    phone.talks(SOON).await.ear.unwrap().hears(&[caller.voice], SOON).await;
    press(&desk, ControlOp::Unmute, None).await;
    caller.hears(&[phone.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_caller_hears_music_and_her_part_is_over() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    desk.until("may park", SOON, can(CallOp::Park)).await;
    press(&desk, ControlOp::Park, None).await;
    caller.hears(&[Tone::MUSIC], SOON).await;
    phone.is_quiet(SOON).await;
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_dialled_from_the_page_rings_her_phone_first() {
    let stage = Stage::up().await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let (mehmet, _mehmets) = stage.works("mehmet", Behaviour::ANSWERS).await;
    desk.ask(Command::CallDial { number: "1002".to_owned() }).await.unwrap();
    zeynep.talks(SOON).await.ear.unwrap().hears(&[mehmet.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialled_number_whose_agents_phone_does_not_take_the_call_is_said_to_be_not_called() {
    let stage = Stage::up().await;
    let (_phone, desk) = stage.works("zeynep", Behaviour::Declines).await;
    desk.ask(Command::CallDial { number: "1002".to_owned() }).await.unwrap();
    let told = |view: &DeskView| view.refused.iter().any(|msg| msg.starts_with("Your own phone"));
    desk.until("is told", SOON, told).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_rung_by_the_pbxs_own_queue_sees_who_calls_too() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::Rings).await;
    // No queue of ours has that number: Asterisk's own queue rings every phone.
    let caller = stage.call(NOBODYS, AYSE.id()).await;
    phone.rings(SOON).await;
    let pop = desk.pops(SOON).await;
    assert_eq!(customer(&pop).map(|customer| customer.name.as_str()), Some(AYSE.name));
    assert_eq!(pop.queue.id, "fallback");
    assert!(desk.view().calls.values().all(|call| call.can.is_empty()), "the phone decides");
    phone.answer();
    caller.hears(&[phone.voice], SOON).await;
    desk.until("shows talking", SOON, |view| view.calls.values().any(|c| c.state == CallState::Connected))
        .await;
    caller.hang_up();
    desk.write_up("cozuldu", "PBX kuyruğundan").await;
    desk.until("is done", SOON, |view| view.wrap_ups.is_empty() && view.pops.is_empty()).await;
    stage.down().await;
}
