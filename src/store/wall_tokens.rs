//! Tokens of wall displays: each opens the board of one view and nothing else. Only their hashes are kept.

use sqlx::FromRow;
use uuid::Uuid;

use super::db::{Db, read, write};
use super::{SessionToken, StoreError, id, text};

/// What a wall display may show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WallView {
    /// What it is called, e.g. where it hangs.
    pub name: String,
    /// The queues it shows, by id; all of them where none is named.
    pub queues: Vec<String>,
    /// Whether it shows agents by name.
    pub shows_names: bool,
}

/// A display's token, without the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallToken {
    /// Its id, to revoke it by.
    pub id: Uuid,
    /// What it opens.
    pub view: WallView,
    /// When it was made, UTC milliseconds.
    pub created_at_ms: i64,
    /// By whom: the login.
    pub created_by: String,
}

/// The door to tokens of wall displays, [`Store::wall_tokens`](super::Store::wall_tokens).
#[derive(Clone, Copy, Debug)]
pub struct WallTokens<'a> {
    db: &'a Db,
}

impl<'a> WallTokens<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Makes a token and gives it out; it is nowhere else.
    pub async fn create(
        &self,
        view: &WallView,
        by: &str,
        now_ms: i64,
    ) -> Result<(Uuid, SessionToken), StoreError> {
        let token = SessionToken::fresh()?;
        let wall_id = id::fresh(now_ms)?;
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO wall_tokens (wall_id, token_hash, name, queues, shows_names, created_at, created_by) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(wall_id.to_string())
            .bind(token.hash())
            .bind(text::clean(&view.name))
            .bind(view.queues.join(" "))
            .bind(view.shows_names)
            .bind(now_ms)
            .bind(text::clean(by))
            .execute(&mut *t)
            .await?;
        });
        Ok((wall_id, token))
    }

    /// What a token opens; none when it was revoked or never was.
    pub async fn find(&self, token: &SessionToken) -> Result<Option<WallToken>, StoreError> {
        let hash = token.hash();
        let row: Option<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM wall_tokens WHERE token_hash = $1")
                .bind(&hash)
                .fetch_optional(x)
                .await
        })?;
        row.map(Row::into_token).transpose()
    }

    /// Every one, the newest first.
    pub async fn list(&self) -> Result<Vec<WallToken>, StoreError> {
        let rows: Vec<Row> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM wall_tokens ORDER BY created_at DESC, wall_id DESC")
                .fetch_all(x)
                .await
        })?;
        rows.into_iter().map(Row::into_token).collect()
    }

    /// Takes one away. False when there is none.
    pub async fn revoke(&self, wall_id: Uuid) -> Result<bool, StoreError> {
        let gone = write!(self.db, |t| {
            sqlx::query("DELETE FROM wall_tokens WHERE wall_id = $1")
                .bind(wall_id.to_string())
                .execute(&mut *t)
                .await?
                .rows_affected()
        });
        Ok(gone > 0)
    }
}

#[derive(FromRow)]
struct Row {
    wall_id: String,
    name: String,
    queues: String,
    shows_names: bool,
    created_at: i64,
    created_by: String,
}

impl Row {
    fn into_token(self) -> Result<WallToken, StoreError> {
        let no_sense = || StoreError::corrupt("wall_tokens", self.wall_id.as_str());
        Ok(WallToken {
            id: Uuid::try_parse(&self.wall_id).map_err(|_| no_sense())?,
            view: WallView {
                name: self.name,
                queues: self.queues.split_whitespace().map(str::to_owned).collect(),
                shows_names: self.shows_names,
            },
            created_at_ms: self.created_at,
            created_by: self.created_by,
        })
    }
}
