//! The accept loop: silent sockets, long bodies, plain HTTP in the open.

use std::sync::Arc;

use santral::api::TlsFiles;
use santral::config::Config;
use santral::daemon::Daemon;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::app::{PASSWORD, TestApp};

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
async fn with_a_certificate_we_speak_tls_and_bind_the_cookie_to_this_host() {
    let files = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ami/tls");
    let app = TestApp::start_with(|config| {
        config.http.tls =
            Some(TlsFiles { cert: files.join("asterisk.pem"), key: files.join("asterisk-key.pem") });
    })
    .await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(files.join("ca.pem")).unwrap()).unwrap();
    let client = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let socket = TcpStream::connect(app.address()).await.unwrap();
    let name = ServerName::try_from("asterisk.test").unwrap();
    let mut stream = TlsConnector::from(Arc::new(client)).connect(name, socket).await.unwrap();
    let body = format!("{{\"login\":\"sema\",\"password\":\"{PASSWORD}\"}}");
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nX-Requested-With: santral\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("__Host-cti=") && answer.contains("; Secure"), "{answer}");
    app.stop().await;
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.http.listen = "127.0.0.1:0".parse().unwrap();
    config.store.url = format!("sqlite:{}", folder.path().join("santral.db").display());
    config.http.tls = Some(TlsFiles { cert: "no-cert.pem".into(), key: "no-key.pem".into() });
    let refused = Daemon::start(&config).await.unwrap_err().to_string();
    assert!(refused.contains("no-cert.pem"), "{refused}");
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
