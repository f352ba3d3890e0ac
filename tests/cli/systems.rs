//! `santral check` with systems of the company's own, and the outbox from the command line.

use std::path::Path;

use sqlx::Connection;

use crate::{err, out, santral, with_store};

/// An SQLite file with an order and an empty table for interactions.
fn erp(folder: &Path) -> String {
    let url = format!("sqlite:{}", folder.join("erp.db").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut admin = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        for statement in [
            "CREATE TABLE orders (no TEXT, phone TEXT, item TEXT, card TEXT)",
            "INSERT INTO orders VALUES ('S-1', '+905320000012', 'Yazıcı', '5400123412341234')",
            "CREATE TABLE interactions (no TEXT PRIMARY KEY)",
        ] {
            sqlx::query(statement).execute(&mut admin).await.unwrap();
        }
    });
    url
}

const CATALOG: &str = "[[identity.masked]]\nsection = \"orders\"\nfield = \"card\"\nshow_last = 4\n";

#[test]
fn each_system_is_tried_with_a_number_and_told_with_what_to_do_next() {
    let folder = tempfile::tempdir().unwrap();
    let url = erp(folder.path());
    std::fs::write(folder.path().join("catalog.toml"), CATALOG).unwrap();
    assert_eq!(santral(folder.path(), &["apply", "catalog.toml"]).status.code(), Some(0));
    let query = "SELECT no AS id, item, card FROM orders WHERE phone = :e164";
    let settings = format!(
        "[[crm.source]]\nname = 'erp'\nsection = 'orders'\nkind = 'sql'\nurl = '{url}'\nquery = '{query}'\n\
         [[crm.source]]\nname = 'eski'\nsection = 'tickets'\nkind = 'sql'\nurl = '{url}'\nquery = 'SELECT a FROM gone WHERE p = :e164'\n\
         [[crm.source]]\nname = 'puan'\nsection = 'loyalty'\nkind = 'http'\nurl = 'http://127.0.0.1:1/{{key_customer}}'\n\
         [[crm.write_back]]\nname = 'geri'\nkind = 'sql'\nurl = '{url}'\nstatement = 'INSERT INTO interactions VALUES (:interaction_id)'\n\
         [[crm.write_back]]\nname = 'servis'\nkind = 'http'\nurl = 'http://127.0.0.1:1/'\n"
    );
    std::fs::write(folder.path().join("santral.toml"), settings).unwrap();
    let said = out(&santral(folder.path(), &["check"]));
    for line in [
        "ok    source erp (orders): 1 rows for +905320000012 in ",
        "        S-1: item = Yazıcı; card = ••••••1234 (hidden)",
        "WRONG source eski (tickets): ",
        "see that its address, user, rights and query are right",
        "ok    source puan (loyalty): not asked, +905320000012 has no key_customer",
        "ok    write-back geri: connected, and the statement can be carried out; nothing was written",
        "WRONG write-back servis: ",
    ] {
        assert!(said.contains(line), "{line:?} is not in\n{said}");
    }
    assert!(!said.contains("5400123412341234"));
    let other = out(&santral(folder.path(), &["check", "--number", "0555 999 88 77"]));
    assert!(other.contains("ok    source erp (orders): 0 rows for +905559998877"), "{other}");
    let none = out(&santral(folder.path(), &["check", "--number", "zeynep"]));
    assert!(none.contains("\"zeynep\" cannot be read as a full number"), "{none}");
}

#[test]
fn letters_are_listed_tried_again_and_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut letter = String::new();
    with_store(folder.path(), async |store| {
        store.tell_finished_to(vec!["erp".to_owned()]);
        let id =
            santral::call::CallId::derive(&santral::call::PbxName::new("pbx1"), "1.1", 1_764_000_000_000);
        let call = santral::store::CallRecord {
            e164: Some("+905320000012".into()),
            ended_at_ms: Some(1_764_000_000_500),
            ..santral::store::CallRecord::new(
                id,
                santral::call::PbxName::new("pbx1"),
                "1.1",
                1_764_000_000_000,
            )
        };
        store.calls().upsert(&call).await.unwrap();
        let taken = store.outbox().take("erp", 1_764_000_001_000, 1).await.unwrap().remove(0);
        store.outbox().give_up(&taken, "it answered 422").await.unwrap();
        letter = taken.id.to_string();
    });
    let listed = out(&santral(folder.path(), &["outbox", "list"]));
    assert!(listed.contains(&letter) && listed.contains("it answered 422") && listed.contains("1 given up"));
    assert!(!listed.contains("532"), "a letter's body is a person's: {listed}");
    assert!(out(&santral(folder.path(), &["outbox", "retry", &letter])).contains("1 will be tried again"));
    assert!(err(&santral(folder.path(), &["outbox", "retry", &letter])).contains("no letter"));
    assert!(out(&santral(folder.path(), &["outbox", "list", "--state", "waiting"])).contains(&letter));
    assert!(out(&santral(folder.path(), &["outbox", "drop", &letter])).contains("thrown away"));
    assert!(err(&santral(folder.path(), &["outbox", "drop", &letter])).contains("no letter"));
    assert_eq!(santral(folder.path(), &["outbox", "retry"]).status.code(), Some(2));
}
