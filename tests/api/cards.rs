//! The card beyond the name: sections, known trouble, identity, hidden values.

use reqwest::{Method, StatusCode};
use santral::store::{Customer, Fact};
use serde_json::{Value, json};

use crate::app::{Socket, TestApp};
use crate::calls::{available, stage};
use crate::fake_asterisk::FakeAsterisk;

const MEHMET: &str = "+905320000012";

/// Mehmet with points, a ticket that is overdue and a printer.
async fn stage_with_facts() -> (FakeAsterisk, TestApp, Customer) {
    let (pbx, app) = stage().await;
    let mehmet = app.store.customers().by_number(&MEHMET.parse().unwrap()).await.unwrap().remove(0);
    let put = async |section: &str, row: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
        let fact = Fact { row: row.to_owned(), at_ms: 1_764_000_000_000, fields };
        assert!(app.store.facts().put(mehmet.id, section, &fact, 0).await.unwrap());
    };
    let loyalty =
        [("points", "12450"), ("tier", "Altın"), ("card", "5400123412341234"), ("balance", "1.249 TL")];
    put("loyalty", "1", &loyalty).await;
    put(
        "tickets",
        "T-100",
        &[("subject", "<b>Kargo</b>"), ("status", "Açık"), ("due_at", "2020-01-01T09:00:00Z")],
    )
    .await;
    put("products", "P-1", &[("name", "Yazıcı X200"), ("serial", "SN1"), ("warranty_until", "2099-01-01")])
        .await;
    (pbx, app, mehmet)
}

/// The next pop whose card is there and of which this holds.
async fn card(page: &mut Socket, holds: impl Fn(&Value) -> bool) -> Value {
    page.until(|frame| frame["k"] == "pop.updated" && !frame["d"]["card"].is_null() && holds(&frame["d"]))
        .await["d"]
        .clone()
}

fn field<'a>(pop: &'a Value, section: &str, field: &str) -> &'a Value {
    let find = |list: &'a Value, id: &str| list.as_array().unwrap().iter().find(|one| one["id"] == id);
    let section = find(&pop["card"]["sections"], section).unwrap();
    find(&section["rows"][0]["fields"], field).unwrap()
}

fn has_sections(pop: &Value) -> bool {
    !pop["card"]["sections"].as_array().unwrap().is_empty()
}

#[tokio::test]
async fn the_card_shows_what_is_known_and_hides_what_is_not_for_her() {
    let (pbx, app, mehmet) = stage_with_facts().await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    let pop = card(&mut page, has_sections).await;
    assert_eq!(pop["candidates"][0]["confidence"], "certain");
    assert_eq!(pop["card"]["customer_id"], mehmet.id.to_string());
    assert_eq!(pop["card"]["identity"], "recognised");
    assert_eq!(pop["card"]["authority"][0]["limit"], "500 TL");
    assert_eq!(field(&pop, "loyalty", "tier")["value"], "Altın");
    let points = field(&pop, "loyalty", "points");
    assert_eq!(
        (&points["masked"], &points["value"], &points["revealable"]),
        (&json!(true), &json!("•••••"), &json!(false))
    );
    let number = field(&pop, "loyalty", "card");
    assert_eq!((&number["value"], &number["revealable"]), (&json!("••••••1234"), &json!(true)));
    assert_eq!(field(&pop, "tickets", "due_at")["level"], "breach");
    assert_eq!(field(&pop, "tickets", "subject")["value"], "<b>Kargo</b>", "text, whatever it says");
    for hidden in ["12450", "5400123412341234", "1.249"] {
        assert!(!pop.to_string().contains(hidden), "{hidden} reached the browser");
    }
    app.stop().await;
}

#[tokio::test]
async fn questions_answered_rightly_open_what_waits_for_them_and_nothing_else() {
    let (pbx, app, mehmet) = stage_with_facts().await;
    let browser = app.browser("zeynep").await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    let pop = card(&mut page, has_sections).await;
    pbx.answer("1001");
    let path = format!("/api/v1/calls/{}/verification", pop["call_id"].as_str().unwrap());
    let asked = browser.read("/api/v1/questions").await;
    assert_eq!((&asked["least"], asked["items"].as_array().unwrap().len()), (&json!(2), 3));
    for wrong in [json!(["dogum"]), json!(["dogum", "dogum"]), json!(["dogum", "renk"])] {
        let refused = browser.post(&path, json!({ "questions": wrong })).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let foreign = app.browser("mehmet").await.post(&path, json!({ "questions": ["dogum", "anne"] })).await;
    assert_eq!(foreign.status(), StatusCode::NOT_FOUND, "not her call");
    let verified = browser.post(&path, json!({ "questions": ["dogum", "anne"] })).await;
    assert_eq!(verified.status(), StatusCode::NO_CONTENT);
    let pop = card(&mut page, |pop| pop["card"]["identity"] == "verified" && has_sections(pop)).await;
    let points = field(&pop, "loyalty", "points");
    assert_eq!((&points["masked"], &points["value"]), (&json!(false), &json!("12450")));
    assert_eq!(field(&pop, "loyalty", "card")["masked"], true, "only a reveal shows that");
    let audit = app.store.audit().of_customer(mehmet.id, 10).await.unwrap();
    assert_eq!(
        (audit[0].who.as_str(), audit[0].what.as_str(), audit[0].detail.as_str()),
        ("zeynep", "verify", "anne dogum")
    );
    app.stop().await;
}

#[tokio::test]
async fn a_hidden_value_is_shown_to_whom_it_may_be_with_a_reason_that_is_kept() {
    let (pbx, app, mehmet) = stage_with_facts().await;
    let browser = app.browser("zeynep").await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    let pop = card(&mut page, has_sections).await;
    let path = format!("/api/v1/calls/{}/reveal", pop["call_id"].as_str().unwrap());
    let ask = |field: &str, why: &str| json!({ "customer_id": mehmet.id.to_string(), "section": "loyalty", "row": "1", "field": field, "why": why });
    assert_eq!(browser.post(&path, ask("card", " ")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post(&path, ask("balance", "müşteri sordu")).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(browser.post(&path, ask("points", "müşteri sordu")).await.status(), StatusCode::FORBIDDEN);
    assert!(app.store.audit().of_customer(mehmet.id, 10).await.unwrap().is_empty(), "nothing was shown");
    let shown: Value = browser.post(&path, ask("card", "kartını kapatıyor")).await.json().await.unwrap();
    assert_eq!(shown["value"], "5400123412341234");
    let audit = app.store.audit().of_customer(mehmet.id, 10).await.unwrap();
    assert_eq!(audit[0].why.as_deref(), Some("kartını kapatıyor"));
    assert!(!audit[0].detail.contains("5400"), "the record does not repeat the value");
    app.stop().await;
}

#[tokio::test]
async fn known_trouble_is_on_the_open_card_as_soon_as_it_is_posted_and_gone_when_it_ends() {
    let (pbx, app, _) = stage_with_facts().await;
    let supervisor = app.browser("sema").await;
    let post = |scope: Value| {
        let mut body =
            json!({ "text": { "tr": "15:00-15:30 yazıcı servisi kapalı", "en": "" }, "level": "warn" });
        body.as_object_mut().unwrap().extend(scope.as_object().unwrap().clone());
        body
    };
    let elsewhere = supervisor.post("/api/v1/incidents", post(json!({ "products": ["Tarayıcı"] }))).await;
    assert_eq!(elsewhere.status(), StatusCode::CREATED);
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    let pop = card(&mut page, has_sections).await;
    assert_eq!(pop["incidents"], json!([]), "another product's");
    let posted = supervisor.post("/api/v1/incidents", post(json!({ "products": ["YAZICI x200"] }))).await;
    let posted: Value = posted.json().await.unwrap();
    let pop = card(&mut page, |pop| !pop["incidents"].as_array().unwrap().is_empty()).await;
    assert_eq!(
        pop["incidents"][0]["text"]["en"], "15:00-15:30 yazıcı servisi kapalı",
        "better read than missing"
    );
    let end = format!("/api/v1/incidents/{}", posted["id"].as_str().unwrap());
    assert_eq!(
        app.browser("zeynep").await.send(Method::DELETE, &end, json!({})).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(supervisor.send(Method::DELETE, &end, json!({})).await.status(), StatusCode::NO_CONTENT);
    card(&mut page, |pop| pop["incidents"].as_array().unwrap().is_empty()).await;
    let unknown = supervisor.post("/api/v1/incidents", post(json!({ "queues": ["depo"] }))).await;
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}

#[tokio::test]
async fn a_tag_brings_its_advice_to_the_card_and_a_supervisors_words_replace_it() {
    let (pbx, app, mehmet) = stage_with_facts().await;
    let browser = app.browser("zeynep").await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    let pop = card(&mut page, has_sections).await;
    assert_eq!(pop["card"]["profile"], Value::Null);
    assert_eq!(browser.read("/api/v1/profiles").await["items"].as_array().unwrap().len(), 13);
    let tag = format!("/api/v1/customers/{}/profile", mehmet.id);
    assert_eq!(
        browser.send(Method::PUT, &tag, json!({ "profile": "bored" })).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.send(Method::PUT, &tag, json!({ "profile": "hurried" })).await.status(),
        StatusCode::NO_CONTENT
    );
    let pop = card(&mut page, |pop| !pop["card"]["profile"].is_null()).await;
    assert_eq!(pop["card"]["profile"]["label"]["tr"], "Aceleci");
    let advice = json!({ "advice": { "tr": "Kısa kes.", "en": "Be brief." } });
    let path = "/api/v1/profiles/hurried/advice";
    assert_eq!(browser.send(Method::PUT, path, advice.clone()).await.status(), StatusCode::FORBIDDEN);
    let supervisor = app.browser("sema").await;
    assert_eq!(supervisor.send(Method::PUT, path, advice).await.status(), StatusCode::NO_CONTENT);
    let pop = card(&mut page, |pop| pop["card"]["profile"]["advice"]["en"] == "Be brief.").await;
    assert!(pop["card"]["profile"]["expires_at"].is_string());
    app.stop().await;
}

#[tokio::test]
async fn an_id_keyed_in_outranks_the_number_it_came_from() {
    let (pbx, app, mehmet) = stage_with_facts().await;
    app.store.facts().put_key(mehmet.id, "order", "S-4471").await.unwrap();
    let mut page = available(&app, "zeynep").await;
    pbx.arrive_keyed("+905559998877", "5552001", "4471", "Sipariş");
    let unknown = page.until(|frame| frame["k"] == "pop.created").await;
    assert_eq!((&unknown["d"]["keypad"], &unknown["d"]["path"]), (&json!("4471"), &json!("Sipariş")));
    let none = page.until(|frame| frame["k"] == "pop.updated").await;
    assert_eq!(none["d"]["match"], "none", "4471 is not S-4471");
    app.stop().await;
    let (pbx, app, mehmet) = stage_with_facts().await;
    app.store.facts().put_key(mehmet.id, "order", "4471").await.unwrap();
    let mut page = available(&app, "zeynep").await;
    pbx.arrive_keyed("anonymous", "5552001", "4471", "");
    let pop = card(&mut page, has_sections).await;
    assert_eq!((&pop["match"], &pop["number"]), (&json!("single"), &Value::Null), "even when withheld");
    assert_eq!(pop["candidates"][0]["reasons"][0]["en"], "keyed in a number of hers");
    app.stop().await;
}

#[tokio::test]
async fn a_number_is_shown_as_it_is_read_with_whose_it_is() {
    let (_pbx, app, mehmet) = stage_with_facts().await;
    let browser = app.browser("zeynep").await;
    let told = browser.read("/api/v1/numbers?input=0532%20000%2000%2012").await;
    assert_eq!((&told["e164"], &told["kind"]), (&json!(MEHMET), &json!("mobile")));
    assert_eq!(told["exact"][0]["id"], mehmet.id.to_string());
    let alike = browser.read("/api/v1/numbers?input=%2B49%205320000012").await;
    assert_eq!((&alike["exact"], &alike["possible"][0]["id"]), (&json!([]), &json!(mehmet.id.to_string())));
    app.stop().await;
}

#[tokio::test]
async fn trouble_that_runs_out_leaves_an_open_card_by_itself() {
    let (pbx, app, _) = stage_with_facts().await;
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    card(&mut page, has_sections).await;
    let until = jiff::Timestamp::now() + std::time::Duration::from_secs(2);
    let body = json!({ "text": { "tr": "kısa", "en": "" }, "level": "warn", "until": until.to_string() });
    let posted = app.browser("sema").await.post("/api/v1/incidents", body).await;
    assert_eq!(posted.status(), StatusCode::CREATED);
    card(&mut page, |pop| !pop["incidents"].as_array().unwrap().is_empty()).await;
    card(&mut page, |pop| pop["incidents"].as_array().unwrap().is_empty()).await;
    assert!(jiff::Timestamp::now() >= until, "and not before its time");
    app.stop().await;
}

#[tokio::test]
async fn what_is_to_be_asked_again_is_named_as_people_name_it() {
    let (pbx, app, mehmet) = stage_with_facts().await;
    let fields =
        vec![("value".to_owned(), "Ankara".to_owned()), ("checked_at".to_owned(), "2020-01-31".to_owned())];
    let fact = Fact { row: "address".to_owned(), at_ms: 0, fields };
    app.store.facts().put(mehmet.id, "preferences", &fact, 0).await.unwrap();
    let mut page = available(&app, "zeynep").await;
    pbx.arrive(MEHMET, "", "5552001");
    let pop = card(&mut page, has_sections).await;
    let sections = pop["card"]["sections"].as_array().unwrap();
    let stale = sections.iter().find(|section| section["id"] == "stale").unwrap();
    let told: Vec<(&Value, &Value, &Value)> = stale["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["fields"][0]["label"]["tr"], &row["fields"][0]["kind"], &row["fields"][0]["value"]))
        .collect();
    assert!(told.contains(&(&json!("Adres"), &json!("date"), &json!("2020-01-31"))), "{told:?}");
    assert!(!stale.to_string().contains("Ankara"), "its value stands in its own section");
    app.stop().await;
}

#[tokio::test]
async fn nobody_is_asked_to_verify_by_questions_that_are_not_there() {
    let (pbx, app, _) = stage_with_facts().await;
    let mut page = available(&app, "zeynep").await;
    let caller = pbx.arrive(MEHMET, "", "5552001");
    assert_eq!(card(&mut page, has_sections).await["card"]["verifiable"], true);
    pbx.hang_up(&caller);
    page.until(|frame| frame["k"] == "pop.closed").await;
    let (without, _) = crate::app::CATALOG.split_once("[identity]").unwrap();
    app.store.catalog_versions().save(without, "test", 0).await.unwrap();
    let browser = app.browser("zeynep").await;
    crate::calls::eventually(|| async {
        browser.read("/api/v1/questions").await["items"].as_array().unwrap().is_empty().then_some(())
    })
    .await;
    pbx.arrive(MEHMET, "", "5552001");
    assert_eq!(card(&mut page, has_sections).await["card"]["verifiable"], false);
    app.stop().await;
}
