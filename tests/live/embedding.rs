//! The agent's desk on a page of the company's own, on another origin and under a strict policy.

use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::cast::{AYSE, SOON, SUPPORT};
use crate::phone::Behaviour;
use crate::stage::{Stage, until};

/// A page may take this long to show what the server has told.
const SHOWN: Duration = Duration::from_secs(10);

const KEY: &str = "a-key-of-the-companys-own-which-is-long-enough";

/// The company's page, and its back end that vouches for whoever is signed in there. Nothing in the page is inline, and
/// no policy is allowed by which a text could become markup.
async fn crm(santral: String) -> String {
    let (http, ws) = (format!("http://{santral}"), format!("ws://{santral}"));
    let policy = format!(
        "default-src 'none'; script-src 'self' {http}; connect-src 'self' {http} {ws}; style-src 'self'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let page = format!(
        "<!doctype html><html lang=tr><title>CRM</title><h1>CRM</h1><label>Not <input id=crm></label>\
         <cti-agent server={http} lang=tr></cti-agent>\
         <script type=module src={http}/embed/v1/cti-agent.js crossorigin></script>\
         <script type=module src=/crm.js></script>"
    );
    let script = "const desk = document.querySelector('cti-agent'); window.pops = [];\
                  addEventListener('cti:pop', (event) => window.pops.push(event.detail.match));\
                  desk.tokenProvider = async () => (await fetch('/token', { method: 'POST' })).text();";
    let vouch = async move || {
        let asks = reqwest::Client::new().post(format!("{http}/api/v1/embed-tokens")).bearer_auth(KEY);
        let answer = asks.json(&json!({ "login": "zeynep" })).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["token"].as_str().unwrap_or_default().to_owned()
    };
    let pages = Router::new()
        .route("/", get(async move || ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page))))
        .route("/crm.js", get(async move || ([(header::CONTENT_TYPE, "text/javascript")], script)))
        .route("/token", post(vouch));
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(socket, pages).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_stands_on_another_origins_page_and_pops_while_the_phone_rings() {
    let mut stage = Stage::up().await;
    stage.user("zeynep", "agent").await;
    let phone = stage.phone("zeynep", Behaviour::Rings).await;
    let page = crm(stage.santral.address.to_string()).await;
    let key = stage.santral.dir().join("embed-key");
    std::fs::write(&key, KEY).unwrap();
    stage.santral.set("SANTRAL__EMBED__KEY_FILE", key.to_str().unwrap());
    stage.santral.set("SANTRAL__EMBED__ORIGINS", &format!("[{page:?}]"));
    stage.santral.stop().await.unwrap();
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();

    let browser = Browser::open().await;
    browser.goto_foreign(&page).await;
    let shows = async |css: &str, words: &str| {
        let script = format!(
            "const part = document.querySelector('cti-agent').shadowRoot?.querySelector({css:?}); return part ? part.innerText : ''"
        );
        until(&format!("the element's {css} says {words:?}"), SHOWN, async || {
            let text = browser.evaluate(&script).await;
            let text = text.as_str().unwrap_or_default();
            if text.contains(words) { Ok(()) } else { Err(text.to_owned()) }
        })
        .await;
    };
    shows(".chip-text", "Hazır değil").await;
    let ready = "return document.querySelector('cti-agent').setState('available')";
    browser.evaluate(ready).await;
    shows(".chip-text", "Hazır").await;

    // Whoever types in the company's own field goes on typing.
    browser.evaluate("document.querySelector('#crm').focus()").await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    shows(".call-card .who-name", AYSE.name).await;
    phone.rings(SOON).await;
    let focused = browser.evaluate("return document.activeElement.id").await;
    assert_eq!(focused, "crm");
    let pops = browser.evaluate("return window.pops").await;
    assert_eq!(pops.as_array().and_then(|pops| pops.last()), Some(&json!("single")), "{pops}");
    phone.answer();
    caller.hears(&[phone.voice], SOON).await;
    shows(".call-card .stage-text", "Görüşme").await;
    caller.hang_up();
    shows(".call-card .stage-text", "Çağrı sonrası").await;
    drop(browser);
    stage.down().await;
}
