//! Pages and what travels with them.

use reqwest::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn every_page_is_served_with_a_policy_that_lets_no_text_become_script() {
    let app = TestApp::start().await;
    let browser = app.stranger();
    for page in [
        "/",
        "/agent",
        "/board",
        "/calls",
        "/calls/x",
        "/customers",
        "/customers/x",
        "/incidents",
        "/numbers",
        "/account",
    ] {
        let response = browser.get(page).await;
        assert_eq!(response.status(), StatusCode::OK, "{page}");
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("require-trusted-types-for 'script'") && policy.contains("default-src 'self'")
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert!(response.text().await.unwrap().to_lowercase().starts_with("<!doctype html>"));
    }
    assert_eq!(browser.get("/nothing").await.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn health_says_that_no_pbx_has_been_reached() {
    let app = TestApp::start().await;
    assert_eq!(app.stranger().get("/healthz").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    app.stop().await;
}
