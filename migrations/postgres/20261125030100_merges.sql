-- Customers who were made one, with enough to take them apart again.
CREATE TABLE merges (
    merge_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    kept_id   TEXT COLLATE "C" NOT NULL,             -- Who stayed.
    gone_id   TEXT COLLATE "C" NOT NULL,             -- Who went into her; this id still finds the one who stayed.
    gone_name TEXT    NOT NULL,             -- Her name, for lists.
    moved     TEXT    NOT NULL,             -- What was hers, and what moved: JSON.
    merged_by TEXT    NOT NULL,             -- Who did it.
    merged_at BIGINT  NOT NULL,             -- When.
    undone_at BIGINT                        -- When it was taken back.
);

-- An id that is gone is looked up here.
CREATE INDEX merges_by_gone ON merges (gone_id, merged_at);

-- What went into a customer.
CREATE INDEX merges_by_kept ON merges (kept_id, merged_at);

-- Customers with the same address may be one.
CREATE INDEX customers_by_email ON customers (lower(email), customer_id) WHERE email IS NOT NULL;
