//! Services of the company's.

use std::time::Duration;

use crate::service::{Manner, Service};
use crate::{mehmet, refused, source, told};

const OFFERS: &str = r#"{"data":{"offers":[
    {"no":7,"title":"Yaz indirimi","valid":{"to":"2026-12-01"},"note":null},
    {"no":8,"title":"<script>alert(1)</script>","valid":{"to":"2026-12-31"}}]}}"#;

fn offers(service: &Service, more: &str) -> String {
    format!(
        "name = 'kampanya'\nsection = 'offers'\nkind = 'http'\nurl = '{}/customers/{{customer_id}}/offers?phone={{e164}}'\n\
         rows = '/data/offers'\ngive_up_ms = 1000\n{more}\n[fields]\nid = '/no'\noffer = '/title'\nuntil = '/valid/to'\nnote = '/note'",
        service.address
    )
}

#[tokio::test]
async fn an_answer_is_mapped_and_values_stay_in_their_place() {
    let service = Service::start(Manner::Says("application/json; charset=utf-8", OFFERS)).await;
    let kampanya = source(&offers(&service, ""));
    assert_eq!(
        told(&kampanya.ask(&mehmet()).await),
        ["7: offer=Yaz indirimi until=2026-12-01", "8: offer=<script>alert(1)</script> until=2026-12-31"]
    );
    let hostile = mehmet().with("customer_id", Some("../admin?x=1#\r\nHost: evil"));
    kampanya.ask(&hostile).await;
    let asked = service.asked();
    assert!(
        asked[0].starts_with("GET /customers/c-1/offers?phone=%2B905320000012 HTTP/1.1\r\n"),
        "{}",
        asked[0]
    );
    assert!(
        asked[1].starts_with("GET /customers/..%2Fadmin%3Fx%3D1%23%0D%0AHost%3A%20evil/offers?"),
        "{}",
        asked[1]
    );
}

#[tokio::test]
async fn a_post_carries_a_body_of_json_and_the_secret_of_its_file() {
    let service =
        Service::start(Manner::Says("application/json", r#"{"tier":"Altın","points":12450}"#)).await;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("auth");
    std::fs::write(&secret, "Bearer s3cret\n").unwrap();
    let settings = format!(
        "name = 'puan'\nsection = 'loyalty'\nkind = 'http'\nmethod = 'POST'\nurl = '{}/points'\nauth_file = '{}'\n\
         body = '{{{{\"phone\": \"{{e164}}\", \"who\": \"{{customer_id}}\"}}}}'",
        service.address,
        secret.display()
    );
    let puan = source(&settings);
    let facts = mehmet().with("customer_id", Some("a\"b\\"));
    assert_eq!(told(&puan.ask(&facts).await), ["0: tier=Altın points=12450"], "one object is one row");
    let asked = service.asked().remove(0);
    assert!(asked.to_ascii_lowercase().contains("authorization: bearer s3cret"), "{asked}");
    assert!(asked.ends_with(r#"{"phone": "+905320000012", "who": "a\"b\\"}"#), "{asked}");
    assert!(!format!("{puan:?}").contains("s3cret"), "a secret reaches no log");
}

#[tokio::test]
async fn whatever_a_service_does_costs_its_own_section_alone_and_is_said_in_words() {
    for (manner, why) in [
        (Manner::Status(500), "it answered 500"),
        (Manner::Says("text/html", "<html>Bakımdayız</html>"), "text/html, not JSON"),
        (Manner::Says("application/json", "[1, 2"), "cannot be read"),
        (Manner::Says("application/json", r#"{"data":{"offers":"yok"}}"#), "no list of rows"),
        (Manner::Says("application/json", r#"{"data":{"offers":[1]}}"#), "not an object"),
        (Manner::Half, "failed: "),
        (Manner::Endless, "more than 1048576 bytes"),
        (Manner::Hangs, "failed: "),
        (Manner::Late(Duration::from_secs(5), OFFERS), "failed: "),
        (Manner::Redirects, "it answered 302"),
    ] {
        let service = Service::start(manner.clone()).await;
        let kampanya = source(&offers(&service, ""));
        let section = kampanya.ask(&mehmet()).await;
        let said = told(&section).join(" ");
        assert!(said.starts_with("failed: ") && said.contains(why), "{manner:?}: {said}");
        assert!(!said.contains("905320000012"), "a caller's number is in no message: {said}");
        assert!(section.took < Duration::from_secs(4), "{manner:?} took {:?}", section.took);
    }
}

#[tokio::test]
async fn what_is_not_there_is_an_empty_section() {
    let service = Service::start(Manner::Says("application/json", r#"{"data":null}"#)).await;
    assert_eq!(told(&source(&offers(&service, "")).ask(&mehmet()).await), [""; 0]);
}

#[tokio::test]
async fn a_service_that_fails_again_and_again_is_left_alone() {
    let service = Service::start(Manner::Status(503)).await;
    let kampanya = source(&offers(&service, ""));
    for _ in 0..8 {
        kampanya.ask(&mehmet()).await;
    }
    assert_eq!(service.asked().len(), 5, "the sixth is not asked any more");
    let said = told(&kampanya.ask(&mehmet()).await).join(" ");
    assert!(said.contains("left alone for"), "{said}");
    service.now(Manner::Says("application/json", OFFERS));
    assert_eq!(service.asked().len(), 5);
}

#[tokio::test]
async fn nobody_there_is_said_at_once() {
    let service = Service::start(Manner::Hangs).await;
    let settings = offers(&service, "").replace(&service.address, "http://127.0.0.1:1");
    let said = told(&source(&settings).ask(&mehmet()).await).join(" ");
    assert!(said.starts_with("failed: "), "{said}");
}

#[test]
fn settings_that_cannot_work_are_refused_in_words() {
    let base = "name = 'x'\nsection = 'offers'\nkind = 'http'\n";
    for (settings, why) in [
        ("url = 'ftp://a'", "write http:// or https://"),
        ("url = 'http://a/{phone}'", "\"phone\" is no value"),
        ("url = 'http://a'\nmethod = 'PUT'", "write GET or POST"),
        ("url = 'http://a'\nrows = 'data'", "\"data\" is no JSON pointer"),
        ("url = 'http://a'\nauth_file = '/nowhere'", "/nowhere cannot be read"),
    ] {
        assert!(
            refused(&format!("{base}{settings}")).contains(why),
            "{}",
            refused(&format!("{base}{settings}"))
        );
    }
}
