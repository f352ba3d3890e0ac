//! The agent's desk on the company's own page: who may stand there, and what its token opens.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Browser, Socket, TestApp};

const CRM: &str = "https://crm.example.com";
const KEY: &str = "0123456789abcdef0123456789abcdef";

async fn stage() -> TestApp {
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), format!("{KEY}\n")).unwrap();
    TestApp::start_with(|config| {
        config.embed.origins = vec![CRM.to_owned()];
        config.embed.key_file = Some(key.path().to_owned());
    })
    .await
}

/// What the company's back end asks for.
async fn vouch(app: &TestApp, key: &str, login: &str) -> reqwest::Response {
    let back_end = app.stranger().raw(Method::POST, "/api/v1/embed-tokens");
    back_end.bearer_auth(key).json(&json!({ "login": login })).send().await.unwrap()
}

async fn token(app: &TestApp) -> String {
    let answer = vouch(app, KEY, "zeynep").await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
}

/// What a page of the company's asks with that token.
async fn asks(browser: &Browser, method: Method, path: &str, token: &str, origin: &str) -> reqwest::Response {
    let page = browser.raw(method, path).bearer_auth(token).header("origin", origin);
    page.header("sec-fetch-site", "cross-site").json(&json!({})).send().await.unwrap()
}

#[tokio::test]
async fn a_page_of_the_companys_gets_the_agents_desk_and_nothing_else() {
    let app = stage().await;
    let (token, page) = (token(&app).await, app.stranger());
    let me = asks(&page, Method::GET, "/api/v1/session", &token, CRM).await;
    assert_eq!(me.headers()["access-control-allow-origin"], CRM);
    let me: Value = me.json().await.unwrap();
    assert_eq!((&me["login"], &me["role"]), (&json!("zeynep"), &json!("agent")));
    let ticket = asks(&page, Method::POST, "/api/v1/ws-ticket", &token, CRM).await;
    let ticket = ticket.json::<Value>().await.unwrap()["ticket"].as_str().unwrap().to_owned();
    let mut socket = Socket::open(&app.address(), &ticket, Some(CRM)).await.unwrap();
    socket.hello("agent", json!([])).await;
    let live = socket.until(|frame| frame["t"] == "live").await;
    assert_eq!(live["t"], "live");
    assert_eq!(asks(&page, Method::GET, "/api/v1/board", &token, CRM).await.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn a_browser_is_told_before_it_asks_which_origins_may() {
    let app = stage().await;
    let before = async |origin: &str| {
        let asks = app.stranger().raw(Method::OPTIONS, "/api/v1/ws-ticket").header("origin", origin);
        let asks = asks.header("access-control-request-method", "POST");
        asks.header("access-control-request-headers", "authorization").send().await.unwrap()
    };
    let admitted = before(CRM).await;
    assert_eq!(admitted.headers()["access-control-allow-origin"], CRM);
    assert!(admitted.headers().get("access-control-allow-credentials").is_none(), "no cookie goes there");
    assert!(before("https://evil.example").await.headers().get("access-control-allow-origin").is_none());
    app.stop().await;
}

#[tokio::test]
async fn nobody_gets_in_by_another_door() {
    let app = stage().await;
    let (token, page) = (token(&app).await, app.stranger());
    let evil = "https://evil.example";
    assert_eq!(
        asks(&page, Method::POST, "/api/v1/ws-ticket", &token, evil).await.status(),
        StatusCode::FORBIDDEN
    );
    // A ticket of our own page's is no good on another's, nor one of hers on a page we do not know.
    let ours = app.browser("zeynep").await.ticket().await;
    let mut socket = Socket::open(&app.address(), &ours, Some(CRM)).await.unwrap();
    assert_eq!(socket.closed().await, 4100);
    let hers = asks(&page, Method::POST, "/api/v1/ws-ticket", &token, CRM).await;
    let hers = hers.json::<Value>().await.unwrap()["ticket"].as_str().unwrap().to_owned();
    assert_eq!(Socket::open(&app.address(), &hers, Some(evil)).await.err(), Some(StatusCode::FORBIDDEN));
    // The token is no cookie, and a cookie's is no token.
    let cookie = page.raw(Method::GET, "/api/v1/session").header("cookie", format!("cti={token}"));
    assert_eq!(cookie.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        asks(&page, Method::GET, "/api/v1/session", "embed.x", CRM).await.status(),
        StatusCode::UNAUTHORIZED
    );
    app.stop().await;
}

#[tokio::test]
async fn the_company_vouches_for_agents_alone_and_with_its_key() {
    let app = stage().await;
    assert_eq!(
        vouch(&app, "0123456789abcdef0123456789abcdeX", "zeynep").await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(vouch(&app, KEY, "sema").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(vouch(&app, KEY, "kimse").await.status(), StatusCode::NOT_FOUND);
    app.stop().await;
    let closed = TestApp::start().await;
    assert_eq!(vouch(&closed, KEY, "zeynep").await.status(), StatusCode::UNAUTHORIZED);
    closed.stop().await;
}
