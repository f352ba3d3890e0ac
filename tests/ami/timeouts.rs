//! Answers that do not come.

use santral::ami::{Action, ActionError, Config, DownWhy};

use crate::ear::Ear;
use crate::fake_asterisk::{FakeAsterisk, Script};

/// Short, because the test waits for it.
const ACTION_TIMEOUT_MS: u64 = 50;

#[tokio::test]
async fn an_unanswered_action_times_out_and_its_late_answer_is_an_orphan() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::start(Config { action_timeout_ms: ACTION_TIMEOUT_MS, ..pbx.config() });
    ear.snapshot().await;
    pbx.script("Redirect", Script::Ignore);
    let result = ear.ami.send(Action::redirect("1.1", "cti-ring", "1001")).await;
    assert_eq!(result, Err(ActionError::TimedOut));
    let asked = pbx.actions_named("Redirect");
    assert_eq!(asked.len(), 1, "never sent twice");
    let late = format!("Response: Success\r\nActionID: {}\r\n\r\n", asked[0].get("ActionID").unwrap());
    pbx.look(|world| world.reply(asked[0].session, late.into_bytes()));
    // The next answer comes after the orphan on the same session.
    assert!(ear.ami.send(Action::ping()).await.is_ok());
    assert_eq!(ear.ami.tally().await.unwrap().orphans, 1);
}

#[tokio::test]
async fn a_list_that_stops_half_way_times_out() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::start(Config { action_timeout_ms: ACTION_TIMEOUT_MS, ..pbx.config() });
    ear.snapshot().await;
    let half = b"Response: Success\r\nActionID: {ActionID}\r\nEventList: start\r\n\r\n\
        Event: ParkedCall\r\nActionID: {ActionID}\r\n\r\n";
    pbx.script("ParkedCalls", Script::Raw(half.to_vec()));
    assert_eq!(ear.ami.send(Action::parked_calls()).await, Err(ActionError::TimedOut));
}

#[tokio::test]
async fn a_snapshot_that_does_not_come_ends_the_link() {
    let pbx = FakeAsterisk::start().await;
    pbx.script("CoreShowChannels", Script::Ignore);
    let mut ear = Ear::start(Config { action_timeout_ms: ACTION_TIMEOUT_MS, ..pbx.config() });
    assert!(matches!(ear.down().await, DownWhy::ResyncFailed { .. }));
    assert_eq!(ear.snapshot().await.epoch, 2);
}
