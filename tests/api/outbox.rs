//! What the company's systems were not told: admins see it, try it again, throw it away.

use reqwest::{Method, StatusCode};
use santral::call::{CallId, PbxName};
use santral::store::CallRecord;
use serde_json::{Value, json};

use crate::app::TestApp;

#[tokio::test]
async fn an_admin_sees_what_was_given_up_tries_it_again_and_throws_it_away() {
    let settings = "name = 'erp'\nkind = 'http'\nurl = 'http://127.0.0.1:1/'\ntries_max = 1";
    let app =
        TestApp::start_with(|config| config.crm.write_back = vec![toml::from_str(settings).unwrap()]).await;
    let began_at_ms = jiff::Timestamp::now().as_millisecond() - 60_000;
    let id = CallId::derive(&PbxName::new("pbx1"), "1.1", began_at_ms.unsigned_abs());
    let call = CallRecord {
        ended_at_ms: Some(began_at_ms + 1_000),
        ..CallRecord::new(id, PbxName::new("pbx1"), "1.1", began_at_ms)
    };
    // The daemon's own handle has been told whom to tell; this second one is told here.
    app.store.tell_finished_to(vec!["erp".to_owned()]);
    app.store.calls().upsert(&call).await.unwrap();
    let admin = app.browser("ali").await;
    let mut told = Value::Null;
    for _ in 0..400 {
        told = admin.read("/api/v1/outbox?state=dead").await;
        if told["dead"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let letter = &told["items"][0];
    assert_eq!((&letter["target"], &letter["subject"]), (&json!("erp"), &json!(id.to_string())), "{told}");
    assert!(letter.get("body").is_none() && letter["error"].is_string());
    let health: Value = admin.get("/healthz").await.json().await.unwrap();
    assert_eq!(health["outbox"]["dead"], 1);

    let letter = letter["id"].as_str().unwrap();
    for login in ["zeynep", "sema"] {
        let other = app.browser(login).await;
        assert_eq!(other.get("/api/v1/outbox").await.status(), StatusCode::FORBIDDEN);
        let dropped = other.send(Method::DELETE, &format!("/api/v1/outbox/{letter}"), json!({})).await;
        assert_eq!(dropped.status(), StatusCode::FORBIDDEN);
    }
    let retried = admin.post(&format!("/api/v1/outbox/{letter}/retry"), json!({})).await;
    assert_eq!(retried.status(), StatusCode::NO_CONTENT);
    let dropped = admin.send(Method::DELETE, &format!("/api/v1/outbox/{letter}"), json!({})).await;
    assert_eq!(dropped.status(), StatusCode::NO_CONTENT);
    let gone = admin.send(Method::DELETE, &format!("/api/v1/outbox/{letter}"), json!({})).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    assert_eq!(admin.get("/api/v1/outbox?state=lost").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}
