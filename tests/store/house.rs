//! A fresh database for each case.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use santral::call::{CallId, PbxName};
use santral::phone::E164;
use santral::store::{Config, Store};
use sqlx::{ConnectOptions, Connection};

use crate::postgres::Postgres;

/// Where houses stand.
pub(crate) enum Lot {
    Sqlite(Arc<tempfile::TempDir>),
    Postgresql(Arc<Postgres>),
}

/// One database, empty at first.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) config: Config,
    pub(crate) kind: Kind,
}

/// Which of the two, and what a case may do to it.
#[derive(Clone)]
pub(crate) enum Kind {
    Sqlite { file: PathBuf, _directory: Arc<tempfile::TempDir> },
    Postgresql { server: Arc<Postgres> },
}

impl Lot {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(Arc::new(tempfile::tempdir().unwrap()))
    }

    pub(crate) fn postgresql() -> Self {
        Self::Postgresql(Arc::new(Postgres::start()))
    }

    pub(crate) fn house(&self, number: usize) -> House {
        match self {
            Self::Sqlite(directory) => {
                let file = directory.path().join(format!("house {number}/santral.db"));
                let config = Config::at(format!("sqlite:{}", file.display()));
                House { config, kind: Kind::Sqlite { file, _directory: Arc::clone(directory) } }
            }
            Self::Postgresql(server) => {
                let name = format!("house_{number}");
                server.create(&name);
                House {
                    config: Config::at(server.url(&name)),
                    kind: Kind::Postgresql { server: Arc::clone(server) },
                }
            }
        }
    }
}

impl House {
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.config).await.unwrap()
    }

    /// Runs a statement behind Santral's back.
    pub(crate) async fn behind_its_back(&self, sql: &'static str) {
        match &self.kind {
            Kind::Sqlite { .. } => {
                let options: sqlx::sqlite::SqliteConnectOptions = self.config.url.parse().unwrap();
                let mut connection = options.connect().await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Kind::Postgresql { .. } => {
                let options: sqlx::postgres::PgConnectOptions = self.config.url.parse().unwrap();
                let mut connection = options.connect().await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    /// Counts something Santral has no door to.
    pub(crate) async fn count_behind_its_back(&self, sql: &'static str) -> i64 {
        match &self.kind {
            Kind::Sqlite { .. } => {
                let options: sqlx::sqlite::SqliteConnectOptions = self.config.url.parse().unwrap();
                let mut connection = options.connect().await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
            Kind::Postgresql { .. } => {
                let options: sqlx::postgres::PgConnectOptions = self.config.url.parse().unwrap();
                let mut connection = options.connect().await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
        }
    }

    /// Takes the database away: PostgreSQL is stopped, SQLite refuses to write, as with a full disk.
    pub(crate) async fn outage(&self) {
        match &self.kind {
            Kind::Sqlite { .. } => {
                self.behind_its_back(
                    "CREATE TRIGGER outage BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'disk full'); END",
                )
                .await;
            }
            Kind::Postgresql { server } => server.stop(),
        }
    }

    /// Brings it back.
    pub(crate) async fn outage_over(&self) {
        match &self.kind {
            Kind::Sqlite { .. } => self.behind_its_back("DROP TRIGGER outage").await,
            Kind::Postgresql { server } => server.start_again(),
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.kind, Kind::Sqlite { .. })
    }
}

/// Noon of some day.
pub(crate) const NOW_MS: i64 = 1_764_000_000_000;

pub(crate) fn e164(number: &str) -> E164 {
    number.parse().unwrap()
}

/// The call that began so many seconds after noon.
pub(crate) fn call(second: u64) -> CallId {
    let began_at_ms = NOW_MS.unsigned_abs() + second * 1_000;
    CallId::derive(&PbxName::new("pbx1"), &format!("{second}.1"), began_at_ms)
}

/// Waits until something holds, ten seconds at most.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come to this: {what}");
}
