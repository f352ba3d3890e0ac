-- Whose number or id was erased, as hashes: an import does not bring her back unasked.
CREATE TABLE erased (
    hash        TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- SHA-256 of what it is and its value.
    disposal_id TEXT COLLATE "C" NOT NULL,             -- The record of the erasure.
    erased_at   BIGINT  NOT NULL              -- When.
);
