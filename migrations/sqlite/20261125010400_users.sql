-- Who may sign in.
CREATE TABLE users (
    login         TEXT    NOT NULL PRIMARY KEY, -- Login name, lower-case ASCII.
    name          TEXT    NOT NULL,             -- Name to show.
    role          TEXT    NOT NULL,             -- `agent`, `supervisor` or `admin`.
    agent_id      TEXT,                         -- The agent this user is, by catalog id; none for who takes no calls.
    extension     TEXT,                         -- The phone she sat at last; none means her catalog extension.
    password_hash TEXT    NOT NULL,             -- Argon2id, in PHC form.
    disabled      INTEGER NOT NULL,             -- Whether she may no longer sign in; 0 or 1.
    created_at    INTEGER NOT NULL,             -- When the user was made.
    CONSTRAINT users_role CHECK (role IN ('agent', 'supervisor', 'admin')),
    CONSTRAINT users_disabled CHECK (disabled IN (0, 1))
) STRICT;

-- One person an agent: two users who are the same agent would take each other's calls.
CREATE UNIQUE INDEX users_agent ON users (agent_id) WHERE agent_id IS NOT NULL;
