//! Users: who may sign in.

use sqlx::FromRow;

use super::db::{Db, read, write};
use super::{StoreError, text};
use crate::call::Line;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Takes calls and sees her own work.
    Agent,
    /// Sees the board and every call.
    Supervisor,
    /// Also changes users and the catalog.
    Admin,
}

impl Role {
    /// The word in rows and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Agent, Self::Supervisor, Self::Admin].into_iter().find(|role| role.as_str() == word)
    }
}

/// A user as she is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Login name, lower-case.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// What she may do.
    pub role: Role,
    /// The agent she is, by catalog id; none for who takes no calls.
    pub agent_id: Option<String>,
    /// The phone she sat at last; none means her catalog extension.
    pub extension: Option<Line>,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// Whether she may no longer sign in.
    pub disabled: bool,
}

impl User {
    /// Longest login name.
    pub const LOGIN_LENGTH_MAX: usize = 64;

    /// Longest name to show, in characters.
    pub const NAME_LENGTH_MAX: usize = 200;
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("login", &self.login).field("role", &self.role).finish_non_exhaustive()
    }
}

/// A user to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Login name: ASCII letters, digits and `.-_@`; kept in lower case.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// What she may do.
    pub role: Role,
    /// The agent she is, by catalog id. Two users are never one agent.
    pub agent_id: Option<String>,
    /// Argon2id, in PHC form.
    pub password_hash: String,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUser")
            .field("login", &self.login)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// The door to users, [`Store::users`](super::Store::users).
#[derive(Clone, Copy, Debug)]
pub struct Users<'a> {
    db: &'a Db,
}

impl<'a> Users<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Makes a user.
    pub async fn create(&self, user: &NewUser, at_ms: i64) -> Result<(), StoreError> {
        let login = login(&user.login)?;
        text::within("name", &user.name, User::NAME_LENGTH_MAX)?;
        let agent = text::clean_some(user.agent_id.as_deref());
        let made = self.insert(&login, user, agent.as_deref(), at_ms).await;
        made.map_err(|e| StoreError::taken_or(e, || taken(&login, agent.as_deref())))
    }

    async fn insert(
        &self,
        login: &str,
        user: &NewUser,
        agent: Option<&str>,
        at_ms: i64,
    ) -> Result<(), sqlx::Error> {
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO users (login, name, role, agent_id, password_hash, disabled, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(login)
            .bind(text::clean(&user.name))
            .bind(user.role.as_str())
            .bind(agent)
            .bind(&user.password_hash)
            .bind(false)
            .bind(at_ms)
            .execute(&mut *t)
            .await?;
        });
        Ok(())
    }

    /// One user by login, in any case.
    pub async fn find(&self, login: &str) -> Result<Option<User>, StoreError> {
        let login = text::clean(login).to_ascii_lowercase();
        let row: Option<UserRow> = read!(self.db, |x| {
            sqlx::query_as("SELECT * FROM users WHERE login = $1").bind(&login).fetch_optional(x).await
        })?;
        row.map(UserRow::into_user).transpose()
    }

    /// All users, by login.
    pub async fn list(&self) -> Result<Vec<User>, StoreError> {
        let rows: Vec<UserRow> =
            read!(self.db, |x| sqlx::query_as("SELECT * FROM users ORDER BY login").fetch_all(x).await)?;
        rows.into_iter().map(UserRow::into_user).collect()
    }

    /// Sets a password. False when there is no such user.
    pub async fn set_password(&self, login: &str, password_hash: &str) -> Result<bool, StoreError> {
        let login = text::clean(login).to_ascii_lowercase();
        let set = write!(self.db, |t| {
            sqlx::query("UPDATE users SET password_hash = $2 WHERE login = $1")
                .bind(&login)
                .bind(password_hash)
                .execute(&mut *t)
                .await?
                .rows_affected()
        });
        Ok(set > 0)
    }

    /// Remembers the phone she sits at; none forgets it. False when there is no such user.
    pub async fn set_extension(&self, login: &str, extension: Option<&Line>) -> Result<bool, StoreError> {
        let login = text::clean(login).to_ascii_lowercase();
        let set = write!(self.db, |t| {
            sqlx::query("UPDATE users SET extension = $2 WHERE login = $1")
                .bind(&login)
                .bind(extension.map(Line::as_str))
                .execute(&mut *t)
                .await?
                .rows_affected()
        });
        Ok(set > 0)
    }

    /// Lets a user in or keeps her out; kept out, her sessions end. False when there is no such user.
    pub async fn set_disabled(&self, login: &str, disabled: bool) -> Result<bool, StoreError> {
        let login = text::clean(login).to_ascii_lowercase();
        let set = write!(self.db, |t| {
            if disabled {
                sqlx::query("DELETE FROM sessions WHERE login = $1").bind(&login).execute(&mut *t).await?;
            }
            sqlx::query("UPDATE users SET disabled = $2 WHERE login = $1")
                .bind(&login)
                .bind(disabled)
                .execute(&mut *t)
                .await?
                .rows_affected()
        });
        Ok(set > 0)
    }
}

fn login(text: &str) -> Result<String, StoreError> {
    let fits = !text.is_empty()
        && text.len() <= User::LOGIN_LENGTH_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_@".contains(&b));
    if !fits {
        let why = format!("letters a to z, digits and .-_@ only, {} at most", User::LOGIN_LENGTH_MAX);
        return Err(StoreError::refused("login", why));
    }
    Ok(text.to_ascii_lowercase())
}

fn taken(login: &str, agent: Option<&str>) -> String {
    match agent {
        Some(agent) => format!("login {login} or agent {agent}"),
        None => format!("login {login}"),
    }
}

#[derive(FromRow)]
pub(super) struct UserRow {
    login: String,
    name: String,
    role: String,
    agent_id: Option<String>,
    extension: Option<String>,
    password_hash: String,
    disabled: bool,
}

impl UserRow {
    pub(super) fn into_user(self) -> Result<User, StoreError> {
        let role = Role::parse(&self.role).ok_or_else(|| StoreError::corrupt("users", self.role.clone()))?;
        Ok(User {
            login: self.login,
            name: self.name,
            role,
            agent_id: self.agent_id,
            extension: self.extension.as_deref().and_then(Line::parse),
            password_hash: self.password_hash,
            disabled: self.disabled,
        })
    }
}
