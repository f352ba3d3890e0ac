//! Customers: made, found, edited; hostile text stays text.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::TestApp;

#[tokio::test]
async fn a_customer_is_made_found_by_name_and_any_form_of_her_number_and_edited() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let made = browser
        .post(
            "/api/v1/customers",
            json!({ "kind": "person", "name": "Işıl Öz", "numbers": ["0216 464 92 01", "+90 216 464 92 01"] }),
        )
        .await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    assert_eq!(made["customer"]["numbers"], json!(["+902164649201"]));
    let id = made["customer"]["id"].as_str().unwrap().to_owned();
    for q in ["ışıl", "ISIL", "öz", "0216 464 92 01", "00902164649201", "2164649201"] {
        let found = browser.raw(Method::GET, "/api/v1/customers").query(&[("q", q)]).send().await.unwrap();
        let found: Value = found.json().await.unwrap();
        assert_eq!(found["items"][0]["id"], id.as_str(), "{q}: {found}");
    }
    let edit = json!({ "kind": "person", "name": "Işıl Özgür", "vip": true, "numbers": ["0532 000 00 99"] });
    let edited: Value =
        browser.send(Method::PUT, &format!("/api/v1/customers/{id}"), edit).await.json().await.unwrap();
    assert_eq!(edited["customer"]["numbers"], json!(["+905320000099"]));
    assert_eq!(browser.read(&format!("/api/v1/customers/{id}")).await["customer"]["vip"], true);
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_in_words() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    let refused = [
        json!({ "kind": "person", "name": "   " }),
        json!({ "kind": "person", "name": "x".repeat(300) }),
        json!({ "kind": "person", "name": "Ali", "numbers": ["12"] }),
        json!({ "kind": "person", "name": "Ali", "numbers": ["0532 ARA BENİ"] }),
        json!({ "kind": "person", "name": "x".repeat(10_240) }),
        json!({ "kind": "person", "name": "Ali", "city": "x".repeat(10_240) }),
        json!({ "kind": "person", "name": "Ali", "language": "xx" }),
    ];
    for body in refused {
        let answer = browser.post("/api/v1/customers", body.clone()).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(!answer.json::<Value>().await.unwrap()["detail"].as_str().unwrap().is_empty());
    }
    assert_eq!(browser.get("/api/v1/customers/not-an-id").await.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn markup_quotes_and_sql_in_a_name_are_text() {
    let app = TestApp::start().await;
    let browser = app.browser("zeynep").await;
    for name in [
        "<img src=x onerror=alert(1)>",
        "O'Brien \"; DROP TABLE customers; --",
        "%_\\",
        "=HYPERLINK(1)",
        "\u{202e}ters\u{2066}",
    ] {
        let made: Value = browser
            .post("/api/v1/customers", json!({ "kind": "company", "name": name }))
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(made["customer"]["name"], name);
        let found = browser.raw(Method::GET, "/api/v1/customers").query(&[("q", name)]).send().await.unwrap();
        assert_eq!(found.status(), StatusCode::OK, "{name}");
    }
    app.stop().await;
}
