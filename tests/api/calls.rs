//! A call's whole life over a fake PBX: pop, answer, wrap-up, list, story.

use std::time::Duration;

use reqwest::StatusCode;
use santral::config::{Mode, Pbx};
use santral::crm::Sample;
use serde_json::{Value, json};

use crate::app::{Socket, TestApp};
use crate::fake_asterisk::{FakeAsterisk, Phone, Script};

/// A daemon beside a PBX whose phones answer when told, with the sample customers.
pub(crate) async fn stage() -> (FakeAsterisk, TestApp) {
    stage_with(|_| {}).await
}

/// The same beside a PBX that is only observed.
pub(crate) async fn observing_stage() -> (FakeAsterisk, TestApp) {
    stage_in(Mode::Observe, |_| {}, |_| {}).await
}

/// The same beside a PBX prepared before we come.
async fn stage_with(prepare: impl FnOnce(&FakeAsterisk)) -> (FakeAsterisk, TestApp) {
    stage_in(Mode::Route, prepare, |_| {}).await
}

/// The same with settings of one's own.
pub(crate) async fn stage_set(
    prepare: impl FnOnce(&FakeAsterisk),
    change: impl FnOnce(&mut santral::config::Config),
) -> (FakeAsterisk, TestApp) {
    stage_in(Mode::Route, prepare, change).await
}

async fn stage_in(
    mode: Mode,
    prepare: impl FnOnce(&FakeAsterisk),
    change: impl FnOnce(&mut santral::config::Config),
) -> (FakeAsterisk, TestApp) {
    let pbx = FakeAsterisk::start().await;
    prepare(&pbx);
    let ami = pbx.config();
    for phone in ["1001", "1002"] {
        pbx.phone(phone, Phone::Rings);
    }
    let app = TestApp::start_with(|config| {
        let pbx = Pbx {
            host: ami.host.clone(),
            port: ami.port,
            username: ami.username.clone(),
            secret: Some(ami.secret.clone()),
            secret_file: None,
            mode,
            queue_log: None,
            shadow: std::collections::BTreeMap::new(),
            tls: None,
        };
        config.pbx.insert("pbx1".to_owned(), pbx);
        change(config);
    })
    .await;
    Sample::new(10, 1_764_000_000_000).fill(&app.store).await.unwrap();
    (pbx, app)
}

/// An agent's page that takes calls.
pub(crate) async fn available(app: &TestApp, agent: &str) -> Socket {
    let mut socket = app.browser(agent).await.socket("agent", json!([])).await;
    socket.until(|frame| frame["t"] == "live").await;
    socket.command("agent.state", json!({ "state": "available" })).await;
    // Only when the link is up and her phone is known can she be rung.
    socket.until(|frame| frame["k"] == "session" && frame["d"]["phone"] == "free").await;
    socket
}

#[tokio::test]
async fn the_name_is_on_the_screen_while_the_phone_rings_and_the_outcome_in_the_list_at_the_end() {
    let (pbx, app) = stage().await;
    let browser = app.browser("zeynep").await;
    let mut page = available(&app, "zeynep").await;
    let caller = pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    assert_eq!((&pop["d"]["number"], &pop["d"]["match"]), (&json!("+905320000012"), &json!("pending")));
    let ack = json!({ "t": "ack", "s": "agent", "q": pop["q"], "pop": pop["d"]["pop_id"], "ms": 3 });
    page.send(ack).await;
    let found = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!(found["d"]["match"], "single");
    assert_eq!(found["d"]["candidates"][0]["name"], "Mehmet Kaya");
    pbx.answer("1001");
    let talking = page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    // What her page may do is what the PBX said it can.
    assert_eq!(
        talking["d"]["can"],
        json!(["hangup", "hold", "mute", "keys", "transfer", "consult"]),
        "the peer has no parking"
    );
    pbx.hang_up(&caller);
    let wrap_up = page.until(|frame| frame["k"] == "wrapup" && !frame["d"]["until"].is_null()).await;
    assert_eq!(wrap_up["d"]["customer"]["name"], "Mehmet Kaya");
    let call = wrap_up["d"]["call_id"].as_str().unwrap().to_owned();
    let mut save = json!({ "call_id": call, "disposition": "cozuldu", "solved": true, "severity": "urgent",
        "follow_up_at": "yarın", "note": "Kart açıldı", "finish": true });
    assert_eq!(page.command("wrapup.save", save.clone()).await["ok"], false, "that is no moment");
    save["follow_up_at"] = json!("2030-01-02T09:30:00Z");
    let saved = page.command("wrapup.save", save).await;
    assert_eq!(saved["ok"], true, "{saved}");
    assert_eq!(page.until(|frame| frame["k"] == "wrapup.closed").await["d"]["saved"], true);

    let row = eventually(|| async {
        let page = browser.read("/api/v1/calls").await;
        (page["items"][0]["outcome"] == "completed").then(|| page["items"][0].clone())
    })
    .await;
    assert_eq!((&row["customer"]["name"], &row["agent"]), (&json!("Mehmet Kaya"), &json!("Zeynep Arslan")));
    let promised = browser.read("/api/v1/missed").await["promised"].clone();
    assert_eq!(promised[0]["call"]["call_id"], json!(call));
    assert_eq!(
        (&promised[0]["at"], &promised[0]["severity"]),
        (&json!("2030-01-02T09:30:00.000Z"), &json!("urgent"))
    );
    assert_eq!(app.browser("mehmet").await.read("/api/v1/missed").await["promised"], json!([]));
    let story = browser.read(&format!("/api/v1/calls/{call}")).await;
    assert_eq!((&story["note"], &story["solved"]), (&json!("Kart açıldı"), &json!(true)));
    let events: Vec<&str> =
        story["story"].as_array().unwrap().iter().map(|l| l["event"].as_str().unwrap()).collect();
    let expected =
        ["call.arrived", "offer.made", "call.ringing", "call.answered", "call.ended", "wrapup.saved"];
    assert_eq!(events.iter().filter(|event| expected.contains(event)).copied().collect::<Vec<_>>(), expected);
    assert_eq!(
        app.browser("mehmet").await.get(&format!("/api/v1/calls/{call}")).await.status(),
        StatusCode::NOT_FOUND
    );
    app.stop().await;
}

#[tokio::test]
async fn a_missed_call_leaves_the_first_screen_and_pops_on_the_next() {
    let (pbx, app) = stage().await;
    let (mut zeynep, mut mehmet) = (available(&app, "zeynep").await, available(&app, "mehmet").await);
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let first = zeynep.until(|frame| frame["k"] == "pop.created").await;
    pbx.ring_out("1001");
    assert_eq!(zeynep.until(|frame| frame["k"] == "call.gone").await["d"]["how"], "missed");
    let closed = zeynep.until(|frame| frame["k"] == "pop.closed").await;
    assert_eq!(closed["d"]["pop_id"], first["d"]["pop_id"]);
    let second = mehmet.until(|frame| frame["k"] == "pop.created").await;
    assert_eq!(second["d"]["call_id"], first["d"]["call_id"]);
    app.stop().await;
}

#[tokio::test]
async fn a_pop_nobody_shows_is_sent_again_and_the_board_says_that_the_screen_is_lost() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    let mut board = app.browser("sema").await.socket("board", json!([])).await;
    board.until(|frame| frame["t"] == "live").await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let first = page.until(|frame| frame["k"] == "pop.created").await;
    let again = page.until(|frame| frame["k"] == "pop.created").await;
    assert_eq!(first["d"]["pop_id"], again["d"]["pop_id"]);
    assert!(again["q"].as_u64() > first["q"].as_u64());
    board.until(|frame| frame["k"] == "agent" && frame["d"]["screen"] == "lost").await;
    page.send(json!({ "t": "ack", "s": "agent", "q": again["q"], "pop": again["d"]["pop_id"], "ms": 1 }))
        .await;
    board.until(|frame| frame["k"] == "agent" && frame["d"]["screen"] == "ok").await;
    app.stop().await;
}

#[tokio::test]
async fn an_agent_says_who_the_caller_is_and_takes_it_back() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("+902160000013", "", "5552001");
    let found = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!(found["d"]["match"], "multiple");
    assert_eq!(found["d"]["candidates"][0]["confidence"], "likely");
    let (pop, person) = (&found["d"]["pop_id"], &found["d"]["candidates"][1]["id"]);
    page.send(json!({ "t": "cmd", "id": 1, "key": "a", "op": "pop.pick", "d": { "pop_id": pop, "customer_id": person } }))
        .await;
    let picked = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!((&picked["d"]["match"], &picked["d"]["candidates"][0]["id"]), (&json!("single"), person));
    page.send(json!({ "t": "cmd", "id": 2, "key": "b", "op": "pop.pick", "d": { "pop_id": pop, "customer_id": null } }))
        .await;
    // The card of the one picked may still be filling; then it is taken back.
    page.until(|frame| frame["k"] == "pop.updated" && frame["d"]["match"] == "multiple").await;
    let foreign = json!({ "pop_id": "01a21055-56f0-78b8-97e7-4ee28db35f48.mehmet", "customer_id": null });
    assert_eq!(page.command("pop.pick", foreign).await["ok"], false);
    app.stop().await;
}

#[tokio::test]
async fn a_customer_made_during_a_call_takes_the_call() {
    let (pbx, app) = stage().await;
    let browser = app.browser("zeynep").await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("+905551112233", "Yeni", "5552001");
    let unknown = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!(unknown["d"]["match"], "none");
    let body = json!({
        "kind": "person", "name": "Yeni Müşteri", "numbers": ["+905551112233"], "call_id": unknown["d"]["call_id"]
    });
    assert_eq!(browser.post("/api/v1/customers", body).await.status(), StatusCode::CREATED);
    let known = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!(known["d"]["candidates"][0]["name"], "Yeni Müşteri");
    app.stop().await;
}

#[tokio::test]
async fn who_takes_two_callers_at_once_keeps_the_form_of_the_first_while_the_second_rings() {
    let (pbx, app) = stage().await;
    let mut mehmet = available(&app, "mehmet").await;
    let arrive = async |page: &mut Socket, number| {
        let caller = pbx.arrive(number, "", "5552001");
        let call = page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "ringing").await;
        (caller, call["d"]["call_id"].clone())
    };
    let (first, first_id) = arrive(&mut mehmet, "+905320000012").await;
    pbx.answer("1002");
    mehmet.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    arrive(&mut mehmet, "+905320000024").await;
    pbx.answer("1002");
    mehmet.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    pbx.hang_up(&first);
    mehmet.until(|frame| frame["k"] == "wrapup" && frame["d"]["call_id"] == first_id).await;
    let save =
        json!({ "call_id": first_id, "disposition": "cozuldu", "solved": true, "note": "", "finish": true });
    arrive(&mut mehmet, "+905320000036").await;
    mehmet.send(json!({ "t": "cmd", "id": 900, "key": "k900", "op": "wrapup.save", "d": save })).await;
    let closed = mehmet.until(|frame| frame["k"] == "wrapup.closed").await;
    assert_eq!((&closed["d"]["call_id"], &closed["d"]["saved"]), (&first_id, &json!(true)));
    app.stop().await;
}

#[tokio::test]
async fn an_agent_writes_to_no_call_but_her_own() {
    let (pbx, app) = stage().await;
    let mut zeynep = available(&app, "zeynep").await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let found = zeynep.until(|frame| frame["k"] == "pop.updated").await;
    let (call, person) = (&found["d"]["call_id"], &found["d"]["candidates"][0]["id"]);
    let browser = app.browser("mehmet").await;
    let mut mehmet = browser.socket("agent", json!([])).await;
    let save = json!({ "call_id": call, "disposition": null, "solved": null, "note": "başkasının", "finish": false });
    assert_eq!(mehmet.command("wrapup.save", save).await["err"]["code"], "not-found");
    let pick = json!({ "pop_id": format!("{}.mehmet", call.as_str().unwrap()), "customer_id": person });
    assert_eq!(mehmet.command("pop.pick", pick).await["err"]["code"], "not-found");
    let body = json!({ "kind": "person", "name": "Sahte", "numbers": [], "call_id": call });
    assert_eq!(browser.post("/api/v1/customers", body).await.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn a_withheld_number_is_a_normal_call_with_nothing_to_look_up() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive("anonymous", "", "5552001");
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    assert_eq!((&pop["d"]["match"], &pop["d"]["number"]), (&json!("withheld"), &Value::Null));
    assert_eq!(pop["d"]["number_kind"], "withheld");
    app.stop().await;
}

#[tokio::test]
async fn the_same_command_key_is_answered_again_and_done_once() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    let caller = pbx.arrive("+905320000012", "", "5552001");
    page.until(|frame| frame["k"] == "pop.created").await;
    pbx.answer("1001");
    let call = page.until(|frame| frame["k"] == "call" && frame["d"]["state"] == "connected").await;
    let hangup = json!({ "call_id": call["d"]["call_id"] });
    assert_eq!(page.command_with("same", "call.hangup", hangup.clone()).await["ok"], true);
    assert_eq!(page.command_with("same", "call.hangup", hangup).await["ok"], true);
    assert_eq!(pbx.actions_named("Hangup").len(), 1);
    pbx.hang_up(&caller);
    app.stop().await;
}

#[tokio::test]
async fn a_dialplan_that_lacks_our_contexts_is_said_and_one_reload_later_callers_are_routed() {
    let (pbx, app) = stage_with(|pbx| {
        pbx.script_always("ShowDialPlan", Some(Script::Refuse("Did not find context".to_owned())));
    })
    .await;
    let mut board = app.browser("sema").await.socket("board", json!([])).await;
    let wrong =
        |link: &Value| link["up"] == false && link["detail"].as_str().is_some_and(|d| d.contains("cti-wait"));
    board
        .until(|frame| match frame["t"].as_str() {
            Some("snap") => frame["d"]["links"].as_array().unwrap().iter().any(wrong),
            _ => frame["k"] == "link" && wrong(&frame["d"]),
        })
        .await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    pbx.script_always("ShowDialPlan", None);
    pbx.emit("Event: Reload\r\nPrivilege: system,all\r\nModule: pbx_config\r\nStatus: 0\r\n\r\n");
    let mut page = available(&app, "zeynep").await;
    page.until(|frame| frame["k"] == "pop.created").await;
    app.stop().await;
}

/// Asks until there is an answer; the test runner's limit is the only one.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(ask: impl Fn() -> F) -> T {
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
