-- A customer's own id in the company's systems: what a keypad id and a source's row are matched by.
CREATE TABLE customer_keys (
    kind        TEXT NOT NULL, -- What it is: `customer`, `order`, `case`, or a source's name.
    key         TEXT NOT NULL, -- The id itself, upper case, without spaces.
    customer_id TEXT NOT NULL, -- Whose.
    CONSTRAINT customer_keys_key PRIMARY KEY (kind, key, customer_id),
    CONSTRAINT customer_keys_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A merge moves them; a subject's export lists them.
CREATE INDEX customer_keys_by_customer ON customer_keys (customer_id);

-- A keypad id is looked up whatever its kind.
CREATE INDEX customer_keys_by_key ON customer_keys (key, customer_id);

-- What a card shows beside name, history and notes: tickets, orders, products, points.
CREATE TABLE customer_facts (
    customer_id TEXT NOT NULL, -- Whose.
    section     TEXT NOT NULL, -- Which section, e.g. `tickets`.
    row_id      TEXT NOT NULL, -- Its id where it comes from.
    at          INTEGER NOT NULL,   -- What it is sorted by: newest first.
    fields      TEXT NOT NULL,      -- A JSON object of texts, in the order they are shown.
    updated_at  INTEGER NOT NULL,   -- When it was written.
    CONSTRAINT customer_facts_key PRIMARY KEY (customer_id, section, row_id),
    CONSTRAINT customer_facts_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Known trouble, posted by a supervisor.
CREATE TABLE incidents (
    incident_id TEXT    NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    text_tr     TEXT    NOT NULL,             -- What to tell callers, Turkish.
    text_en     TEXT    NOT NULL,             -- And English.
    level       TEXT    NOT NULL,             -- `ok`, `warn`, `breach`.
    scope       TEXT    NOT NULL,             -- A JSON object of lists: queues, cities, products.
    from_at     INTEGER NOT NULL,             -- From when.
    until_at    INTEGER,                      -- Until when; null until somebody ends it.
    posted_by   TEXT    NOT NULL,             -- Who.
    CONSTRAINT incidents_level CHECK (level IN ('ok', 'warn', 'breach'))
) STRICT;

-- Few hold at a time; the newest are read.
CREATE INDEX incidents_by_from ON incidents (from_at);

-- How to meet a customer: one tag each.
CREATE TABLE profile_tags (
    customer_id TEXT    NOT NULL PRIMARY KEY, -- Whom.
    profile     TEXT    NOT NULL,             -- Which profile.
    tagged_by   TEXT    NOT NULL,             -- Who said so.
    tagged_at   INTEGER NOT NULL,             -- When.
    expires_at  INTEGER NOT NULL,             -- When it no longer holds.
    CONSTRAINT profile_tags_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT;

-- Advice a supervisor wrote in place of the house's own.
CREATE TABLE profile_advice (
    profile    TEXT    NOT NULL PRIMARY KEY, -- Which profile.
    advice_tr  TEXT    NOT NULL,             -- Turkish.
    advice_en  TEXT    NOT NULL,             -- English.
    updated_by TEXT    NOT NULL,             -- Who.
    updated_at INTEGER NOT NULL              -- When.
) STRICT;

-- How sure an agent may be of the caller, and what the caller keyed in.
CREATE TABLE call_identity (
    call_id     TEXT    NOT NULL PRIMARY KEY, -- Which call.
    customer_id TEXT    NOT NULL,             -- As whom she was verified.
    verified_by TEXT    NOT NULL,             -- Who asked.
    verified_at INTEGER NOT NULL,             -- When.
    how         TEXT    NOT NULL              -- The questions, by their ids.
) STRICT;

-- Who saw or did what that is nobody's business without a reason.
CREATE TABLE audit (
    audit_id    TEXT    NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    at          INTEGER NOT NULL,             -- When.
    who         TEXT    NOT NULL,             -- The login.
    what        TEXT    NOT NULL,             -- E.g. `reveal`, `verify`, `merge`, `erase`.
    customer_id TEXT,                         -- Whom it was about. Not a reference: it outlives her.
    call_id     TEXT,                         -- During which call.
    detail      TEXT    NOT NULL,             -- Which field, which questions; never a value.
    why         TEXT                          -- The reason given.
) STRICT;

-- Read by time, and of one customer.
CREATE INDEX audit_by_at ON audit (at, audit_id);
CREATE INDEX audit_by_customer ON audit (customer_id, at);

-- That somebody was erased: the proof, without the person.
CREATE TABLE disposals (
    disposal_id TEXT    NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    at          INTEGER NOT NULL,             -- When.
    by_whom     TEXT    NOT NULL,             -- Who did it, or `retention`.
    why         TEXT    NOT NULL,             -- On what ground.
    counts      TEXT    NOT NULL              -- How many rows of what: a JSON object.
) STRICT;
