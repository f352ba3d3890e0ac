//! How the company's own systems have been doing, told to supervisors.

use reqwest::StatusCode;
use serde_json::json;

use crate::app::TestApp;
use crate::calls::{available, eventually, stage_set};

#[tokio::test]
async fn a_source_that_fails_is_seen_with_its_last_words_and_that_it_is_left_alone() {
    let settings = "name = 'erp'\nsection = 'orders'\nkind = 'http'\nurl = 'http://127.0.0.1:1/{e164}'";
    let (pbx, app) =
        stage_set(|_| {}, |config| config.crm.source = vec![toml::from_str(settings).unwrap()]).await;
    let supervisor = app.browser("sema").await;
    let fresh = supervisor.read("/api/v1/crm/sources").await;
    assert_eq!((&fresh["items"][0]["asked"], &fresh["items"][0]["p50_ms"]), (&json!(0), &json!(null)));
    let mut page = available(&app, "zeynep").await;
    for _ in 0..5 {
        let caller = pbx.arrive("+905320000012", "", "5552001");
        page.until(|frame| frame["k"] == "pop.updated" && !frame["d"]["card"].is_null()).await;
        pbx.hang_up(&caller);
        page.until(|frame| frame["k"] == "pop.closed").await;
    }
    let told = eventually(|| async {
        let told = supervisor.read("/api/v1/crm/sources").await;
        (!told["items"][0]["resting_s"].is_null()).then_some(told)
    })
    .await;
    let erp = &told["items"][0];
    assert_eq!(
        (&erp["name"], &erp["section"], &erp["kind"]),
        (&json!("erp"), &json!("orders"), &json!("http"))
    );
    assert_eq!((&erp["asked"], &erp["failed"]), (&json!(5), &json!(5)));
    assert!(erp["p99_ms"].is_u64() && !erp["last_fault"]["text"].as_str().unwrap().is_empty(), "{erp}");
    assert!(!erp.to_string().contains("905320000012"), "a caller's number is in no message");
    assert_eq!(app.browser("zeynep").await.get("/api/v1/crm/sources").await.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn without_sources_there_is_nothing_to_tell() {
    let app = TestApp::start().await;
    assert_eq!(app.browser("ali").await.read("/api/v1/crm/sources").await, json!({ "items": [] }));
    app.stop().await;
}
