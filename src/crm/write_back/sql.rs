//! A statement on a database of the company's that takes what we tell it.

use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use super::NotTold;
use super::config::WriteBackConfig;
use super::values::{Moments, NAMES, Values};
use crate::crm::SourceError;
use crate::crm::source::sql::words;
use crate::crm::source::template::Template;
use crate::store::Letter;

/// What makes the receiver know a letter again; a statement without one of them would write it twice.
const KEYS: [&str; 2] = ["idempotency_key", "interaction_id"];

#[derive(Debug)]
pub(super) struct Sql {
    pool: Pool,
    names: Vec<String>,
    /// The statement as this database takes it.
    text: String,
}

#[derive(Debug)]
enum Pool {
    Pg(PgPool),
    My(MySqlPool),
    Lite(SqlitePool),
}

impl Sql {
    pub(super) fn new(config: &WriteBackConfig) -> Result<Self, SourceError> {
        let entry = config.entry();
        let statement =
            config.statement.as_deref().ok_or_else(|| entry.wrong("no statement; write one INSERT"))?;
        let template =
            Template::query(statement, NAMES).map_err(|what| entry.wrong(format!("statement: {what}")))?;
        if !template.names.iter().any(|name| KEYS.contains(&name.as_str())) {
            return Err(entry.wrong(
                "statement: without :idempotency_key or :interaction_id a letter told twice would be kept twice; \
                 put it in a unique column and write ON CONFLICT (…) DO NOTHING, or INSERT IGNORE",
            ));
        }
        let pool = Pool::new(config)?;
        let text = match &pool {
            Pool::Pg(_) | Pool::Lite(_) => template.fill(|place, _| format!("${}", place + 1)),
            Pool::My(_) => template.fill(|_, _| "?".to_owned()),
        };
        Ok(Self { pool, names: template.names, text })
    }

    pub(super) async fn tell(&self, letter: &Letter) -> Result<(), NotTold> {
        let values = Values::of(letter, Moments::Sql).map_err(NotTold::Never)?;
        let values: Vec<Option<String>> =
            self.names.iter().map(|name| values.get(name).map(str::to_owned)).collect();
        // Whether a refusal will last is not to be told from the error alone: a column may yet be added.
        self.execute(values).await.map_err(|error| NotTold::Later(words(&error)))
    }

    async fn execute(&self, values: Vec<Option<String>>) -> Result<(), sqlx::Error> {
        macro_rules! execute {
            ($pool:expr) => {{
                // The text is the admin's statement with places for values; no value is ever in it.
                let query = sqlx::query(AssertSqlSafe(self.text.clone()));
                values.into_iter().fold(query, |query, value| query.bind(value)).execute($pool).await?;
            }};
        }
        match &self.pool {
            Pool::Pg(pool) => execute!(pool),
            Pool::My(pool) => execute!(pool),
            Pool::Lite(pool) => execute!(pool),
        }
        Ok(())
    }

    /// Has the database read the statement without carrying it out.
    pub(super) async fn try_out(&self) -> Result<String, String> {
        let text = AssertSqlSafe(self.text.clone()).into_sql_str();
        let prepared = match &self.pool {
            Pool::Pg(pool) => pool.prepare(text).await.map(drop),
            Pool::My(pool) => pool.prepare(text).await.map(drop),
            Pool::Lite(pool) => pool.prepare(text).await.map(drop),
        };
        prepared.map_err(|error| words(&error))?;
        Ok("connected, and the statement can be carried out; nothing was written".to_owned())
    }
}

impl Pool {
    fn new(config: &WriteBackConfig) -> Result<Self, SourceError> {
        let entry = config.entry();
        let url = entry.address(config.url.as_deref(), config.url_file.as_deref())?;
        let give_up = Duration::from_millis(config.give_up_ms);
        let bad = |error: sqlx::Error| entry.wrong(format!("url: {}", words(&error)));
        let most = config.connections_max.max(1);
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("postgres" | "postgresql") => {
                let options = PgConnectOptions::from_str(&url)
                    .map_err(bad)?
                    .options([("statement_timeout", give_up.as_millis().to_string())]);
                let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(give_up);
                Ok(Self::Pg(pool.connect_lazy_with(options)))
            }
            Some("mysql" | "mariadb") => {
                let options = MySqlConnectOptions::from_str(&url).map_err(bad)?;
                let pool = MySqlPoolOptions::new().max_connections(most).acquire_timeout(give_up);
                let pool = pool.after_connect(move |connection, _| Box::pin(bound(connection, give_up)));
                Ok(Self::My(pool.connect_lazy_with(options)))
            }
            Some("sqlite") => {
                let options = SqliteConnectOptions::from_str(&url).map_err(bad)?.busy_timeout(give_up);
                let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(give_up);
                Ok(Self::Lite(pool.connect_lazy_with(options)))
            }
            _ => Err(entry.wrong("url: write postgres://, mysql:// or sqlite:")),
        }
    }
}

/// A lock of somebody else's is not waited for without end; MySQL counts it in whole seconds.
async fn bound(connection: &mut sqlx::MySqlConnection, give_up: Duration) -> Result<(), sqlx::Error> {
    let seconds = give_up.as_secs().max(1);
    connection.execute(AssertSqlSafe(format!("SET SESSION innodb_lock_wait_timeout = {seconds}"))).await?;
    Ok(())
}
