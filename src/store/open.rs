//! Opening the database: reach it, hold it, bring it up to date.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::db::{Db, read};
use super::lock::{self, Hold};
use super::{Config, Store, StoreError};

static LITE: Migrator = sqlx::migrate!("migrations/sqlite");
static PG: Migrator = sqlx::migrate!("migrations/postgres");

/// Longest wait for a connection of the pool; with the database gone this is how soon a caller hears of it.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Most of an SQLite file that is mapped into memory: eight gigabytes, far beyond a million customers.
const MAPPED_BYTES_MAX: &str = "8589934592";

/// Most rows SQLite has read ahead of whoever asked.
const ROWS_WAITING_MAX: usize = 512;

/// Longest wait for SQLite's write lock, which a backup tool or a shell may hold for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the database for a daemon: holds it against a second one and brings it up to date.
    pub async fn open(config: &Config) -> Result<Self, StoreError> {
        let address = Address::parse(config)?;
        let hold = address.hold(config).await?;
        let db = address.connect(config).await?;
        migrate(&db).await?;
        Ok(Self { db, vocabulary: Arc::default(), told: Arc::default(), _hold: hold.map(Arc::new) })
    }

    /// Opens the database for a tool (`user`, `backup`, `export`), beside a daemon or without one. With a
    /// daemon at work nothing is migrated; a database that is not of our version is refused. Without one it is
    /// brought up to date and let go of again: a long backup keeps no daemon from starting.
    pub async fn open_beside(config: &Config) -> Result<Self, StoreError> {
        match Self::open(config).await {
            Err(StoreError::Held { .. }) => {}
            opened => return opened.map(|store| Self { _hold: None, ..store }),
        }
        let db = Address::parse(config)?.connect(config).await?;
        expect_migrated(&db).await?;
        Ok(Self { db, vocabulary: Arc::default(), told: Arc::default(), _hold: None })
    }
}

/// An address that could be read.
enum Address {
    Lite(SqliteConnectOptions),
    Memory(SqliteConnectOptions),
    Pg(Box<PgConnectOptions>),
}

impl Address {
    fn parse(config: &Config) -> Result<Self, StoreError> {
        let url = config.url.as_str();
        let unread = |e: sqlx::Error| StoreError::Address { why: e.to_string() };
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url).map_err(unread)?;
            Ok(if url.contains(":memory:") { Self::Memory(options) } else { Self::Lite(options) })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url).map_err(unread)?;
            Ok(Self::Pg(Box::new(options.application_name("santral"))))
        } else {
            Err(StoreError::Address { why: "neither sqlite: nor postgres:".to_owned() })
        }
    }

    async fn hold(&self, config: &Config) -> Result<Option<Hold>, StoreError> {
        match self {
            Self::Memory(_) => Ok(None),
            Self::Lite(options) => {
                lock::make_private(options.get_filename())?;
                lock::hold_file(options.get_filename(), &config.place()).map(Some)
            }
            Self::Pg(options) => lock::hold_session(options, &config.place()).await.map(Some),
        }
    }

    async fn connect(self, config: &Config) -> Result<Db, StoreError> {
        let max = config.connections_max.max(2);
        let db = match self {
            Self::Memory(options) => lite_in_memory(options).await,
            Self::Lite(options) => lite(options, max).await,
            Self::Pg(options) => PgPoolOptions::new()
                .max_connections(max)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .connect_with(*options)
                .await
                .map(Db::Pg),
        };
        db.map_err(|e| StoreError::Unreachable { place: config.place(), why: e.to_string() })
    }
}

async fn lite(options: SqliteConnectOptions, readers_max: u32) -> Result<Db, sqlx::Error> {
    // FULL: what a person was told is saved must survive the plug being pulled; WAL with NORMAL may lose the
    // last commits.
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true);
    // Read through the system's own memory of the file, and not by a call for every page: a search looks at hundreds.
    let options = options.pragma("mmap_size", MAPPED_BYTES_MAX);
    // SQLite reads on a thread of its own, which stops whenever so many rows wait to be taken: the usual fifty are less
    // than a search looks at.
    let options = options.row_buffer_size(ROWS_WAITING_MAX);
    let pool = || SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false);
    // The writer first: it makes the file and switches it to WAL.
    let write = pool().max_connections(1).connect_with(options.clone()).await?;
    let read = pool().max_connections(readers_max).connect_with(options).await?;
    Ok(Db::Lite { read, write })
}

/// One connection that is never let go: the database is that connection.
async fn lite_in_memory(options: SqliteConnectOptions) -> Result<Db, sqlx::Error> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options.foreign_keys(true))
        .await?;
    Ok(Db::Lite { read: pool.clone(), write: pool })
}

async fn migrate(db: &Db) -> Result<(), StoreError> {
    let done = match db {
        Db::Lite { write, .. } => LITE.run(write).await,
        Db::Pg(pool) => PG.run(pool).await,
    };
    done.map_err(|e| migration_error(&e))
}

fn migration_error(error: &MigrateError) -> StoreError {
    if let MigrateError::VersionMissing(migration) = error {
        return from_the_future(*migration);
    }
    StoreError::Migration { why: error.to_string() }
}

fn from_the_future(migration: i64) -> StoreError {
    StoreError::FromTheFuture { migration, known: LITE.iter().map(|m| m.version).max().unwrap_or(0) }
}

/// Whether the database is exactly of our version.
async fn expect_migrated(db: &Db) -> Result<(), StoreError> {
    let applied: Vec<(i64,)> = read!(db, |x| {
        sqlx::query_as("SELECT version FROM _sqlx_migrations ORDER BY version").fetch_all(x).await
    })?;
    let ours: Vec<i64> = LITE.iter().map(|m| m.version).collect();
    if let Some((unknown,)) = applied.iter().find(|(version,)| !ours.contains(version)) {
        return Err(from_the_future(*unknown));
    }
    match ours.iter().find(|version| !applied.contains(&(**version,))) {
        Some(missing) => Err(StoreError::NotYetMigrated { migration: *missing }),
        None => Ok(()),
    }
}
