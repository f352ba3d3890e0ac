//! A SELECT on a database of the company's: PostgreSQL, MySQL or MariaDB, SQLite.
//!
//! Values are bound, never written into the text; the session is read-only and every statement has a time-out
//! on the server too. The query is asked inside another that makes JSON of its rows, so that the columns may be
//! of whatever type they are.

use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Column, Executor, SqlSafeStr, Statement};
use tokio::sync::OnceCell;

use super::config::{SourceConfig, SourceError};
use super::template::{Facts, NAMES, Template};
use super::{Object, rows_of};
use crate::crm::section::ROWS_MAX;
use crate::crm::{SectionFault, SectionRow};

#[derive(Debug)]
pub(super) struct Sql {
    pool: Pool,
    template: Template,
    /// The query with its rows made JSON; known once the database has named its columns.
    wrapped: OnceCell<String>,
}

#[derive(Debug)]
enum Pool {
    Pg(PgPool),
    My(MySqlPool),
    Lite(SqlitePool),
}

impl Sql {
    pub(super) fn new(config: &SourceConfig) -> Result<Self, SourceError> {
        let query = config.query.as_deref().ok_or_else(|| config.wrong("no query; write one SELECT"))?;
        let template =
            Template::query(query, NAMES).map_err(|what| config.wrong(format!("query: {what}")))?;
        let first = query.trim_start().get(..6).unwrap_or_default();
        if !first.eq_ignore_ascii_case("select") {
            return Err(config.wrong("query: does not begin with SELECT; a source only reads"));
        }
        Ok(Self { pool: Pool::new(config)?, template, wrapped: OnceCell::new() })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.template.names
    }

    pub(super) async fn ask(&self, facts: &Facts) -> Result<Vec<SectionRow>, SectionFault> {
        let sql = self.wrapped.get_or_try_init(|| self.wrap()).await.map_err(fault)?;
        let values: Vec<&str> = self.template.names.iter().filter_map(|name| facts.get(name)).collect();
        let rows = self.fetch(sql, &values).await.map_err(fault)?;
        let object = |text: String| {
            serde_json::from_str::<Object>(&text).map_err(|error| SectionFault::Unreadable(error.to_string()))
        };
        Ok(rows_of(rows.into_iter().map(object).collect::<Result<_, _>>()?))
    }

    async fn fetch(&self, sql: &str, values: &[&str]) -> Result<Vec<String>, sqlx::Error> {
        macro_rules! fetch {
            ($pool:expr) => {{
                // The text is the admin's query with places for values; no value is ever in it.
                let query = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql.to_owned()));
                values
                    .iter()
                    .fold(query, |query, value| query.bind((*value).to_owned()))
                    .fetch_all($pool)
                    .await?
            }};
        }
        let rows = match &self.pool {
            Pool::Pg(pool) => fetch!(pool),
            Pool::My(pool) => fetch!(pool),
            Pool::Lite(pool) => fetch!(pool),
        };
        Ok(rows.into_iter().map(|(row,)| row).collect())
    }

    async fn wrap(&self) -> Result<String, sqlx::Error> {
        let limit = if self.has_limit() { String::new() } else { format!(" LIMIT {ROWS_MAX}") };
        let query = match &self.pool {
            Pool::Pg(_) | Pool::Lite(_) => self.template.fill(|place, _| format!("${}", place + 1)),
            Pool::My(_) => self.template.fill(|_, _| "?".to_owned()),
        };
        let columns = match &self.pool {
            Pool::Pg(_) => {
                return Ok(format!(
                    "SELECT row_to_json(asked)::text FROM ({query}{limit}) AS asked LIMIT {ROWS_MAX}"
                ));
            }
            Pool::My(pool) => {
                names(pool.prepare(AssertSqlSafe(query.clone()).into_sql_str()).await?.columns())
            }
            Pool::Lite(pool) => {
                names(pool.prepare(AssertSqlSafe(query.clone()).into_sql_str()).await?.columns())
            }
        };
        Ok(match &self.pool {
            Pool::My(_) => {
                let pairs = pairs(&columns, '`');
                format!(
                    "SELECT CAST(JSON_OBJECT({pairs}) AS CHAR) FROM ({query}{limit}) AS asked LIMIT {ROWS_MAX}"
                )
            }
            Pool::Pg(_) | Pool::Lite(_) => {
                let pairs = pairs(&columns, '"');
                format!("SELECT json_object({pairs}) FROM ({query}{limit}) AS asked LIMIT {ROWS_MAX}")
            }
        })
    }

    /// Whether the query bounds itself, or a part of itself; else it is bounded inside too, where its own order
    /// still holds: MariaDB forgets the order of a derived table without a limit.
    fn has_limit(&self) -> bool {
        self.template.texts.join(" ").split_whitespace().any(|word| word.eq_ignore_ascii_case("limit"))
    }
}

impl Pool {
    fn new(config: &SourceConfig) -> Result<Self, SourceError> {
        let url = config.address()?;
        let give_up = Duration::from_millis(config.give_up_ms);
        let bad = |error: sqlx::Error| config.wrong(format!("url: {}", words(&error)));
        let most = config.connections_max.max(1);
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("postgres" | "postgresql") => {
                let options = PgConnectOptions::from_str(&url).map_err(bad)?.options([
                    ("default_transaction_read_only", "on".to_owned()),
                    ("statement_timeout", give_up.as_millis().to_string()),
                ]);
                let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(give_up);
                Ok(Self::Pg(pool.connect_lazy_with(options)))
            }
            Some("mysql" | "mariadb") => {
                let options = MySqlConnectOptions::from_str(&url).map_err(bad)?;
                let pool = MySqlPoolOptions::new().max_connections(most).acquire_timeout(give_up);
                let pool = pool.after_connect(move |connection, _| Box::pin(read_only(connection, give_up)));
                Ok(Self::My(pool.connect_lazy_with(options)))
            }
            Some("sqlite") => {
                let options = SqliteConnectOptions::from_str(&url).map_err(bad)?.read_only(true);
                let pool = SqlitePoolOptions::new().max_connections(most).acquire_timeout(give_up);
                Ok(Self::Lite(pool.connect_lazy_with(options)))
            }
            _ => Err(config.wrong("url: write postgres://, mysql:// or sqlite:")),
        }
    }
}

async fn read_only(connection: &mut sqlx::MySqlConnection, give_up: Duration) -> Result<(), sqlx::Error> {
    connection.execute("SET SESSION TRANSACTION READ ONLY").await?;
    // MariaDB counts in seconds, MySQL in milliseconds; each knows only its own word.
    let seconds = format!("SET SESSION max_statement_time = {}", give_up.as_secs_f64());
    if connection.execute(AssertSqlSafe(seconds)).await.is_err() {
        let millis = format!("SET SESSION max_execution_time = {}", give_up.as_millis());
        connection.execute(AssertSqlSafe(millis)).await?;
    }
    Ok(())
}

fn names(columns: &[impl Column]) -> Vec<String> {
    columns.iter().map(|column| column.name().to_owned()).collect()
}

/// `'a', "a", 'b', "b"`: the columns as a JSON object takes them.
fn pairs(columns: &[String], quote: char) -> String {
    let pair = |name: &String| {
        let text = name.replace('\\', "\\\\").replace('\'', "''");
        let column = name.replace(quote, &format!("{quote}{quote}"));
        format!("'{text}', {quote}{column}{quote}")
    };
    columns.iter().map(pair).collect::<Vec<_>>().join(", ")
}

fn fault(error: sqlx::Error) -> SectionFault {
    SectionFault::Refused(words(&error))
}

/// What the database says, in one line.
pub(in crate::crm) fn words(error: &sqlx::Error) -> String {
    error.to_string().replace(['\n', '\r'], " ")
}
