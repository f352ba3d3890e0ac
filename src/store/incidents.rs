//! Known trouble: posted by a supervisor, on the next card within a second.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::db::{Db, read, write};
use super::{StoreError, id, text};

/// Known trouble and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Our id.
    pub id: Uuid,
    /// What to tell callers, Turkish.
    pub text_tr: String,
    /// And English.
    pub text_en: String,
    /// How bad it is.
    pub severity: Severity,
    /// Whom it concerns.
    pub scope: Scope,
    /// From when, UTC milliseconds.
    pub from_ms: i64,
    /// Until when; none until somebody ends it.
    pub until_ms: Option<i64>,
    /// Who posted it.
    pub by: String,
}

/// Whom trouble concerns; an empty list leaves nobody out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Queues, by their catalog ids.
    pub queues: Vec<String>,
    /// Cities.
    pub cities: Vec<String>,
    /// Products.
    pub products: Vec<String>,
}

/// How bad trouble is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Notice,
    /// Something works badly.
    Trouble,
    /// Something does not work.
    Outage,
}

impl Severity {
    /// The word in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "ok",
            Self::Trouble => "warn",
            Self::Outage => "breach",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Notice, Self::Trouble, Self::Outage].into_iter().find(|severity| severity.as_str() == word)
    }
}

impl Incident {
    /// Longest text, in characters.
    pub const LENGTH_MAX: usize = 300;

    /// Most that hold at one time and are shown.
    pub const SHOWN_MAX: i64 = 50;

    /// Most names in one list of its scope.
    pub const SCOPE_MAX: usize = 50;
}

/// The door to incidents, [`Store::incidents`](super::Store::incidents).
#[derive(Clone, Copy, Debug)]
pub struct Incidents<'a> {
    db: &'a Db,
}

impl<'a> Incidents<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Posts one; its id is given here, whatever stands in it.
    pub async fn post(&self, incident: &Incident) -> Result<Incident, StoreError> {
        let posted = Incident {
            id: id::fresh(incident.from_ms)?,
            text_tr: text::clean(&incident.text_tr),
            text_en: text::clean(&incident.text_en),
            by: text::clean(&incident.by),
            ..incident.clone()
        };
        if posted.text_tr.trim().is_empty() && posted.text_en.trim().is_empty() {
            return Err(StoreError::refused("text", "it is empty"));
        }
        text::within("text", &posted.text_tr, Incident::LENGTH_MAX)?;
        text::within("text", &posted.text_en, Incident::LENGTH_MAX)?;
        let lists = [&posted.scope.queues, &posted.scope.cities, &posted.scope.products];
        if lists.iter().any(|list| list.len() > Incident::SCOPE_MAX) {
            return Err(StoreError::refused(
                "scope",
                format!("{} names a list at most", Incident::SCOPE_MAX),
            ));
        }
        // Lists of texts cannot fail to be written.
        let scope = text::clean(&serde_json::to_string(&posted.scope).unwrap_or_default());
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO incidents (incident_id, text_tr, text_en, level, scope, from_at, until_at, posted_by) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(posted.id.to_string())
            .bind(&posted.text_tr)
            .bind(&posted.text_en)
            .bind(posted.severity.as_str())
            .bind(&scope)
            .bind(posted.from_ms)
            .bind(posted.until_ms)
            .bind(&posted.by)
            .execute(&mut *t)
            .await?;
        });
        Ok(posted)
    }

    /// Ends one. False when there is none that still holds.
    pub async fn end(&self, incident: Uuid, at_ms: i64) -> Result<bool, StoreError> {
        let ended = write!(self.db, |t| {
            sqlx::query(
                "UPDATE incidents SET until_at = $2 WHERE incident_id = $1 AND (until_at IS NULL OR until_at > $2)",
            )
            .bind(incident.to_string())
            .bind(at_ms)
            .execute(&mut *t)
            .await?
            .rows_affected()
        });
        Ok(ended > 0)
    }

    /// Those that hold at a moment, worst first, then newest first.
    pub async fn holding(&self, at_ms: i64) -> Result<Vec<Incident>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT * FROM incidents WHERE from_at <= $1 AND (until_at IS NULL OR until_at > $1) \
                 ORDER BY from_at DESC, incident_id DESC LIMIT $2",
            )
            .bind(at_ms)
            .bind(Incident::SHOWN_MAX)
            .fetch_all(x)
            .await
        })?;
        let mut incidents: Vec<Incident> =
            rows.into_iter().map(Row::into_incident).collect::<Result<_, _>>()?;
        incidents.sort_by_key(|incident| std::cmp::Reverse(incident.severity));
        Ok(incidents)
    }
}

#[derive(FromRow)]
struct Row {
    incident_id: String,
    text_tr: String,
    text_en: String,
    level: String,
    scope: String,
    from_at: i64,
    until_at: Option<i64>,
    posted_by: String,
}

impl Row {
    fn into_incident(self) -> Result<Incident, StoreError> {
        let no_sense = |what: &str| StoreError::corrupt("incidents", what);
        Ok(Incident {
            id: Uuid::try_parse(&self.incident_id).map_err(|_| no_sense(&self.incident_id))?,
            severity: Severity::parse(&self.level).ok_or_else(|| no_sense(&self.level))?,
            scope: serde_json::from_str(&self.scope).map_err(|_| no_sense(&self.scope))?,
            text_tr: self.text_tr,
            text_en: self.text_en,
            from_ms: self.from_at,
            until_ms: self.until_at,
            by: self.posted_by,
        })
    }
}
