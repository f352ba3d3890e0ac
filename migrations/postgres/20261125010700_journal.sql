-- The journal (architecture.md): what happened and what people did, in order; everything else is folded from it.
CREATE TABLE journal (
    seq     BIGINT           NOT NULL PRIMARY KEY, -- Position; given by the writer, one higher each time.
    at_us   BIGINT           NOT NULL,             -- When, UTC microseconds; never runs backwards.
    version BIGINT           NOT NULL,             -- Which form the body has; old forms are read, never rewritten.
    kind    TEXT COLLATE "C" NOT NULL,             -- `input`, `call_event`, `human_action` or `catalog_version`.
    call_id TEXT COLLATE "C",                      -- The call it is about, where it is about one.
    body    TEXT             NOT NULL,             -- JSON. Text, so that it comes back byte for byte.
    CONSTRAINT journal_kind CHECK (kind IN ('input', 'call_event', 'human_action', 'catalog_version'))
);

-- "From this moment on": where a replay begins.
CREATE INDEX journal_by_at ON journal (at_us, seq);

-- The story of one call.
CREATE INDEX journal_by_call ON journal (call_id, seq) WHERE call_id IS NOT NULL;
