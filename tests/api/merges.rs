//! Customers who are one person, over REST.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Browser, TestApp};

async fn made(browser: &Browser, name: &str) -> String {
    let body = json!({ "kind": "person", "name": name, "numbers": ["0532 000 00 77"] });
    let made: Value = browser.post("/api/v1/customers", body).await.json().await.unwrap();
    made["customer"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_supervisor_finds_doubles_makes_them_one_and_takes_that_back() {
    let app = TestApp::start().await;
    let (agent, supervisor) = (app.browser("zeynep").await, app.browser("sema").await);
    let (kept, gone) = (made(&agent, "Işıl Öz").await, made(&agent, "ISIL ÖZ").await);
    let found = supervisor.read("/api/v1/customers/duplicates").await;
    assert_eq!(
        (&found["items"][0]["first"]["id"], &found["items"][0]["confidence"]),
        (&json!(kept), &json!("likely"))
    );
    assert_eq!(found["items"][0]["reasons"][0]["tr"], "aynı numara +905320000077");

    let ask = json!({ "kept": kept, "gone": gone });
    assert_eq!(agent.post("/api/v1/customers/merges", ask.clone()).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(agent.get("/api/v1/customers/duplicates").await.status(), StatusCode::FORBIDDEN);
    let merged = supervisor.post("/api/v1/customers/merges", ask.clone()).await;
    assert_eq!(merged.status(), StatusCode::CREATED);
    let merged: Value = merged.json().await.unwrap();
    let again = supervisor.post("/api/v1/customers/merges", ask).await;
    assert_eq!(again.status(), StatusCode::NOT_FOUND);
    let itself = supervisor.post("/api/v1/customers/merges", json!({ "kept": kept, "gone": kept })).await;
    assert_eq!(itself.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(agent.read(&format!("/api/v1/customers/{gone}")).await["customer"]["id"], kept.as_str());
    let listed = supervisor.read(&format!("/api/v1/customers/merges?customer={gone}")).await;
    assert_eq!(
        (&listed["items"][0]["gone"]["name"], &listed["items"][0]["by"]),
        (&json!("ISIL ÖZ"), &json!("sema"))
    );

    let path = format!("/api/v1/customers/merges/{}", merged["id"].as_str().unwrap());
    assert_eq!(agent.send(Method::DELETE, &path, json!({})).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(supervisor.send(Method::DELETE, &path, json!({})).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(supervisor.send(Method::DELETE, &path, json!({})).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(agent.read(&format!("/api/v1/customers/{gone}")).await["customer"]["name"], "ISIL ÖZ");
    app.stop().await;
}
