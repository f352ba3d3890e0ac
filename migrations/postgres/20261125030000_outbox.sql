-- What is to be told to other systems, until it is: written with what it tells of, in one transaction.
CREATE TABLE outbox (
    letter_id TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    kind      TEXT COLLATE "C" NOT NULL,             -- What it tells: `interaction`.
    target    TEXT COLLATE "C" NOT NULL,             -- To whom, by the name in the settings.
    subject   TEXT COLLATE "C" NOT NULL,             -- What it is about, e.g. a call's id; one letter a target and subject.
    revision  BIGINT  NOT NULL,             -- Counts up when what was tried once is told anew; part of the receiver's key.
    body      TEXT    NOT NULL,             -- A JSON object.
    made_at   BIGINT  NOT NULL,             -- When.
    next_at   BIGINT  NOT NULL,             -- When it is tried next.
    tries     BIGINT  NOT NULL,             -- How often this revision was.
    state     TEXT COLLATE "C" NOT NULL,             -- `waiting`, `done`, `dead`.
    error     TEXT,                         -- What the last try came to.
    CONSTRAINT outbox_once UNIQUE (kind, target, subject),
    CONSTRAINT outbox_state CHECK (state IN ('waiting', 'done', 'dead'))
);

-- What is due next to one target; and how much waits.
CREATE INDEX outbox_by_next ON outbox (state, target, next_at);

-- What is about one call: an erasure takes it too.
CREATE INDEX outbox_by_subject ON outbox (subject);
