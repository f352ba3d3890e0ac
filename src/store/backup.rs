//! Taking a backup while the daemon works.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::db::Db;
use super::{Store, StoreError};

/// What stands behind a backup's name until it is whole.
pub const BACKUP_PART_SUFFIX: &str = ".part";

impl Store {
    /// Copies the database into a new file, whole as of one moment, while everybody goes on. The file appears
    /// under its name when it is complete and on the disk. With PostgreSQL it says which tool to use.
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        match &self.db {
            Db::Lite { read, .. } => copy(read, path).await,
            Db::Pg(pool) => {
                let options = pool.connect_options();
                let database = options.get_database().unwrap_or_else(|| options.get_username());
                Err(StoreError::BackupElsewhere { database: database.to_owned() })
            }
        }
    }
}

async fn copy(pool: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    let failed = |path: &Path, why: String| StoreError::File { path: path.to_owned(), why };
    if path.exists() {
        return Err(failed(path, "it is there already; a backup never overwrites".to_owned()));
    }
    let part = part_of(path);
    // A part left over from a backup that was cut short; VACUUM INTO takes only a file that is new or empty.
    if part.exists() {
        fs::remove_file(&part).map_err(|e| failed(&part, e.to_string()))?;
    }
    super::lock::make_private(&part)?;
    vacuum_into(pool, &part).await?;
    File::open(&part).and_then(|file| file.sync_all()).map_err(|e| failed(&part, e.to_string()))?;
    fs::rename(&part, path).map_err(|e| failed(path, e.to_string()))
}

/// On a connection of its own: a copy may take minutes, and look-ups need the pool's.
async fn vacuum_into(pool: &SqlitePool, part: &Path) -> Result<(), StoreError> {
    let name = part.to_str().ok_or_else(|| StoreError::File {
        path: part.to_owned(),
        why: "SQLite takes only names in UTF-8".to_owned(),
    })?;
    if pool.options().get_max_connections() == 1 {
        // A database in memory is its one connection.
        sqlx::query("VACUUM INTO $1").bind(name).execute(pool).await?;
        return Ok(());
    }
    let mut connection = SqliteConnection::connect_with(&pool.connect_options()).await?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

fn part_of(path: &Path) -> PathBuf {
    let mut part = OsString::from(path);
    part.push(BACKUP_PART_SUFFIX);
    part.into()
}
