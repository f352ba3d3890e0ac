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
         [[crm.write_back]]\nname = 'servis'\nkind = 'http'\nurl = 'http://127.0.0.1:1/'\n\
         [[webhooks]]\nname = 'kanca'\nurl = 'http://127.0.0.1:1/'\nsecret_file = 'secret'\n"
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
        "WRONG [[webhooks]] kanca: url: 127.0.0.1 is not a public address; allow_private = true lets events go to it",
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
        let taken = store
            .outbox()
            .take(santral::store::INTERACTION, "erp", 1_764_000_001_000, 1)
            .await
            .unwrap()
            .remove(0);
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

#[test]
fn doubles_are_shown_made_one_and_taken_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mut ids = Vec::new();
    with_store(folder.path(), async |store| {
        for name in ["Mehmet Kaya", "Mehmet Kaja"] {
            let numbers = vec!["+905320000012".parse().unwrap()];
            let edit = santral::store::CustomerEdit {
                name: name.into(),
                numbers,
                ..santral::store::CustomerEdit::default()
            };
            ids.push(store.customers().create(&edit, 0).await.unwrap().id.to_string());
        }
    });
    let shown = out(&santral(folder.path(), &["customers", "duplicates"]));
    assert!(shown.contains("likely") && shown.contains("same number +905320000012, similar name"), "{shown}");
    let merged = out(&santral(folder.path(), &["customers", "merge", &ids[0], &ids[1]]));
    let merge = merged.split_once("unmerge ").unwrap().1.split_once('`').unwrap().0.to_owned();
    assert!(out(&santral(folder.path(), &["customers", "duplicates"])).contains("nobody is there twice"));
    assert!(out(&santral(folder.path(), &["customers", "merges"])).contains("(Mehmet Kaja) into"));
    assert!(out(&santral(folder.path(), &["customers", "unmerge", &merge])).contains("is there again"));
    assert!(err(&santral(folder.path(), &["customers", "unmerge", &merge])).contains("no merge"));
    assert!(
        err(&santral(folder.path(), &["customers", "merge", &ids[0], "x"])).contains("is no customer id")
    );
}

#[test]
fn what_is_old_is_shown_before_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    with_store(folder.path(), async |store| {
        let edit =
            santral::store::CustomerEdit { name: "Mehmet".into(), ..santral::store::CustomerEdit::default() };
        let mehmet = store.customers().create(&edit, 0).await.unwrap();
        store.customers().add_note(mehmet.id, "Zeynep", "eski", 1_700_000_000_000).await.unwrap();
    });
    let nothing = err(&santral(folder.path(), &["retention"]));
    assert!(nothing.contains("everything is kept for ever"), "{nothing}");
    std::fs::write(folder.path().join("santral.toml"), "[retention]\nnotes_days = 30\naudit_days = 30\n")
        .unwrap();
    for _ in 0..2 {
        let dry = out(&santral(folder.path(), &["retention", "--dry-run"]));
        assert!(dry.contains("notes         1 older than 30 days, the oldest of 2023-11-14"), "{dry}");
        assert!(dry.contains("audit         0 older") && dry.contains("nothing was disposed of"), "{dry}");
    }
    assert!(out(&santral(folder.path(), &["retention"])).contains("notes         1 gone"));
    assert!(out(&santral(folder.path(), &["retention"])).contains("notes         0 older"));
    for (wrong, why) in
        [("journal_days = 3", "7 at least"), ("notes_days = 0", "for ever"), ("hour = 24", "0 to 23")]
    {
        std::fs::write(folder.path().join("santral.toml"), format!("[retention]\n{wrong}\n")).unwrap();
        assert!(err(&santral(folder.path(), &["retention"])).contains(why), "{wrong}");
    }
}

#[test]
fn a_number_is_read_by_the_rules_of_a_trunk() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = "[[trunks]]\nid = \"tt\"\nendpoints = [\"tt-1\"]\ntrunk_prefix = \"9\"\narea = \"216\"\n";
    std::fs::write(folder.path().join("catalog.toml"), catalog).unwrap();
    assert_eq!(santral(folder.path(), &["apply", "catalog.toml"]).status.code(), Some(0));
    let read = out(&santral(folder.path(), &["number", "--trunk", "tt", "95321234567", "4649201"]));
    assert!(read.contains("+905321234567") && read.contains("read after the trunk's own prefix"), "{read}");
    assert!(read.contains("+902164649201") && read.contains("the trunk's was added"), "{read}");
    let unknown = err(&santral(folder.path(), &["number", "--trunk", "x", "1"]));
    assert!(unknown.contains("no trunk x; it has tt"), "{unknown}");
    let exported = out(&santral(folder.path(), &["export"]));
    std::fs::write(folder.path().join("again.toml"), exported).unwrap();
    assert!(out(&santral(folder.path(), &["apply", "again.toml"])).contains("nothing changes"));
    std::fs::write(folder.path().join("catalog.toml"), catalog.replace("216", "2x6")).unwrap();
    assert!(err(&santral(folder.path(), &["apply", "catalog.toml"])).contains("trunk tt: area"));
}

#[test]
fn a_file_with_a_mark_at_its_beginning_and_letters_in_a_number_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(10_240);
    let text = format!(
        "\u{feff}ad;telefon;e-posta\nIşıl Öz;0532 000 00 77;\nKerem;0532 ARA BENİ;\n\u{202e}ters;05320000078;\n\
         {long};05320000079;\nDerya;05320000080;{long}\n"
    );
    std::fs::write(folder.path().join("x.csv"), text).unwrap();
    let done = out(&santral(folder.path(), &["import", "customers", "x.csv"]));
    assert!(done.contains("name = ad; number = telefon; email = e-posta"), "{done}");
    assert!(done.contains("5 rows: 2 added, 0 there already, 3 rejected"), "{done}");
    let rejects = std::fs::read_to_string(folder.path().join("x.rejects.csv")).unwrap();
    for (line, why) in
        [(3, "cannot be read as a full number"), (5, "longer than 200"), (6, "10240 characters")]
    {
        assert!(
            rejects.lines().any(|row| row.starts_with(&format!("{line},")) && row.contains(why)),
            "{line} {why}"
        );
    }
}

#[test]
fn who_was_erased_does_not_come_back_with_the_next_file_unless_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = "müşteri no;ad;telefon\nM-1;Mehmet Kaya;05320000012\nM-2;Ayşe Kaya;05320000013\n";
    std::fs::write(folder.path().join("x.csv"), text).unwrap();
    let import =
        |more: &[&str]| out(&santral(folder.path(), &[&["import", "customers", "x.csv"], more].concat()));
    assert!(import(&[]).contains("2 added"));
    let erase = ["subject", "erase", "--number", "05320000012", "--why", "başvuru 17", "--yes"];
    assert!(out(&santral(folder.path(), &erase)).contains("erased"));
    assert!(import(&[]).contains("0 added, 1 there already, 1 rejected"));
    let rejects = std::fs::read_to_string(folder.path().join("x.rejects.csv")).unwrap();
    assert!(rejects.contains("was erased on ") && rejects.contains("--also-erased"), "{rejects}");
    // Under another number, and under another key with the same number, it is she too.
    let disguised = "müşteri no;ad;telefon\nM-1;M. Kaya;05320000099\nM-9;Mehmet K;05320000012\n";
    std::fs::write(folder.path().join("y.csv"), disguised).unwrap();
    let done = out(&santral(folder.path(), &["import", "customers", "y.csv"]));
    assert!(done.contains("0 added, 0 there already, 2 rejected"), "{done}");
    assert!(import(&["--also-erased"]).contains("1 added, 1 there already, 0 rejected"));
}
