//! A webhook from the settings to a receiver, with what an admin sees of it.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use santral::config::Config;
use santral::daemon::Daemon;
use serde_json::json;

use crate::app::TestApp;
use crate::calls::eventually;

#[tokio::test]
async fn events_of_the_feed_reach_a_webhook_and_what_is_given_up_is_seen_by_kind_and_target() {
    let told = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&told);
    // It wants nothing of an agent's states, and is done with gaps for good.
    let receive = async move |headers: HeaderMap| {
        let event = headers["santral-event"].to_str().unwrap().to_owned();
        let gone = event == "gap";
        seen.lock().unwrap().push(event);
        if gone { StatusCode::GONE } else { StatusCode::NO_CONTENT }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/in", post(receive))).await });

    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "0123456789abcdef").unwrap();
    let settings = format!(
        "name = 'crm'\nurl = 'http://127.0.0.1:{port}/in'\nallow_private = true\nsecret_file = '{}'",
        secret.display()
    );
    let app = TestApp::start_with(|config| config.webhooks = vec![toml::from_str(&settings).unwrap()]).await;
    let _page = app.browser("zeynep").await.socket("agent", json!({})).await;
    eventually(|| async { told.lock().unwrap().iter().any(|event| event == "agent.state").then_some(()) })
        .await;
    let admin = app.browser("ali").await;
    let letters = eventually(|| async {
        let letters = admin.read("/api/v1/outbox?state=dead").await;
        (letters["dead"] == 1).then_some(letters)
    })
    .await;
    let letter = &letters["items"][0];
    assert_eq!((&letter["kind"], &letter["target"]), (&json!("webhook"), &json!("crm")), "{letters}");
    assert!(letter["error"].as_str().unwrap().contains("410"), "{letter}");
    eventually(|| async {
        let figures = admin.get("/metrics").await.text().await.unwrap();
        let has = |line: &str| figures.lines().any(|figure| figure.starts_with(line));
        let all = has("santral_webhook_dead_total{target=\"crm\"} 1")
            && has("santral_webhook_failed_total{target=\"crm\"} 1")
            && has("santral_webhook_dropped_total{target=\"crm\"} 0")
            && has("santral_webhook_delivered_total{target=\"crm\"} ")
            && !has("santral_webhook_delivered_total{target=\"crm\"} 0");
        all.then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn a_webhook_that_asks_for_what_there_is_not_keeps_the_daemon_from_starting_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.http.listen = "127.0.0.1:0".parse().unwrap();
    config.store.url = format!("sqlite:{}", folder.path().join("santral.db").display());
    let settings =
        "name = 'crm'\nurl = 'https://crm.example/'\nsecret_file = '/nowhere'\nevents = ['call.anwsered']";
    config.webhooks = vec![toml::from_str(settings).unwrap()];
    let refused = Daemon::start(&config).await.unwrap_err().to_string();
    assert!(refused.contains("[[webhooks]] crm: events: there is no \"call.anwsered\""), "{refused}");
}
