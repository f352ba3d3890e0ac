-- One row a call: what happened (facts, written by the daemon) and what people said of it.
CREATE TABLE calls (
    call_id        TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text; its first 48 bits are `began_at`.
    -- Facts. Written again as the call goes on; a fact once known is never unknown again.
    pbx            TEXT             NOT NULL,             -- Which PBX; empty while only people's words are known.
    linkedid       TEXT             NOT NULL,             -- The PBX's own key of the call (Asterisk: Linkedid).
    began_at       BIGINT           NOT NULL,             -- When the call began at the PBX.
    did            TEXT,                                  -- The number that was dialled.
    number_raw     TEXT,                                  -- The caller's number as it arrived.
    e164           TEXT COLLATE "C",                      -- The caller's number in E.164, where it could be read.
    number_kind    TEXT,                                  -- How it was read, e.g. `mobile` or `withheld`.
    caller_name    TEXT,                                  -- The display name the caller sent.
    queue_id       TEXT COLLATE "C",                      -- The queue, by its catalog id.
    agent_id       TEXT COLLATE "C",                      -- The agent who talked to the caller last, by her catalog id.
    line           TEXT,                                  -- The phone she answered on.
    joined_at      BIGINT,                                -- When the caller joined the queue.
    answered_at    BIGINT,                                -- When caller and agent could hear each other.
    talk_ended_at  BIGINT,                                -- When the agent's part of the conversation ended.
    ended_at       BIGINT,                                -- When the call ended.
    outcome        TEXT,                                  -- How: `completed`, `abandoned`, `fell_back`, `failed`.
    ended_by       TEXT,                                  -- Who hung up: `caller`, `agent`, `system`.
    -- What people said. Facts never touch these.
    customer_id    TEXT COLLATE "C",                      -- Who called, once somebody or an exact look-up said so.
    customer_by    TEXT,                                  -- Who said so: `person` or `look_up`; null while nobody has.
    disposition_id TEXT COLLATE "C",                      -- What the agent says the call was, by its catalog id.
    solved         BOOLEAN,                               -- Whether the matter was solved, or null where nobody said.
    note           TEXT,                                  -- The agent's note.
    wrapped_up_by  TEXT,                                  -- The agent who wrote it up.
    wrapped_up_at  BIGINT,                                -- When she finished; null while it is a draft.
    CONSTRAINT calls_outcome CHECK (outcome IN ('completed', 'abandoned', 'fell_back', 'failed')),
    CONSTRAINT calls_ended_by CHECK (ended_by IN ('caller', 'agent', 'system')),
    CONSTRAINT calls_customer_by CHECK (customer_by IN ('person', 'look_up')),
    CONSTRAINT calls_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE SET NULL
);

-- The call list, newest first; with the id it is the paging cursor.
CREATE INDEX calls_by_began ON calls (began_at, call_id);

-- The call list of one number.
CREATE INDEX calls_by_e164 ON calls (e164, began_at, call_id) WHERE e164 IS NOT NULL;

-- The card's history of one customer.
CREATE INDEX calls_by_customer ON calls (customer_id, began_at, call_id) WHERE customer_id IS NOT NULL;

-- The call list of one agent.
CREATE INDEX calls_by_agent ON calls (agent_id, began_at, call_id) WHERE agent_id IS NOT NULL;

-- The call list of one queue.
CREATE INDEX calls_by_queue ON calls (queue_id, began_at, call_id) WHERE queue_id IS NOT NULL;
