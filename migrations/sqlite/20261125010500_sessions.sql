-- Signed-in browsers.
CREATE TABLE sessions (
    token_hash   TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's token, in hex: a stolen table signs nobody in.
    login        TEXT    NOT NULL,             -- Who.
    extension    TEXT,                         -- The phone she sits at in this session.
    created_at   INTEGER NOT NULL,             -- When she signed in.
    last_seen_at INTEGER NOT NULL,             -- When the browser last asked for something.
    expires_at   INTEGER NOT NULL,             -- When the session ends whatever happens.
    CONSTRAINT sessions_user FOREIGN KEY (login) REFERENCES users (login) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A changed password ends a user's other sessions.
CREATE INDEX sessions_by_login ON sessions (login);

-- Old ones are swept out.
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
