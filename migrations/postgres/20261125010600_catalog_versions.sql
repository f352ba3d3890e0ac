-- Every catalog there ever was: queues, skills, agents, reasons, dispositions in one validated text.
CREATE TABLE catalog_versions (
    version  BIGINT NOT NULL PRIMARY KEY, -- Counts up from 1; the highest is in force.
    text     TEXT   NOT NULL,             -- The catalog as TOML.
    author   TEXT   NOT NULL,             -- Who saved it: a login, or `santral apply`.
    saved_at BIGINT NOT NULL              -- When.
);
