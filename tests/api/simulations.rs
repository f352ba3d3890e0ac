//! What if: a scenario played by the daemon, for supervisors, one at a time.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::app::{Browser, TestApp};

const SCENARIO: &str = r#"
seed = 1
replications = 4
duration_s = 7200
[[call_types]]
name = "a"
rate_per_hour = 120.0
mean_handle_s = 180.0
[[agents]]
name = "n1"
count = 9
"#;

async fn post(browser: &Browser, kind: &str, body: String) -> Response {
    let request = browser.raw(Method::POST, "/api/v1/simulations");
    let request = request.header("x-requested-with", "santral").header("content-type", kind);
    request.body(body).send().await.unwrap()
}

async fn detail(response: Response) -> String {
    response.json::<Value>().await.unwrap()["detail"].as_str().unwrap().to_owned()
}

/// As many callers as there may be: it takes its time, and is given up when nobody waits for it.
fn long() -> String {
    SCENARIO
        .replace("replications = 4", "replications = 400")
        .replace("duration_s = 7200", "duration_s = 140000")
}

#[tokio::test]
async fn a_supervisor_gets_the_result_of_the_contract_by_toml_and_by_json() {
    let app = TestApp::start().await;
    let sema = app.browser("sema").await;
    let by_toml = post(&sema, "application/toml", SCENARIO.to_owned()).await;
    assert_eq!(by_toml.status(), StatusCode::OK);
    let mut result: Value = by_toml.json().await.unwrap();
    assert_eq!(result["call_types"][0]["name"], json!("a"));
    assert!(result["overall"]["p_wait"]["ci95"].as_f64().unwrap() > 0.0);
    assert!(result["calls_per_cpu_second"].as_f64().unwrap() > 0.0);
    let scenario: toml::Value = toml::from_str(SCENARIO).unwrap();
    let by_json = post(&sema, "application/json", serde_json::to_string(&scenario).unwrap()).await;
    let mut same: Value = by_json.json().await.unwrap();
    for result in [&mut result, &mut same] {
        result["calls_per_cpu_second"] = Value::Null;
    }
    assert_eq!(result, same);
}

#[tokio::test]
async fn agents_may_not_and_mistakes_and_limits_are_named() {
    let app = TestApp::start().await;
    let zeynep = app.browser("zeynep").await;
    let refused = post(&zeynep, "application/toml", SCENARIO.to_owned()).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let sema = app.browser("sema").await;
    for (from, to, said) in [
        ("count = 9", "cuont = 9", "unknown field `cuont`"),
        ("count = 9", "count = 9\nmisses_percent = 101", "agents n1: misses_percent: is 101"),
        ("count = 9", "count = 1001", "1001 agents, 1000 at most"),
        ("replications = 4", "replications = 40000", "2000000 at most"),
    ] {
        let wrong = post(&sema, "application/toml", SCENARIO.replace(from, to)).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY, "{to}");
        let detail = detail(wrong).await;
        assert!(detail.contains(said), "{detail}");
    }
}

#[tokio::test]
async fn there_is_one_at_a_time_and_who_goes_away_makes_room() {
    let app = TestApp::start().await;
    let sema = app.browser("sema").await;
    let first = tokio::spawn({
        let sema = sema.clone();
        async move {
            // Whoever comes second is refused, and it may be this one.
            while post(&sema, "application/toml", long()).await.status() == StatusCode::TOO_MANY_REQUESTS {}
        }
    });
    // Until the long one has begun, this one is played.
    let second = loop {
        let second = post(&sema, "application/toml", SCENARIO.to_owned()).await;
        if second.status() != StatusCode::OK {
            break second;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(second.headers()["retry-after"], "30");
    assert!(detail(second).await.contains("another simulation"));
    first.abort();
    while post(&sema, "application/toml", SCENARIO.to_owned()).await.status() != StatusCode::OK {
        tokio::task::yield_now().await;
    }
    app.stop().await;
}
