//! The accept loop: silent sockets, long bodies, plain HTTP in the open.

use santral::config::Config;
use santral::daemon::Daemon;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::TestApp;

#[tokio::test]
async fn a_socket_that_says_nothing_and_one_that_dribbles_are_closed() {
    let app = TestApp::start().await;
    let mut silent = TcpStream::connect(app.address()).await.unwrap();
    let mut dribbling = TcpStream::connect(app.address()).await.unwrap();
    dribbling.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:").await.unwrap();
    for socket in [&mut silent, &mut dribbling] {
        let mut rest = Vec::new();
        // Ends because the server closes; the test's own limit is the runner's.
        socket.read_to_end(&mut rest).await.unwrap();
    }
    app.stop().await;
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let app = TestApp::start().await;
    let body = serde_json::json!({ "login": "x".repeat(100_000), "password": "y" });
    let answer = app.stranger().post("/api/v1/session", body).await;
    assert_eq!(answer.status(), reqwest::StatusCode::PAYLOAD_TOO_LARGE);
    app.stop().await;
}

#[tokio::test]
async fn plain_http_beyond_loopback_is_refused_at_the_start_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.http.listen = "0.0.0.0:0".parse().unwrap();
    config.store.url = format!("sqlite:{}", folder.path().join("santral.db").display());
    let refused = Daemon::start(&config).await.unwrap_err().to_string();
    assert!(refused.contains("behind_proxy"), "{refused}");
}

#[test]
fn the_documented_example_of_the_settings_is_read() {
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("santral.example.toml");
    let config = Config::read(Some(&example)).unwrap();
    let default = Config::default();
    assert_eq!(config.time_zone, default.time_zone);
    assert_eq!(config.http.listen, default.http.listen);
    assert_eq!(config.store, default.store);
    assert_eq!(config.crm, default.crm);
    assert_eq!(config.pbx["merkez"].username, "santral");
}
