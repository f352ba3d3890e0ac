//! A code keyed in verifies, and nothing else that looks like one.

use santral::call::Pin;
use santral::crm::PinKey;
use serde_json::{Value, json};

use crate::app::{Socket, TestApp};
use crate::calls::{available, stage_set};
use crate::fake_asterisk::FakeAsterisk;

const MEHMET: &str = "+905320000012";

/// Mehmet has the code 4821; the secret is in a file of the test's own.
async fn staged() -> (FakeAsterisk, TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pin-key");
    std::fs::write(&file, "a secret of some length\n").unwrap();
    let (pbx, app) = stage_set(|_| {}, |config| config.crm.pin_key_file = Some(file.clone())).await;
    let mehmet = app.store.customers().by_number(&MEHMET.parse().unwrap()).await.unwrap().remove(0);
    let hash = PinKey::read(&file).unwrap().hash(&Pin::parse("4821").unwrap()).unwrap();
    assert!(app.store.pins().set(mehmet.id, Some(&hash), "sema", 0).await.unwrap());
    (pbx, app, folder)
}

/// How sure the card of a call with this code is in the end, and what the audit says of it.
async fn verdict(
    pbx: &FakeAsterisk,
    app: &TestApp,
    page: &mut Socket,
    name: &str,
    pin: &str,
    what: &str,
) -> Value {
    let before = audit(app, what).await;
    let caller = pbx.arrive_with_pin("05320000012", name, "5552001", pin);
    let shown = page.until(|frame| frame["k"] == "pop.updated" && !frame["d"]["card"].is_null()).await;
    let id = shown["d"]["pop_id"].clone();
    let mut identity = shown["d"]["card"]["identity"].clone();
    if what == "verify" {
        let frame = page
            .until(|frame| {
                frame["k"] == "pop.updated"
                    && frame["d"]["pop_id"] == id
                    && frame["d"]["card"]["identity"] == "verified"
            })
            .await;
        identity = frame["d"]["card"]["identity"].clone();
    }
    for _ in 0..400 {
        if what.is_empty() || audit(app, what).await > before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(what.is_empty() || audit(app, what).await == before + 1, "{what} is in the audit once");
    pbx.hang_up(&caller);
    page.until(|frame| frame["k"] == "pop.closed").await;
    identity
}

async fn audit(app: &TestApp, what: &str) -> usize {
    let mehmet = app.store.customers().by_number(&MEHMET.parse().unwrap()).await.unwrap().remove(0);
    let records = app.store.audit().of_customer(mehmet.id, 100).await.unwrap();
    records.iter().filter(|record| record.what == what && record.who == "keypad").count()
}

#[tokio::test]
async fn only_the_right_code_verifies_and_after_five_wrong_ones_not_even_that() {
    let (pbx, app, _folder) = staged().await;
    let mut page = available(&app, "zeynep").await;
    assert_eq!(verdict(&pbx, &app, &mut page, "", "4821", "verify").await, json!("verified"));
    // What a caller may choose is no code: his name, and more than digits.
    for name in ["Pin: 4821", "x\r\nPin: 4821", "CTI_PIN=4821"] {
        assert_eq!(verdict(&pbx, &app, &mut page, name, "", "").await, json!("recognised"), "{name}");
    }
    assert_eq!(verdict(&pbx, &app, &mut page, "", "48a21", "").await, json!("recognised"));
    for wrong in ["4822", "0000", "1234", "48210", "9999"] {
        assert_eq!(
            verdict(&pbx, &app, &mut page, "", wrong, "pin.wrong").await,
            json!("recognised"),
            "{wrong}"
        );
    }
    assert_eq!(verdict(&pbx, &app, &mut page, "", "4821", "pin.too_many").await, json!("recognised"));
    assert_eq!(audit(&app, "verify").await, 1);
    let mut pages = app.store.journal().since(0).await.unwrap();
    while let Some(records) = pages.next().await.unwrap() {
        for record in records {
            for code in ["4822", "1234", "9999", "48210"] {
                assert!(!record.body.contains(code), "a code is in the journal: {}", record.body);
            }
        }
    }
    app.stop().await;
}
