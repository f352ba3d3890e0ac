-- Tokens of wall displays: each opens the board of one view, without signing in.
CREATE TABLE wall_tokens (
    wall_id     TEXT    NOT NULL, -- To list and revoke it by: a UUID, version 7.
    token_hash  TEXT    NOT NULL, -- SHA-256 of the token in hex; the token itself is in the display's address alone.
    name        TEXT    NOT NULL, -- What it is called, e.g. where it hangs.
    queues      TEXT    NOT NULL, -- The queues it shows, by id, parted by spaces; empty for all.
    shows_names INTEGER NOT NULL, -- Whether it shows agents by name; 0 or 1.
    created_at  INTEGER NOT NULL, -- When it was made, UTC milliseconds.
    created_by  TEXT    NOT NULL, -- By whom: the login.
    PRIMARY KEY (wall_id),
    CONSTRAINT wall_tokens_hash UNIQUE (token_hash),
    CONSTRAINT wall_tokens_shows_names CHECK (shows_names IN (0, 1))
) STRICT;
