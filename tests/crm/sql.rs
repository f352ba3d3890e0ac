//! Databases of the company's.

use std::time::Duration;

use sqlx::Connection;

use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::{mehmet, refused, source, told};

/// A table of orders, in words all three databases know.
const TABLE: &[&str] = &[
    "CREATE TABLE orders (no VARCHAR(20), phone VARCHAR(20), item VARCHAR(200), qty INTEGER, total NUMERIC(10,2), placed DATE)",
    "INSERT INTO orders VALUES ('S-1', '+905320000012', 'Yazıcı ''X''; DROP TABLE orders; --', 2, 1249.90, '2026-11-20')",
    "INSERT INTO orders VALUES ('S-2', '+905320000012', NULL, NULL, NULL, NULL)",
    "INSERT INTO orders VALUES ('S-3', '+905559998877', 'Başkasının', 1, 1.00, '2026-11-21')",
];

fn orders(url: &str, more: &str) -> String {
    format!(
        "name = 'erp'\nsection = 'orders'\nkind = 'sql'\nurl = '{url}'\n\
         query = 'SELECT no AS id, item, qty, total, placed AS at FROM orders WHERE phone = :e164 ORDER BY no'\n{more}"
    )
}

/// What every database is to answer.
async fn answers_by_bound_values(url: &str) {
    let erp = source(&orders(url, ""));
    let lines = told(&erp.ask(&mehmet()).await);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("S-1: item=Yazıcı 'X'; DROP TABLE orders; -- qty=2 total=1249.9"),
        "{lines:?}"
    );
    assert!(lines[0].contains("at=2026-11-20"), "{lines:?}");
    assert_eq!(lines[1], "S-2: ", "what is missing is no field");
    let hostile = mehmet().with("e164", Some("' OR '1'='1"));
    assert_eq!(told(&erp.ask(&hostile).await), [""; 0], "a value is a value");
    let nobody = santral::crm::Facts::at(0);
    assert_eq!(told(&erp.ask(&nobody).await), [""; 0], "without a number there is nothing to ask");
    let wrong = source(&orders(url, "").replace("SELECT no AS id, item", "SELECT gone AS id, item"));
    let said = told(&wrong.ask(&mehmet()).await).join(" ");
    assert!(said.starts_with("failed: ") && said.contains("gone"), "{said}");
}

#[tokio::test]
async fn a_postgresql_answers_and_can_only_be_read() {
    let server = Postgres::start();
    server.create("erp");
    let url = server.url("erp");
    let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
    for statement in TABLE {
        sqlx::query(*statement).execute(&mut admin).await.unwrap();
    }
    sqlx::query("CREATE FUNCTION sneak() RETURNS text LANGUAGE sql VOLATILE AS $$ DELETE FROM orders RETURNING 'gone' $$")
        .execute(&mut admin)
        .await
        .unwrap();
    answers_by_bound_values(&url).await;
    let sneaky =
        source(&orders(&url, "").replace("SELECT no AS id, item", "SELECT no AS id, sneak() AS item"));
    let said = told(&sneaky.ask(&mehmet()).await).join(" ");
    assert!(said.contains("read-only"), "{said}");
    let slow =
        source(&orders(&url, "give_up_ms = 300").replace("item, qty", "pg_sleep(30)::text AS item, qty"));
    let said = told(&slow.ask(&mehmet()).await).join(" ");
    assert!(said.starts_with("failed: "), "{said}");
    // A pool whose statement was given up goes on serving.
    server.stop();
    let erp = source(&orders(&url, "give_up_ms = 2000"));
    assert!(told(&erp.ask(&mehmet()).await)[0].starts_with("failed: "));
    server.start_again();
    assert_eq!(erp.ask(&mehmet()).await.rows.len(), 2, "it is asked again when it is back");
}

#[tokio::test]
async fn a_mariadb_answers_and_can_only_be_read() {
    let server = MariaDb::start();
    let mut admin = sqlx::MySqlConnection::connect(&server.url("")).await.unwrap();
    for statement in ["CREATE DATABASE erp CHARACTER SET utf8mb4", "USE erp"].iter().chain(TABLE) {
        sqlx::raw_sql(*statement).execute(&mut admin).await.unwrap();
    }
    let function = "CREATE FUNCTION sneak() RETURNS VARCHAR(9) MODIFIES SQL DATA BEGIN DELETE FROM orders; RETURN 'gone'; END";
    sqlx::raw_sql(function).execute(&mut admin).await.unwrap();
    let url = server.url("erp");
    answers_by_bound_values(&url).await;
    let sneaky =
        source(&orders(&url, "").replace("SELECT no AS id, item", "SELECT no AS id, sneak() AS item"));
    let said = told(&sneaky.ask(&mehmet()).await).join(" ");
    assert!(said.contains("READ ONLY"), "{said}");
    let slow = source(&orders(&url, "give_up_ms = 300").replace("item, qty", "SLEEP(30) AS item, qty"));
    let said = told(&slow.ask(&mehmet()).await).join(" ");
    assert!(said.starts_with("failed: "), "{said}");
}

#[tokio::test]
async fn an_sqlite_file_answers_and_is_never_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erp.db");
    let url = format!("sqlite:{}", path.display());
    let missing = source(&orders(&url, ""));
    assert!(told(&missing.ask(&mehmet()).await)[0].starts_with("failed: "));
    assert!(!path.exists());
    let mut admin = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
    for statement in TABLE {
        sqlx::query(*statement).execute(&mut admin).await.unwrap();
    }
    answers_by_bound_values(&url).await;
}

#[tokio::test]
async fn a_million_rows_are_answered_in_time_and_no_more_than_ten_are_taken() {
    let server = Postgres::start();
    server.create("erp");
    let url = server.url("erp");
    let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
    for statement in [
        "CREATE TABLE orders AS SELECT 'S-' || n AS no, '+90532' || lpad((n % 50000)::text, 7, '0') AS phone, \
         'x' AS item, 1 AS qty, 1 AS total, now() AS placed FROM generate_series(1, 1000000) AS n",
        "CREATE INDEX ON orders (phone)",
    ] {
        sqlx::query(statement).execute(&mut admin).await.unwrap();
    }
    let erp = source(&orders(&url, "give_up_ms = 5000"));
    let section = erp.ask(&mehmet()).await;
    assert_eq!(section.rows.len(), 10, "{:?}", section.state);
    // A limit inside bounds a part alone.
    let wide = orders(&url, "give_up_ms = 5000")
        .replace("WHERE phone = :e164", "WHERE phone = :e164 OR no IN (SELECT no FROM orders LIMIT 100000)");
    let section = source(&wide).ask(&mehmet()).await;
    assert_eq!(section.rows.len(), 10, "{:?}", section.state);
    assert!(erp.latency().buckets().map(|(_, count)| count).sum::<u64>() > 0);
}

#[tokio::test]
async fn an_answer_is_kept_for_its_time_with_its_age() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("erp.db").display());
    let mut admin = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
    for statement in TABLE {
        sqlx::query(*statement).execute(&mut admin).await.unwrap();
    }
    let erp = source(&orders(&url, "cache_s = 60"));
    assert_eq!(erp.ask(&mehmet()).await.rows.len(), 2);
    sqlx::query("DELETE FROM orders").execute(&mut admin).await.unwrap();
    let kept = erp.ask(&mehmet()).await;
    assert_eq!((kept.rows.len(), kept.as_of_ms), (2, Some(1_764_000_000_000)), "as it was, and it says when");
    assert!(kept.took < Duration::from_secs(5));
    let other = mehmet().with("e164", Some("+905559998877"));
    assert_eq!(erp.ask(&other).await.rows.len(), 0, "another number is another question");
}

#[test]
fn settings_that_cannot_work_are_refused_in_words() {
    for (from, to, why) in [
        ("SELECT no", "DELETE FROM orders; SELECT no", "query: a semicolon"),
        ("SELECT no", "UPDATE orders SET no", "does not begin with SELECT"),
        (":e164", ":phone", "\"phone\" is no value; write one of e164"),
        ("postgres://x@127.0.0.1/erp", "oracle://x", "write postgres://, mysql:// or sqlite:"),
    ] {
        let settings = orders("postgres://x@127.0.0.1/erp", "").replace(from, to);
        let said = refused(&settings);
        assert!(said.starts_with("[[crm.source]] erp: ") && said.contains(why), "{said}");
    }
    let no_url = "name = 'erp'\nsection = 'orders'\nkind = 'sql'\nquery = 'SELECT 1'";
    assert!(refused(no_url).contains("no url; write url, or url_file"));
}
