//! Queues that ring all, that are closed, and callers who keyed something in.

use std::time::Duration;

use santral::api::wire::{AgentState, Match};

use crate::cast::{AYSE, MEHMET, SOON, SUPPORT};
use crate::phone::{Behaviour, Ended};
use crate::stage::{Setup, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_rings_all_rings_every_free_phone_and_the_first_to_answer_has_the_caller() {
    let setup = Setup { queues: "agent_order = 'ring-all'", wrap_up_s: 0, ..Setup::default() };
    let stage = Stage::with(setup).await;
    let (zeynep, zeynep_desk) = stage.works("zeynep", Behaviour::Rings).await;
    let (mehmet, mehmet_desk) = stage.works("mehmet", Behaviour::Rings).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    zeynep.rings(SOON).await;
    mehmet.rings(SOON).await;
    zeynep_desk.pops(SOON).await;
    mehmet_desk.pops(SOON).await;
    mehmet.answer();
    caller.hears(&[mehmet.voice], SOON).await;
    mehmet_desk.is(AgentState::OnCall).await;
    assert_eq!(zeynep.is_quiet(SOON).await.unwrap().ended_how(), Some(Ended::Cancelled));
    let view = zeynep_desk.is(AgentState::Available).await;
    assert!(view.pops.is_empty(), "her card is gone at once: {:?}", view.pops);
    // She missed nothing: the next caller is hers.
    let next = stage.call(SUPPORT, MEHMET.id()).await;
    zeynep.rings(SOON).await;
    zeynep.answer();
    next.hears(&[zeynep.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_declines_a_ring_of_all_leaves_the_others_ringing() {
    let setup = Setup { queues: "agent_order = 'ring-all'", ..Setup::default() };
    let stage = Stage::with(setup).await;
    let (zeynep, zeynep_desk) = stage.works("zeynep", Behaviour::Rings).await;
    let (mehmet, _mehmet_desk) = stage.works("mehmet", Behaviour::Rings).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    zeynep.rings(SOON).await;
    mehmet.rings(SOON).await;
    zeynep.decline();
    zeynep_desk.until("rings no more", SOON, |view| view.pops.is_empty()).await;
    mehmet.answer();
    caller.hears(&[mehmet.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_of_a_closed_queue_is_told_so_and_let_go() {
    let setup =
        Setup { queues: "hours = 'kapali'", tables: "[[hours]]\nid = 'kapali'\n", ..Setup::default() };
    let stage = Stage::with(setup).await;
    let (zeynep, _desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    let let_in = caller.is_let_in().await.answered_at.unwrap();
    assert_eq!(caller.is_out(SOON * 2).await.ended_how(), Some(Ended::ByThem));
    assert!(let_in.elapsed() > Duration::from_secs(3), "he is told before he is let go");
    assert_eq!(zeynep.times_called(), 0);
    // The same moment under other hours: open all week.
    let open = Setup {
        queues: "hours = 'hep'\nlabel = { tr = 'Açık', en = 'Open' }",
        tables: "[[hours]]\nid = 'hep'\nweek = { mon = ['00:00-24:00'], tue = ['00:00-24:00'], wed = ['00:00-24:00'], \
                 thu = ['00:00-24:00'], fri = ['00:00-24:00'], sat = ['00:00-24:00'], sun = ['00:00-24:00'] }\n",
        ..Setup::default()
    };
    stage.apply(&open).await;
    let board = stage.board().await;
    board.until_queue("destek", "the other hours are in force", |row| row.label.en == "Open").await;
    let next = stage.call(SUPPORT, MEHMET.id()).await;
    next.hears(&[zeynep.voice], SOON * 2).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_who_talked_to_a_caller_last_gets_him_again() {
    let setup = Setup {
        queues: "prefer_last_agent_s = 30\nagent_order = 'linear'",
        wrap_up_s: 0,
        ..Setup::default()
    };
    let stage = Stage::with(setup).await;
    let (sukru, sukru_desk) = stage.works("sukru", Behaviour::ANSWERS).await;
    let first = stage.call(SUPPORT, AYSE.id()).await;
    first.hears(&[sukru.voice], SOON).await;
    first.hang_up();
    sukru_desk.is(AgentState::Available).await;
    // Zeynep is before him in the catalog's order.
    let (zeynep, _zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let again = stage.call(SUPPORT, AYSE.id()).await;
    again.hears(&[sukru.voice], SOON).await;
    let view = sukru_desk.is(AgentState::OnCall).await;
    assert_eq!(view.pops.values().next().unwrap().matched, Match::Single);
    let stranger = stage.call(SUPPORT, MEHMET.id()).await;
    stranger.hears(&[zeynep.voice], SOON).await;
    stage.down().await;
}
