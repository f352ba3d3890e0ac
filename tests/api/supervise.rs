//! What supervisors do from the board, and who is still to be called back.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::Browser;
use crate::calls::{available, eventually, stage};

async fn order(browser: &Browser, agent: &str, body: Value) -> StatusCode {
    browser.send(Method::PUT, &format!("/api/v1/agents/{agent}/state"), body).await.status()
}

#[tokio::test]
async fn a_supervisor_sets_an_agents_state_with_a_reason_that_is_kept() {
    let (_pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    let sema = app.browser("sema").await;
    let on_break = json!({ "state": "not_ready", "reason": "mola", "why": "eğitim toplantısı" });
    assert_eq!(order(&sema, "zeynep", on_break.clone()).await, StatusCode::NO_CONTENT);
    let session = page.until(|frame| frame["k"] == "session" && frame["d"]["state"] == "not_ready").await;
    assert_eq!(session["d"]["reason"], "mola");
    let back = json!({ "state": "available", "reason": null, "why": "toplantı bitti" });
    assert_eq!(order(&sema, "zeynep", back.clone()).await, StatusCode::NO_CONTENT);
    page.until(|frame| frame["k"] == "session" && frame["d"]["state"] == "available").await;
    let kept = app.store.audit().latest("agent.state", 9).await.unwrap();
    let said: Vec<_> =
        kept.iter().map(|r| (r.who.as_str(), r.detail.as_str(), r.why.as_deref().unwrap())).collect();
    assert_eq!(
        said,
        [
            ("sema", "zeynep available", "toplantı bitti"),
            ("sema", "zeynep not_ready mola", "eğitim toplantısı")
        ]
    );
    // Nobody else may, nobody who is unknown or away can be set, and a reason must be given.
    let zeynep = app.browser("zeynep").await;
    assert_eq!(order(&zeynep, "mehmet", back.clone()).await, StatusCode::FORBIDDEN);
    assert_eq!(order(&sema, "kimse", back.clone()).await, StatusCode::NOT_FOUND);
    assert_eq!(order(&sema, "mehmet", back).await, StatusCode::CONFLICT);
    for wrong in [
        json!({ "state": "available", "reason": null, "why": " x " }),
        json!({ "state": "not_ready", "reason": "olmayan", "why": "eğitim" }),
        json!({ "state": "on_call", "reason": null, "why": "eğitim" }),
    ] {
        assert_eq!(order(&sema, "zeynep", wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_caller_who_gave_up_stands_in_the_list_until_he_is_called_back() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    for _ in 0..2 {
        let caller = pbx.arrive("+905320000012", "Mehmet K", "5552001");
        let waits = async || sema.read("/api/v1/board").await["queues"][0]["waiting"] == 1;
        eventually(|| async { waits().await.then_some(()) }).await;
        pbx.hang_up(&caller);
        eventually(|| async { (!waits().await).then_some(()) }).await;
    }
    let missed = eventually(|| async {
        let list = sema.read("/api/v1/missed").await;
        (list["items"][0]["times"] == 2).then_some(list)
    })
    .await;
    assert_eq!((&missed["open"], missed["items"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(missed["items"][0]["call"]["party"]["number"], "+905320000012");
    // An agent of that queue sees and takes it.
    let zeynep = app.browser("zeynep").await;
    let seen = zeynep.read("/api/v1/missed?open=true").await;
    let call = seen["items"][0]["call"]["call_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/missed/{call}/called-back");
    assert_eq!(zeynep.post(&path, json!({})).await.status(), StatusCode::NO_CONTENT);
    let then = sema.read("/api/v1/missed").await;
    assert_eq!(then["items"][0]["called_back"]["by"], "zeynep");
    assert_eq!(then["open"], 0);
    assert_eq!(zeynep.read("/api/v1/missed?open=true").await["items"], json!([]));
    assert_eq!(zeynep.post("/api/v1/missed/x/called-back", json!({})).await.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn who_waits_is_shown_with_why_he_still_does() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    page.until(|frame| frame["k"] == "pop.created").await;
    pbx.answer("1001");
    page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    pbx.arrive("+905320000045", "İki", "5552001");
    let line = eventually(|| async {
        let line = sema.read("/api/v1/queues/destek/line").await;
        (line["waiting"] == 1).then_some(line)
    })
    .await;
    let caller = &line["callers"][0];
    assert_eq!((&caller["number"], &caller["rings_for"]), (&json!("+905320000045"), &json!([])));
    let standing: Vec<(&str, u64)> = caller["standing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["text"]["en"].as_str().unwrap(), s["agents"].as_u64().unwrap()))
        .collect();
    assert_eq!(standing.first(), Some(&("on another call", 1)), "{caller}");
    assert_eq!(standing.iter().find(|(how, _)| *how == "not signed in").map(|(_, n)| *n > 0), Some(true));
    assert_eq!(sema.get("/api/v1/queues/yok/line").await.status(), StatusCode::NOT_FOUND);
    let zeynep = app.browser("zeynep").await;
    assert_eq!(zeynep.get("/api/v1/queues/destek/line").await.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}
