//! A phone rings, and what becomes of it.

use std::time::Duration;

use santral::api::wire::{AgentState, Command, PhoneState};

use crate::cast::{AYSE, FALL_BACK, MEHMET, NOBODYS, SOON, SUPPORT};
use crate::phone::{Behaviour, Ended, LegState};
use crate::stage::{DeskView, Setup, Stage, customer};

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_answered_talked_to_and_written_up() {
    let stage = Stage::up().await;
    let board = stage.board().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::Rings).await;

    let caller = stage.call(SUPPORT, AYSE.id()).await;
    let leg = phone.rings(SOON).await;
    let pop = desk.pops(SOON).await;
    assert_eq!(customer(&pop).map(|customer| customer.name.as_str()), Some(AYSE.name));
    assert_eq!(pop.number.as_deref(), Some(AYSE.e164));
    assert_eq!(pop.queue.id, "destek");
    assert!(leg.pbx_call.is_some(), "the INVITE names the call: {leg:?}");

    phone.answer();
    desk.is(AgentState::OnCall).await;
    caller.hears(&[phone.voice], SOON).await;
    caller.hang_up();
    assert_eq!(phone.is_quiet(SOON).await.unwrap().ended_how(), Some(Ended::ByThem));
    desk.is(AgentState::WrapUp).await;
    desk.write_up("cozuldu", "Modem yeniden başlatıldı.").await;
    desk.is(AgentState::Available).await;

    let row = board
        .until_call("the call is listed with its outcome", |row| {
            row.disposition.is_some() && row.outcome.is_some()
        })
        .await;
    assert_eq!(row.outcome.as_deref(), Some("completed"));
    assert_eq!(row.customer.as_ref().map(|customer| customer.name.as_str()), Some(AYSE.name));
    assert_eq!(row.agent.as_deref(), Some("Zeynep Arslan"));
    let story = board.story(&row.call_id).await.unwrap();
    assert_eq!(story.note.as_deref(), Some("Modem yeniden başlatıldı."));
    assert!(story.story.len() >= 4, "{story:#?}");
    let queue = board.until_queue("destek", "the call is counted", |row| row.answered == 1).await;
    assert_eq!((queue.entered, queue.abandoned, queue.waiting), (1, 0, 0));
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_up_on_the_page_ends_the_call_for_both() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    phone.talks(SOON).await;
    let view = desk.is(AgentState::OnCall).await;
    let call_id = view.calls.keys().next().unwrap().clone();
    desk.ask(Command::CallHangup { call_id }).await.unwrap();
    assert_eq!(caller.is_out(SOON).await.ended_how(), Some(Ended::ByThem));
    assert_eq!(phone.is_quiet(SOON).await.unwrap().ended_how(), Some(Ended::ByThem));
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_up_the_phone_ends_the_call_for_both() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    phone.talks(SOON).await;
    desk.is(AgentState::OnCall).await;
    phone.hang_up();
    assert_eq!(caller.is_out(SOON).await.ended_how(), Some(Ended::ByThem));
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_phone_passes_the_caller_on() {
    passes_on(Behaviour::Busy, Some(Ended::Refused(486))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_call_is_passed_on() {
    passes_on(Behaviour::Declines, Some(Ended::Refused(603))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_nobody_answers_is_passed_on() {
    passes_on(Behaviour::Rings, Some(Ended::Cancelled)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_says_nothing_costs_one_ring_time_and_no_caller() {
    // Nor is it told that the ringing is over: what never answered cannot be cancelled (RFC 3261 section 9.1).
    passes_on(Behaviour::Dead, None).await;
}

/// Zeynep is the most skilled and is rung first; Mehmet gets the caller. Zeynep is left in peace for a while.
async fn passes_on(behaviour: Behaviour, ended: Option<Ended>) {
    let stage = Stage::with(Setup { ring_timeout_s: 3, ..Setup::default() }).await;
    let (first, first_desk) = stage.works("zeynep", behaviour).await;
    let (second, second_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[second.voice], Duration::from_secs(10)).await;
    assert_eq!(first.times_called(), 1);
    if ended.is_some() {
        assert_eq!(first.is_quiet(SOON).await.unwrap().ended_how(), ended);
    }
    second_desk.is(AgentState::OnCall).await;
    let passed = |view: &DeskView| view.calls.is_empty() && view.pops.is_empty();
    let view = first_desk.until("is empty again", SOON, passed).await;
    assert!(view.session.unwrap().cooled_until.is_some(), "she is not rung again at once");

    // And the next caller does not ring her.
    caller.hang_up();
    second_desk.write_up("bilgi", "").await;
    second_desk.is(AgentState::Available).await;
    let next = stage.call(SUPPORT, MEHMET.id()).await;
    next.hears(&[second.voice], SOON).await;
    assert_eq!(first.times_called(), 1);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rejecting_on_the_page_passes_the_caller_on() {
    let stage = Stage::up().await;
    let (first, first_desk) = stage.works("zeynep", Behaviour::Rings).await;
    let (second, _second_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    let pop = first_desk.pops(SOON).await;
    first_desk.ask(Command::CallReject { call_id: pop.call_id }).await.unwrap();
    caller.hears(&[second.voice], SOON).await;
    assert_eq!(first.is_quiet(SOON).await.unwrap().ended_how(), Some(Ended::Cancelled));
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_out_of_reach_is_not_rung_and_rings_as_soon_as_it_is_back() {
    let stage = Stage::up().await;
    let phone = stage.phone_out_of_reach("zeynep", Behaviour::ANSWERS).await;
    let desk = stage.sits("zeynep").await;
    desk.ready().await;
    let view = desk.view();
    assert_eq!(view.session.unwrap().phone, PhoneState::Unreachable);
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[crate::phone::Tone::MUSIC], SOON).await;
    let board = stage.board().await;
    board.until_queue("destek", "the caller waits", |row| row.waiting == 1).await;
    assert_eq!(phone.times_called(), 0);

    phone.sign_in().await.unwrap();
    caller.hears(&[phone.voice], SOON).await;
    caller.hang_up();
    desk.write_up("cozuldu", "").await;
    desk.is(AgentState::Available).await;

    phone.sign_out().await.unwrap();
    let gone = |view: &DeskView| {
        view.session.as_ref().is_some_and(|session| session.phone == PhoneState::Unreachable)
    };
    desk.until("sees that the phone is gone", SOON, gone).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_crosses_the_time_out_loses_nobody() {
    let stage = Stage::with(Setup { ring_timeout_s: 3, ..Setup::default() }).await;
    let (late, late_desk) = stage.works("zeynep", Behaviour::AnswersTooLate).await;
    let (second, _second_desk) = stage.works("mehmet", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    late.until("has picked up", SOON, |leg| leg.answered_at.is_some()).await;
    assert_eq!(late.is_quiet(SOON).await.unwrap().ended_how(), Some(Ended::ByThem));
    caller.hears(&[second.voice], SOON).await;
    let free = |view: &DeskView| view.calls.is_empty() && view.state() == Some(AgentState::Available);
    late_desk.until("is as free as before", SOON, free).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_gives_up_waiting_is_counted_so() {
    let stage = Stage::up().await;
    let board = stage.board().await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.is_let_in().await;
    board.until_queue("destek", "the caller waits", |row| row.waiting == 1).await;
    caller.hang_up();
    let queue = board.until_queue("destek", "she is counted", |row| row.abandoned == 1).await;
    assert_eq!((queue.waiting, queue.answered), (0, 0));
    let row = board.until_call("the call is over", |row| row.outcome.is_some()).await;
    assert_eq!(row.outcome.as_deref(), Some("abandoned"));
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_gives_up_while_a_phone_rings_silences_it_at_once() {
    let stage = Stage::up().await;
    let board = stage.board().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::Rings).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    desk.pops(SOON).await;
    phone.rings(SOON).await;
    caller.hang_up();
    assert_eq!(phone.is_quiet(Duration::from_secs(1)).await.unwrap().ended_how(), Some(Ended::Cancelled));
    let clear = |view: &DeskView| {
        view.calls.is_empty() && view.pops.is_empty() && view.state() == Some(AgentState::Available)
    };
    let view = desk.until("is clear, and she is free without a pause", SOON, clear).await;
    assert_eq!(view.session.unwrap().cooled_until, None);
    assert!(view.wrap_ups.is_empty());
    board.until_queue("destek", "she is counted", |row| row.abandoned == 1).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_missed_calls_in_a_row_and_the_agent_is_not_ready() {
    let stage = Stage::with(Setup { ring_timeout_s: 3, cool_down_s: 0, ..Setup::default() }).await;
    let (phone, desk) = stage.works("zeynep", Behaviour::Rings).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    let missed = |view: &DeskView| {
        view.session
            .as_ref()
            .is_some_and(|s| s.state == AgentState::NotReady && s.reason.as_deref() == Some("missed"))
    };
    desk.until("says that she misses calls", Duration::from_secs(20), missed).await;
    assert_eq!(phone.times_called(), 3);
    assert_eq!(caller.leg().unwrap().state, LegState::Talking, "the caller waits on");
    phone.behave(Behaviour::ANSWERS);
    desk.ready().await;
    caller.hears(&[phone.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_no_queue_serves_is_the_fall_backs() {
    let stage = Stage::up().await;
    let phone = stage.phone("deniz", Behaviour::ANSWERS).await;
    let caller = stage.call(NOBODYS, AYSE.id()).await;
    caller.hears(&[phone.voice], FALL_BACK).await;
    stage.down().await;
}
