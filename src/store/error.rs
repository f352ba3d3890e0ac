//! What can go wrong with the database.

use std::path::PathBuf;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address in the settings cannot be read.
    #[error("[store] url: {why}; write sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")]
    Address {
        /// What is wrong with it.
        why: String,
    },
    /// The database is not there or does not let us in.
    #[error("cannot open the database {place}: {why}")]
    Unreachable {
        /// The address, without its password.
        place: String,
        /// What the driver says.
        why: String,
    },
    /// Another daemon holds the database.
    #[error(
        "{place} is in use by another santral ({holder}); stop it first, two at one database would undo each other's work"
    )]
    Held {
        /// The address.
        place: String,
        /// Who holds it, as far as that is known.
        holder: String,
    },
    /// A newer version of Santral has been here: the database holds a migration this binary does not know.
    /// Nothing was changed.
    #[error(
        "the database is from the future: it holds migration {migration}, this santral knows none after {known}; use the newer santral, or restore a backup made before the upgrade. Nothing was changed"
    )]
    FromTheFuture {
        /// The unknown migration.
        migration: i64,
        /// The last one we know.
        known: i64,
    },
    /// A tool met a database of an earlier version while a daemon is at work on it.
    #[error(
        "the database lacks migration {migration} and a santral of an earlier version is at work on it; restart that one with this version first"
    )]
    NotYetMigrated {
        /// The first migration it lacks.
        migration: i64,
    },
    /// A migration could not be run; the database is as it was before it.
    #[error("cannot bring the database up to date: {why}")]
    Migration {
        /// What the driver says.
        why: String,
    },
    /// What was to be kept breaks a rule; nothing was kept.
    #[error("{what}: {why}")]
    Refused {
        /// Which part.
        what: &'static str,
        /// Which rule.
        why: String,
    },
    /// Somebody has it already: a login, an agent.
    #[error("{what} is taken already")]
    Taken {
        /// What.
        what: String,
    },
    /// A paging cursor that is not one of ours.
    #[error("the cursor is not one this list gave out; begin without one")]
    BadCursor,
    /// Other records stand in the journal under numbers that were to be written: two writers, or a database
    /// put back under a running daemon. Nothing was overwritten.
    #[error("the journal already holds another record {seq}; is another santral writing to this database?")]
    JournalForked {
        /// The first number that differs.
        seq: i64,
    },
    /// A backup is taken by the database's own tool.
    #[error(
        "PostgreSQL is backed up by its own tool: pg_dump --format=custom --file=santral.dump {database}"
    )]
    BackupElsewhere {
        /// The database's name.
        database: String,
    },
    /// A file could not be made, read or locked.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A row holds what no version of ours writes.
    #[error("table {table} holds a row that makes no sense: {why}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The database refused a statement, or went away under it.
    #[error("the database failed: {0}")]
    Query(#[from] sqlx::Error),
}

impl StoreError {
    /// A refusal, in one line where it is made.
    pub(super) fn refused(what: &'static str, why: impl Into<String>) -> Self {
        Self::Refused { what, why: why.into() }
    }

    /// A row that makes no sense.
    pub(super) fn corrupt(table: &'static str, why: impl Into<String>) -> Self {
        Self::Corrupt { table, why: why.into() }
    }

    /// Turns a broken uniqueness into "taken"; anything else stays what it is.
    pub(super) fn taken_or(error: sqlx::Error, what: impl FnOnce() -> String) -> Self {
        match error.as_database_error() {
            Some(db) if db.is_unique_violation() => Self::Taken { what: what() },
            _ => Self::Query(error),
        }
    }
}
