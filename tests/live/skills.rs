//! Whom a caller reaches, by what people can do.

use std::time::Duration;

use santral::api::wire::AgentState;

use crate::cast::{AYSE, ENGLISH, JOHN, MEHMET, SALES, SOON, STRANGER, SUPPORT};
use crate::phone::{Behaviour, CallerId, Tone};
use crate::stage::{Setup, Stage, customer};

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_wants_english_reaches_the_one_who_speaks_it() {
    let stage = Stage::up().await;
    // Zeynep has waited longest and is free; she has no English.
    let (zeynep, _zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let (elif, elif_desk) = stage.works("elif", Behaviour::ANSWERS).await;
    let caller = stage.call(ENGLISH, JOHN.id()).await;
    caller.hears(&[elif.voice], SOON).await;
    let view = elif_desk.is(AgentState::OnCall).await;
    let pop = view.pops.values().next().unwrap();
    assert_eq!(pop.queue.id, "english");
    assert_eq!(customer(pop).map(|customer| customer.name.as_str()), Some(JOHN.name));
    assert!(!pop.why.tr.is_empty() && !pop.why.en.is_empty(), "it says why her: {:?}", pop.why);
    assert_eq!(zeynep.times_called(), 0);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_skilled_comes_first_and_the_next_caller_gets_the_next_best() {
    let stage = Stage::up().await;
    // Signed in the other way round, so that waiting time does not decide. Sales: Deniz 80, Mehmet 70.
    let (mehmet, _mehmet_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let (deniz, _deniz_desk) = stage.works("deniz", Behaviour::ANSWERS).await;
    let (zeynep, _zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let first = stage.call(SALES, AYSE.id()).await;
    first.hears(&[deniz.voice], SOON).await;
    let second = stage.call(SALES, MEHMET.id()).await;
    second.hears(&[mehmet.voice], SOON).await;
    let third = stage.call(SALES, CallerId::number(STRANGER)).await;
    third.hears(&[Tone::MUSIC], SOON).await;
    assert_eq!(zeynep.times_called(), 0, "she does not sell");
    // And a caller for support does not wait behind the one for sales.
    let fourth = stage.call(SUPPORT, JOHN.id()).await;
    fourth.hears(&[zeynep.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_widens_the_circle_when_the_caller_has_waited() {
    let setup = Setup { stage_after_s: 3, skills: vec![("mehmet", "en", 40)], ..Setup::default() };
    let stage = Stage::with(setup).await;
    let (mehmet, _mehmet_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let caller = stage.call(ENGLISH, JOHN.id()).await;
    let let_in = caller.is_let_in().await.answered_at.unwrap();
    caller.hears(&[mehmet.voice], Duration::from_secs(8)).await;
    let waited = mehmet.talks(SOON).await.invited_at - let_in;
    assert!(waited > Duration::from_millis(2_500), "not before the stage: {waited:?}");
    assert!(waited < Duration::from_secs(5), "and soon after it: {waited:?}");
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_applied_while_a_caller_waits_is_in_force_for_her() {
    let stage = Stage::up().await;
    let (zeynep, _zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(ENGLISH, JOHN.id()).await;
    caller.hears(&[Tone::MUSIC], SOON).await;
    stage.apply(&Setup { skills: vec![("zeynep", "en", 80)], ..Setup::default() }).await;
    caller.hears(&[zeynep.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waited_longest_is_served_first_and_nobody_who_pauses_is_rung() {
    let stage = Stage::up().await;
    let board = stage.board().await;
    let first = stage.call(SUPPORT, AYSE.id()).await;
    // Being let in is not yet waiting: Asterisk listens for her first sound before.
    board.until_queue("destek", "the first waits", |row| row.waiting == 1).await;
    let second = stage.call(SUPPORT, MEHMET.id()).await;
    board.until_queue("destek", "the second waits", |row| row.waiting == 2).await;
    let (zeynep, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    first.hears(&[zeynep.voice], SOON).await;
    // Chosen during the call, in force after it.
    desk.pause("mola").await;
    first.hang_up();
    desk.write_up("cozuldu", "").await;
    let view = desk.is(AgentState::NotReady).await;
    assert_eq!(view.session.unwrap().reason.as_deref(), Some("mola"));
    second.hears(&[Tone::MUSIC], SOON).await;
    assert_eq!(zeynep.times_called(), 1);
    desk.ready().await;
    second.hears(&[zeynep.voice], SOON).await;
    stage.down().await;
}
