//! Signing in, passwords, phones, and who may do what.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn signing_in_seats_an_agent_at_her_phone_and_signing_out_ends_her_sockets() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let me = browser.read("/api/v1/session").await;
    assert_eq!(
        (&me["role"], &me["agent_id"], &me["extension"]),
        (&json!("agent"), &json!("zeynep"), &json!("1001"))
    );
    let mut socket = browser.socket("agent", json!([])).await;
    let snap = socket.until(|frame| frame["t"] == "snap").await;
    assert_eq!(snap["d"]["session"]["state"], "not_ready");
    assert_eq!(
        browser.send(Method::DELETE, "/api/v1/session", json!({})).await.status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(socket.closed().await, 4101);
    assert_eq!(browser.get("/api/v1/session").await.status(), StatusCode::UNAUTHORIZED);
    app.stop().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer_and_after_five_one_waits() {
    let app = TestApp::start().await;
    let browser = app.stranger();
    let mut answers = Vec::new();
    for login in ["zeynep", "nobody"] {
        let answer =
            browser.post("/api/v1/session", json!({ "login": login, "password": "wrong wrong wrong" })).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        answers.push(answer.json::<Value>().await.unwrap());
    }
    assert_eq!(answers[0], answers[1]);
    let mut last = StatusCode::OK;
    for _ in 0..6 {
        let body = json!({ "login": "mehmet", "password": "wrong wrong wrong" });
        last = browser.post("/api/v1/session", body).await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let right = json!({ "login": "mehmet", "password": PASSWORD });
    assert_eq!(browser.post("/api/v1/session", right).await.status(), StatusCode::TOO_MANY_REQUESTS);
    app.stop().await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let (here, elsewhere) = (app.browser("sema").await, app.browser("sema").await);
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    let put = |body| here.send(Method::PUT, "/api/v1/session/password", body);
    assert_eq!(put(change("wrong", "a new long password")).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(put(change(PASSWORD, "short")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(put(change(PASSWORD, "a new long password")).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(here.get("/api/v1/session").await.status(), StatusCode::OK);
    assert_eq!(elsewhere.get("/api/v1/session").await.status(), StatusCode::UNAUTHORIZED);
    app.stop().await;
}

#[tokio::test]
async fn nobody_takes_a_phone_another_sits_at() {
    let app = TestApp::start().await;
    let (zeynep, mehmet) = (app.browser("zeynep").await, app.browser("mehmet").await);
    let taken = mehmet.send(Method::PUT, "/api/v1/session/extension", json!({ "extension": "1001" })).await;
    assert_eq!(taken.status(), StatusCode::CONFLICT);
    assert_eq!(taken.json::<Value>().await.unwrap()["type"], "line-taken");
    let forged = zeynep
        .send(Method::PUT, "/api/v1/session/extension", json!({ "extension": "1001\r\nAction: x" }))
        .await;
    assert_eq!(forged.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let moved = zeynep.send(Method::PUT, "/api/v1/session/extension", json!({ "extension": "1003" })).await;
    assert_eq!(moved.json::<Value>().await.unwrap()["extension"], "1003");
    app.stop().await;
}

#[tokio::test]
async fn the_board_is_for_supervisors_and_everything_is_for_the_signed_in() {
    let app = TestApp::start().await;
    let agent = app.browser("zeynep").await;
    assert_eq!(agent.get("/api/v1/board").await.status(), StatusCode::FORBIDDEN);
    let board = app.browser("sema").await.read("/api/v1/board").await;
    assert_eq!(board["queues"][0]["id"], "destek");
    assert!(board["service_level_formula"]["tr"].as_str().unwrap().contains("cevaplanan"));
    let stranger = app.stranger();
    for path in ["/api/v1/session", "/api/v1/calls", "/api/v1/customers?q=a", "/api/v1/board"] {
        assert_eq!(stranger.get(path).await.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let without_header =
        browser.raw(Method::POST, "/api/v1/ws-ticket").json(&json!({})).send().await.unwrap();
    assert_eq!(without_header.status(), StatusCode::FORBIDDEN);
    let foreign = browser
        .raw(Method::POST, "/api/v1/ws-ticket")
        .header("x-requested-with", "santral")
        .header("origin", "https://evil.example")
        .json(&json!({}));
    assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    app.stop().await;
}
