//! A supervisor takes part in a conversation: who may, what is kept of it, and what the PBX is asked for.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::Browser;
use crate::calls::{available, eventually, stage, stage_set};

const SPY: &str = "/api/v1/agents/zeynep/spy";

async fn order(browser: &Browser, body: Value) -> StatusCode {
    browser.post(SPY, body).await.status()
}

fn listen() -> Value {
    json!({ "mode": "listen", "phone": "1002", "why": "yeni başladı" })
}

#[tokio::test]
async fn a_supervisor_listens_with_a_reason_that_is_kept_before_a_phone_rings() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    let sema = app.browser("sema").await;
    // Nothing to hear yet.
    assert_eq!(order(&sema, listen()).await, StatusCode::CONFLICT);
    let caller = pbx.arrive("+905320000012", "Mehmet K", "5552001");
    page.until(|frame| frame["k"] == "pop.created").await;
    pbx.answer("1001");
    page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    let row = async || sema.read("/api/v1/board").await["agents"][1].clone();
    eventually(|| async { (row().await["may_listen"] == true).then_some(()) }).await;
    assert_eq!(row().await["listeners"], json!([]));

    assert_eq!(order(&sema, listen()).await, StatusCode::NO_CONTENT);
    let sent = eventually(|| async { pbx.actions_named("Originate").pop() }).await;
    assert_eq!(sent.get("Channel"), Some("PJSIP/1002"));
    assert_eq!((sent.get("Context"), sent.get("Exten")), (Some("cti-spy"), Some("listen")));
    let variables: Vec<_> =
        sent.headers.iter().filter(|(key, _)| key == "Variable").map(|(_, v)| v).collect();
    assert_eq!(variables[0], &format!("CTI_CALLER={caller}"));
    let kept = app.store.audit().latest("agent.spy", 9).await.unwrap();
    let said: Vec<_> = kept.iter().map(|r| (r.who.as_str(), r.detail.as_str(), r.why.as_deref())).collect();
    assert_eq!(said[0], ("sema", "zeynep listen 1002", Some("yeni başladı")));

    // Nobody else may, the phone must be one that can be rung and not the agent's own, and a reason must be given.
    let zeynep = app.browser("zeynep").await;
    assert_eq!(order(&zeynep, listen()).await, StatusCode::FORBIDDEN);
    assert_eq!(zeynep.send(Method::DELETE, SPY, json!({})).await.status(), StatusCode::FORBIDDEN);
    for phone in ["1001", "1999"] {
        let there = json!({ "mode": "join", "phone": phone, "why": "eğitim" });
        assert_eq!(order(&sema, there).await, StatusCode::CONFLICT, "{phone}");
    }
    for wrong in [
        json!({ "mode": "take", "phone": "1002", "why": " " }),
        json!({ "mode": "take", "phone": "10 02&PJSIP/trunk", "why": "eğitim" }),
    ] {
        assert_eq!(order(&sema, wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(pbx.actions_named("Originate").len(), 1);
    let nobody = sema.post("/api/v1/agents/kimse/spy", listen()).await;
    assert_eq!(nobody.status(), StatusCode::NOT_FOUND);
    assert_eq!(sema.send(Method::DELETE, SPY, json!({})).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(app.store.audit().latest("agent.spy_stop", 9).await.unwrap().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_pbx_without_the_context_is_not_asked_to() {
    let (pbx, app) = stage_set(|pbx| pbx.lacks_context("cti-spy"), |_| {}).await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    page.until(|frame| frame["k"] == "pop.created").await;
    pbx.answer("1001");
    page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    let sema = app.browser("sema").await;
    let refused = sema.post(SPY, listen()).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(refused.json::<Value>().await.unwrap()["type"], "not-able");
    assert_eq!(sema.read("/api/v1/board").await["agents"][1]["may_listen"], false);
    app.stop().await;
}
