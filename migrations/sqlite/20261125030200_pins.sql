-- Codes customers key in to be recognised for sure; never the code itself.
CREATE TABLE customer_pins (
    customer_id TEXT    NOT NULL PRIMARY KEY, -- Whose.
    hash        TEXT    NOT NULL,             -- Argon2id keyed with a secret that is not in this database, in PHC form.
    set_by      TEXT    NOT NULL,             -- Who set it.
    set_at      INTEGER NOT NULL,             -- When.
    CONSTRAINT customer_pins_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
) STRICT;

-- Tries since the last right one: so many and no more.
CREATE TABLE pin_tries (
    tried    TEXT    NOT NULL PRIMARY KEY, -- A customer's id, or the number called from.
    tries    INTEGER NOT NULL,             -- How many.
    since_at INTEGER NOT NULL              -- When the first of them was.
) STRICT, WITHOUT ROWID;
