//! Finished interactions told to a real PostgreSQL, a real MariaDB, an SQLite file and a real HTTP server, under
//! delay, hang, error and restart: every one of them once in effect, whatever happens.

use std::sync::Arc;
use std::time::Duration;

use santral::call::{CallId, PbxName};
use santral::crm::{WriteBack, WriteBackConfig, deliver};
use santral::store::{CallRecord, Config, LetterState, Store, StoreError};
use sqlx::Connection;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::service::{Manner, Service};

/// An own database with calls that have ended, and whoever tells of them.
struct Desk {
    folder: TempDir,
    store: Store,
    receiver: WriteBackConfig,
    cancel: CancellationToken,
    task: Option<tokio::task::JoinHandle<()>>,
}

impl Desk {
    async fn open(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let receiver: WriteBackConfig = toml::from_str(settings).unwrap();
        let store = Self::store(&folder, &receiver).await;
        Self { folder, store, receiver, cancel: CancellationToken::new(), task: None }
    }

    async fn store(folder: &TempDir, receiver: &WriteBackConfig) -> Store {
        let config = Config::at(format!("sqlite:{}", folder.path().join("santral.db").display()));
        // The one before is let go of when the last of its tasks is gone.
        until("the database is free", async || {
            !matches!(Store::open(&config).await, Err(StoreError::Held { .. }))
        })
        .await;
        let store = Store::open(&config).await.unwrap();
        store.tell_finished_to(vec![receiver.name.clone()]);
        store
    }

    /// A call that nobody answered and that is over.
    async fn call_ends(&self, second: u64) -> CallId {
        let began_at_ms = jiff::Timestamp::now().as_millisecond() - 60_000;
        let id = CallId::derive(&PbxName::new("pbx1"), &format!("{second}.1"), began_at_ms.unsigned_abs());
        let record = CallRecord {
            e164: Some("+905320000012".into()),
            caller_name: Some("O'Brien \"; DROP TABLE interactions; --".into()),
            queue_id: Some("destek".into()),
            ended_at_ms: Some(began_at_ms + 30_000),
            ..CallRecord::new(id, PbxName::new("pbx1"), "pbx1-1.1", began_at_ms)
        };
        self.store.calls().upsert(&record).await.unwrap();
        id
    }

    fn start(&mut self) {
        self.cancel = CancellationToken::new();
        let receivers = vec![WriteBack::new(&self.receiver).unwrap()];
        self.task = Some(tokio::spawn(deliver(self.store.clone(), receivers, self.cancel.clone())));
    }

    async fn stop(&mut self) {
        self.cancel.cancel();
        if let Some(task) = self.task.take() {
            task.await.unwrap();
        }
    }

    /// Killed and started again: whatever was under way is cut off, and nobody says so.
    async fn is_killed_and_starts_again(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
        drop(std::mem::replace(&mut self.store, Store::open(&Config::at("sqlite::memory:")).await.unwrap()));
        self.store = Self::store(&self.folder, &self.receiver).await;
        self.start();
    }

    async fn counts(&self) -> (u64, u64) {
        let counts = self.store.outbox().counts().await.unwrap();
        (counts.waiting, counts.dead)
    }

    async fn until(&self, what: &str, wanted: impl Fn((u64, u64)) -> bool) {
        until(what, async || wanted(self.counts().await)).await;
    }
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..1_200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come to this: {what}");
}

/// Impatient: tests are short.
const HASTE: &str = "give_up_ms = 1000\nretry_first_ms = 20\nretry_longest_ms = 200\n";

fn erp(url: &str, conflict: (&str, &str)) -> String {
    format!(
        "name = 'erp'\nkind = 'sql'\nurl = '{url}'\n{HASTE}\
         statement = '{} interactions (no, phone, caller, disposition, ended) \
         VALUES (:idempotency_key, :e164, :caller_name, :disposition, CAST(:ended_at AS {}))'",
        conflict.0, conflict.1
    )
}

const TABLE: &str = "CREATE TABLE interactions (no VARCHAR(60) PRIMARY KEY, phone VARCHAR(20), \
                     caller VARCHAR(200), disposition VARCHAR(20), ended TIMESTAMP NULL)";

#[tokio::test]
async fn a_postgresql_is_told_each_interaction_once_through_outages_and_restarts() {
    let server = Postgres::start();
    server.create("erp");
    let url = server.url("erp");
    let settings = erp(&url, ("INSERT INTO", "timestamp"))
        .replace("AS timestamp))'", "AS timestamp)) ON CONFLICT DO NOTHING'");
    let mut desk = Desk::open(&settings).await;
    desk.call_ends(1).await;
    desk.start();
    // There is no table yet: the admin may still make one.
    until("its fault is told", async || {
        let letters = desk.store.outbox().list(Some(LetterState::Waiting), 1).await.unwrap();
        letters
            .iter()
            .any(|letter| letter.error.as_deref().is_some_and(|error| error.contains("interactions")))
    })
    .await;
    let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
    sqlx::query(TABLE).execute(&mut admin).await.unwrap();
    desk.until("the first is told", |counts| counts == (0, 0)).await;
    drop(admin);
    server.stop();
    for second in 2..=20 {
        desk.call_ends(second).await;
    }
    desk.is_killed_and_starts_again().await;
    server.start_again();
    desk.until("all are told", |counts| counts == (0, 0)).await;
    let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
    let told: (i64, i64, i64) = sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE phone = '+905320000012' AND caller LIKE 'O''Brien%'), \
         count(*) FILTER (WHERE disposition IS NULL AND ended > now() AT TIME ZONE 'UTC' - interval '10 minutes') \
         FROM interactions",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(told, (20, 20, 20));
    // A lock of somebody else's is a delay, and no more.
    let mut lock = admin.begin().await.unwrap();
    sqlx::query("LOCK TABLE interactions").execute(&mut *lock).await.unwrap();
    desk.call_ends(21).await;
    until("the delay is told", async || {
        let letters = desk.store.outbox().list(Some(LetterState::Waiting), 1).await.unwrap();
        letters.iter().any(|letter| letter.error.is_some())
    })
    .await;
    lock.rollback().await.unwrap();
    desk.until("it is told when the lock is gone", |counts| counts == (0, 0)).await;
    desk.stop().await;
}

#[tokio::test]
async fn a_mariadb_is_told_each_interaction_once() {
    let server = MariaDb::start();
    let mut admin = sqlx::MySqlConnection::connect(&server.url("")).await.unwrap();
    for statement in ["CREATE DATABASE erp CHARACTER SET utf8mb4", "USE erp", TABLE] {
        sqlx::raw_sql(statement).execute(&mut admin).await.unwrap();
    }
    let mut desk = Desk::open(&erp(&server.url("erp"), ("INSERT IGNORE INTO", "datetime"))).await;
    for second in 1..=10 {
        desk.call_ends(second).await;
    }
    desk.start();
    desk.is_killed_and_starts_again().await;
    desk.until("all are told", |counts| counts == (0, 0)).await;
    let rows: (i64, i64) = sqlx::query_as("SELECT count(*), count(DISTINCT no) FROM erp.interactions")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(rows, (10, 10));
    desk.stop().await;
}

#[tokio::test]
async fn an_sqlite_file_is_told_and_never_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erp.db");
    let url = format!("sqlite:{}", path.display());
    let mut desk = Desk::open(&erp(&url, ("INSERT OR IGNORE INTO", "text"))).await;
    desk.call_ends(1).await;
    let receiver = WriteBack::new(&desk.receiver).unwrap();
    assert!(receiver.try_out().await.is_err());
    assert!(!path.exists());
    let mut admin = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
    sqlx::query(TABLE).execute(&mut admin).await.unwrap();
    assert!(receiver.try_out().await.unwrap().contains("nothing was written"));
    let count = async |admin: &mut sqlx::SqliteConnection| {
        sqlx::query_as::<_, (i64,)>("SELECT count(*) FROM interactions").fetch_one(admin).await.unwrap().0
    };
    assert_eq!(count(&mut admin).await, 0, "trying out writes nothing");
    desk.start();
    desk.until("it is told", |counts| counts == (0, 0)).await;
    assert_eq!(count(&mut admin).await, 1);
    desk.stop().await;
}

fn crm(service: &Service, more: &str) -> String {
    format!("name = 'crm'\nkind = 'http'\nurl = '{}/interactions'\n{HASTE}{more}", service.address)
}

/// The keys a service was sent, in their order.
fn keys(service: &Service) -> Vec<String> {
    let key = |request: &String| {
        let line = request.lines().find_map(|line| line.strip_prefix("idempotency-key: ").map(str::to_owned));
        line.unwrap()
    };
    service.asked().iter().map(key).collect()
}

#[tokio::test]
async fn a_service_that_did_it_and_said_nothing_is_told_again_under_the_same_key() {
    let service = Service::start(Manner::Drops).await;
    let mut desk = Desk::open(&crm(&service, "")).await;
    let call = desk.call_ends(1).await;
    desk.start();
    until("it is told twice", async || service.asked().len() >= 2).await;
    service.now(Manner::Hangs);
    let before = service.asked().len();
    until("it is told to one that hangs", async || service.asked().len() > before + 1).await;
    service.now(Manner::Status(503));
    let before = service.asked().len();
    until("it is told to one that fails", async || service.asked().len() > before).await;
    service.now(Manner::Late(Duration::from_millis(200), "{}"));
    desk.until("it is told in the end", |counts| counts == (0, 0)).await;
    let keys = keys(&service);
    assert!(keys.len() >= 5);
    assert!(keys.iter().all(|key| *key == format!("{call}.1")), "{keys:?}");
    let last = service.asked().pop().unwrap();
    assert!(last.starts_with("POST /interactions HTTP/1.1\r\n"), "{last}");
    let (_, body) = last.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((&body["e164"], &body["agent"]), (&"+905320000012".into(), &serde_json::Value::Null));
    assert!(body["ended_at"].as_str().unwrap().ends_with('Z'));
    desk.stop().await;
}

#[tokio::test]
async fn what_will_never_be_taken_is_given_up_at_once_and_delays_nobody() {
    let service = Service::start(Manner::Status(422)).await;
    let mut desk = Desk::open(&crm(&service, "")).await;
    desk.call_ends(1).await;
    desk.start();
    desk.until("it is given up", |counts| counts == (0, 1)).await;
    assert_eq!(service.asked().len(), 1);
    service.now(Manner::Says("application/json", "{}"));
    desk.call_ends(2).await;
    desk.until("the next is told", |counts| counts == (0, 1)).await;
    until("the service has it", async || service.asked().len() == 2).await;
    let dead = desk.store.outbox().list(Some(LetterState::Dead), 9).await.unwrap().remove(0);
    assert_eq!(dead.error.as_deref(), Some("it answered 422 Unprocessable Entity"));
    desk.store.outbox().retry(Some(dead.id), 0).await.unwrap();
    desk.until("the admin had it told again", |counts| counts == (0, 0)).await;
    desk.stop().await;
}

#[tokio::test]
async fn after_so_many_tries_a_letter_is_given_up_and_a_redirect_is_not_followed() {
    let service = Service::start(Manner::Redirects).await;
    let mut desk = Desk::open(&crm(&service, "tries_max = 3\n")).await;
    desk.call_ends(1).await;
    desk.start();
    desk.until("it is given up", |counts| counts == (0, 1)).await;
    assert_eq!(service.asked().len(), 3);
    desk.stop().await;
}

#[tokio::test]
async fn a_body_and_an_address_of_ones_own_keep_values_in_their_place_and_the_secret_out_of_sight() {
    let service = Service::start(Manner::Says("text/html", "<html>tamam</html>")).await;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("auth");
    std::fs::write(&secret, "Bearer s3cret\n").unwrap();
    let more = format!(
        "method = 'PUT'\nauth_file = '{}'\nbody = '{{{{\"who\": \"{{caller_name}}\", \"why\": \"{{disposition}}\"}}}}'",
        secret.display()
    );
    let settings = crm(&service, &more).replace("/interactions", "/interactions/{idempotency_key}?q={queue}");
    let mut desk = Desk::open(&settings).await;
    let call = desk.call_ends(1).await;
    desk.start();
    desk.until("whatever a success says is one", |counts| counts == (0, 0)).await;
    let asked = service.asked().remove(0);
    assert!(asked.starts_with(&format!("PUT /interactions/{call}.1?q=destek HTTP/1.1\r\n")), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("authorization: bearer s3cret"), "{asked}");
    assert!(asked.ends_with(r#"{"who": "O'Brien \"; DROP TABLE interactions; --", "why": ""}"#), "{asked}");
    let receiver: Arc<WriteBack> = WriteBack::new(&desk.receiver).unwrap();
    assert!(!format!("{receiver:?}").contains("s3cret"));
    assert!(receiver.try_out().await.unwrap().contains("nothing was written"));
    assert!(service.asked().pop().unwrap().starts_with("OPTIONS "));
    desk.stop().await;
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_in_words() {
    for (settings, why) in [
        ("kind = 'sql'\nurl = 'postgres://x@127.0.0.1/erp'", "no statement"),
        (
            "kind = 'sql'\nurl = 'postgres://x@127.0.0.1/erp'\nstatement = 'INSERT INTO i VALUES (:e164)'",
            "kept twice",
        ),
        (
            "kind = 'sql'\nurl = 'oracle://x'\nstatement = 'INSERT INTO i VALUES (:interaction_id)'",
            "write postgres://",
        ),
        (
            "kind = 'sql'\nurl = 'sqlite:x'\nstatement = 'INSERT INTO i VALUES (:interaction_id); DROP TABLE i'",
            "semicolon",
        ),
        (
            "kind = 'sql'\nurl = 'sqlite:x'\nstatement = 'INSERT INTO i VALUES (:interaction_id, :phone)'",
            "\"phone\" is no value",
        ),
        ("kind = 'http'\nurl = 'ftp://a'", "write http:// or https://"),
        ("kind = 'http'\nurl = 'http://a'\nmethod = 'DELETE'", "write POST or PUT"),
        ("kind = 'http'\nurl = 'http://a'\nauth_file = '/nowhere'", "/nowhere cannot be read"),
    ] {
        let config: WriteBackConfig = toml::from_str(&format!("name = 'x'\n{settings}")).unwrap();
        let said = WriteBack::new(&config).unwrap_err().to_string();
        assert!(said.starts_with("[[crm.write_back]] x: ") && said.contains(why), "{said}");
    }
}
