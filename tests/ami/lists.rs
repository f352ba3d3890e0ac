//! Lists, among live events and without them.

use santral::ami::{Action, ActionError, DownWhy, Event};

use crate::ear::Ear;
use crate::fake_asterisk::{FakeAsterisk, Phone, Script};

const LIVE: &[u8] =
    b"Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: PJSIP/1009\r\nState: INUSE\r\n\r\n";

#[tokio::test]
async fn rows_and_live_events_come_in_the_order_asterisk_sent_them() {
    let pbx = FakeAsterisk::start().await;
    pbx.arrive("1", "one", "5552001");
    pbx.arrive("2", "two", "5552001");
    pbx.script("CoreShowChannels", Script::Interleave(LIVE.to_vec()));
    let mut ear = Ear::start(pbx.config());
    let snapshot = ear.snapshot().await;
    assert_eq!(snapshot.channels, 2, "a live event is no row");
    let order: Vec<_> = snapshot.events.iter().take(5).map(word).collect();
    assert_eq!(order, ["row", "live", "row", "live", "CoreShowChannelsComplete"]);
}

#[tokio::test]
async fn a_row_tells_what_is_needed_to_rebuild_a_call() {
    let pbx = FakeAsterisk::start().await;
    pbx.phone("1001", Phone::Answer);
    let caller = pbx.arrive("+902164649201", "O'Brien \"Bob\"", "5552001");
    let mut ear = Ear::in_sync(&pbx).await;
    ear.ami.send(Action::redirect(&caller, "cti-ring", "1001")).await.unwrap();
    pbx.cut();
    let snapshot = ear.snapshot().await;
    let rows: Vec<_> = snapshot
        .events
        .iter()
        .filter_map(|event| match event {
            Event::ChannelListed { channel, bridge_id, duration_s, application, .. } => {
                Some((channel, bridge_id, duration_s, application))
            }
            _ => None,
        })
        .collect();
    assert_eq!(rows.len(), 2);
    let (channel, bridge, duration, application) = rows[0];
    assert_eq!(channel.uniqueid, caller);
    assert_eq!(channel.caller.name.as_deref(), Some("O'Brien \"Bob\""));
    assert_eq!(channel.variable("CTI_STATE").as_deref(), Some("talking"));
    assert_eq!((*duration, application.as_str()), (Some(65), "Dial"));
    assert!(bridge.is_some());
    assert_eq!(rows[1].1, bridge, "both are in one bridge");
    assert_eq!(rows[1].0.linkedid, caller);
    assert!(
        snapshot.events.contains(&Event::DeviceListed { device: "PJSIP/1001".into(), state: "INUSE".into() })
    );
    assert!(snapshot.events.iter().any(|event| matches!(event, Event::BridgeListed { members: 2, .. })));
}

#[tokio::test]
async fn an_empty_list_completes() {
    let pbx = FakeAsterisk::start().await;
    pbx.script("CoreShowChannels", Script::Interleave(LIVE.to_vec()));
    let mut ear = Ear::start(pbx.config());
    let snapshot = ear.snapshot().await;
    assert_eq!(snapshot.channels, 0);
    assert_eq!(snapshot.events.iter().map(word).next(), Some("live"));
}

#[tokio::test]
async fn without_the_list_of_channels_there_is_no_link() {
    let pbx = FakeAsterisk::start().await;
    pbx.script("CoreShowChannels", Script::Refuse("Permission denied".into()));
    let mut ear = Ear::start(pbx.config());
    assert_eq!(
        ear.down().await,
        DownWhy::ResyncFailed { message: "Asterisk refused: Permission denied".into() }
    );
    assert_eq!(ear.snapshot().await.epoch, 2);
}

#[tokio::test]
async fn without_another_list_the_snapshot_goes_on() {
    let pbx = FakeAsterisk::start().await;
    pbx.arrive("1", "one", "5552001");
    pbx.script("DeviceStateList", Script::Refuse("Permission denied".into()));
    pbx.script("BridgeList", Script::Refuse("Permission denied".into()));
    let mut ear = Ear::start(pbx.config());
    assert_eq!(ear.snapshot().await.channels, 1);
}

#[tokio::test]
async fn a_list_asked_for_by_an_action_comes_with_its_answer() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let response = ear.ami.send(Action::show_dialplan("cti-wait")).await.unwrap();
    assert_eq!(response.items.len(), 1);
    assert_eq!(response.items[0].get("Context"), Some(b"cti-wait".as_slice()));
}

#[tokio::test]
async fn an_error_in_place_of_a_list_is_an_error() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let refused = ear.ami.send(Action::show_dialplan("nowhere")).await;
    assert_eq!(refused, Err(ActionError::Refused { message: "Did not find context nowhere".into() }));
}

#[tokio::test]
async fn a_cancelled_list_is_an_error() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let cancelled = b"Response: Success\r\nActionID: {ActionID}\r\nEventList: start\r\n\r\n\
        Event: ParkedCallsComplete\r\nActionID: {ActionID}\r\nEventList: cancelled\r\n\r\n";
    pbx.script("ParkedCalls", Script::Raw(cancelled.to_vec()));
    assert!(matches!(ear.ami.send(Action::parked_calls()).await, Err(ActionError::Refused { .. })));
}

#[tokio::test]
async fn other_answers_may_stand_between_a_lists_rows() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let begins = b"Response: Success\r\nActionID: {ActionID}\r\nEventList: start\r\n\r\n";
    let ends =
        b"Event: Row\r\nActionID: {ActionID}\r\n\r\nEvent: ParkedCallsComplete\r\nActionID: {ActionID}\r\n\
        EventList: Complete\r\nListItems: 1\r\n\r\n";
    pbx.script("ParkedCalls", Script::Raw(begins.to_vec()));
    let list = ear.ami.post(vec![Action::parked_calls()]);
    assert!(ear.ami.send(Action::ping()).await.is_ok());
    let asked = pbx.actions_named("ParkedCalls").remove(0);
    let id = asked.get("ActionID").unwrap();
    let rest = String::from_utf8_lossy(ends).replace("{ActionID}", id);
    pbx.look(|world| world.reply(asked.session, rest.into_bytes()));
    assert_eq!(list.await.remove(0).unwrap().items.len(), 1);
}

fn word(event: &Event) -> &str {
    match event {
        Event::ChannelListed { .. } => "row",
        Event::DeviceStateChange { device, .. } if device == "PJSIP/1009" => "live",
        Event::ListEnded { name, .. } => name,
        _ => "other",
    }
}
