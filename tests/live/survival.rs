//! Killed, stopped, cut off: no caller is lost, and what was known is known again.

use std::collections::BTreeSet;
use std::time::Duration;

use santral::api::wire::{AgentState, CallRow, CallState, PhoneState};
use tokio::time::Instant;

use crate::cast::{AYSE, FALL_BACK, IPEK, JOHN, MEHMET, SALES, SOON, SUPPORT};
use crate::phone::{Behaviour, Caller, Ended, LegState, Phone, Tone};
use crate::stage::{Board, Desk, Setup, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn killed_with_callers_waiting_ringing_and_talking_it_loses_none() {
    killed(Setup { ring_timeout_s: 3, wrap_up_s: 60, ..Setup::default() }).await;
}

/// One caller talks, one rings, one waits; then `kill -9`. The fall-back queue must take the two who are not served
/// yet, the conversation must not notice, and the daemon that comes back must know all of it.
pub(crate) async fn killed(setup: Setup) {
    let mut stage = Stage::with(setup).await;
    let board = stage.board().await;
    let scene = Moment::arrange(&stage, &board).await;

    let from = Instant::now();
    stage.santral.kill().unwrap();
    // The phone that rings stops and comes back as the fall-back queue's; so does a phone that was never asked.
    let (first, second) = (scene.ringing.ear().await, scene.waiting.ear().await);
    let voices = [scene.ringing_phone.voice, scene.spare_phone.voice];
    scene.ringing_phone.behave(Behaviour::ANSWERS);
    let served = |ear: crate::phone::Ear| async move {
        crate::stage::until("a fall-back phone is heard", FALL_BACK, async || {
            let heard = ear.heard_since(from);
            if voices.iter().any(|voice| heard.contains(voice)) { Ok(()) } else { Err(format!("{heard:?}")) }
        })
        .await;
    };
    tokio::join!(served(first), served(second));
    assert!(from.elapsed() < FALL_BACK, "{:?}", from.elapsed());
    let talking = scene.talking.ear().await;
    assert_eq!(talking.heard_since(from), BTreeSet::from([scene.talking_phone.voice]));
    assert!(talking.unbroken_since(from), "{:?}", talking.longest_pause_since(from));

    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    // Who talked still does; who went to the fall-back queue is told so; who signed in is signed in.
    let desk = Desk::open_again(scene.talking_desk.rest.clone(), "zeynep").await.unwrap();
    let view = desk.is(AgentState::OnCall).await;
    let call = view.calls.values().next().unwrap();
    assert_eq!((call.state, call.party.number.as_deref()), (CallState::Connected, Some(AYSE.e164)));
    let queue = board.until_queue("destek", "today's figures are there", |row| row.fell_back == 2).await;
    assert_eq!((queue.entered, queue.answered, queue.waiting, queue.abandoned), (4, 2, 0, 0));
    assert_eq!(board.agent("deniz").await.state, AgentState::NotReady);
    assert_eq!(board.agent("sukru").await.state, AgentState::Offline);

    // The conversation ends as any other, and the next caller is routed.
    scene.talking.hang_up();
    desk.is(AgentState::WrapUp).await;
    desk.write_up("cozuldu", "Kesintide konuşuldu.").await;
    let next = stage.call(SUPPORT, IPEK.id()).await;
    next.hears(&[scene.talking_phone.voice], SOON).await;
    let row = board
        .until_call("it is written down", |row| {
            row.party.number.as_deref() == Some(AYSE.e164) && row.outcome.is_some()
        })
        .await;
    assert_eq!((row.outcome.as_deref(), row.disposition.is_some()), (Some("completed"), true));
    let story = board.story(&row.call_id).await.unwrap();
    assert_eq!(story.note.as_deref(), Some("Kesintide konuşuldu."));
    for caller in [&scene.ringing, &scene.waiting] {
        assert_eq!(caller.leg().unwrap().state, LegState::Talking, "the fall-back conversations go on");
    }
    stage.down().await;
}

/// Zeynep talks, Mehmet's phone rings, one caller waits; Deniz pauses; Şükrü's phone is there for the fall-back.
struct Moment {
    talking: Caller,
    ringing: Caller,
    waiting: Caller,
    talking_phone: Phone,
    talking_desk: Desk,
    ringing_phone: Phone,
    spare_phone: Phone,
    _others: (Phone, Desk, Desk),
}

impl Moment {
    async fn arrange(stage: &Stage, board: &Board) -> Self {
        let (talking_phone, talking_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
        // One call before, so that today's figures are not all zero.
        let early = stage.call(SUPPORT, JOHN.id()).await;
        early.hears(&[talking_phone.voice], SOON).await;
        early.hang_up();
        talking_desk.write_up("bilgi", "").await;
        talking_desk.is(AgentState::Available).await;

        let talking = stage.call(SUPPORT, AYSE.id()).await;
        talking.hears(&[talking_phone.voice], SOON).await;
        let deniz_phone = stage.phone("deniz", Behaviour::Busy).await;
        let deniz_desk = stage.sits("deniz").await;
        deniz_desk.pause("yemek").await;
        deniz_desk.is(AgentState::NotReady).await;
        let spare_phone = stage.phone("sukru", Behaviour::ANSWERS).await;
        let (ringing_phone, ringing_desk) = stage.works("mehmet", Behaviour::Rings).await;
        let ringing = stage.call(SUPPORT, MEHMET.id()).await;
        ringing_phone.rings(SOON).await;
        let waiting = stage.call(SUPPORT, IPEK.id()).await;
        waiting.hears(&[Tone::MUSIC], SOON).await;
        board.until_queue("destek", "two wait, one of them rings", |row| row.waiting == 2).await;
        assert_eq!(ringing_phone.rings(SOON).await.state, LegState::Ringing);
        Self {
            talking,
            ringing,
            waiting,
            talking_phone,
            talking_desk,
            ringing_phone,
            spare_phone,
            _others: (deniz_phone, deniz_desk, ringing_desk),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_back_at_once_it_takes_up_where_it_was() {
    let mut stage = Stage::up().await;
    let board = stage.board().await;
    let (talking_phone, talking_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let talking = stage.call(SUPPORT, AYSE.id()).await;
    talking.hears(&[talking_phone.voice], SOON).await;
    let (ringing_phone, ringing_desk) = stage.works("mehmet", Behaviour::Rings).await;
    let ringing = stage.call(SUPPORT, MEHMET.id()).await;
    let pop = ringing_desk.pops(SOON).await;
    let waiting = stage.call(SUPPORT, IPEK.id()).await;
    waiting.is_let_in().await;
    board.until_queue("destek", "two wait", |row| row.waiting == 2).await;

    stage.santral.kill().unwrap();
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    let desk = Desk::open_again(ringing_desk.rest.clone(), "mehmet").await.unwrap();
    assert_eq!(desk.pops(SOON).await.pop_id, pop.pop_id, "the same pop, not another");
    assert_eq!(ringing_phone.times_called(), 1, "its phone was not rung anew");
    let queue = board.queue("destek").await;
    assert_eq!((queue.waiting, queue.entered, queue.answered, queue.fell_back), (2, 3, 1, 0));
    ringing_phone.answer();
    ringing.hears(&[ringing_phone.voice], SOON).await;
    desk.is(AgentState::OnCall).await;

    let desk = Desk::open_again(talking_desk.rest.clone(), "zeynep").await.unwrap();
    talking.hang_up();
    desk.write_up("cozuldu", "").await;
    waiting.hears(&[talking_phone.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asterisk_that_is_killed_under_us_costs_its_calls_and_nothing_else() {
    asterisk_gone(async |stage| {
        stage.pbx.kill().await.unwrap();
        stage.pbx.restart().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asterisk_that_is_restarted_under_us_costs_its_calls_and_nothing_else() {
    asterisk_gone(async |stage| stage.pbx.restart().await.unwrap()).await;
}

async fn asterisk_gone(how: impl AsyncFnOnce(&mut Stage)) {
    let mut stage = Stage::up().await;
    let board = stage.board().await;
    let (zeynep, zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let (mehmet, mehmet_desk) = stage.works("mehmet", Behaviour::Rings).await;
    let _talking = stage.call(SUPPORT, AYSE.id()).await;
    zeynep_desk.is(AgentState::OnCall).await;
    let _ringing = stage.call(SUPPORT, MEHMET.id()).await;
    mehmet_desk.pops(SOON).await;
    let _waiting = stage.call(SALES, IPEK.id()).await;
    board.until_queue("satis", "one waits for sales", |row| row.waiting == 1).await;

    how(&mut stage).await;
    board
        .until("the link is back", Duration::from_secs(20), |board| board.links.iter().all(|link| link.up))
        .await;
    for (queue, id) in [(board.queue("destek").await, "destek"), (board.queue("satis").await, "satis")] {
        assert_eq!(
            (queue.waiting, queue.abandoned),
            (0, 0),
            "{id}: nobody waits in a PBX that was not there"
        );
    }
    // Who talked has talked; who waited did not give up, and does not count as if she had.
    for caller in [AYSE, MEHMET, IPEK] {
        let hers = |row: &CallRow| row.party.number.as_deref() == Some(caller.e164) && row.outcome.is_some();
        let row = board.until_call(&format!("{}'s call is closed", caller.name), hers).await;
        let story = board.story(&row.call_id).await.unwrap().story;
        let told = story.iter().any(|line| ["call.ended", "call.lost"].contains(&line.event.as_str()));
        assert!(told, "its story says how: {story:#?}");
        let expected: &[&str] = if caller.e164 == AYSE.e164 { &["completed", "failed"] } else { &["failed"] };
        assert!(row.outcome.as_deref().is_some_and(|outcome| expected.contains(&outcome)), "{row:#?}");
    }
    // Both are free again, without having done anything: a page must not hang on a call that is gone.
    let clear = |view: &crate::stage::DeskView| view.calls.is_empty();
    let view = mehmet_desk.until("has no call", SOON, clear).await;
    assert_eq!(view.state(), Some(AgentState::Available));
    zeynep_desk.until("has no call", SOON, clear).await;
    zeynep_desk.write_up("ses-yok", "Hat kesildi.").await;

    // Registrations survive in Asterisk's database; a phone that registers again is welcome too.
    zeynep.sign_in().await.unwrap();
    mehmet.sign_in().await.unwrap();
    let reached = |view: &crate::stage::DeskView| {
        view.state() == Some(AgentState::Available)
            && view.session.as_ref().is_some_and(|session| session.phone == PhoneState::Free)
    };
    zeynep_desk.until("can be reached", SOON, reached).await;
    let next = stage.call(SUPPORT, JOHN.id()).await;
    next.hears(&[zeynep.voice], SOON).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_it_says_goodbye_and_leaves_conversations_alone() {
    let mut stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    desk.is(AgentState::OnCall).await;
    let from = Instant::now();
    let asked = std::time::Instant::now();
    let status = stage.santral.stop().await.unwrap().unwrap();
    assert!(status.success(), "{status:?}");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    desk.until("sees that the server went", SOON, |view| !view.live).await;

    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    let desk = Desk::open_again(desk.rest.clone(), "zeynep").await.unwrap();
    desk.is(AgentState::OnCall).await;
    let ear = caller.ear().await;
    ear.hears_after(Some(from), &[phone.voice], SOON).await;
    assert_eq!(ear.heard_since(from), BTreeSet::from([phone.voice]));
    phone.hang_up();
    assert_eq!(caller.is_out(SOON).await.ended_how(), Some(Ended::ByThem));
    desk.is(AgentState::WrapUp).await;
    stage.down().await;
}
