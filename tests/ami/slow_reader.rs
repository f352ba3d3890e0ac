//! Asterisk cuts who does not read for 100 ms. We read, whatever our consumer does.

use santral::ami::{Action, Config, GapWhy, Incoming};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::ear::Ear;
use crate::fake_asterisk::{FakeAsterisk, Settings};

const EVENTS: u64 = 20_000;
/// What a busy PBX with `read = all` tells in a minute, at once.
const FLOOD: u64 = 300_000;

#[tokio::test]
async fn the_peer_cuts_a_client_that_stops_reading_in_mid_event() {
    let pbx = FakeAsterisk::start_with(small_buffers()).await;
    let mut client = TcpStream::connect(("127.0.0.1", pbx.port())).await.unwrap();
    client.write_all(b"Action: Login\r\nUsername: cti\r\nSecret: ctisecret\r\n\r\n").await.unwrap();
    pbx.wait_for(|world| world.sessions_open() == 1).await;
    flood(&pbx, EVENTS);
    pbx.wait_for(|world| world.cut_for_slowness == 1).await;
    let mut got = Vec::new();
    client.read_to_end(&mut got).await.unwrap();
    assert!(!got.ends_with(b"\r\n\r\n"), "cut in the middle of an event");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_that_never_drains_costs_a_resync_and_not_the_link() {
    let pbx = FakeAsterisk::start_with(small_buffers()).await;
    let mut ear = Ear::start(Config { event_queue: 64, ..pbx.config() });
    ear.snapshot().await;
    flood(&pbx, EVENTS);
    // Nothing is taken from the receiver meanwhile.
    while ear.ami.tally().await.unwrap().events < EVENTS {
        tokio::task::yield_now().await;
    }
    assert!(ear.ami.send(Action::ping()).await.is_ok(), "the link lives");
    let (dropped, told) = drain_to_overflow(&mut ear).await;
    assert!(told <= 64, "the queue is bounded");
    assert_eq!(dropped + told, EVENTS, "every event was told or counted");
    let snapshot = ear.snapshot().await;
    assert_eq!(snapshot.gap.unwrap().why, GapWhy::Overflow);
    assert_eq!(snapshot.epoch, 1);
    assert_eq!(pbx.sessions_cut_for_slowness(), 0);
    assert_eq!(pbx.look(|world| world.sessions.len()), 2, "the first two connections are the last");
    assert_eq!(ear.ami.tally().await.unwrap().dropped, dropped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_thousand_events_in_one_go_do_not_cut_us_off() {
    let pbx = FakeAsterisk::start_with(small_buffers()).await;
    assert_eq!(pbx.look(|world| world.settings.write_timeout), std::time::Duration::from_millis(100));
    let mut ear = Ear::start(pbx.config());
    ear.snapshot().await;
    flood(&pbx, FLOOD);
    let (mut told, mut dropped) = (0, 0);
    while told + dropped < FLOOD {
        ear.find(|incoming| match incoming {
            Incoming::Event { .. } => {
                told += 1;
                Some(())
            }
            Incoming::Overflow { dropped: more } => {
                dropped += more;
                Some(())
            }
            _ => None,
        })
        .await;
    }
    assert_eq!(told + dropped, FLOOD, "every event was told or counted");
    assert_eq!(pbx.sessions_cut_for_slowness(), 0);
    assert_eq!(pbx.look(|world| world.sessions.len()), 2, "the first two connections are the last");
    assert!(ear.ami.send(Action::ping()).await.is_ok(), "the link lives");
}

async fn drain_to_overflow(ear: &mut Ear) -> (u64, u64) {
    let mut told = 0;
    let dropped = ear
        .find(|incoming| match incoming {
            Incoming::Overflow { dropped } => Some(dropped),
            Incoming::Event { .. } => {
                told += 1;
                None
            }
            _ => None,
        })
        .await;
    (dropped, told)
}

fn flood(pbx: &FakeAsterisk, events: u64) {
    for n in 0..events {
        let event = format!(
            "Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: PJSIP/{n}\r\nState: INUSE\r\nPad: {}\r\n\r\n",
            "x".repeat(440),
        );
        pbx.emit(event);
    }
}

fn small_buffers() -> Settings {
    Settings { send_buffer: Some(64 * 1024), ..Settings::default() }
}
