//! A supervisor's buttons, on the real Asterisk: who hears whom after each.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::Method;
use santral::api::wire::{AgentState, ListenMode, ListenOrder};
use tokio::time::Instant;

use crate::cast::{AYSE, SOON, SUPPORT};
use crate::phone::{Behaviour, Ear, Tone};
use crate::stage::{Board, DeskView, Setup, Stage};

const SPY: &str = "/api/v1/agents/zeynep/spy";

async fn order(board: &Board, mode: ListenMode) {
    let order = ListenOrder { mode, phone: "1006".to_owned(), why: "eğitim".to_owned() };
    board.rest.order(Method::POST, SPY, &order).await.unwrap();
}

async fn until_listeners(board: &Board, modes: &[ListenMode]) {
    let like = |board: &santral::api::wire::Board| {
        let row = board.agents.iter().find(|row| row.id == "zeynep");
        row.is_some_and(|row| row.listeners.iter().map(|l| l.mode).eq(modes.iter().copied()))
    };
    board.until("who listens", SOON, like).await;
}

/// A second of everybody's sound, all of it looked at.
async fn a_second_of(ears: &[(&Ear, &[Tone])]) {
    let from = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    for (ear, whom) in ears {
        assert_eq!(ear.heard_since(from), BTreeSet::from_iter(whom.iter().copied()));
    }
}

fn monitored(wanted: bool) -> impl Fn(&DeskView) -> bool {
    move |view| view.calls.values().any(|call| call.monitored == wanted)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_listens_whispers_and_joins_and_each_is_heard_by_whom_it_should() {
    let stage = Stage::up().await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let elif = stage.phone("elif", Behaviour::ANSWERS).await;
    let board = stage.board().await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    board.until("may be listened to", SOON, |board| board.agents.iter().any(|row| row.may_listen)).await;
    let (his, hers) = (caller.ear().await, zeynep.talks(SOON).await.ear.unwrap());

    order(&board, ListenMode::Listen).await;
    let elifs = elif.talks(SOON).await.ear.unwrap();
    elifs.hears(&[caller.voice, zeynep.voice], SOON).await;
    until_listeners(&board, &[ListenMode::Listen]).await;
    desk.until("is told", SOON, monitored(true)).await;
    a_second_of(&[(&his, &[zeynep.voice]), (&hers, &[caller.voice])]).await;

    // Without ringing again.
    order(&board, ListenMode::Whisper).await;
    hers.hears(&[caller.voice, elif.voice], SOON).await;
    until_listeners(&board, &[ListenMode::Whisper]).await;
    elifs.hears(&[caller.voice, zeynep.voice], SOON).await;
    a_second_of(&[(&his, &[zeynep.voice]), (&hers, &[caller.voice, elif.voice])]).await;

    order(&board, ListenMode::Join).await;
    his.hears(&[zeynep.voice, elif.voice], SOON).await;
    hers.hears(&[caller.voice, elif.voice], SOON).await;
    elifs.hears(&[caller.voice, zeynep.voice], SOON).await;
    until_listeners(&board, &[ListenMode::Join]).await;

    board.rest.order(Method::DELETE, SPY, &()).await.unwrap();
    elif.is_quiet(SOON).await;
    until_listeners(&board, &[]).await;
    desk.until("is told", SOON, monitored(false)).await;
    his.hears(&[zeynep.voice], SOON).await;
    hers.hears(&[caller.voice], SOON).await;

    // Whoever listens when the conversation ends is let go with it.
    order(&board, ListenMode::Listen).await;
    until_listeners(&board, &[ListenMode::Listen]).await;
    caller.hang_up();
    elif.is_quiet(SOON).await;
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_takes_over_and_until_she_answers_nothing_changes() {
    let stage = Stage::up().await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let elif = stage.phone("elif", Behaviour::Rings).await;
    let board = stage.board().await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    board.until("may be taken over", SOON, |board| board.agents.iter().any(|row| row.may_listen)).await;
    order(&board, ListenMode::Take).await;
    elif.rings(SOON).await;
    let (his, hers) = (caller.ear().await, zeynep.talks(SOON).await.ear.unwrap());
    a_second_of(&[(&his, &[zeynep.voice]), (&hers, &[caller.voice])]).await;
    elif.answer();
    caller.hears(&[elif.voice], SOON).await;
    elif.talks(SOON).await.ear.unwrap().hears(&[caller.voice], SOON).await;
    zeynep.is_quiet(SOON).await;
    desk.is(AgentState::WrapUp).await;
    caller.hang_up();
    elif.is_quiet(SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_first_takes_over_without_her_phone_ringing_again() {
    let tables = "[policy]\nshow_listening = false\n";
    let stage = Stage::with(Setup { tables, ..Setup::default() }).await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let elif = stage.phone("elif", Behaviour::ANSWERS).await;
    let board = stage.board().await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    board.until("may be listened to", SOON, |board| board.agents.iter().any(|row| row.may_listen)).await;
    order(&board, ListenMode::Listen).await;
    let elifs = elif.talks(SOON).await.ear.unwrap();
    elifs.hears(&[caller.voice, zeynep.voice], SOON).await;
    until_listeners(&board, &[ListenMode::Listen]).await;
    // The policy has it kept from her.
    assert!(monitored(false)(&desk.view()));
    order(&board, ListenMode::Take).await;
    elifs.hears(&[caller.voice], SOON).await;
    caller.hears(&[elif.voice], SOON).await;
    zeynep.is_quiet(SOON).await;
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}
