//! The link to the PBX is cut while calls go on: afterwards the history says what really happened.

use std::time::Duration;

use santral::api::wire::{CallRow, GapList, GapRow};

use crate::cast::{AYSE, FALL_BACK, IPEK, MEHMET, SOON, SUPPORT};
use crate::phone::Behaviour;
use crate::stage::{Board, Stage, Wire};

/// The settings' section of the one PBX there is.
fn section(stage: &Stage) -> String {
    let settings = stage.pbx.settings().unwrap();
    let (key, _) = settings.iter().find(|(key, _)| key.ends_with("__PORT")).unwrap();
    key.trim_end_matches("PORT").to_owned()
}

/// Starts the daemon anew, with a wire to the PBX that can be cut and its `queue_log` to read.
async fn on_a_wire(stage: &mut Stage) -> Wire {
    let wire = Wire::to(stage.pbx.ami_port().unwrap()).await.unwrap();
    let section = section(stage);
    stage.santral.stop().await.unwrap();
    stage.santral.set(&format!("{section}PORT"), &wire.port().to_string());
    stage.santral.set(&format!("{section}QUEUE_LOG"), &stage.pbx.queue_log().display().to_string());
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    wire
}

async fn row_of(board: &Board, number: &str, what: &str, like: impl Fn(&CallRow) -> bool) -> CallRow {
    board.until_call(what, |row| row.party.number.as_deref() == Some(number) && like(row)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_ended_while_the_link_was_cut_are_completed_from_the_queue_log() {
    let mut stage = Stage::up().await;
    let wire = on_a_wire(&mut stage).await;
    let board = stage.board().await;
    // One phone answers; it is nobody's who is at work, so callers wait.
    let zeynep = stage.phone("zeynep", Behaviour::ANSWERS).await;
    let served = stage.call(SUPPORT, AYSE.id()).await;
    let gone = stage.call(SUPPORT, IPEK.id()).await;
    board.until_queue("destek", "two wait", |row| row.waiting == 2).await;

    wire.cut();
    board.until("the link is seen to be down", SOON, |board| board.links.iter().all(|link| !link.up)).await;
    // One gives up before the fall-back queue has him: no log of a queue knows of that.
    gone.hang_up();
    served.hears(&[zeynep.voice], FALL_BACK).await;
    served.hang_up();
    zeynep.is_quiet(SOON).await;
    // One comes and goes of whom nobody of ours heard.
    let unseen = stage.call(SUPPORT, MEHMET.id()).await;
    unseen.hears(&[zeynep.voice], FALL_BACK).await;
    zeynep.hang_up();
    unseen.is_out(SOON).await;

    wire.join();
    let within = Duration::from_secs(30);
    board.until("the link is back", within, |board| board.links.iter().all(|link| link.up)).await;
    let repaired = |row: &CallRow| row.source.as_deref() == Some("repaired");
    let row = row_of(&board, AYSE.e164, "what became of her is known", repaired).await;
    assert_eq!((row.outcome.as_deref(), row.agent.as_deref()), (Some("completed"), Some("Zeynep Arslan")));
    assert!(row.wait_ms.is_some_and(|ms| ms >= 5_000) && row.talk_ms.is_some(), "{row:#?}");
    let story = board.story(&row.call_id).await.unwrap().story;
    assert!(story.iter().any(|line| line.event == "call.repaired"), "{story:#?}");
    let from_log = |row: &CallRow| row.source.as_deref() == Some("queue_log");
    let row = row_of(&board, MEHMET.e164, "he is known from the log", from_log).await;
    assert_eq!((row.outcome.as_deref(), row.agent.as_deref()), (Some("completed"), Some("Zeynep Arslan")));
    let row = row_of(&board, IPEK.e164, "she is closed with a reason", |row| row.outcome.is_some()).await;
    assert_eq!((row.outcome.as_deref(), row.source), (Some("failed"), None));
    let story = board.story(&row.call_id).await.unwrap().story;
    assert!(story.iter().any(|line| line.event == "call.lost"), "{story:#?}");

    let gap = gap_with(&board, |gap| gap.lost == 2 && gap.repaired == 1 && gap.found == 1).await;
    assert!(!gap.why.is_empty() && gap.from < gap.until, "{gap:#?}");
    let today = board.queue("destek").await;
    assert_eq!((today.entered, today.fell_back, today.abandoned), (2, 1, 0));
    // The same log as a file of the past: every line of Asterisk's is understood, and all of it is there already.
    let log = stage.pbx.queue_log().display().to_string();
    let imported = stage.santral.tell(&["import", "queue-log", &log], "").await.unwrap();
    assert!(imported.contains(" 0 rejected: 2 calls, 0 added, 0 completed, 2 there already"), "{imported}");
    // The journal says the same after a restart.
    stage.santral.kill().unwrap();
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    let again = board.until_queue("destek", "today is as it was", |row| row.entered == 2).await;
    assert_eq!((again.fell_back, again.abandoned), (1, 0));
    row_of(&board, AYSE.e164, "her row is as it was", |row| repaired(row)).await;
    gap_with(&board, |gap| gap.why.contains("not running")).await;
    stage.down().await;
}

async fn gap_with(board: &Board, like: impl Fn(&GapRow) -> bool) -> GapRow {
    crate::stage::until("the gap is written down", Duration::from_secs(15), async || {
        let gaps: GapList = board.rest.get("/api/v1/gaps").await.map_err(|error| format!("{error:#}"))?;
        gaps.items.iter().find(|gap| like(gap)).cloned().ok_or_else(|| format!("{gaps:#?}"))
    })
    .await
}
