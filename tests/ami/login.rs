//! Greeting, challenge, login, readiness.

use std::path::PathBuf;
use std::time::Duration;

use santral::ami::{ActionError, Config, DownWhy, Incoming, TlsConfig};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::ear::Ear;
use crate::fake_asterisk::{FakeAsterisk, Settings};

#[tokio::test]
async fn a_good_login_is_up_on_two_sessions_and_tells_whom_it_reached() {
    let pbx =
        FakeAsterisk::start_with(Settings { system_name: Some("pbx1".into()), ..Settings::default() }).await;
    let mut ear = Ear::start(pbx.config());
    assert_eq!(ear.next().await, Incoming::Connecting { attempt: 1 });
    let Incoming::Up { epoch, version, startup, system_name } = ear.next().await else { panic!("not up") };
    assert_eq!((epoch, version.major, version.minor), (1, 22, 10));
    assert!(startup.unwrap().starts_with("2026-11-25T"));
    assert_eq!(system_name.as_deref(), Some("pbx1"));
    assert_eq!(ear.next().await, Incoming::ResyncBegan { epoch: 1, gap: None });
    assert_eq!(pbx.look(|world| world.sessions_open()), 2);
}

#[tokio::test]
async fn the_secret_is_proven_and_never_sent() {
    let pbx = FakeAsterisk::start().await;
    let _ear = Ear::in_sync(&pbx).await;
    let logins = pbx.actions_named("Login");
    assert_eq!(logins.len(), 2);
    assert!(logins.iter().all(|login| login.get("Secret").is_none() && login.get("Key").is_some()));
    let mut events: Vec<_> = logins.iter().filter_map(|login| login.get("Events")).collect();
    events.sort_unstable();
    assert_eq!(events, ["off", "on"], "one session hears events, the other acts");
}

#[tokio::test]
async fn a_wrong_secret_is_told_apart() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::start(Config { secret: "wrong".into(), ..pbx.config() });
    assert_eq!(ear.down().await, DownWhy::BadLogin { message: "Authentication failed".into() });
    assert_eq!(ear.ami.send(santral::ami::Action::ping()).await, Err(ActionError::NotConnected));
    // The next try is at least five seconds off: two sessions asked, and no third stands before the door.
    assert!(pbx.actions_named("Login").len() <= 2);
}

#[tokio::test]
async fn a_closed_port_is_unreachable_and_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut ear = Ear::start(Config::new("127.0.0.1", port, "cti", "ctisecret"));
    assert!(matches!(ear.down().await, DownWhy::Unreachable { .. }));
    assert_eq!(ear.next().await, Incoming::Connecting { attempt: 2 });
}

#[tokio::test]
async fn a_peer_that_is_no_asterisk_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        loop {
            let (mut peer, _) = listener.accept().await.unwrap();
            peer.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        }
    });
    let mut ear = Ear::start(Config::new("127.0.0.1", port, "cti", "ctisecret"));
    assert_eq!(ear.down().await, DownWhy::NotAsterisk);
    served.abort();
}

#[tokio::test]
async fn without_a_challenge_the_secret_stays_unsent_on_a_plain_link() {
    let pbx = FakeAsterisk::start_with(Settings { challenge: false, ..Settings::default() }).await;
    let mut ear = Ear::start(pbx.config());
    assert!(matches!(ear.down().await, DownWhy::BadLogin { .. }));
    assert!(pbx.actions_named("Login").is_empty());
}

#[tokio::test]
async fn a_user_who_cannot_read_system_asks_whether_asterisk_is_booted() {
    let pbx = FakeAsterisk::start_with(Settings { reads_system: false, ..Settings::default() }).await;
    let mut ear = Ear::start(Config { reads_system: false, ..pbx.config() });
    assert_eq!(ear.snapshot().await.epoch, 1);
}

#[tokio::test]
async fn tls_reaches_a_certificate_of_the_named_authority() {
    let pbx = FakeAsterisk::start_with(tls_settings()).await;
    let mut ear = Ear::start(Config { tls: Some(tls_config("ca.pem")), ..pbx.config() });
    assert_eq!(ear.snapshot().await.epoch, 1);
    assert!(ear.ami.send(santral::ami::Action::ping()).await.unwrap().success);
}

#[tokio::test]
async fn tls_refuses_a_certificate_of_another_authority() {
    let pbx = FakeAsterisk::start_with(tls_settings()).await;
    let mut ear = Ear::start(Config { tls: Some(tls_config("other-ca.pem")), ..pbx.config() });
    assert!(matches!(ear.down().await, DownWhy::Tls { .. }));
}

#[tokio::test]
async fn over_tls_an_old_peer_without_challenge_gets_the_secret() {
    let pbx = FakeAsterisk::start_with(Settings { challenge: false, ..tls_settings() }).await;
    let mut ear = Ear::start(Config { tls: Some(tls_config("ca.pem")), ..pbx.config() });
    assert_eq!(ear.snapshot().await.epoch, 1);
}

#[test]
fn the_secret_is_not_in_the_debug_form() {
    let config = Config::new("pbx", 5_038, "cti", "hunter2");
    assert!(!format!("{config:?}").contains("hunter2"));
}

fn tls_settings() -> Settings {
    let pause = Duration::ZERO;
    let files = (fixture("asterisk.pem"), fixture("asterisk-key.pem"));
    Settings { tls: Some(files), bad_login_pause: pause, ..Settings::default() }
}

fn tls_config(ca: &str) -> TlsConfig {
    TlsConfig { ca_file: Some(fixture(ca)), server_name: Some("asterisk.test".into()) }
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ami/tls").join(name)
}
