//! Wall displays: what a token opens, and what it does not.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Browser, Socket, TestApp};
use crate::calls::{available, stage};

/// Makes a display and gives its token and id.
async fn hang(sema: &Browser, body: Value) -> (String, String) {
    let answer = sema.post("/api/v1/wall-tokens", body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let address: Value = answer.json().await.unwrap();
    let url = address["url"].as_str().unwrap();
    let token = url.strip_prefix("/wall?token=").unwrap().split('&').next().unwrap();
    (token.to_owned(), address["id"].as_str().unwrap().to_owned())
}

/// A socket of a display that was never signed in.
async fn display(app: &TestApp, token: &str) -> Socket {
    let answer = app.stranger().post("/api/v1/wall-ticket", json!({ "token": token })).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let ticket = answer.json::<Value>().await.unwrap()["ticket"].as_str().unwrap().to_owned();
    Socket::open(&app.address(), &ticket, None).await.unwrap()
}

#[tokio::test]
async fn a_display_sees_its_queues_as_they_change_and_nobodys_name() {
    let (pbx, app) = stage().await;
    let _page = available(&app, "zeynep").await;
    let sema = app.browser("sema").await;
    let body = json!({ "name": "Koridor", "queues": ["destek"], "rotate_s": 30 });
    let (token, _) = hang(&sema, body).await;
    let mut wall = display(&app, &token).await;
    wall.hello("board", json!([])).await;
    let snap = wall.until(|frame| frame["t"] == "snap").await;
    assert_eq!((&snap["d"]["agents"], &snap["d"]["pbx_queues"]), (&json!([]), &json!([])));
    assert_eq!(snap["d"]["queues"][0]["id"], "destek");
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let mut seen = Vec::new();
    loop {
        let frame = wall.next().await.unwrap();
        let is_there = frame["k"] == "queue" && frame["d"]["waiting"] == 1;
        seen.push(frame.to_string());
        if is_there {
            break;
        }
    }
    assert!(!seen.iter().any(|frame| frame.contains("Zeynep") || frame.contains("0000")), "{seen:?}");
    app.stop().await;
}

#[tokio::test]
async fn names_are_shown_where_they_are_wanted_and_callers_never() {
    let (pbx, app) = stage().await;
    let mut page = available(&app, "zeynep").await;
    let sema = app.browser("sema").await;
    let (token, _) = hang(&sema, json!({ "name": "Ekip odası", "shows_names": true })).await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    page.until(|frame| frame["k"] == "pop.created").await;
    let mut wall = display(&app, &token).await;
    wall.hello("board", json!([])).await;
    let snap = wall.until(|frame| frame["t"] == "snap").await;
    let zeynep = &snap["d"]["agents"][1];
    assert_eq!((&zeynep["name"], &zeynep["state"]), (&json!("Zeynep Arslan"), &json!("ringing")));
    assert_eq!((&zeynep["caller"], &zeynep["extension"]), (&Value::Null, &json!("")));
    app.stop().await;
}

#[tokio::test]
async fn a_displays_token_opens_nothing_else_and_its_socket_can_do_nothing() {
    let app = TestApp::start().await;
    let sema = app.browser("sema").await;
    let (token, _) = hang(&sema, json!({ "name": "Koridor" })).await;
    // No session: neither as a cookie nor in a header.
    for header in ["cookie", "authorization"] {
        let value = if header == "cookie" { format!("cti={token}") } else { format!("Bearer {token}") };
        let asked =
            app.stranger().raw(Method::GET, "/api/v1/board").header(header, value).send().await.unwrap();
        assert_eq!(asked.status(), StatusCode::UNAUTHORIZED, "{header}");
    }
    let mut wall = display(&app, &token).await;
    wall.hello("board", json!([])).await;
    wall.until(|frame| frame["t"] == "live").await;
    let state = json!({ "state": "available", "reason": null });
    wall.send(json!({ "t": "cmd", "id": 1, "key": "k", "op": "agent.state", "d": state })).await;
    assert_eq!(wall.closed().await, 4200);
    app.stop().await;
}

#[tokio::test]
async fn a_token_is_listed_without_itself_and_revoked_at_once() {
    let app = TestApp::start().await;
    let sema = app.browser("sema").await;
    let (token, id) = hang(&sema, json!({ "name": "Koridor", "queues": ["destek"] })).await;
    let listed = sema.read("/api/v1/wall-tokens").await;
    assert_eq!(
        (&listed["items"][0]["name"], &listed["items"][0]["created_by"]),
        (&json!("Koridor"), &json!("sema"))
    );
    assert!(!listed.to_string().contains(&token));
    let mut wall = display(&app, &token).await;
    wall.hello("board", json!([])).await;
    wall.until(|frame| frame["t"] == "live").await;
    let path = format!("/api/v1/wall-tokens/{id}");
    assert_eq!(sema.send(Method::DELETE, &path, json!({})).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(wall.closed().await, 4101);
    let again = app.stranger().post("/api/v1/wall-ticket", json!({ "token": token })).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(sema.send(Method::DELETE, &path, json!({})).await.status(), StatusCode::NOT_FOUND);
    let kept = async |what: &str| app.store.audit().latest(what, 9).await.unwrap().len();
    assert_eq!((kept("wall.create").await, kept("wall.revoke").await), (1, 2));
    app.stop().await;
}

#[tokio::test]
async fn only_supervisors_make_displays_and_only_of_queues_there_are() {
    let app = TestApp::start().await;
    let (sema, zeynep) = (app.browser("sema").await, app.browser("zeynep").await);
    let koridor = json!({ "name": "Koridor" });
    assert_eq!(zeynep.post("/api/v1/wall-tokens", koridor).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(zeynep.get("/api/v1/wall-tokens").await.status(), StatusCode::FORBIDDEN);
    for wrong in [
        json!({ "name": " " }),
        json!({ "name": "Koridor", "queues": ["yok"] }),
        json!({ "name": "Koridor", "rotate_s": 1 }),
    ] {
        assert_eq!(sema.post("/api/v1/wall-tokens", wrong).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let unknown = "A".repeat(43);
    for token in [unknown.as_str(), "x", ""] {
        let asked = app.stranger().post("/api/v1/wall-ticket", json!({ "token": token })).await;
        assert_eq!(asked.status(), StatusCode::UNAUTHORIZED);
    }
    app.stop().await;
}
