-- Whose number or id was erased, as hashes: an import does not bring her back unasked.
CREATE TABLE erased (
    hash        TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of what it is and its value.
    disposal_id TEXT    NOT NULL,             -- The record of the erasure.
    erased_at   INTEGER NOT NULL              -- When.
) STRICT, WITHOUT ROWID;
