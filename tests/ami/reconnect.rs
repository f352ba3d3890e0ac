//! Links end in every way there is; each comes back with a new epoch, a whole snapshot and its gap on record.

use santral::ami::{Action, ActionError, DownWhy, Event, GapWhy, Incoming};

use crate::ear::Ear;
use crate::fake_asterisk::{FakeAsterisk, Script};

#[tokio::test]
async fn a_cut_in_the_middle_of_a_packet_costs_nothing_but_a_gap() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.arrive("+902164649201", "Ayşe", "5552001");
    pbx.cut_mid_event();
    assert_eq!(ear.down().await, DownWhy::Closed);
    let snapshot = ear.snapshot().await;
    assert_eq!((snapshot.epoch, snapshot.channels), (2, 1));
    let gap = snapshot.gap.unwrap();
    assert_eq!(gap.why, GapWhy::Link(DownWhy::Closed));
    assert!(gap.from <= gap.to);
    assert!(
        snapshot
            .events
            .iter()
            .any(|event| matches!(event, Event::ChannelListed { channel, .. } if channel.exten() == "s"))
    );
}

#[tokio::test]
async fn a_cut_in_the_middle_of_a_list_is_no_snapshot() {
    let pbx = FakeAsterisk::start().await;
    pbx.arrive("1", "one", "5552001");
    pbx.arrive("2", "two", "5552001");
    pbx.script("CoreShowChannels", Script::CutInList);
    let mut ear = Ear::start(pbx.config());
    let before_the_cut = ear
        .find(|incoming| match incoming {
            Incoming::ResyncEnded { .. } => Some("ended"),
            Incoming::Down { .. } => Some("down"),
            _ => None,
        })
        .await;
    assert_eq!(before_the_cut, "down");
    assert_eq!(ear.snapshot().await.channels, 2);
}

#[tokio::test]
async fn a_late_fully_booted_is_waited_for() {
    let pbx = FakeAsterisk::start().await;
    pbx.hold_boot();
    let mut ear = Ear::start(pbx.config());
    pbx.wait_for(|world| world.sessions_open() == 2).await;
    assert!(pbx.actions_named("CoreShowChannels").is_empty());
    pbx.boot();
    assert_eq!(ear.snapshot().await.epoch, 1);
}

#[tokio::test]
async fn a_clean_restart_is_named_and_told_by_another_startup() {
    let pbx = FakeAsterisk::start().await;
    pbx.arrive("1", "one", "5552001");
    let mut ear = Ear::start(pbx.config());
    let first = startup(&mut ear).await;
    assert_eq!(ear.snapshot().await.channels, 1);
    pbx.restart(true);
    assert_eq!(ear.down().await, DownWhy::Shutdown { restart: true });
    assert_ne!(startup(&mut ear).await, first);
    let snapshot = ear.snapshot().await;
    assert_eq!((snapshot.epoch, snapshot.channels), (2, 0));
}

#[tokio::test]
async fn a_killed_asterisk_is_told_by_another_startup() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::start(pbx.config());
    let first = startup(&mut ear).await;
    ear.snapshot().await;
    pbx.restart(false);
    assert_eq!(ear.down().await, DownWhy::Closed);
    assert_ne!(startup(&mut ear).await, first);
}

#[tokio::test]
async fn a_restart_behind_a_connection_that_stays_is_a_new_epoch() {
    let pbx = FakeAsterisk::start().await;
    pbx.arrive("1", "one", "5552001");
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.script("Getvar", Script::Ignore);
    let unanswered = ear.ami.post(vec![Action::getvar_global("CTI_HB")]);
    pbx.wait_for(|world| world.received.iter().any(|action| action.name == "Getvar")).await;
    pbx.restart_behind_proxy();
    assert_eq!(ear.down().await, DownWhy::Restarted);
    let snapshot = ear.snapshot().await;
    assert_eq!((snapshot.epoch, snapshot.channels), (2, 0));
    assert_eq!(snapshot.gap.unwrap().why, GapWhy::Link(DownWhy::Restarted));
    assert_eq!(unanswered.await, [Err(ActionError::LinkLost)]);
    assert_eq!(pbx.look(|world| world.sessions.len()), 2, "the connections stayed");
}

#[tokio::test]
async fn an_action_on_its_way_is_lost_with_the_link_and_never_sent_again() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.script("Redirect", Script::Ignore);
    let unanswered = ear.ami.post(vec![Action::redirect("1764031032.1", "cti-ring", "1001")]);
    pbx.wait_for(|world| world.received.iter().any(|action| action.name == "Redirect")).await;
    pbx.cut();
    assert_eq!(unanswered.await, [Err(ActionError::LinkLost)]);
    ear.snapshot().await;
    assert_eq!(pbx.actions_named("Redirect").len(), 1);
}

#[tokio::test]
async fn without_a_link_actions_are_refused_at_once() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.refuse_connections(true);
    pbx.cut();
    ear.down().await;
    assert_eq!(ear.ami.send(Action::ping()).await, Err(ActionError::NotConnected));
    pbx.refuse_connections(false);
    assert_eq!(ear.snapshot().await.epoch, 2);
    assert!(ear.ami.send(Action::ping()).await.is_ok());
}

#[tokio::test]
async fn a_half_open_connection_is_noticed() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.mute();
    assert_eq!(ear.down().await, DownWhy::Silent);
    pbx.unmute();
    assert_eq!(ear.snapshot().await.gap.unwrap().why, GapWhy::Link(DownWhy::Silent));
}

#[tokio::test]
async fn a_hundred_cuts_end_in_sync() {
    let pbx = FakeAsterisk::start().await;
    pbx.arrive("1", "one", "5552001");
    let mut ear = Ear::in_sync(&pbx).await;
    for round in 0_u64..100 {
        if round % 2 == 0 {
            pbx.cut()
        } else {
            pbx.cut_mid_event()
        }
        ear.down().await;
        let snapshot = ear.snapshot().await;
        assert_eq!((snapshot.epoch, snapshot.channels), (round + 2, 1));
        assert!(snapshot.gap.is_some());
    }
}

async fn startup(ear: &mut Ear) -> Option<String> {
    ear.find(|incoming| match incoming {
        Incoming::Up { startup, .. } => Some(startup),
        _ => None,
    })
    .await
}
