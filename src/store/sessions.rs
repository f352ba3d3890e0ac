//! Sessions: signed-in browsers, known by a token whose hash alone is kept.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::db::{Db, read, write};
use super::users::UserRow;
use super::{StoreError, User, text};
use crate::call::Line;

/// Random bytes in a token. With 256 bits the hash needs neither salt nor slowness.
const TOKEN_BYTES: usize = 32;

/// What a browser's cookie holds. Only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// Length in characters.
    const LENGTH: usize = TOKEN_BYTES.div_ceil(3) * 4 - 1;

    /// What a token for a page of another origin begins with; no cookie's has a dot in it.
    const EMBEDDED: &'static str = "embed.";

    /// Reads a cookie's value; none when it cannot be a token.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (text.len() == Self::LENGTH && text.bytes().all(word)).then(|| Self(text.to_owned()))
    }

    /// The cookie's value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a token of a page of another origin; none when it cannot be one. It is never a cookie's.
    pub fn parse_embedded(text: &str) -> Option<Self> {
        Self::parse(text.strip_prefix(Self::EMBEDDED)?).map(|_| Self(text.to_owned()))
    }

    /// Whether it is for a page of another origin.
    pub fn is_embedded(&self) -> bool {
        self.0.starts_with(Self::EMBEDDED)
    }

    pub(super) fn fresh() -> Result<Self, StoreError> {
        let mut random = [0; TOKEN_BYTES];
        getrandom::fill(&mut random)
            .map_err(|e| StoreError::refused("session", format!("the system has no random numbers: {e}")))?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(random)))
    }

    /// What is kept. The look-up by it tells an attacker nothing: he cannot choose a hash's beginning.
    pub(super) fn hash(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken")
    }
}

/// One signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: User,
    /// The phone she sits at.
    pub extension: Option<Line>,
    /// When she signed in, UTC milliseconds.
    pub created_at_ms: i64,
    /// When the browser last asked for something, UTC milliseconds.
    pub last_seen_at_ms: i64,
    /// When the session ends whatever happens, UTC milliseconds.
    pub expires_at_ms: i64,
}

/// The door to sessions, [`Store::sessions`](super::Store::sessions).
#[derive(Clone, Copy, Debug)]
pub struct Sessions<'a> {
    db: &'a Db,
}

impl<'a> Sessions<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Begins a session and gives out its token, for the cookie; it is nowhere else.
    pub async fn create(
        &self,
        login: &str,
        extension: Option<&Line>,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<SessionToken, StoreError> {
        self.keep(SessionToken::fresh()?, login, extension, now_ms, expires_at_ms).await
    }

    /// Begins a session on a page of another origin, for the bearer of its token.
    pub async fn create_embedded(
        &self,
        login: &str,
        extension: Option<&Line>,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<SessionToken, StoreError> {
        let token = SessionToken(format!("{}{}", SessionToken::EMBEDDED, SessionToken::fresh()?.0));
        self.keep(token, login, extension, now_ms, expires_at_ms).await
    }

    async fn keep(
        &self,
        token: SessionToken,
        login: &str,
        extension: Option<&Line>,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<SessionToken, StoreError> {
        write!(self.db, |t| {
            sqlx::query(
                "INSERT INTO sessions (token_hash, login, extension, created_at, last_seen_at, expires_at) \
                 VALUES ($1, $2, $3, $4, $4, $5)",
            )
            .bind(token.hash())
            .bind(login)
            .bind(extension.map(Line::as_str))
            .bind(now_ms)
            .bind(expires_at_ms)
            .execute(&mut *t)
            .await?;
        });
        Ok(token)
    }

    /// The session of a token; none when it is unknown or over, or the user may no longer sign in.
    pub async fn find(&self, token: &SessionToken, now_ms: i64) -> Result<Option<Session>, StoreError> {
        let hash = token.hash();
        let row: Option<Row> = read!(self.db, |x| {
            sqlx::query_as(
                "SELECT u.login, u.name, u.role, u.agent_id, u.extension, u.password_hash, u.disabled, \
                        s.extension AS seat, s.created_at, s.last_seen_at, s.expires_at \
                 FROM sessions s JOIN users u ON u.login = s.login \
                 WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled = FALSE",
            )
            .bind(&hash)
            .bind(now_ms)
            .fetch_optional(x)
            .await
        })?;
        row.map(Row::into_session).transpose()
    }

    /// Notes that the browser is still there.
    pub async fn touch(&self, token: &SessionToken, now_ms: i64) -> Result<(), StoreError> {
        let hash = token.hash();
        write!(self.db, |t| {
            sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2")
                .bind(&hash)
                .bind(now_ms)
                .execute(&mut *t)
                .await?;
        });
        Ok(())
    }

    /// She sits down at another phone. False when the session is gone.
    pub async fn set_extension(
        &self,
        token: &SessionToken,
        extension: Option<&Line>,
    ) -> Result<bool, StoreError> {
        let hash = token.hash();
        let set = write!(self.db, |t| {
            sqlx::query("UPDATE sessions SET extension = $2 WHERE token_hash = $1")
                .bind(&hash)
                .bind(extension.map(Line::as_str))
                .execute(&mut *t)
                .await?
                .rows_affected()
        });
        Ok(set > 0)
    }

    /// Ends one session.
    pub async fn delete(&self, token: &SessionToken) -> Result<(), StoreError> {
        let hash = token.hash();
        write!(self.db, |t| {
            sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(&hash).execute(&mut *t).await?;
        });
        Ok(())
    }

    /// Ends every session of a user but the one of `kept`, for a changed password. Says how many.
    pub async fn delete_all(&self, login: &str, kept: Option<&SessionToken>) -> Result<u64, StoreError> {
        let kept = kept.map(SessionToken::hash).unwrap_or_default();
        let login = text::clean(login);
        Ok(write!(self.db, |t| {
            sqlx::query("DELETE FROM sessions WHERE login = $1 AND token_hash <> $2")
                .bind(&login)
                .bind(&kept)
                .execute(&mut *t)
                .await?
                .rows_affected()
        }))
    }

    /// Sweeps out what is over. Says how many.
    pub async fn sweep(&self, now_ms: i64) -> Result<u64, StoreError> {
        Ok(write!(self.db, |t| {
            sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
                .bind(now_ms)
                .execute(&mut *t)
                .await?
                .rows_affected()
        }))
    }
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    user: UserRow,
    seat: Option<String>,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_session(self) -> Result<Session, StoreError> {
        Ok(Session {
            user: self.user.into_user()?,
            extension: self.seat.as_deref().and_then(Line::parse),
            created_at_ms: self.created_at,
            last_seen_at_ms: self.last_seen_at,
            expires_at_ms: self.expires_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_sha_256_in_hex() {
        // FIPS 180-2, appendix B.1.
        let hash = SessionToken("abc".to_owned()).hash();
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn tokens_differ_and_read_back() {
        let token = SessionToken::fresh().unwrap();
        assert_ne!(token, SessionToken::fresh().unwrap());
        assert_eq!(SessionToken::parse(token.as_str()), Some(token.clone()));
        assert_eq!(SessionToken::parse("x"), None);
        let embedded = format!("embed.{}", token.as_str());
        assert!(SessionToken::parse_embedded(&embedded).is_some_and(|token| token.is_embedded()));
        assert_eq!(
            (SessionToken::parse(&embedded), SessionToken::parse_embedded(token.as_str())),
            (None, None)
        );
        assert_eq!(SessionToken::parse(&"'".repeat(43)), None);
        assert!(!format!("{token:?}").contains(token.as_str()));
    }
}
