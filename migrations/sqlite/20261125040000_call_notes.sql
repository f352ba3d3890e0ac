-- What each agent wrote of a call: one who was handed to a colleague has two, and neither replaces the other's.
CREATE TABLE call_notes (
    call_id  TEXT    NOT NULL, -- The call.
    agent_id TEXT    NOT NULL, -- Who wrote, by her catalog id.
    note     TEXT    NOT NULL, -- Her words, draft or done.
    saved_at INTEGER NOT NULL, -- When she last saved them.
    PRIMARY KEY (call_id, agent_id),
    CONSTRAINT call_notes_call FOREIGN KEY (call_id) REFERENCES calls (call_id) ON DELETE CASCADE
) STRICT;
