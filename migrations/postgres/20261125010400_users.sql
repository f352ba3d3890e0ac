-- Who may sign in.
CREATE TABLE users (
    login         TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- Login name, lower-case ASCII.
    name          TEXT             NOT NULL,             -- Name to show.
    role          TEXT COLLATE "C" NOT NULL,             -- `agent`, `supervisor` or `admin`.
    agent_id      TEXT COLLATE "C",                      -- The agent this user is, by catalog id; none for who takes no calls.
    extension     TEXT,                                  -- The phone she sat at last; none means her catalog extension.
    password_hash TEXT             NOT NULL,             -- Argon2id, in PHC form.
    disabled      BOOLEAN          NOT NULL,             -- Whether she may no longer sign in.
    created_at    BIGINT           NOT NULL,             -- When the user was made.
    CONSTRAINT users_role CHECK (role IN ('agent', 'supervisor', 'admin'))
);

-- One person an agent: two users who are the same agent would take each other's calls.
CREATE UNIQUE INDEX users_agent ON users (agent_id) WHERE agent_id IS NOT NULL;
