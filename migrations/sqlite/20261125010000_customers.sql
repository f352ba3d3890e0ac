-- Who may call: people and companies.
CREATE TABLE customers (
    customer_id    TEXT    NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    kind           TEXT    NOT NULL,             -- `person` or `company`.
    name           TEXT    NOT NULL,             -- Full name as people write it.
    folded         TEXT    NOT NULL,             -- The name folded for searching (store/fold.rs), words with one space between.
    salutation     TEXT,                         -- How to address her, e.g. `Ayşe Hanım`.
    segment        TEXT,                         -- Value segment, e.g. `Altın`.
    vip            INTEGER NOT NULL,             -- Whether she is to be treated with particular care; 0 or 1.
    language       TEXT,                         -- Preferred language, `tr` or `en`.
    city           TEXT,                         -- City, for telling namesakes apart.
    email          TEXT,                         -- E-mail address.
    customer_since TEXT,                         -- Since when she is a customer, a date (`2019-05-12`).
    created_at     INTEGER NOT NULL,             -- When the row was made.
    updated_at     INTEGER NOT NULL,             -- When people last changed it.
    CONSTRAINT customers_kind CHECK (kind IN ('person', 'company')),
    CONSTRAINT customers_vip CHECK (vip IN (0, 1))
) STRICT;

-- A search that begins with the first name reads this range.
CREATE INDEX customers_by_folded ON customers (folded);

-- The numbers of a customer. A number may belong to several: families, companies.
CREATE TABLE customer_numbers (
    customer_id TEXT    NOT NULL, -- Whose.
    e164        TEXT    NOT NULL, -- The number, `+` and digits.
    reversed    TEXT    NOT NULL, -- Its digits from the last to the first, so that "ends in 00 12" is a range.
    position    INTEGER NOT NULL, -- Place in her list, from 0.
    CONSTRAINT customer_numbers_key PRIMARY KEY (customer_id, e164),
    CONSTRAINT customer_numbers_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Every call looks a number up here before the phone rings.
CREATE INDEX customer_numbers_by_e164 ON customer_numbers (e164, customer_id);

-- People search by the last digits.
CREATE INDEX customer_numbers_by_reversed ON customer_numbers (reversed, customer_id);

-- The words of the folded name, so that a search finds a last name too.
CREATE TABLE customer_tokens (
    token       TEXT NOT NULL, -- One word.
    customer_id TEXT NOT NULL, -- Whose name holds it.
    CONSTRAINT customer_tokens_key PRIMARY KEY (token, customer_id),
    CONSTRAINT customer_tokens_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A changed name replaces its words; without this the whole table would be read for it.
CREATE INDEX customer_tokens_by_customer ON customer_tokens (customer_id);

-- What agents wrote about a customer.
CREATE TABLE customer_notes (
    note_id     TEXT    NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    customer_id TEXT    NOT NULL,             -- About whom.
    written_at  INTEGER NOT NULL,             -- When.
    written_by  TEXT    NOT NULL,             -- Who: the name to show, kept as it was then.
    text        TEXT    NOT NULL,             -- What.
    CONSTRAINT customer_notes_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT;

-- The card shows the newest five.
CREATE INDEX customer_notes_by_customer ON customer_notes (customer_id, written_at);
