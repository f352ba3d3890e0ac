//! Why there was a pop, or why there was none: the chain of every call, by REST.

use reqwest::StatusCode;
use santral::call::CallId;
use serde_json::{Value, json};

use crate::app::{Browser, Socket, TestApp};
use crate::calls::{available, eventually, observing_stage, stage};

/// What a page answers when it shows a pop.
async fn shows(page: &mut Socket) -> String {
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    page.send(json!({ "t": "ack", "s": "agent", "q": pop["q"], "pop": pop["d"]["pop_id"], "ms": 3 })).await;
    pop["d"]["call_id"].as_str().unwrap().to_owned()
}

/// The trace of a call as soon as it is as wanted.
async fn trace(browser: &Browser, call: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/api/v1/calls/{call}/trace");
    eventually(async || {
        let response = browser.get(&path).await;
        if response.status() != StatusCode::OK {
            return None;
        }
        let trace = response.json().await.unwrap();
        wanted(&trace).then_some(trace)
    })
    .await
}

fn states(screen: &Value) -> Vec<(&str, &str)> {
    let links = screen["links"].as_array().unwrap();
    links.iter().map(|link| (link["link"].as_str().unwrap(), link["state"].as_str().unwrap())).collect()
}

fn state<'a>(trace: &'a Value, link: &str) -> &'a str {
    states(&trace["screens"][0]).into_iter().find(|(name, _)| *name == link).unwrap().1
}

fn fault(trace: &Value) -> (&str, &str) {
    let fault = &trace["fault"];
    (fault["link"].as_str().unwrap_or("none"), fault["text"]["en"].as_str().unwrap_or(""))
}

async fn latest(app: &TestApp) -> Value {
    app.browser("ali").await.read("/api/v1/traces").await["items"].clone()
}

#[tokio::test]
async fn a_pop_that_came_has_seven_links_with_times_and_its_trace_outlives_the_call() {
    let (pbx, app) = stage().await;
    let (sema, zeynep) = (app.browser("sema").await, app.browser("zeynep").await);
    let mut page = available(&app, "zeynep").await;
    let caller = pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let call = shows(&mut page).await;
    let whole =
        trace(&sema, &call, |trace| state(trace, "rendered") == "ok" && state(trace, "customer") == "ok")
            .await;
    let screen = &whole["screens"][0];
    let links = ["event", "call", "agent", "number", "customer", "sent", "rendered"];
    assert_eq!(states(screen), links.map(|link| (link, "ok")));
    assert_eq!(
        (&screen["phone"], &screen["agent"], &screen["name"]),
        (&json!("1001"), &json!("zeynep"), &json!("Zeynep Arslan"))
    );
    assert!(screen["links"].as_array().unwrap().iter().all(|link| link["at"].is_string()), "{screen}");
    assert!(whole["fault"].is_null());
    // She may see her own; nobody else's business but the supervisors'.
    assert_eq!(zeynep.read(&format!("/api/v1/calls/{call}/trace")).await["call_id"], call.as_str());
    let other = app.browser("mehmet").await.get(&format!("/api/v1/calls/{call}/trace")).await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        app.stranger().get(&format!("/api/v1/calls/{call}/trace")).await.status(),
        StatusCode::UNAUTHORIZED
    );
    pbx.hang_up(&caller);
    let id = CallId::parse(&call).unwrap();
    let kept = eventually(async || app.store.traces().get(id).await.unwrap()).await;
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["screens"][0]["links"], screen["links"]);
    // Nothing of the caller is in it.
    assert!(!kept.to_string().contains("5320000012") && !kept.to_string().contains("Mehmet"), "{kept}");
    app.stop().await;
}

#[tokio::test]
async fn a_pop_no_page_ever_showed_says_so_and_how_often_it_was_sent() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    let mut page = available(&app, "zeynep").await;
    let caller = pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    page.until(|frame| frame["k"] == "pop.created").await;
    pbx.hang_up(&caller);
    let call = pop["d"]["call_id"].as_str().unwrap();
    let broken = trace(&sema, call, |trace| state(trace, "rendered") == "broken").await;
    let told = "sent 2 times to 1 page, and none showed it: the page is frozen or old: reload it";
    assert_eq!(fault(&broken), ("rendered", told));
    assert_eq!(state(&broken, "sent"), "ok");
    let figures = app.stranger().get("/metrics").await.text().await.unwrap();
    assert!(figures.contains("santral_pops_unrendered_total 1"), "{figures}");
    app.stop().await;
}

#[tokio::test]
async fn an_agent_without_an_open_page_breaks_the_chain_where_it_would_be_sent() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    let page = available(&app, "zeynep").await;
    page.drop_dead();
    let mut board = sema.socket("board", json!([])).await;
    let lost = |agent: &Value| agent["id"] == "zeynep" && agent["screen"] == "lost";
    board
        .until(|frame| {
            let rows = frame["d"]["agents"].as_array();
            lost(&frame["d"]) || rows.is_some_and(|rows| rows.iter().any(lost))
        })
        .await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let broken = eventually(async || {
        let items = latest(&app).await;
        (items[0]["fault"]["link"] == "sent").then(|| items[0].clone())
    })
    .await;
    assert_eq!(fault(&broken).1, "she had no page open: her browser is closed, or has lost its connection");
    // A page that comes shows it after all.
    let mut page = app.browser("zeynep").await.socket("agent", json!([])).await;
    let snapshot = page.until(|frame| frame["t"] == "snap").await;
    let pop = &snapshot["d"]["pops"][0]["pop_id"];
    page.send(json!({ "t": "ack", "s": "agent", "q": snapshot["q"], "pop": pop, "ms": 3 })).await;
    let call = broken["call_id"].as_str().unwrap();
    let whole = trace(&sema, call, |trace| state(trace, "rendered") != "skipped").await;
    assert_eq!(state(&whole, "sent"), "ok");
    app.stop().await;
}

#[tokio::test]
async fn a_withheld_number_is_a_normal_call() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("anonymous", "", "5552001");
    let call = shows(&mut page).await;
    let whole = trace(&sema, &call, |trace| state(trace, "rendered") == "ok").await;
    assert_eq!((state(&whole, "number"), state(&whole, "customer")), ("skipped", "skipped"));
    assert!(whole["fault"].is_null());
    app.stop().await;
}

/// A queue of the PBX itself rings a phone.
fn queue_rings(phone: &str, began_s: u64) -> String {
    let id = format!("{began_s}.900");
    format!(
        "Event: Newchannel\r\nChannel: PJSIP/trunk-0000aa01\r\nChannelState: 4\r\nCallerIDNum: 05320000012\r\n\
         Uniqueid: {id}\r\nLinkedid: {id}\r\n\r\n\
         Event: QueueCallerJoin\r\nChannel: PJSIP/trunk-0000aa01\r\nUniqueid: {id}\r\nLinkedid: {id}\r\n\
         CallerIDNum: 05320000012\r\nQueue: santral\r\nPosition: 1\r\nCount: 1\r\n\r\n\
         Event: DialBegin\r\nChannel: PJSIP/trunk-0000aa01\r\nCallerIDNum: 05320000012\r\nUniqueid: {id}\r\n\
         Linkedid: {id}\r\nDestChannel: PJSIP/{phone}-0000aa02\r\nDestCallerIDNum: {phone}\r\n\
         DestUniqueid: {began_s}.901\r\nDestLinkedid: {id}\r\nDialString: {phone}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_phone_of_nobody_and_one_whose_agent_is_not_signed_in_are_told_apart() {
    let (pbx, app) = observing_stage().await;
    let _page = available(&app, "zeynep").await;
    let began_s = u64::try_from(jiff::Timestamp::now().as_second()).unwrap();
    pbx.emit(queue_rings("1007", began_s));
    pbx.emit(queue_rings("1002", began_s + 1));
    let items = eventually(async || {
        let items = latest(&app).await;
        (items.as_array().unwrap().len() == 2 && !items[0]["fault"].is_null()).then_some(items)
    })
    .await;
    assert_eq!(
        fault(&items[1]),
        (
            "agent",
            "1007 is no agent's: write it as an agent's `extension` in the catalog, or have her sign in at it"
        )
    );
    assert_eq!(
        fault(&items[0]),
        (
            "agent",
            "1002 is Mehmet Kaya's in the catalog, but Mehmet Kaya is not signed in: sign in on the agent page"
        )
    );
    assert_eq!(app.browser("zeynep").await.get("/api/v1/traces").await.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn a_call_that_began_while_the_link_was_down_is_late_and_says_from_when_to_when() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    let mut page = available(&app, "zeynep").await;
    pbx.refuse_connections(true);
    pbx.cut();
    let mut board = sema.socket("board", json!([])).await;
    board
        .until(|frame| {
            frame["t"] == "snap" && frame["d"]["links"][0]["up"] == false || frame["d"]["up"] == false
        })
        .await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    // A call that has just begun is not told from one that begins as the link comes up.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    pbx.refuse_connections(false);
    let call = shows(&mut page).await;
    let late = trace(&sema, &call, |trace| state(trace, "rendered") != "waiting").await;
    let (link, text) = fault(&late);
    assert_eq!(link, "event");
    assert!(
        text.starts_with("the link to the PBX was down from ")
            && text.ends_with("the call was found afterwards"),
        "{text}"
    );
    app.stop().await;
}
