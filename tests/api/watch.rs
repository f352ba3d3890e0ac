//! What those see who watch over the daemon: metrics and health.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::calls::{available, eventually, stage};

#[tokio::test]
async fn metrics_count_what_happened() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("+905320000012", "", "5552001");
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    page.send(json!({ "t": "ack", "s": "agent", "q": pop["q"], "pop": pop["d"]["pop_id"], "ms": 3 })).await;
    pbx.emit("Event: Curious\r\nX: 1\r\n\r\n");
    let stranger = app.stranger();
    let text = eventually(async || {
        let text = stranger.get("/metrics").await.text().await.unwrap();
        let all = ["santral_pops_rendered_total 1", "event=\"Curious\"} 1"];
        all.iter().all(|line| text.contains(line)).then_some(text)
    })
    .await;
    for line in [
        "santral_pops_total 1",
        "santral_pbx_up{pbx=\"pbx1\"} 1",
        "santral_queue_waiting{queue=\"destek\"} 1",
        "santral_agents{state=\"ringing\"} 1",
        "santral_pop_ring_to_render_seconds_count 1",
        "santral_journal_degraded 0",
        "santral_pops_late_total 0",
        "santral_pops_unrendered_total 0",
        "santral_screens_waiting 0",
        "santral_pbx_reader_stall_seconds{pbx=\"pbx1\"} ",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line} in:\n{text}");
    }
    app.stop().await;
}

#[tokio::test]
async fn metrics_are_for_who_bears_the_token() {
    let app = TestApp::start_with(|config| config.http.metrics_token = Some("s3cret".to_owned())).await;
    let stranger = app.stranger();
    let ask = async |token: &str| {
        let request =
            stranger.raw(Method::GET, "/metrics").header("authorization", format!("Bearer {token}"));
        request.send().await.unwrap().status()
    };
    assert_eq!(stranger.get("/metrics").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(ask("s3cres").await, StatusCode::FORBIDDEN);
    assert_eq!(ask("s3cret").await, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn metrics_are_not_told_through_a_proxy_without_a_token() {
    let app = TestApp::start_with(|config| config.http.behind_proxy = true).await;
    assert_eq!(app.stranger().get("/metrics").await.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn a_daemon_without_a_pbx_lives_and_says_why_it_is_not_ready() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    assert_eq!(stranger.get("/health/live").await.status(), StatusCode::OK);
    let ready = stranger.get("/health/ready").await;
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let ready: Value = ready.json().await.unwrap();
    assert!(ready["reasons"][0].as_str().unwrap().contains("name no PBX"), "{ready}");
    app.stop().await;
}

#[tokio::test]
async fn a_daemon_beside_a_pbx_is_ready_and_says_when_the_link_is_gone() {
    let (pbx, app) = stage().await;
    let stranger = app.stranger();
    let status = async |wanted: StatusCode| {
        eventually(async || {
            let ready = stranger.get("/health/ready").await;
            if ready.status() == wanted { Some(ready.json::<Value>().await.unwrap()) } else { None }
        })
        .await
    };
    assert_eq!(status(StatusCode::OK).await["reasons"], json!([]));
    pbx.refuse_connections(true);
    pbx.cut();
    let ready = status(StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(ready["reasons"][0].as_str().unwrap().starts_with("PBX pbx1:"), "{ready}");
    app.stop().await;
}
