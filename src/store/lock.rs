//! One daemon at a database.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use super::StoreError;

/// Holds the database for as long as it lives.
#[derive(Debug)]
pub(super) enum Hold {
    /// SQLite: a locked file beside the database. The system lets go of it even when we are killed.
    File { _file: File },
    /// PostgreSQL: a session's advisory lock, on a connection of its own.
    Session { _connection: Box<tokio::sync::Mutex<PgConnection>> },
}

/// The advisory lock's key: "santral" in ASCII.
const ADVISORY_KEY: i64 = 0x73_61_6e_74_72_61_6c;

/// A daemon that has just ended, or was killed, holds the lock until the server has noticed: a restart waits for that.
const GONE_WITHIN: Duration = Duration::from_secs(2);

/// How often it looks meanwhile.
const TRIED_EVERY: Duration = Duration::from_millis(50);

/// Locks `<database>.lock`.
pub(super) fn hold_file(database: &Path, place: &str) -> Result<Hold, StoreError> {
    let path = lock_path(database);
    let failed = |e: std::io::Error| StoreError::File { path: path.clone(), why: e.to_string() };
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).map_err(failed)?;
            write!(file, "{}", std::process::id()).map_err(failed)?;
            Ok(Hold::File { _file: file })
        }
        Err(TryLockError::WouldBlock) => {
            Err(StoreError::Held { place: place.to_owned(), holder: holder(&mut file) })
        }
        Err(TryLockError::Error(e)) => Err(failed(e)),
    }
}

/// Takes PostgreSQL's advisory lock. When that connection breaks the lock is gone: it guards against a
/// mistaken second start, and [`StoreError::JournalForked`] against the rest.
pub(super) async fn hold_session(options: &PgConnectOptions, place: &str) -> Result<Hold, StoreError> {
    let mut connection = options
        .connect()
        .await
        .map_err(|e| StoreError::Unreachable { place: place.to_owned(), why: e.to_string() })?;
    let mut tries = GONE_WITHIN.as_millis() / TRIED_EVERY.as_millis();
    loop {
        let held: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(ADVISORY_KEY)
            .fetch_one(&mut connection)
            .await?;
        if held {
            return Ok(Hold::Session { _connection: Box::new(tokio::sync::Mutex::new(connection)) });
        }
        if tries == 0 {
            return Err(StoreError::Held {
                place: place.to_owned(),
                holder: "on this or another machine".to_owned(),
            });
        }
        tries -= 1;
        tokio::time::sleep(TRIED_EVERY).await;
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}

fn holder(file: &mut File) -> String {
    let mut pid = String::new();
    match file.read_to_string(&mut pid) {
        Ok(_) if !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()) => format!("process {pid}"),
        _ => "its process is unknown".to_owned(),
    }
}

/// Makes the database's directory and file before SQLite does, so that only we can read customers' data.
pub(super) fn make_private(database: &Path) -> Result<(), StoreError> {
    let failed =
        |path: &Path, e: std::io::Error| StoreError::File { path: path.to_owned(), why: e.to_string() };
    if let Some(directory) = database.parent().filter(|d| !d.as_os_str().is_empty()) {
        fs::create_dir_all(directory).map_err(|e| failed(directory, e))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(database) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(failed(database, e)),
    }
}
